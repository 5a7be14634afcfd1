"""Basin maps: where every start of a grid ends, and after how many steps.

A run is at a critical point when within `REACH` of it, as a share of the domain (of the box, where
that reaches further), or within half the way to the next one where that is less; it ends there if it
rests or was there for `STAYED` updates. Its steps are those until it was there for good. A run that
stays at a minimum for `follow.ROWS` steps, and half as long as it took to come, has settled and is left
there before its last step, unless it draws random numbers, has an escape mode or takes ever longer
steps by itself. Only what comes after the last rise of its schedule counts: a rise may throw it out.
Stochastic runs use the run's own seed for every start.
"""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optexplorer.core import driver
from optexplorer.core.analysis.coarse import blocks, stages
from optexplorer.core.analysis.critical import CriticalPoint, critical_points
from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.analysis.many import Plan, carry_on, check_room, no_watch
from optexplorer.core.analysis.watching import SETTLED, Ends, Watch
from optexplorer.core.arrays import Ints, Mat, Vec, frozen
from optexplorer.core.cancel import Cancel
from optexplorer.core.escape import NO_ESCAPE
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.problem import Box, Point, Problem

REACH = 0.01
STAYED = 10  # updates for which a run that is not at rest must have been at a place to count as there
MOST = 16_384  # cells along a side
_RISE = 1e-9  # of a schedule's factor in one step, as a share of it: less may be rounding
# What a start may end as besides at a place.
DIVERGED, UNDECIDED, ELSEWHERE, STOPPED = -1, -2, -3, -4
WORDS = {
    DIVERGED: "diverged",
    UNDECIDED: "undecided",  # on its way at the last step
    ELSEWHERE: "at rest elsewhere",  # on a plateau or a curve of critical points
    STOPPED: "stopped",
}


@dataclass(frozen=True)
class Place:
    """Where a run may end."""

    point: Point
    value: float
    kind: str  # of `critical.Kind`


@dataclass(frozen=True, eq=False)
class BasinMap:
    """Where the starts ``(x[i], y[j])`` end; arrays are read-only, rows from low y to high.

    A piece of a map that is being computed shows for each start the middle of its block.
    """

    box: Box
    x: Vec  # (nx,) the middles of the cells
    y: Vec  # (ny,); (1,) for a one-variable problem
    places: tuple[Place, ...]
    end: NDArray[np.int16]  # (ny, nx) a number in `places`, or DIVERGED ... STOPPED
    steps: NDArray[np.int32]  # (ny, nx) until it was there for good, or all it made
    loss: Mat  # (ny, nx) the last
    stride: int = 1  # of the blocks; 1: complete

    def shares(self) -> dict[int, float]:
        """For each end that occurs the share of the starts, the largest first."""
        ends, counts = np.unique(self.end, return_counts=True)
        order = np.argsort(-counts, kind="stable")
        return {int(ends[i]): float(counts[i] / self.end.size) for i in order}

    def word(self, end: int) -> str:
        """What an end is called."""
        if end < 0:
            return WORDS[end]
        place = self.places[end]
        sides = [high - low for low, high in self.box]
        near = (_without_noise(v, side) for v, side in zip(place.point, sides, strict=True))
        return f"{place.kind} at ({', '.join(f'{v:.4g}' for v in near)})"


def _without_noise(value: float, side: float) -> float:
    """A coordinate to a millionth of the box: a rounded 0 is 0."""
    if not 0.0 < side < math.inf:
        return value
    return round(value, 6 - math.floor(math.log10(side))) + 0.0  # not -0


def basins(
    experiment: Experiment,
    index: int,
    resolution: int,
    *,
    box: Box | None = None,
    places: tuple[Place, ...] | None = None,
    reach: float = REACH,
    settle: bool = True,
    cancel: Cancel | None = None,
    progress: Callable[[int, int], None] | None = None,
    workers: int | None = None,
) -> Iterator[BasinMap]:
    """The map of a run over ``box`` (the domain by default), coarse at first, complete at last.

    ``places`` are those of `find_places`, found anew where None. ``settle=False`` carries every run to
    its last step. Raises `AnalysisError` and `NoRoom` before any work, and `Cancelled` soon after
    ``cancel.set()``; ``progress`` is told the starts done and their number.
    """
    problem = experiment.problem
    if problem.size > 2:
        raise AnalysisError("run", "a basin map needs a problem of one or two parameters")
    if not 1 <= resolution <= MOST:
        raise AnalysisError("resolution", f"must lie in [1, {MOST}], got {resolution}")
    if not 0.0 < reach < 1.0:
        raise AnalysisError("reach", f"must lie in (0, 1), got {reach:g}")
    check_room(resolution**problem.size, 24)
    return _stages(
        experiment, index, resolution, box or problem.domain, places, reach, settle,
        cancel or Cancel(), progress, workers,
    )  # fmt: skip


def _stages(
    experiment: Experiment, index: int, resolution: int, box: Box, places: tuple[Place, ...] | None,
    reach: float, settle: bool, cancel: Cancel, progress: Callable[[int, int], None] | None,
    workers: int | None,
) -> Iterator[BasinMap]:  # fmt: skip
    problem = experiment.problem
    if places is None:
        places = find_places(problem, box, cancel=cancel)
    shape = (resolution if problem.size > 1 else 1, resolution)
    axes = [low + (high - low) * (np.arange(resolution) + 0.5) / resolution for low, high in box]
    grid = np.empty((*shape, problem.size))
    for k, axis in enumerate(axes):
        grid[..., k] = axis if k == 0 else axis[:, None]
    starts = grid.reshape(-1, problem.size)
    run = experiment.runs[index]
    whole = hull(problem.domain, box)
    settles = settle and run.escape == NO_ESCAPE and not run.optimizer.lengthens
    calm = last_rise(run, experiment.steps)
    watch = watch_places(places, whole, reach, settle=settles, calm=calm)
    end = np.full(shape, UNDECIDED, dtype=np.int16)
    steps, loss = np.zeros(shape, dtype=np.int32), np.full(shape, np.nan)
    cells = list(stages(shape))
    alone = experiment.alone(index)
    plans = (Plan(alone, 0, starts[fresh]) for _, fresh in cells)
    told = (lambda done: progress(done, len(starts))) if progress else None
    carried = carry_on(plans, watch, cancel, told, workers=workers)
    for (stride, fresh), ends in zip(cells, carried, strict=True):
        there = ended(ends)
        end.ravel()[fresh] = there
        steps.ravel()[fresh] = np.where(there >= 0, ends.since, ends.steps)
        loss.ravel()[fresh] = ends.loss
        yield BasinMap(
            box=box,
            x=frozen(axes[0]),
            y=frozen(axes[1] if problem.size > 1 else np.zeros(1)),
            places=places,
            end=frozen(blocks(end, stride)),
            steps=frozen(blocks(steps, stride)),
            loss=frozen(blocks(loss, stride)),
            stride=stride,
        )


def last_rise(run: Run, steps: int) -> int:
    """The step from which the factor of the run's schedule never rises again."""
    with np.errstate(all="ignore"):
        factors = run.schedule.factors(np.arange(steps, dtype=np.float64))
        rises = np.flatnonzero(factors[1:] > factors[:-1] * (1.0 + _RISE))
    return int(rises[-1]) + 1 if rises.size else 0


def hull(one: Box, other: Box) -> Box:
    """The smallest box that holds both."""
    return tuple((min(a, c), max(b, d)) for (a, b), (c, d) in zip(one, other, strict=True))


def find_places(
    problem: Problem, box: Box | None = None, *, cancel: Cancel | None = None
) -> tuple[Place, ...]:
    """Where runs from ``box`` may end: the places of the domain, then those further out in the box.

    The first ones, and so their colours, are the same for every box.
    """
    domain = problem.domain
    found = places_of(problem, critical_points(problem, domain, cancel=cancel).points)
    whole = hull(domain, box or domain)
    if whole == domain:
        return found
    outside = [
        place
        for place in places_of(problem, critical_points(problem, whole, cancel=cancel).points, whole)
        if not all(low <= x <= high for x, (low, high) in zip(place.point, domain, strict=True))
    ]
    return (*found, *outside)


def places_of(
    problem: Problem, points: tuple[CriticalPoint, ...], box: Box | None = None
) -> tuple[Place, ...]:
    """The critical points, and those known minima in the box at which the gradient jumps."""
    low, high = np.array(box or problem.domain).T
    places = [Place(p.point, p.value, _kind(p)) for p in points]
    for point in problem.minima:
        u = (np.array(point) - low) / (high - low)
        known = [(np.array(p.point) - low) / (high - low) for p in places]
        if np.abs(u - 0.5).max() <= 0.5 and all(np.abs(u - k).max() > 1e-6 for k in known):
            value = float(
                problem.kernels.value.compiled(problem.array(point), problem.data, problem.rows())
            )
            places.append(Place(point, value, "minimum"))
    return tuple(sorted(places, key=lambda p: (p.value, p.point)))


def _kind(point: CriticalPoint) -> str:
    return "minimum" if point.detail.startswith("a minimum") else point.kind


def watch_places(
    places: tuple[Place, ...], box: Box, reach: float, *, settle: bool, calm: int = 0
) -> Watch:
    """What makes the loop tell at which of ``places`` a run ends; it settles from step ``calm`` on."""
    n = len(box)
    per = 1.0 / np.array([high - low for low, high in box])
    points = np.array([p.point for p in places]).reshape(-1, n)
    near = np.full(len(places), reach)
    for i, point in enumerate(points):
        others = np.linalg.norm((np.delete(points, i, axis=0) - point) * per, axis=1)
        near[i] = min(reach, others.min() / 2) if others.size else reach
    settles = [calm if settle and p.kind == "minimum" else -1 for p in places]
    return no_watch(n)._replace(
        places=points, reach=near, settles=np.array(settles, dtype=np.int64), per=per
    )


def ended(ends: Ends) -> Ints:
    """For each run the number of its place, or DIVERGED ... STOPPED (k,)."""
    words = np.full(SETTLED + 1, UNDECIDED, dtype=np.int64)
    words[driver.DIVERGED], words[driver.STOPPED] = DIVERGED, STOPPED
    words[driver.CONVERGED] = ELSEWHERE
    rests = np.zeros(SETTLED + 1, dtype=bool)
    rests[[SETTLED, driver.STOPPED, driver.CONVERGED]] = True
    stayed = (ends.end == driver.FINISHED) & (ends.steps - ends.since >= STAYED)
    there = (ends.place >= 0) & (rests[ends.end] | stayed)
    return np.where(there, ends.place, words[ends.end])
