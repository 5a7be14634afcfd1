"""Many runs of one experiment, of which only the ends are kept; compiled.

The runs differ in start, in hyper-parameters or in seed. Each is driven by the loop of `driver` or of
`fused`, some rows at a time, into a block that stays in the processor's cache: every number is that of
`compute`, to the last bit. What was asked for is taken from the block, and the rest is forgotten.
"""

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optexplorer.core import abi, driver
from optexplorer.core.arrays import Ints, Mat, Vec, Words
from optexplorer.core.driver import (
    CANCELLED,
    FINISHED,
    MORE,
    WRITTEN,
    Block,
    Progress,
    Rates,
    Sampling,
)
from optexplorer.core.helper import helper

# isort: split
from numba import float64, int64, types, uint64

ROWS = 32  # of a block
SETTLED = 6  # how a run ended, after the codes of `driver`: it was at a minimum and would have stayed


class Jobs(NamedTuple):
    """What the runs begin with. One row of starts, hypers, rates or words serves all of them."""

    starts: Mat  # (k, n)
    hypers: Mat  # (k, hyper-parameters)
    rates: Vec  # (k,)
    floats: Vec  # `Progress` as a run begins, its arrays of numbers one after another
    ints: Ints
    words: NDArray[np.uint64]  # (k, words)


class Watch(NamedTuple):
    """What to look out for on the way."""

    places: Mat  # (m, n) critical points
    reach: Vec  # (m,) a run is at a place when this close, as a share of the box
    settles: Ints  # (m,) 1 where a run that stays is left before its last step
    per: Vec  # (n,) 1 over the width of the box
    centre: Vec  # (n,)
    distance: float  # a run hits when this far from the centre; inf: never for that
    target: float  # or when its loss is this low; -inf: never for that
    drop: float  # or this much below its first loss; inf: never for that
    work: float  # evaluations after which a run is left; inf: all its steps are made
    at: Ints  # (s,) steps whose loss is kept, ascending


class Ends(NamedTuple):
    """What is kept of each run."""

    x: Mat  # (k, n) the last point
    loss: Vec  # (k,) there
    best: Vec  # (k,) the lowest finite loss on the way; nan where there is none
    steps: Ints  # (k,) updates made
    end: Ints  # (k,) a code of `driver`, or SETTLED
    place: Ints  # (k,) the place where it is at its end; -1: at none
    since: Ints  # (k,) the step since which it is there
    hit: Ints  # (k,) the first step at which it hits; -1: never
    work: Ints  # (k,) evaluations made: value, gradient and Hessian calls together
    hit_work: Ints  # (k,) those before it hits; -1: never
    losses: Mat  # (k, s) at the steps of `Watch.at`, later ones as the last; or no rows
    tracks: NDArray[np.float64]  # (p, s, n) the points of the first p runs at those steps


class Work(NamedTuple):
    """The memory behind a `Progress`, an array for each type."""

    floats: Vec
    ints: Ints
    words: Words


def room(k: int, n: int, samples: int = 0, tracks: int = 0) -> Ends:
    """Ends of ``k`` runs to be filled; losses are kept at ``samples`` steps."""
    return Ends(
        x=np.empty((k, n)),
        loss=np.empty(k),
        best=np.empty(k),
        steps=np.empty(k, dtype=np.int64),
        end=np.full(k, CANCELLED, dtype=np.int64),
        place=np.empty(k, dtype=np.int64),
        since=np.empty(k, dtype=np.int64),
        hit=np.empty(k, dtype=np.int64),
        work=np.empty(k, dtype=np.int64),
        hit_work=np.empty(k, dtype=np.int64),
        losses=np.empty((k, samples)),
        tracks=np.empty((min(k, tracks), samples, n)),
    )


@helper
def begin(jobs: Jobs, i: int, work: Work, p: Progress) -> None:
    """Put ``p`` at the start of run ``i``."""
    for k in range(work.floats.size):
        work.floats[k] = jobs.floats[k]
    for k in range(work.ints.size):
        work.ints[k] = jobs.ints[k]
    own = i if jobs.words.shape[0] > 1 else 0
    for k in range(work.words.size):
        work.words[k] = jobs.words[own, k]
    start = i if jobs.starts.shape[0] > 1 else 0
    for k in range(p.x.size):
        p.x[k] = jobs.starts[start, k]
        for j in range(p.around.shape[0]):
            p.around[j, k] = p.x[k]


@helper
def by_chance(jobs: Jobs, i: int, work: Work) -> bool:
    """Whether run ``i`` has drawn random numbers."""
    own = i if jobs.words.shape[0] > 1 else 0
    for k in range(work.words.size):
        if work.words[k] != jobs.words[own, k]:
            return True
    return False


@helper
def apart(x: Mat, row: int, place: Mat, which: int, per: Vec) -> float:
    """The square of the distance of a row of ``x`` and a row of ``place``, as a share of the box."""
    s = 0.0
    for k in range(per.size):
        s += ((x[row, k] - place[which, k]) * per[k]) ** 2
    return s


@helper
def closest(x: Mat, row: int, watch: Watch) -> int:
    """The place at which that row is, or -1."""
    best, found = math.inf, -1
    for m in range(watch.reach.size):
        d = apart(x, row, watch.places, m, watch.per)
        if d <= watch.reach[m] ** 2 and d < best:
            best, found = d, m
    return found


@helper
def entered(x: Mat, written: int, place: int, watch: Watch) -> int:
    """The first row from which all ``written`` ones are at ``place``; 0 if all are."""
    reach = watch.reach[place] ** 2
    for row in range(written - 1, -1, -1):
        if apart(x, row, watch.places, place, watch.per) > reach:
            return row + 1
    return 0


@helper
def asked(calls: NDArray[np.int64], row: int) -> int:
    """The evaluations up to that row."""
    total: int = calls[row, 0] + calls[row, 1] + calls[row, 2]
    return total


@helper
def within(calls: NDArray[np.int64], written: int, work: float) -> int:
    """How many of the ``written`` rows took no more evaluations than ``work``."""
    while written > 0 and asked(calls, written - 1) > work:
        written -= 1
    return written


@helper
def far(x: Mat, row: int, watch: Watch) -> bool:
    """Whether that row is at the distance that counts as a hit."""
    s = 0.0
    for k in range(watch.centre.size):
        s += (x[row, k] - watch.centre[k]) ** 2
    return math.sqrt(s) >= watch.distance


def _follow(
    drive: Any, value: Any, gradient: Any, hessian: Any, step: Any, data: Mat, rows: Ints, clip: Vec,
    noise: Vec, order: Ints, sampling: Sampling, rates: Rates, p: Progress, block: Block, cancel: Ints,
    jobs: Jobs, watch: Watch, ends: Ends, work: Work, first: int, last: int,
) -> int:  # fmt: skip
    n, height, losses, points = p.x.size, block.loss.size, block.loss, block.parameters
    calls = block.calls
    for i in range(first, last):
        begin(jobs, i, work, p)
        hyper = jobs.hypers[i if jobs.hypers.shape[0] > 1 else 0]
        rate = jobs.rates[i if jobs.rates.size > 1 else 0]
        base, best, level, hit, place, since, kept, end = 0, math.inf, 0.0, -1, -1, 0, 0, MORE
        ends.hit_work[i] = -1
        while True:
            now = Rates(rate, rates.factors[base : base + height], rates.feedback)
            end = drive(
                value, gradient, hessian, step, data, rows, hyper, clip, noise, order, sampling, now, p,
                block, cancel,
            )  # fmt: skip
            if end == CANCELLED:
                return i - first
            written = p.counts[WRITTEN]
            if watch.work < math.inf:
                affordable = within(calls, written, watch.work)
                if affordable < written:
                    written, end = affordable, FINISHED
                    if written == 0:
                        break
            if base == 0:
                level = max(watch.target, losses[0] - watch.drop)
            for row in range(written):
                if losses[row] < best and losses[row] > -math.inf:
                    best = losses[row]
            bounded = watch.distance < math.inf
            if hit < 0 and (level > -math.inf or bounded):
                for row in range(written):
                    if losses[row] <= level or (bounded and far(points, row, watch)):
                        hit, ends.hit_work[i] = base + row, asked(calls, row)
                        break
            while kept < watch.at.size and watch.at[kept] < base + written:
                row = watch.at[kept] - base
                ends.losses[i, kept] = losses[row]
                if i < ends.tracks.shape[0]:
                    for k in range(n):
                        ends.tracks[i, kept, k] = points[row, k]
                kept += 1
            before, place = place, closest(points, written - 1, watch)
            if place >= 0:
                row = entered(points, written, place, watch)
                if row > 0 or place != before:
                    since = base + row
            base += written
            row = written - 1
            for k in range(n):
                ends.x[i, k] = points[row, k]
            ends.loss[i], ends.work[i] = losses[row], asked(calls, row)
            if end != MORE:
                break
            stayed = base - since
            long = stayed >= height and 2 * stayed >= since
            if place >= 0 and watch.settles[place] == 1 and long and not by_chance(jobs, i, work):
                end = SETTLED
                break
        ends.best[i] = best if best < math.inf else math.nan
        ends.steps[i], ends.end[i], ends.place[i], ends.since[i] = base - 1, end, place, since
        ends.hit[i] = hit
        for s in range(kept, watch.at.size):
            ends.losses[i, s] = ends.loss[i]
            if i < ends.tracks.shape[0]:
                for k in range(n):
                    ends.tracks[i, s, k] = ends.x[i, k]
    return last - first


def _tuple(kind: type[Any], *members: Any) -> Any:
    return types.NamedTuple(members, kind)


@cache
def _signature() -> Any:
    taken = driver.signature().args
    hyper = 6  # stands in `Jobs` here
    vec, mat, ints, cube = abi.VEC, abi.MAT, abi.INTS, float64[:, :, ::1]
    return int64(
        types.FunctionType(driver.signature()), *taken[:hyper], *taken[hyper + 1 :],
        _tuple(Jobs, mat, mat, vec, vec, ints, uint64[:, ::1]),
        _tuple(Watch, mat, vec, ints, vec, vec, *(float64,) * 4, ints),
        _tuple(Ends, mat, vec, vec, *(ints,) * 7, mat, cube),
        _tuple(Work, vec, ints, abi.WORDS),
        int64, int64,
    )  # fmt: skip


@cache
def follow() -> Any:
    """The compiled loop: carries out the runs from ``first`` to before ``last`` and says how many."""
    return abi.compile_cached(_signature(), _follow, abi.BORROWING)
