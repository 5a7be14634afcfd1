"""A history as CSV, the same bytes on every platform and in every locale.

RFC 4180 with its CRLF line ends, UTF-8, one row a run and step. Numbers are the shortest text that
reads back to the same float64. A text cell that a spreadsheet would run as a formula gets an
apostrophe in front.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, TypeAlias

from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.history import Event, History, Outcome, RunHistory
from optexplorer.storage.atomic import replace_file

NUMBER_COLUMNS = ("loss", "gradient_norm", "learning_rate")
CALL_COLUMNS = ("value_calls", "gradient_calls", "hessian_calls")
LINE_END = "\r\n"

Column: TypeAlias = list[int] | list[float] | list[str]

_CHUNK = 2_000  # rows formatted at a time; the window cannot paint meanwhile
_WORDS = tuple(event.text for event in Event)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_QUOTED = frozenset('",\r\n')


class ExportCancelled(Exception):  # noqa: N818  (not an error)
    """The export was called off; nothing was written."""


def write_csv(
    target: str | Path | BinaryIO,
    experiment: Experiment,
    history: History,
    *,
    state: bool = False,
    cancel: Callable[[], bool] | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write ``history`` to a file, whole or not at all, or to a binary stream.

    ``state`` adds what the optimizers remembered, which the history must hold. ``progress`` is
    told the rows written and their total; `ExportCancelled` is raised soon after ``cancel`` says so.
    """

    def check() -> None:
        if cancel and cancel():
            raise ExportCancelled

    total = sum(run.rows for run in history.runs)
    done = 0
    with _opened(target, check) as stream:
        stream.write(_header(experiment, state).encode())
        for rows, text in _chunks(experiment, history, state):
            check()
            stream.write(text.encode())
            done += rows
            if progress:
                progress(done, total)


def _opened(
    target: str | Path | BinaryIO, check: Callable[[], None]
) -> AbstractContextManager[BinaryIO]:
    if isinstance(target, str | Path):
        return replace_file(target, check)
    return nullcontext(target)


def text_cell(text: str) -> str:
    """A text as one CSV cell that no spreadsheet takes for a formula."""
    if text.startswith(_FORMULA):
        text = "'" + text
    if _QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def _header(experiment: Experiment, state: bool) -> str:
    names = experiment.problem.names
    columns = ["run", "label", "optimizer", "step", *names, *NUMBER_COLUMNS, *CALL_COLUMNS, "event"]
    if state:
        columns += [f"{s}.{name}" for s in _states(experiment) for name in names]
    return ",".join(map(text_cell, columns)) + LINE_END


def _states(experiment: Experiment) -> list[str]:
    """The states of all optimizers, each once, in the order of the runs."""
    n = experiment.problem.size
    return list(dict.fromkeys(s for run in experiment.runs for s in run.states_of(n)))


def _chunks(experiment: Experiment, history: History, state: bool) -> Iterator[tuple[int, str]]:
    """The number of rows in each piece and their text."""
    states = _states(experiment) if state else []
    pairs = zip(experiment.runs, history.runs, strict=True)
    for index, (run, recorded) in enumerate(pairs):
        row = _template(index, run, experiment.problem.size, states)
        own = run.states_of(experiment.problem.size)
        kept = [own.index(s) for s in states if s in own]
        for first in range(0, recorded.rows, _CHUNK):
            last = min(first + _CHUNK, recorded.rows)
            columns = _columns(recorded, first, last)
            if kept:
                columns += _state_columns(recorded, first, last, kept)
            yield last - first, "".join(map(row.__mod__, zip(*columns, strict=True)))


def _template(index: int, run: Run, size: int, states: list[str]) -> str:
    """A row of this run, with a place for every value that changes from step to step."""
    fixed = [str(index), text_cell(run.name), text_cell(run.optimizer.key)]
    cells = [cell.replace("%", "%%") for cell in fixed]
    cells += ["%d", *["%r"] * (size + len(NUMBER_COLUMNS)), *["%d"] * len(CALL_COLUMNS), "%s"]
    own = run.states_of(size)
    for name in states:
        cells += ["%r" if name in own else ""] * size
    return ",".join(cells) + LINE_END


def _columns(recorded: RunHistory, first: int, last: int) -> list[Column]:
    """The values for the template up to the event, a list a column."""
    part = slice(first, last)
    return [
        list(range(first, last)),
        *recorded.parameters[part].T.tolist(),
        recorded.loss[part].tolist(),
        recorded.gradient_norm[part].tolist(),
        recorded.learning_rate[part].tolist(),
        *recorded.calls[part].T.tolist(),
        _events(recorded, first, last),
    ]


def _state_columns(recorded: RunHistory, first: int, last: int, kept: list[int]) -> list[Column]:
    """The values of the states ``kept``, a list for each coordinate of each."""
    if recorded.state is None:
        raise ValueError("the history was computed without recording states")
    return [*recorded.state[first:last, kept].reshape(last - first, -1).T.tolist()]


def _events(recorded: RunHistory, first: int, last: int) -> list[str]:
    """The words of the event column; the outcome stands in the run's last row."""
    words = [_WORDS[event] for event in recorded.events[first:last].tolist()]
    if last == recorded.rows and recorded.outcome is not Outcome.RUNNING:
        words[-1] = recorded.outcome.value
    return words
