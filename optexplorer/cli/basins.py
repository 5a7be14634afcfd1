"""``optexplorer basins``: which start of a grid ends where, as a picture, a table or arrays."""

import sys
from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from optexplorer.cli.errors import FAILURE, CommandError
from optexplorer.cli.progress import ProgressLine
from optexplorer.cli.sessions import read_experiment
from optexplorer.cli.table import table
from optexplorer.cli.targets import check_kind, check_run, check_target
from optexplorer.core.experiment import Experiment
from optexplorer.storage.errors import StorageError

if TYPE_CHECKING:
    from optexplorer.core.analysis.basins import BasinMap

_KINDS = (".png", ".csv", ".npz")


def basins(arguments: Namespace) -> int:
    """Carry out the command."""
    ending = check_kind(arguments.out, _KINDS)
    experiment = read_experiment(arguments.file)
    check_run(arguments.run, experiment)
    check_target(arguments.out, arguments.file, experiment)

    from optexplorer.core.analysis.basins import basins as compute
    from optexplorer.core.analysis.errors import AnalysisError

    with closing(ProgressLine("computing")) as line:
        try:
            for found in compute(experiment, arguments.run, arguments.resolution, progress=line.show):
                complete = found
        except AnalysisError as error:
            raise CommandError(f"--{error}") from error
    try:
        _write(arguments.out, ending, experiment, complete)
    except StorageError as error:
        raise CommandError(str(error), FAILURE) from error
    sys.stdout.write(summary(complete))
    return 0


def _write(target: str, ending: str, experiment: Experiment, found: "BasinMap") -> None:
    from optexplorer.scene.heatmaps import basin_picture
    from optexplorer.storage.png import write_png
    from optexplorer.storage.tables import write_arrays, write_table

    if ending == ".png":
        write_png(target, basin_picture(found))
    elif ending == ".npz":
        write_arrays(target, {
            "x": found.x, "y": found.y, "end": found.end, "steps": found.steps, "loss": found.loss,
            "places": np.array([p.point for p in found.places]).reshape(-1, experiment.problem.size),
            "kinds": np.array([p.kind for p in found.places], dtype="U16"),
        })  # fmt: skip
    else:
        grid = [found.x, found.y][: experiment.problem.size]
        starts = (c.ravel() for c in np.meshgrid(*grid))
        words = {end: found.word(end) for end in found.shares()}
        write_table(target, {
            **dict(zip(experiment.problem.names, starts, strict=True)),
            "end": found.end.ravel(),
            "ends_at": [words[end] for end in found.end.ravel().tolist()],
            "steps": found.steps.ravel(),
            "loss": found.loss.ravel(),
        })  # fmt: skip


def summary(found: "BasinMap") -> str:
    """How many starts end where, a line an end."""
    rows = [
        [found.word(end), str(round(share * found.end.size)), f"{100 * share:.4g} %"]
        for end, share in found.shares().items()
    ]
    return table(["ends at", "starts", "share"], rows, right=[False, True, True])
