"""``optexplorer escape``: how long every run takes to leave its start, over many seeds."""

import math
import sys
from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

import numpy as np

from optexplorer.cli.errors import FAILURE, CommandError
from optexplorer.cli.progress import ProgressLine
from optexplorer.cli.sessions import read_experiment
from optexplorer.cli.table import table
from optexplorer.cli.targets import check_kind, check_target
from optexplorer.core.experiment import Experiment
from optexplorer.storage.errors import StorageError

if TYPE_CHECKING:
    from optexplorer.core.analysis.ensemble import Ensemble, Leaving

_SHARE = 0.1  # of the shorter side of the domain: the distance that counts if none is asked for


def escape(arguments: Namespace) -> int:
    """Carry out the command."""
    check_kind(arguments.out, (".csv",))
    experiment = read_experiment(arguments.file)
    check_target(arguments.out, arguments.file, experiment)

    from optexplorer.core.analysis.ensemble import ensemble
    from optexplorer.core.analysis.errors import AnalysisError

    found: list[Ensemble] = []
    count = len(experiment.runs)
    with closing(ProgressLine("computing")) as line:
        try:
            leaving = _leaving(arguments, experiment)
            for index in range(count):

                def told(done: int, total: int, index: int = index) -> None:
                    line.show(index * total + done, count * total)

                *_, complete = ensemble(experiment, index, arguments.seeds, leaving, progress=told)
                found.append(complete)
        except AnalysisError as error:
            raise CommandError(f"--{error}") from error
    try:
        _write(arguments.out, experiment, found)
    except StorageError as error:
        raise CommandError(str(error), FAILURE) from error
    sys.stdout.write(summary(experiment, found, leaving))
    return 0


def _leaving(arguments: Namespace, experiment: Experiment) -> "Leaving":
    from optexplorer.core.analysis.ensemble import Leaving

    problem, centre = experiment.problem, arguments.centre
    if centre is not None and (len(centre) != problem.size or not all(map(math.isfinite, centre))):
        wanted = f"{problem.size} finite number{'s' * (problem.size != 1)}"
        raise CommandError(f"--from: must have {wanted} ({', '.join(problem.names)})")
    distance, decrease = arguments.distance, arguments.decrease
    if distance is None and decrease is None:
        distance = _SHARE * min(high - low for low, high in problem.domain)
    return Leaving(distance, decrease, None if centre is None else tuple(centre))


def _write(target: str, experiment: Experiment, found: "list[Ensemble]") -> None:
    from optexplorer.storage.tables import write_table

    size, runs = found[0].size, experiment.runs
    seeds = np.arange(experiment.seed, experiment.seed + size)
    write_table(target, {
        "run": np.repeat(np.arange(len(runs)), size),
        "label": [run.name for run in runs for _ in range(size)],
        "optimizer": [run.optimizer.key for run in runs for _ in range(size)],
        "seed": np.tile(seeds, len(runs)),
        "outcome": [e.outcome(i).value for e in found for i in range(size)],
        "escape_step": ["" if t < 0 else str(t) for e in found for t in e.escaped.tolist()],
        "final_loss": np.concatenate([e.final_loss for e in found]),
        "best_loss": np.concatenate([e.best_loss for e in found]),
    })  # fmt: skip


def summary(experiment: Experiment, found: "list[Ensemble]", leaving: "Leaving") -> str:
    """What counted as an escape, and a line a run."""
    centre = "the start" if leaving.centre is None else str(leaving.centre)
    said = []
    if leaving.distance is not None:
        said.append(f"at least {leaving.distance:g} away from {centre}")
    if leaving.decrease is not None:
        said.append(f"the loss at least {leaving.decrease:g} below the first")
    rows = []
    for index, (run, members) in enumerate(zip(experiment.runs, found, strict=True)):
        p, low, high = members.success()
        times = np.where(members.escaped < 0, np.inf, members.escaped)
        median = np.percentile(times, 50, method="inverted_cdf")
        steps = "more than half stay" if np.isinf(median) else f"{median:.0f}"
        losses = f"{members.quartiles[1, -1]:.6g}"
        rows.append([str(index), run.name, f"{p:.1%}", f"{low:.1%} to {high:.1%}", steps, losses])
    header = ["run", "label", "escaped", "95 % interval", "median steps", "median final loss"]
    right = [name != "label" for name in header]
    return f"escaped: {' or '.join(said)}\n" + table(header, rows, right=right)
