"""``optexplorer sweep``: one run for every value of one or two hyper-parameters."""

import math
from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from optexplorer.cli.errors import FAILURE, CommandError
from optexplorer.cli.progress import ProgressLine
from optexplorer.cli.sessions import read_experiment
from optexplorer.cli.targets import check_kind, check_run, check_target
from optexplorer.storage.errors import StorageError

if TYPE_CHECKING:
    from optexplorer.core.analysis.sweep import Axis, Metric, SweepMap

_FORM = "NAME=LOW:HIGH:COUNT[:log]"
_STRIP = 64  # pixels, the height of the picture of one hyper-parameter


def sweep(arguments: Namespace) -> int:
    """Carry out the command."""
    ending = check_kind(arguments.out, (".csv", ".png"))
    if (arguments.metric == "steps") != (arguments.target is not None):
        raise CommandError("--target goes with --metric steps, and only with it")
    if arguments.target is not None and not math.isfinite(arguments.target):
        raise CommandError("--target: must be a finite number")
    if len(arguments.vary) > 2:
        raise CommandError(f"--vary: one or two can be varied at a time, got {len(arguments.vary)}")
    axes = tuple(map(_axis, arguments.vary))
    experiment = read_experiment(arguments.file)
    check_run(arguments.run, experiment)
    check_target(arguments.out, arguments.file, experiment)

    from optexplorer.core.analysis.errors import AnalysisError
    from optexplorer.core.analysis.sweep import sweep as compute

    with closing(ProgressLine("computing")) as line:
        try:
            for found in compute(
                experiment, arguments.run, axes, target=arguments.target, progress=line.show
            ):
                complete = found
        except AnalysisError as error:
            where = "" if error.name == "vary" else f"{error.name}: "
            raise CommandError(f"--vary: {where}{error.message}") from error
    try:
        _write(arguments.out, ending, complete, arguments.metric)
    except StorageError as error:
        raise CommandError(str(error), FAILURE) from error
    return 0


def _axis(text: str) -> "Axis":
    from optexplorer.core.analysis.sweep import Axis

    name, _, values = text.partition("=")
    parts = values.split(":")
    log = len(parts) == 4 and parts[3] == "log"
    try:
        low, high, count = float(parts[0]), float(parts[1]), int(parts[2])
    except (ValueError, IndexError):
        raise CommandError(f"--vary: expected {_FORM}, got {text!r}") from None
    if not name or len(parts) > 3 + log or not (math.isfinite(low) and math.isfinite(high)):
        raise CommandError(f"--vary: expected {_FORM}, got {text!r}")
    return Axis(name, low, high, count, log)


def _write(target: str, ending: str, found: "SweepMap", metric: "Metric") -> None:
    from optexplorer.core.analysis.sweep import OUTCOMES
    from optexplorer.scene.heatmaps import outcome_picture, value_picture
    from optexplorer.storage.png import write_png
    from optexplorer.storage.tables import Column, write_table

    if ending == ".png":
        values = found.metric(metric)
        positive = bool((values[np.isfinite(values)] > 0).all())
        picture = (
            outcome_picture(found.outcome)
            if metric == "outcome"
            else value_picture(values, log=positive and metric != "steps")
        )
        write_png(target, picture if len(found.axes) > 1 else np.repeat(picture, _STRIP, axis=0))
        return
    grid = np.meshgrid(*found.values)
    columns: dict[str, Column] = {
        axis.name: part.ravel() for axis, part in zip(found.axes, grid, strict=True)
    }
    words = [OUTCOMES[code].value for code in found.outcome.ravel().tolist()]
    if metric == "steps":  # empty where the target was not reached
        columns[metric] = ["" if n < 0 else str(n) for n in found.steps.ravel().tolist()]
    elif metric != "outcome":
        columns[metric] = found.metric(metric).ravel()
    write_table(target, {**columns, "outcome": words})
