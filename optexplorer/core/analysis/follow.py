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
from optexplorer.core.analysis.watching import (
    ROWS,
    SETTLED,
    Ends,
    Jobs,
    Watch,
    by_chance,
    closest,
    ends_kind,
    entered,
    jobs_kind,
    leave,
    sample,
    stand,
    stays,
    struck,
    to_reach,
    watch_kind,
)
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
from numba import int64, types


class Work(NamedTuple):
    """The memory behind a `Progress`, an array for each type."""

    floats: Vec
    ints: Ints
    words: Words


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


def _follow(
    drive: Any, value: Any, gradient: Any, hessian: Any, step: Any, data: Mat, rows: Ints, clip: Vec,
    noise: Vec, order: Ints, sampling: Sampling, rates: Rates, p: Progress, block: Block, cancel: Ints,
    jobs: Jobs, watch: Watch, ends: Ends, work: Work, first: int, last: int,
) -> int:  # fmt: skip
    losses, points, calls = block.loss, block.parameters, block.calls
    for i in range(first, last):
        begin(jobs, i, work, p)
        hyper = jobs.hypers[i if jobs.hypers.shape[0] > 1 else 0]
        rate = jobs.rates[i if jobs.rates.size > 1 else 0]
        base, best, level, hit, place, since, kept, end = 0, math.inf, 0.0, -1, -1, 0, 0, MORE
        ends.hit_work[i] = -1
        while True:
            now = Rates(rate, rates.factors[base : base + ROWS], rates.feedback)
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
                level = to_reach(losses[0], watch)
            for row in range(written):
                if losses[row] < best and losses[row] > -math.inf:
                    best = losses[row]
            row = struck(points, losses, written, level, watch) if hit < 0 else -1
            if row >= 0:
                hit, ends.hit_work[i] = base + row, asked(calls, row)
            kept = sample(points, losses, base, written, kept, i, watch, ends)
            before, place = place, closest(points[written - 1], watch)
            if place >= 0:
                row = entered(points, written, place, watch)
                if row > 0 or place != before:
                    since = base + row
            base += written
            row = written - 1
            stand(points[row], losses[row], asked(calls, row), i, ends)
            if end != MORE:
                break
            if stays(base, since, place, watch) and not by_chance(jobs, i, work.words):
                end = SETTLED
                break
        ends.steps[i], ends.place[i], ends.since[i], ends.hit[i] = base - 1, place, since, hit
        leave(best, end, kept, i, ends)
    return last - first


@cache
def follow() -> Any:
    """The compiled loop: carries out the runs from ``first`` to before ``last`` and says how many."""
    taken = driver.signature().args
    hyper = 6  # stands in `Jobs` here
    signature = int64(
        types.FunctionType(driver.signature()), *taken[:hyper], *taken[hyper + 1 :],
        jobs_kind(), watch_kind(), ends_kind(), types.NamedTuple((abi.VEC, abi.INTS, abi.WORDS), Work),
        int64, int64,
    )  # fmt: skip
    return abi.compile_cached(signature, _follow, abi.BORROWING)
