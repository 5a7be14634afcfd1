"""``optexplorer run``: compute an experiment, print how each run ended, write the CSV."""

import sys
from argparse import Namespace
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from optexplorer.cli.errors import FAILURE, CommandError, remark
from optexplorer.cli.pictures import Picture, asked
from optexplorer.cli.progress import ProgressLine
from optexplorer.cli.sessions import read_experiment
from optexplorer.cli.table import table
from optexplorer.cli.targets import are_one, check_target
from optexplorer.core.escape import NO_ESCAPE
from optexplorer.core.experiment import Experiment
from optexplorer.core.gradient import epochs_done
from optexplorer.core.history import Event
from optexplorer.storage.errors import StorageError

if TYPE_CHECKING:
    from optexplorer.core.history import History, RunHistory

_STANDARD_OUTPUT = "-"
# Takes a `Picture`, the experiment and its history; before the work None for that, and only tells what
# is in the way. Raises `CommandError` and `StorageError`.
Draw = Callable[[Picture, Experiment, "History | None"], None]


def run(arguments: Namespace, draw: Draw) -> int:
    """Carry out the command; ``draw`` makes the picture or the animation, and needs no screen."""
    picture = asked(arguments)
    if arguments.state and arguments.csv is None:
        raise CommandError("--state needs --csv")
    experiment = read_experiment(arguments.file)
    if arguments.csv is not None:
        _check_target(arguments.csv, arguments.file, experiment)
    if picture is not None:
        check_target(arguments.image, arguments.file, experiment)
        if arguments.csv is not None and are_one(arguments.csv, arguments.image):
            raise CommandError(f"--csv and --image: {arguments.image} cannot be both")
        if experiment.problem.size > 2:
            raise CommandError("--image: a problem of more than two parameters has no picture yet")
        _draw(draw, picture, experiment, None)
    history = _compute(experiment, record_state=arguments.state)
    if arguments.csv is not None:
        _write(arguments.csv, experiment, history, state=arguments.state)
    if picture is not None:
        _draw(draw, picture, experiment, history)
    report = sys.stderr if arguments.csv == _STANDARD_OUTPUT else sys.stdout
    report.write(summary(experiment, history))
    for note in experiment.problem.notes:
        remark(note)
    return 0


def _draw(draw: Draw, picture: Picture, experiment: Experiment, history: "History | None") -> None:
    try:
        draw(picture, experiment, history)
    except StorageError as error:
        raise CommandError(str(error), FAILURE) from error


def _check_target(target: str, source: Path, experiment: Experiment) -> None:
    """Refuse a place that cannot be written, or must not be, before the work is done."""
    if target == _STANDARD_OUTPUT:
        return
    if not target:
        raise CommandError("--csv: expected the name of a file, or - for standard output")
    check_target(target, source, experiment)


def _compute(experiment: Experiment, *, record_state: bool) -> "History":
    from optexplorer.core.compute import compute

    with closing(ProgressLine("computing")) as line:
        return compute(
            experiment,
            progress=lambda advance: line.show(advance.done, advance.total),
            record_state=record_state,
        )


def _write(target: str, experiment: Experiment, history: "History", *, state: bool) -> None:
    from optexplorer.storage.csv_export import write_csv

    out = sys.stdout.buffer if target == _STANDARD_OUTPUT else target
    with closing(ProgressLine("writing")) as line:
        try:
            write_csv(out, experiment, history, state=state, progress=line.show)
        except StorageError as error:
            raise CommandError(str(error), FAILURE) from error


def summary(experiment: Experiment, history: "History") -> str:
    """The table of outcomes, a line a run."""
    header = ["run", "label", "outcome", "steps", "final loss", "best loss"]
    rows = []
    examples = experiment.problem.examples
    for index, (run, recorded) in enumerate(zip(experiment.runs, history.runs, strict=True)):
        outcome = recorded.outcome + (f" ({recorded.reason})" if recorded.reason else "")
        row = [str(index), run.name, outcome, str(recorded.rows - 1)]
        row += [f"{loss:.10g}" for loss in (recorded.final_loss, recorded.best_loss)]
        if examples:
            epochs = epochs_done(run.gradient, examples, np.array([recorded.rows - 1]))
            row.insert(4, f"{epochs[0]:.10g}")
        meaning = experiment.problem.meaning(tuple(recorded.parameters[-1].tolist()))
        rows.append([*row, meaning] if examples else row)
    if examples:
        header.append("fit")
        header.insert(4, "epochs")
    if any(run.escape != NO_ESCAPE for run in experiment.runs):
        header += ["perturbed", "restarted", "best at"]
        rows = [[*row, *_escapes(recorded)] for row, recorded in zip(rows, history.runs, strict=True)]
    left = ("label", "outcome", "fit", "best at")
    return table(header, rows, right=[name not in left for name in header])


def _escapes(recorded: "RunHistory") -> list[str]:
    """How often the run was moved, and its best point with the step."""
    best = recorded.best_step
    place = ", ".join(f"{value:.6g}" for value in recorded.parameters[best].tolist())
    counts = [str(recorded.count(event)) for event in (Event.PERTURBED, Event.RESTARTED)]
    return [*counts, f"({place}), step {best}"]
