"""What the worker does for a look inside a step: it runs the run again, and takes the step apart.

Knows neither Qt nor the window. It keeps a `Replay` for each run looked at, so that the next step of
the same experiment is near.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from optexplorer.core.experiment import Experiment, Run

if TYPE_CHECKING:
    from collections.abc import Mapping

    from optexplorer.core.inspect.columns import Columns
    from optexplorer.core.inspect.replay import Replay
    from optexplorer.core.inspect.report import StepReport


@dataclass(frozen=True)
class InsideRequest:
    """The steps that the window looks into."""

    experiment: Experiment
    updates: tuple[tuple[int, int], ...]  # (run, update from 1), the run in front first
    rows: int = 0  # of the run in front: how far its curves go
    form: int | None = None  # of the run in front
    curve: bool = False


@dataclass(frozen=True, eq=False)
class Inside:
    """The steps taken apart; runs that cannot be looked into are left out."""

    request: InsideRequest
    reports: Mapping[int, StepReport]
    other: StepReport | None = None  # the same update of the run in front, in its other form
    columns: Columns | None = None
    nbytes: int = 0  # kept for going back and forth

    @property
    def run(self) -> int:
        """The run in front."""
        return self.request.updates[0][0]


@dataclass
class Insider:
    """Answers requests; used by one thread only."""

    _replays: dict[tuple[int, int | None], tuple[Experiment, Replay]] = field(default_factory=dict)
    _columns: tuple[Replay, int, Columns] | None = None
    _share: int = 0  # bytes that each replay may keep, so that all together stay bounded

    def answer(self, request: InsideRequest, job: Any) -> Inside:
        """Take the steps apart; raises `Cancelled`."""
        from optexplorer.core.inspect.replay import BYTES
        from optexplorer.core.inspect.report import inspect_step

        experiment = request.experiment
        wanted: list[tuple[int, int | None]] = [(run, None) for run, _ in request.updates]
        front, update = request.updates[0]
        if request.form is not None:
            wanted.append((front, request.form))
        self._replays = {key: kept for key, kept in self._replays.items() if key in wanted}
        self._share = BYTES // len(wanted)
        for _, replay in self._replays.values():
            replay.allow(self._share)
        reports = {
            run: inspect_step(self._replay(experiment, run, None), t, job.cancel)
            for run, t in request.updates
        }
        other = None
        if request.form is not None:
            other = inspect_step(self._replay(experiment, front, request.form), update, job.cancel)
        columns = self._curves(experiment, front, request.rows - 1, job) if request.curve else None
        kept = sum(replay.nbytes for _, replay in self._replays.values())
        if columns is None:
            self._columns = None
        else:
            kept += columns.nbytes
        return Inside(request, reports, other, columns, kept)

    def _replay(self, experiment: Experiment, run: int, form: int | None) -> Replay:
        from optexplorer.core.inspect.replay import Replay

        known = self._replays.get((run, form))
        if known is None or not _same_run(known[0], experiment, run):
            asked = experiment if form is None else with_form(experiment, run, form)
            known = (experiment, Replay(asked, run))
            known[1].allow(self._share)
            self._replays[run, form] = known
        return known[1]

    def _curves(self, experiment: Experiment, run: int, updates: int, job: Any) -> Columns:
        from optexplorer.core.inspect.columns import step_columns

        replay = self._replay(experiment, run, None)
        if self._columns is None or self._columns[:2] != (replay, updates):
            self._columns = (replay, updates, step_columns(replay, updates, job.cancel))
        return self._columns[2]


def _same_run(one: Experiment, other: Experiment, run: int) -> bool:
    """Whether this run makes the same steps in both."""
    return (
        run < len(one.runs)
        and one.problem == other.problem
        and one.seed == other.seed
        and one.steps == other.steps
        and replace(one.runs[run], label="") == replace(other.runs[run], label="")
        and one.stream_of(run) == other.stream_of(run)
        and one.start_of(one.runs[run]) == other.start_of(other.runs[run])
    )


def with_form(experiment: Experiment, run: int, form: int) -> Experiment:
    """The experiment with another form of a run's optimizer, at its place and with its luck."""
    runs: list[Run] = list(experiment.runs)
    other = runs[run].optimizer.forms()[form].optimizer
    runs[run] = replace(runs[run], optimizer=other, stream=experiment.stream_of(run))
    return replace(experiment, runs=tuple(runs))


def new_insider() -> Insider:
    """A fresh one."""
    return Insider()
