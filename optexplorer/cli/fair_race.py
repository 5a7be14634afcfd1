"""``optexplorer fair-race``: every run tuned within the same budget, then ranked."""

import sys
from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

from optexplorer.cli.errors import FAILURE, CommandError
from optexplorer.cli.progress import ProgressLine
from optexplorer.cli.sessions import read_race
from optexplorer.cli.table import table
from optexplorer.cli.targets import check_kind, check_target
from optexplorer.storage.errors import SessionError, StorageError

if TYPE_CHECKING:
    from optexplorer.core.analysis.fair_race import Entry, FairRace
    from optexplorer.core.analysis.race_rules import Rules
    from optexplorer.core.analysis.race_scores import Scores
    from optexplorer.core.experiment import Experiment


def fair_race(arguments: Namespace) -> int:
    """Carry out the command."""
    from optexplorer.core.analysis.errors import AnalysisError
    from optexplorer.core.analysis.fair_race import fair_race as compute
    from optexplorer.storage.fair_race import ENDINGS, write_fair_race

    check_kind(arguments.out, ENDINGS)
    experiment = read_race(arguments.file)
    check_target(arguments.out, arguments.file, experiment)
    with closing(ProgressLine("racing")) as line:
        try:
            rules = _rules(arguments, experiment)
            *_, found = compute(experiment, rules, progress=line.show)
        except AnalysisError as error:
            raise CommandError(f"--{error}") from error
    try:
        write_fair_race(arguments.out, experiment, found)
    except (StorageError, SessionError) as error:
        raise CommandError(str(error), FAILURE) from error
    sys.stdout.write(summary(experiment, found))
    return 0


def _rules(arguments: Namespace, experiment: "Experiment") -> "Rules":
    from optexplorer.core.analysis.race_rules import Rules

    by_work = arguments.evaluations is not None
    steps = experiment.steps if arguments.steps is None else arguments.steps
    return Rules(
        trials=arguments.budget,
        starts=arguments.starts,
        seeds=arguments.seeds,
        length=arguments.evaluations if by_work else steps,
        horizon="evaluations" if by_work else "steps",
        metric=arguments.metric,
        target=arguments.target,
        spread=arguments.spread,
    )


def summary(experiment: "Experiment", found: "FairRace") -> str:
    """A line a run, the best first, and what was held equal."""
    header = ["rank", "run", "label", "median", "quartiles", "untuned", "successes", "settings"]
    rows = [_row(experiment, entry) for entry in found.entries]
    right = [name not in ("label", "settings") for name in header]
    return f"{table(header, rows, right)}{found.held_equal}\n"


def _row(experiment: "Experiment", entry: "Entry") -> list[str]:
    fresh, untuned = entry.fresh, entry.fresh_untuned
    name = experiment.runs[entry.run].name
    changed = ", ".join(f"{k}={_shown(v)}" for k, v in entry.optimizer.to_mapping().items())
    return [str(entry.rank), str(entry.run), name, *_figures(fresh, untuned), changed]


def _figures(fresh: "Scores | None", untuned: "Scores | None") -> list[str]:
    if fresh is None or untuned is None:
        return [""] * 4
    low, high = fresh.quartiles
    return [
        f"{fresh.median:.4g}",
        f"{low:.4g} to {high:.4g}",
        f"{untuned.median:.4g}",
        f"{fresh.successes}/{fresh.values.size}",
    ]


def _shown(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
