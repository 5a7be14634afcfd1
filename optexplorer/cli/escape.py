"""``optexplorer escape``: how long every run takes to leave its start, over many seeds."""

import math
import sys
from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

from optexplorer.cli.errors import FAILURE, CommandError
from optexplorer.cli.progress import ProgressLine
from optexplorer.cli.sessions import read_race
from optexplorer.cli.table import table
from optexplorer.cli.targets import check_kind, check_target
from optexplorer.core.experiment import Experiment
from optexplorer.storage.errors import StorageError
from optexplorer.storage.escape_table import write_escapes

if TYPE_CHECKING:
    from optexplorer.core.analysis.ensemble import Ensemble, Leaving


def escape(arguments: Namespace) -> int:
    """Carry out the command."""
    check_kind(arguments.out, (".csv",))
    experiment = read_race(arguments.file)
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
        write_escapes(arguments.out, experiment, range(count), found)
    except StorageError as error:
        raise CommandError(str(error), FAILURE) from error
    sys.stdout.write(summary(experiment, found, leaving))
    return 0


def _leaving(arguments: Namespace, experiment: Experiment) -> "Leaving":
    from optexplorer.core.analysis.departure import usual_distance
    from optexplorer.core.analysis.ensemble import Leaving, away_already

    problem, centre = experiment.problem, arguments.centre
    if centre is not None and (len(centre) != problem.size or not all(map(math.isfinite, centre))):
        wanted = f"{problem.size} finite number{'s' * (problem.size != 1)}"
        raise CommandError(f"--from: must have {wanted} ({', '.join(problem.names)})")
    distance, decrease = arguments.distance, arguments.decrease
    if distance is None and decrease is None:
        distance = usual_distance(problem)
    leaving = Leaving(distance, decrease, None if centre is None else tuple(centre))
    away = away_already(experiment, range(len(experiment.runs)), leaving)
    if away is not None:
        raise CommandError(
            f"--from: every run starts {away:.4g} away from there or farther, "
            f"and {distance:g} counts as an escape"
        )
    return leaving


def summary(experiment: Experiment, found: "list[Ensemble]", leaving: "Leaving") -> str:
    """What counted as an escape, and a line a run."""
    rows = []
    for index, (run, members) in enumerate(zip(experiment.runs, found, strict=True)):
        p, low, high = members.success()
        median = members.median_steps()
        steps = "more than half stay" if median is None else str(median)
        losses = f"{members.quartiles[1, -1]:.6g}"
        rows.append([str(index), run.name, f"{p:.1%}", f"{low:.1%} to {high:.1%}", steps, losses])
    header = ["run", "label", "escaped", "95 % interval", "median steps", "median final loss"]
    right = [name != "label" for name in header]
    return f"escaped: {leaving.words()}\n" + table(header, rows, right=right)
