"""How the loops that carry out many runs are called: one by one, or side by side."""

import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from optexplorer.core import driver, fused
from optexplorer.core.abi import Pointer
from optexplorer.core.analysis import lanes
from optexplorer.core.analysis.abreast import abreast, nothing_seen
from optexplorer.core.analysis.follow import Work, follow
from optexplorer.core.analysis.watching import ROWS, Ends, Jobs, Watch
from optexplorer.core.arrays import Vec
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.compute import Runner
from optexplorer.core.driver import Progress, Rates
from optexplorer.core.escape import NO_ESCAPE
from optexplorer.core.gradient import Minibatch, Noisy
from optexplorer.core.recorder import Recorder
from optexplorer.core.streams import Purpose, stream

if TYPE_CHECKING:
    from optexplorer.core.analysis.many import Plan

COSTLY = 20_000_000  # updates from which it pays to compile the loop for optimizer and objective
_PURPOSES = {
    "own_words": Purpose.OPTIMIZER,
    "batch_words": Purpose.BATCHES,
    "noise_words": Purpose.NOISE,
    "escape_words": Purpose.ESCAPE,
}


def carrier(plan: "Plan", watch: Watch, ends: Ends, cancel: Cancel) -> "OneByOne | SideBySide":
    """What carries out the runs of a plan, on any thread."""
    run, problem = plan.experiment.runs[plan.index], plan.experiment.problem
    runner, differ = Runner(plan.experiment, plan.index, state=False), plan.hypers is not None
    abreast_too = lanes.fits(run, problem) and watch.work == np.inf
    if plan.count * plan.experiment.steps >= COSTLY:
        if abreast_too:
            lanes.prepare(run, problem, differ=differ)
        else:
            fused.fuse(run, problem)
    block = lanes.ready(run, problem, differ=differ) if abreast_too else None
    kind = OneByOne if block is None else partial(SideBySide, block)
    return kind(plan, runner, _jobs(plan, runner), watch, ends, cancel)


def _jobs(plan: "Plan", runner: Runner) -> Jobs:
    begun = _laid_out(runner.progress)[1]
    hyper = runner.fixed[6]
    return Jobs(
        starts=np.ascontiguousarray(plan.starts),
        hypers=hyper[None] if plan.hypers is None else plan.hypers,
        rates=np.array([runner.optimizer.rate]) if plan.rates is None else plan.rates,
        floats=begun.floats,
        ints=begun.ints,
        words=begun.words[None] if plan.seeds is None else _seeded(plan, runner.progress),
    )


def _factors(plan: "Plan") -> Vec:
    """The schedule's factors of all steps, and of what a last block has besides."""
    t = np.arange(-(-(plan.experiment.steps + 1) // ROWS) * ROWS, dtype=np.float64)
    with np.errstate(all="ignore"):
        return plan.experiment.runs[plan.index].schedule.factors(t)


class SideBySide:
    """Calls `abreast`; each thread has lanes of its own."""

    runs, updates = lanes.LANES, 4_000_000  # of a turn: at least; at most

    def __init__(
        self, block: Pointer, plan: "Plan", runner: Runner, jobs: Jobs, watch: Watch, ends: Ends,
        cancel: Cancel,
    ) -> None:  # fmt: skip
        value, gradient, hessian, _, data, rows, _, clip, noise, *_ = runner.fixed
        self._run, self._problem = plan.experiment.runs[plan.index], plan.experiment.problem
        self._loop, self._mine = abreast(self._problem.size), threading.local()
        self._before = (block, value, gradient, hessian, data, rows, clip, noise)
        asked = int(runner.optimizer.uses_gradient)
        self._after = (_factors(plan), plan.experiment.steps, asked, cancel.flag, jobs, watch, ends)

    def call(self, first: int, last: int) -> int:
        """Carry out the runs from ``first`` to before ``last``."""
        if not hasattr(self._mine, "room"):
            calls = np.zeros(3, dtype=np.int64)
            row = lanes.lanes_for(self._run, self._problem)
            self._mine.room = calls, row, nothing_seen(self._problem.size)
        calls, row, seen = self._mine.room
        done = int(self._loop(*self._before, calls, *self._after, row, seen, first, last))
        if done < last - first:
            raise Cancelled
        return done


class OneByOne:
    """Calls `follow`; each thread has a `Progress` of its own."""

    runs, updates = 1, 200_000  # of a turn: at least; at most

    def __init__(
        self, plan: "Plan", runner: Runner, jobs: Jobs, watch: Watch, ends: Ends, cancel: Cancel
    ) -> None:
        *pointers, data, rows, _, clip, _, _, sampling = runner.fixed
        self._progress, self._mine = runner.progress, threading.local()
        run, problem = plan.experiment.runs[plan.index], plan.experiment.problem
        drive = Pointer(fused.ready(run, problem) or driver.drive(), driver.signature())
        self._before = (drive, *pointers, data, rows, clip)
        self._between = (sampling, Rates(0.0, _factors(plan), runner.feedback))
        self._after = (cancel.flag, jobs, watch, ends)

    def call(self, first: int, last: int) -> int:
        """Carry out the runs from ``first`` to before ``last``."""
        if not hasattr(self._mine, "room"):
            p, work = _laid_out(self._progress)
            self._mine.room = p, work, Recorder(p.x.size, None, ROWS).block(ROWS)
        p, work, block = self._mine.room
        given = *self._before, p.noise, p.order, *self._between, p, block, *self._after, work
        done = int(follow()(*given, first, last))
        if done < last - first:
            raise Cancelled
        return done


def _laid_out(progress: Progress) -> tuple[Progress, Work]:
    """A copy of ``progress`` whose arrays are parts of three, one for each type."""
    kinds = (np.float64, np.int64, np.uint64)
    whole = [
        np.concatenate([a.ravel() for a in progress if a.dtype == kind]).astype(kind) for kind in kinds
    ]
    taken = dict.fromkeys(kinds, 0)
    parts: list[NDArray[Any]] = []
    for array in progress:
        kind = array.dtype.type
        begin = taken[kind]
        taken[kind] += array.size
        parts.append(whole[kinds.index(kind)][begin : taken[kind]].reshape(array.shape))
    return Progress(*parts), Work(*whole)  # type: ignore[arg-type]


def _seeded(plan: "Plan", progress: Progress) -> NDArray[np.uint64]:
    """The random words at the start (k, words), a row for each seed; those that nobody draws stay."""
    run, key, seeds = (
        plan.experiment.runs[plan.index],
        plan.experiment.stream_of(plan.index),
        plan.seeds,
    )
    drawn = {
        "own_words": run.optimizer.draws,
        "batch_words": isinstance(run.gradient, Minibatch),
        "noise_words": isinstance(run.gradient, Noisy),
        "escape_words": run.escape != NO_ESCAPE,
    }
    columns = []
    for name, words in progress._asdict().items():
        if words.dtype != np.uint64:
            continue
        if drawn[name]:
            known = {seed: stream(seed, key, _PURPOSES[name]) for seed in set(seeds or ())}
            columns.append(np.array([known[seed] for seed in seeds or ()]))
        else:
            columns.append(np.tile(words, (plan.count, 1)))
    return np.concatenate(columns, axis=1)
