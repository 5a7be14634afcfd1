"""Hyper-parameter maps: one run for every value of one or two of its hyper-parameters.

All metrics come from the same runs, each carried to its last step.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from optexplorer.core import driver
from optexplorer.core.analysis.coarse import blocks, stages
from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.analysis.many import Plan, carry_on, check_room, no_watch
from optexplorer.core.analysis.settings_grid import SettingsGrid
from optexplorer.core.arrays import Mat, Vec, frozen
from optexplorer.core.cancel import Cancel
from optexplorer.core.declare import Declared, Parameter, SettingError
from optexplorer.core.experiment import Experiment
from optexplorer.core.history import Outcome
from optexplorer.core.nearest import unknown
from optexplorer.core.optimizer import Optimizer

Metric = Literal["final_loss", "best_loss", "steps", "outcome"]
METRICS: tuple[Metric, ...] = get_args(Metric)
MOST = 16_384  # values along an axis
OUTCOMES = {
    driver.FINISHED: Outcome.FINISHED,
    driver.CONVERGED: Outcome.CONVERGED,
    driver.DIVERGED: Outcome.DIVERGED,
    driver.STOPPED: Outcome.STOPPED,
}


@dataclass(frozen=True)
class Axis:
    """The values of a hyper-parameter, both ends included; whole numbers are rounded."""

    name: str
    low: float
    high: float
    count: int
    log: bool = False

    def values(self) -> Vec:
        """The values (count,) before rounding."""
        if self.log:
            return np.geomspace(self.low, self.high, self.count)
        return np.linspace(self.low, self.high, self.count)


@dataclass(frozen=True, eq=False)
class SweepMap:
    """What became of each setting; arrays (ny, nx) are read-only, x along the first axis.

    With one axis ny is 1. A piece of a map shows for each setting the middle of its block.
    """

    axes: tuple[Axis, ...]
    values: tuple[Vec, ...]  # of each axis, as they were set
    final_loss: Mat
    best_loss: Mat  # nan where no loss was finite
    steps: NDArray[np.int64]  # to the target; -1: not reached
    outcome: NDArray[np.int8]  # a key of OUTCOMES
    start_loss: float  # before the first step
    stride: int = 1  # of the blocks; 1: complete

    def metric(self, metric: Metric) -> Mat:
        """One metric as numbers (ny, nx); nan where the target was not reached."""
        if metric == "steps":
            return np.where(self.steps < 0, np.nan, self.steps)
        return np.asarray(getattr(self, metric), dtype=np.float64)


def sweep(
    experiment: Experiment,
    index: int,
    axes: tuple[Axis, ...],
    *,
    target: float | None = None,
    cancel: Cancel | None = None,
    progress: Callable[[int, int], None] | None = None,
    workers: int | None = None,
) -> Iterator[SweepMap]:
    """The map of a run over ``axes`` (one or two), coarse at first, complete at last.

    ``target`` is the loss whose steps are counted; ``progress`` is told the settings done and their
    number. Raises `AnalysisError` and `NoRoom` before any work, and `Cancelled` soon after
    ``cancel.set()``.
    """
    optimizer = experiment.runs[index].optimizer
    for axis in axes:
        _check(optimizer, axis)
    if len({axis.name for axis in axes}) != len(axes) or not 1 <= len(axes) <= 2:
        raise AnalysisError("vary", "needs one hyper-parameter or two different ones")
    _check_together(optimizer, axes)
    check_room(int(np.prod([axis.count for axis in axes])), 32)
    return _stages(experiment, index, axes, target, cancel or Cancel(), progress, workers)


def _check(optimizer: Optimizer, axis: Axis) -> None:
    known = {p.name: p for p in optimizer.parameters() if p.kind in ("float", "int")}
    if axis.name in {p.name for p in optimizer.parameters()} - set(known):
        raise AnalysisError("vary", f"{axis.name} is no number, so there is nothing between two values")
    if axis.name not in known:
        raise AnalysisError("vary", f"{unknown('hyper-parameter', axis.name, known)}")
    if not 1 <= axis.count <= MOST:
        raise AnalysisError(axis.name, f"the count must lie in [1, {MOST}], got {axis.count}")
    if not axis.low <= axis.high:
        raise AnalysisError(axis.name, f"{axis.low:g} must not lie above {axis.high:g}")
    if axis.low == axis.high and axis.count > 1:
        raise AnalysisError(axis.name, f"{axis.count} values need two ends, got {axis.low:g} twice")
    if axis.log and not axis.low > 0.0:
        raise AnalysisError(axis.name, f"a log scale needs values above 0, got {axis.low:g}")
    for value in (axis.low, axis.high):
        try:
            known[axis.name].check(_rounded(known[axis.name], value))
        except SettingError as error:
            raise AnalysisError(axis.name, error.message) from error


def _check_together(optimizer: Optimizer, axes: tuple[Axis, ...]) -> None:
    """Every value of an axis with the other settings, and with both ends of the other axis."""
    if not optimizer.ordered and type(optimizer).__post_init__ is Declared.__post_init__:
        return  # each stands for itself
    declared = {p.name: p for p in optimizer.parameters()}
    values = {
        axis.name: [_rounded(declared[axis.name], v) for v in axis.values().tolist()] for axis in axes
    }
    for axis in axes:
        others = [[(name, v[0]), (name, v[-1])] for name, v in values.items() if name != axis.name]
        for other in product(*others):
            for value in values[axis.name]:
                try:
                    replace(optimizer, **dict(other), **{axis.name: value})
                except SettingError as error:
                    raise AnalysisError(error.name, error.message) from error


def _rounded(parameter: Parameter, value: float) -> float | int:
    return round(value) if parameter.kind == "int" and np.isfinite(value) else float(value)


def _stages(
    experiment: Experiment, index: int, axes: tuple[Axis, ...], target: float | None, cancel: Cancel,
    progress: Callable[[int, int], None] | None, workers: int | None,
) -> Iterator[SweepMap]:  # fmt: skip
    run, problem = experiment.runs[index], experiment.problem
    declared = {p.name: p for p in run.optimizer.parameters()}
    values = [[_rounded(declared[axis.name], v) for v in axis.values().tolist()] for axis in axes]
    names = tuple(axis.name for axis in axes)
    grid = SettingsGrid(run.optimizer, names, tuple(values), problem.size, problem.minimum)
    shape = (len(values[1]) if len(axes) > 1 else 1, len(values[0]))
    watch = no_watch(problem.size)._replace(target=-np.inf if target is None else target)
    final, best = np.full(shape, np.nan), np.full(shape, np.nan)
    steps, outcome = np.full(shape, -1), np.zeros(shape, dtype=np.int8)
    total = shape[0] * shape[1]
    start = problem.array(experiment.start_of(run))[None]
    start_loss = float(problem.kernels.value.compiled(start[0], problem.data, problem.rows()))
    parts = [(stride, fresh, list(grid.packed(fresh))) for stride, fresh in stages(shape)]
    plans = (
        Plan(_with(experiment, index, p.optimizer), index, start, hypers=p.hypers, rates=p.rates)
        for _, _, packed in parts
        for p in packed
    )
    told = (lambda done: progress(done, total)) if progress else None
    carried = carry_on(plans, watch, cancel, told, workers=workers)
    for stride, fresh, packed in parts:
        for p in packed:
            ends, at = next(carried), fresh[p.places]
            final.flat[at], best.flat[at] = ends.loss, ends.best
            steps.flat[at], outcome.flat[at] = ends.hit, ends.end
        yield SweepMap(
            axes=axes,
            values=tuple(np.array(v, dtype=np.float64) for v in values),
            final_loss=frozen(blocks(final, stride)),
            best_loss=frozen(blocks(best, stride)),
            steps=frozen(blocks(steps, stride)),
            outcome=frozen(blocks(outcome, stride)),
            start_loss=start_loss,
            stride=stride,
        )


def _with(experiment: Experiment, index: int, optimizer: Optimizer) -> Experiment:
    runs = list(experiment.runs)
    runs[index] = replace(runs[index], optimizer=optimizer)
    return replace(experiment, runs=tuple(runs))
