"""Keeps a choice that fits the experiment, and says what is to be computed for it."""

from dataclasses import replace
from typing import Any

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.analysis.sweep import MOST
from optexplorer.core.declare import Parameter
from optexplorer.core.experiment import Experiment
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.problem import Box
from optexplorer.ui.lab.settings.choice import (
    FARTHEST,
    AxisChoice,
    Choice,
    axis_of,
    default_axis,
    fitted,
    narrow,
    sweepable,
    value_of,
    with_log,
)
from optexplorer.ui.lab.settings.work import Entry, Request, entry


class Chooser:
    """Told what there is with ``look_at``; ``choice`` is None where there is nothing to choose."""

    def __init__(self) -> None:
        self.choice: Choice | None = None
        self.parameters: dict[str, Parameter] = {}  # that an axis may have
        self.run = 0
        nothing = AxisChoice("", 0.0, 1.0)
        self._kept = Choice(nothing, nothing)  # also while these runs have no such axes
        self._experiment: Experiment | None = None
        self._drawn: tuple[int, ...] = ()

    @property
    def everything(self) -> bool:
        """Whether all runs are looked at."""
        return self._kept.all_runs

    def look_at(self, experiment: Experiment, run: int, drawn: tuple[int, ...]) -> None:
        """The run that is looked into, and those that are drawn."""
        self._experiment, self.run, self._drawn = experiment, run, drawn
        self._suit()

    def change(self, **changes: Any) -> None:
        """Replace fields of the choice."""
        self._kept = replace(self._kept, **changes)
        self._suit()

    def _suit(self) -> None:
        """The kept choice, with defaults where these runs have no such axis."""
        choice = self._kept
        runs = self._drawn if choice.all_runs else (self.run,)
        self.parameters = {}
        for run in runs:
            for name, parameter in sweepable(self._optimizer(run)).items():
                self.parameters.setdefault(name, parameter)
        if not self.parameters:
            self.choice = None
            return
        if choice.across.name not in self.parameters:
            choice = replace(choice, across=self.default(next(iter(self.parameters))))
        others = [name for name in self.parameters if name != choice.across.name]
        lost = choice.up is not None and choice.up.name not in others
        if lost and others and not choice.all_runs:
            choice = replace(choice, up=self.default(others[0]))
        self._kept = choice
        self.choice = choice if others else replace(choice, up=None)

    # What a person does to the axes

    def take_across(self, name: str) -> None:
        """Another horizontal axis; two axes change places."""
        choice = self._current
        if choice.up is not None and choice.up.name == name and not choice.all_runs:
            self.change(across=choice.up, up=choice.across)
        else:
            self.change(across=self.default(name))

    def take_up(self, name: str) -> None:
        """Another vertical axis, or none."""
        self.change(up=self.default(name) if name else None)

    def take_log(self, which: str, log: bool) -> None:
        """The other kind of axis; of one that has gone under the hand there is none."""
        axis: AxisChoice | None = getattr(self._current, which)
        if axis is None:
            return
        value = self.value(axis.name)
        self.change(**{which: with_log(axis, log, self.parameters[axis.name], value)})

    def take_range(self, which: str, low: float, high: float) -> None:
        """Other ends of an axis, unless it has gone."""
        axis: AxisChoice | None = getattr(self._current, which)
        if axis is not None:
            self.change(**{which: replace(axis, low=low, high=high)})

    def take_box(self, box: Box) -> None:
        """What is in view of the map, in the coordinates of its axes.

        Raises `AnalysisError` where no more values lie between the edges.
        """
        axes = {}
        for which, axis, side in zip(("across", "up"), self._current.axes, box, strict=True):
            seen = axis.with_extent(*side)
            legal = fitted(seen, self.parameters[axis.name])
            axes[which] = legal if legal.low < legal.high else seen
            if narrow(axes[which], MOST):
                raise AnalysisError(axis.name, FARTHEST)
        self.change(**axes)

    def take_whole(self) -> None:
        """The ranges that suit; the kinds of the axes stay."""
        for which in ("across", "up"):
            axis: AxisChoice | None = getattr(self._current, which)
            if axis is not None and axis.name in self.parameters:
                self.change(**{which: self.default(axis.name)})
                self.take_log(which, axis.log)

    # What there is

    @property
    def _current(self) -> Choice:
        assert self.choice is not None  # noqa: S101  (nothing is offered then)
        return self.choice

    def _optimizer(self, run: int) -> Optimizer:
        assert self._experiment is not None  # noqa: S101  (`look_at` came first)
        return self._experiment.runs[run].optimizer

    def default(self, name: str) -> AxisChoice:
        """The axis of a hyper-parameter as it is at first."""
        return default_axis(self.parameters[name], self.value(name))

    def value(self, name: str) -> float | None:
        """What the run that is looked into has now."""
        return value_of(self._optimizer(self.run), name)

    @property
    def runs(self) -> tuple[int, ...]:
        """Those that are swept."""
        if not self._current.all_runs:
            return (self.run,)
        name = self._current.across.name
        return tuple(run for run in self._drawn if name in sweepable(self._optimizer(run)))

    def request(self, counts: tuple[float, float]) -> Request:
        """What to compute where the picture has room for so many settings across and up.

        Raises `AnalysisError` for what is not possible.
        """
        choice = self._current
        if choice.metric == "steps" and choice.target is None:
            raise AnalysisError("target", "type the loss whose steps are to be counted")
        target = choice.target if choice.metric == "steps" else None
        return Request(tuple(self._entry(run, counts) for run in self.runs), target, choice)

    def _entry(self, run: int, counts: tuple[float, float]) -> Entry:
        assert self._experiment is not None  # noqa: S101  (`look_at` came first)
        declared = sweepable(self._optimizer(run))
        axes = tuple(
            axis_of(axis, declared[axis.name], round(count))
            for axis, count in zip(self._current.axes, counts, strict=False)
        )
        return entry(self._experiment, run, axes)
