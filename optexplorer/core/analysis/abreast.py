"""Many runs side by side, of which only the ends are kept; compiled.

As `follow`, but `lanes.LANES` runs make a block of rows together. After every block it is seen which of
them have ended, and those make room.
"""

import math
from functools import cache
from types import FunctionType
from typing import Any, NamedTuple

import numpy as np

from optexplorer.core import abi
from optexplorer.core.analysis.lanes import (
    LANES,
    Lanes,
    Span,
    block_signature,
    copied,
    inlined,
    lanes_kind,
)
from optexplorer.core.analysis.watching import (
    ROWS,
    SETTLED,
    Ends,
    Jobs,
    Watch,
    apart,
    by_chance,
    ends_kind,
    jobs_kind,
    leave,
    sample,
    stand,
    stays,
    struck,
    to_reach,
    watch_kind,
)
from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.driver import CONVERGED, DIVERGED, FINISHED, MORE, STOPPED
from optexplorer.core.helper import digest, helper
from optexplorer.core.rest import REST_UPDATES, all_finite
from optexplorer.core.stack import stack_array

# isort: split
from numba import int64, types

new_point: Any = None  # an array of as many numbers as there are parameters; see `abreast`


class Seen(NamedTuple):
    """What was seen of the run in each lane, each (lanes,) but for the points (n, lanes)."""

    level: Vec  # of loss that counts as a hit
    hit: Ints
    place: Ints  # at the end of the block before
    since: Ints
    now: Ints  # the place at the end of this block
    entered: Ints  # the first row of the block from which all are there
    over: Ints  # 1 where the run may have ended
    near: Vec  # the square of the distance that counts as there
    at: Mat  # the last point
    goal: Mat  # the place


def nothing_seen(n: int) -> Seen:
    """Room for what will be seen."""
    marks = (np.zeros(LANES, dtype=np.int64) for _ in range(6))
    hit, place, since, now, entered, over = marks
    level, near = np.zeros((2, LANES))
    at, goal = np.zeros((2, n, LANES))
    return Seen(level, hit, place, since, now, entered, over, near, at, goal)


@helper
def enter(lanes: Lanes, seen: Seen, jobs: Jobs, ends: Ends, first: int, count: int) -> None:
    """Put the runs from ``first`` at their starts."""
    for lane in range(count):
        i = first + lane
        start = i if jobs.starts.shape[0] > 1 else 0
        own = i if jobs.words.shape[0] > 1 else 0
        lanes.run[lane], ends.hit_work[i] = i, -1
        lanes.rate[lane] = jobs.rates[i if jobs.rates.size > 1 else 0]
        lanes.best[lane], lanes.still[lane] = math.inf, 0
        seen.hit[lane] = seen.place[lane] = -1
        seen.since[lane] = 0
        for k in range(lanes.x.shape[1]):
            lanes.x[0, k, lane] = jobs.starts[start, k]
        for j in range(lanes.words.shape[1]):
            lanes.words[lane, j] = jobs.words[own, j]
    lanes.kept[:] = 0.0


@helper
def locate(lanes: Lanes, seen: Seen, span: Span, watch: Watch) -> None:
    """The place at which each run ends the block, and the row from which it is there."""
    now, near, goal, count = seen.now, seen.near, seen.goal, span.lanes
    per, here, spot = new_point(), new_point(), new_point()
    for k in range(per.size):
        per[k] = watch.per[k]
        for lane in range(count):
            seen.at[k, lane] = lanes.x[lanes.written[lane] - 1, k, lane]
    for lane in range(count):
        now[lane], near[lane], seen.entered[lane] = -1, math.inf, 0
    for m in range(watch.reach.size):
        reach = watch.reach[m] ** 2
        for k in range(per.size):
            spot[k] = watch.places[m, k]
        for lane in range(count):
            for k in range(per.size):
                here[k] = seen.at[k, lane]
            d = apart(here, spot, per)
            if d <= reach and d < near[lane]:
                now[lane], near[lane] = m, d
    anywhere = False
    for lane in range(count):
        m = now[lane]
        anywhere = anywhere or m >= 0
        near[lane] = watch.reach[m] ** 2 if m >= 0 else math.inf
        for k in range(per.size):
            goal[k, lane] = watch.places[m, k] if m >= 0 else 0.0
    for row in range(span.rows if anywhere else 0):
        for lane in range(count):
            for k in range(per.size):
                here[k], spot[k] = lanes.x[row, k, lane], goal[k, lane]
            outside = apart(here, spot, per) > near[lane] and row < lanes.written[lane]
            seen.entered[lane] = row + 1 if outside else seen.entered[lane]


@helper
def judge(lanes: Lanes, seen: Seen, span: Span, watch: Watch) -> None:
    """Since when each run is where it is, and whether it may have ended."""
    for lane in range(span.lanes):
        now, rows = seen.now[lane], span.base + lanes.written[lane]
        fresh = now >= 0 and (seen.entered[lane] > 0 or now != seen.place[lane])
        since = span.base + seen.entered[lane] if fresh else seen.since[lane]
        seen.place[lane], seen.since[lane] = now, since
        done = lanes.alive[lane] == 0 or rows > span.last
        seen.over[lane] = 1 if done or stays(rows, since, now, watch) else 0


@helper
def look(lanes: Lanes, seen: Seen, lane: int, base: int, asked: int, watch: Watch, ends: Ends) -> None:
    """Whether the rows of that lane, the first of which is ``base``, are a hit."""
    if base == 0:
        seen.level[lane] = to_reach(lanes.f[0, lane], watch)
    if seen.hit[lane] < 0:
        x, f, written = lanes.x[:, :, lane], lanes.f[:, lane], lanes.written[lane]
        row = struck(x, f, written, seen.level[lane], watch)
        if row >= 0:
            seen.hit[lane] = base + row
            ends.hit_work[lanes.run[lane]] = asked * (base + row)


@helper
def ended(lanes: Lanes, lane: int, span: Span, jobs: Jobs) -> int:
    """How the run in that lane, which may have, ended: a code of `driver`, SETTLED, or MORE."""
    row = lanes.written[lane] - 1
    if lanes.alive[lane] == 0:
        known = math.isfinite(lanes.f[row, lane]) and all_finite(lanes.x[row, :, lane])
        return STOPPED if known else DIVERGED
    if span.base + row == span.last:
        return CONVERGED if lanes.still[lane] >= REST_UPDATES else FINISHED
    return MORE if by_chance(jobs, lanes.run[lane], lanes.words[lane]) else SETTLED


@helper
def hand_over(lanes: Lanes, seen: Seen, lane: int, other: int) -> None:
    """The run in the other lane goes on in this one."""
    for k in range(lanes.x.shape[1]):
        lanes.x[ROWS, k, lane] = lanes.x[ROWS, k, other]
    for j in range(lanes.kept.shape[0]):
        lanes.kept[j, lane] = lanes.kept[j, other]
    for j in range(lanes.words.shape[1]):
        lanes.words[lane, j] = lanes.words[other, j]
    lanes.run[lane], lanes.rate[lane] = lanes.run[other], lanes.rate[other]
    lanes.best[lane], lanes.still[lane] = lanes.best[other], lanes.still[other]
    seen.level[lane], seen.hit[lane] = seen.level[other], seen.hit[other]
    seen.place[lane], seen.since[lane] = seen.place[other], seen.since[other]


# ``asked``: gradients an update asks for.
def _abreast(
    block: Any, value: Any, gradient: Any, hessian: Any, data: Mat, rows: Ints, clip: Vec, noise: Vec,
    calls: Ints, factors: Vec, steps: int, asked: int, cancel: Ints, jobs: Jobs, watch: Watch,
    ends: Ends, lanes: Lanes, seen: Seen, first: int, last: int,
) -> int:  # fmt: skip
    hits = watch.target > -math.inf or watch.drop < math.inf or watch.distance < math.inf
    looks = hits or watch.at.size > 0
    for begin in range(first, last, LANES):
        count, base, kept = min(LANES, last - begin), 0, 0
        enter(lanes, seen, jobs, ends, begin, count)
        while count > 0:
            if cancel[0] != 0:
                return begin - first
            span = Span(count, base, min(ROWS, steps + 1 - base), steps)
            block(
                value, gradient, hessian, data, rows, clip, noise, calls, jobs.hypers, factors, lanes,
                span,
            )  # fmt: skip
            locate(lanes, seen, span, watch)
            judge(lanes, seen, span, watch)
            for lane in range(count - 1, -1, -1):
                i, written, there = lanes.run[lane], lanes.written[lane], kept
                x, f = lanes.x[:, :, lane], lanes.f[:, lane]
                if looks:
                    look(lanes, seen, lane, base, asked, watch, ends)
                    there = sample(x, f, base, written, kept, i, watch, ends)
                end = ended(lanes, lane, span, jobs) if seen.over[lane] != 0 else MORE
                if end != MORE:
                    ends.steps[i], ends.hit[i] = base + written - 1, seen.hit[lane]
                    ends.place[i], ends.since[i] = seen.place[lane], seen.since[lane]
                    stand(x[written - 1], f[written - 1], asked * (base + written - 1), i, ends)
                    leave(lanes.best[lane], end, there, i, ends)
                    count -= 1
                    hand_over(lanes, seen, lane, count)
            while kept < watch.at.size and watch.at[kept] < base + span.rows:
                kept += 1
            copied(lanes.x[ROWS], lanes.x[0], count)
            base += span.rows
    return last - first


# Passing all these arrays to a function costs more than most of them do.
_PARTS = (apart, stays, by_chance, locate, judge, look, ended, sample, stand, leave, hand_over)


@cache
def abreast(n: int) -> Any:
    """The loop compiled for ``n`` parameters: carries out the runs from ``first`` to before ``last``.

    Returns how many it has carried out.
    """
    names = {"new_point": stack_array((n,))}
    for part in _PARTS:
        names[part.function.__name__] = inlined(part.function, names)
    function = FunctionType(_abreast.__code__, globals() | names, _abreast.__name__)
    function.__qualname__ = f"abreast_{digest(*_PARTS)}_{n}"
    function.__module__ = __name__
    called = (block_signature(), abi.VALUE, abi.GRADIENT, abi.HESSIAN)
    pointers = (types.FunctionType(s) for s in called)
    vec, ints, mat = abi.VEC, abi.INTS, abi.MAT
    seen = types.NamedTuple((vec, *(ints,) * 6, vec, mat, mat), Seen)
    signature = int64(
        *pointers, abi.RO_MAT, abi.RO_INTS, abi.RO_VEC, abi.RO_VEC, ints, vec, int64, int64, ints,
        jobs_kind(), watch_kind(), ends_kind(), lanes_kind(), seen, int64, int64,
    )  # fmt: skip
    return abi.compile_cached(signature, function, abi.BORROWING)
