"""Carry out many runs on all cores, of which only the ends are kept.

The numbers do not depend on the number of cores: every run is its own, and has its place in the
result.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optexplorer.core import driver, fused
from optexplorer.core.abi import Pointer
from optexplorer.core.analysis.follow import ROWS, Ends, Jobs, Watch, Work, follow, room
from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.compute import Runner
from optexplorer.core.driver import Progress, Rates
from optexplorer.core.escape import NO_ESCAPE
from optexplorer.core.experiment import Experiment
from optexplorer.core.gradient import Minibatch, Noisy
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.recorder import Recorder
from optexplorer.core.room import NoRoom, physical
from optexplorer.core.streams import Purpose, stream

COSTLY = 20_000_000  # updates from which it pays to compile the loop for optimizer and objective
_TURN = 200_000  # updates that a core makes at a time
_SHARE = 0.5  # of the memory there is, for the ends
_PURPOSES = {
    "own_words": Purpose.OPTIMIZER,
    "batch_words": Purpose.BATCHES,
    "noise_words": Purpose.NOISE,
    "escape_words": Purpose.ESCAPE,
}


@dataclass(frozen=True, eq=False)
class Plan:
    """Runs like one of an experiment. What has one row, or is None, all of them share."""

    experiment: Experiment
    index: int  # of the run
    starts: Mat  # (k or 1, n)
    hypers: Mat | None = None  # (k, hyper-parameters) packed
    rates: Vec | None = None  # (k,) learning rates
    seeds: Sequence[int] | None = None  # k of them

    @property
    def count(self) -> int:
        """How many runs there are."""
        return max(len(a) for a in (self.starts, self.hypers, self.seeds) if a is not None)


def cores() -> int:
    """How many this program may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_room(runs: int, numbers: int) -> None:
    """Raise `NoRoom` with one sentence where so many numbers for each of so many runs do not fit."""
    there = physical()
    if there is not None and 8 * runs * numbers > _SHARE * there:
        raise NoRoom(
            f"the results of {runs:,} runs need {8 * runs * numbers / 2**30:.1f} GiB of memory and "
            f"this computer has {there / 2**30:.1f} GiB: fewer fit"
        )


def carry_out(
    plan: Plan,
    watch: Watch,
    cancel: Cancel | None = None,
    progress: Callable[[int, int], None] | None = None,
    *,
    tracks: int = 0,
    workers: int | None = None,
) -> Ends:
    """The ends of all runs of ``plan``; the points of the first ``tracks`` are kept at ``watch.at``.

    ``progress`` is told, on this thread, the runs done and their number. Raises `Cancelled` within
    some updates of ``cancel.set()``.
    """
    k, n = plan.count, plan.starts.shape[1]
    cancel = cancel or Cancel()
    ends = room(k, n, watch.at.size, tracks)
    prepared = _Prepared(plan, watch, ends, cancel)
    turn = max(1, min(_TURN // (plan.experiment.steps + 1), -(-k // (4 * cores()))))
    done = 0
    with ThreadPoolExecutor(workers or cores()) as pool:
        try:
            spans = [(i, min(i + turn, k)) for i in range(0, k, turn)]
            waiting = [pool.submit(prepared.call, *span) for span in spans]
            for finished in as_completed(waiting):
                done += finished.result()
                if progress:
                    progress(done, k)
        except BaseException:
            cancel.set()  # nobody waits for the rest
            pool.shutdown(cancel_futures=True)
            raise
    return ends


def plans(
    experiment: Experiment,
    index: int,
    optimizers: Sequence[Optimizer],
    starts: Mat,
    seeds: Sequence[int] | None = None,
) -> Iterator[tuple[Ints, Plan]]:
    """One run with each of ``optimizers`` from each of ``starts`` (c, n), with a seed each if given.

    Those that remember equally much come together: their places, and their runs, the c starts of an
    optimizer after one another.
    """
    n, cases = experiment.problem.size, len(starts)
    groups: dict[tuple[int, int], list[int]] = {}
    for place, optimizer in enumerate(optimizers):
        size = len(optimizer.states_of(n)), len(optimizer.memories_of(n))
        groups.setdefault(size, []).append(place)
    for places in groups.values():
        fitted = [optimizers[i].fitted(experiment.problem.minimum) for i in places]
        runs = list(experiment.runs)
        runs[index] = replace(runs[index], optimizer=optimizers[places[0]])
        yield (
            np.array(places),
            Plan(
                replace(experiment, runs=tuple(runs)),
                index,
                starts if cases == 1 else np.tile(starts, (len(places), 1)),
                hypers=np.repeat([o.packed() for o in fitted], cases, axis=0),
                rates=np.repeat([o.rate for o in fitted], cases),
                seeds=None if seeds is None else [*seeds] * len(places),
            ),
        )


def _loop(plan: Plan) -> Pointer:
    """What drives a run through a block of rows."""
    run, problem = plan.experiment.runs[plan.index], plan.experiment.problem
    if plan.count * plan.experiment.steps >= COSTLY:
        fused.fuse(run, problem)
    return Pointer(fused.ready(run, problem) or driver.drive(), driver.signature())


class _Prepared:
    """What the loop is called with; each thread has a `Progress` of its own."""

    def __init__(self, plan: Plan, watch: Watch, ends: Ends, cancel: Cancel) -> None:
        runner = Runner(plan.experiment, plan.index, state=False)
        *pointers, data, rows, hyper, clip, _, _, sampling = runner.fixed
        self._progress, self._n, self._mine = (
            runner.progress,
            plan.experiment.problem.size,
            threading.local(),
        )
        begun, steps = _laid_out(runner.progress)[1], plan.experiment.steps
        jobs = Jobs(
            starts=np.ascontiguousarray(plan.starts),
            hypers=hyper[None] if plan.hypers is None else plan.hypers,
            rates=np.array([runner.optimizer.rate]) if plan.rates is None else plan.rates,
            floats=begun.floats,
            ints=begun.ints,
            words=begun.words[None] if plan.seeds is None else _seeded(plan, runner.progress),
        )
        t = np.arange(-(-(steps + 1) // ROWS) * ROWS, dtype=np.float64)
        with np.errstate(all="ignore"):
            factors = plan.experiment.runs[plan.index].schedule.factors(t)
        rates = Rates(0.0, factors, runner.feedback)
        self._before = (_loop(plan), *pointers, data, rows, clip)
        self._between = (sampling, rates)
        self._after = (cancel.flag, jobs, watch, ends)

    def call(self, first: int, last: int) -> int:
        """Carry out the runs from ``first`` to before ``last``."""
        if not hasattr(self._mine, "room"):
            p, work = _laid_out(self._progress)
            self._mine.room = p, work, Recorder(p.x.size, None, ROWS).block(ROWS)
        p, work, block = self._mine.room
        done = int(
            follow()(
                *self._before,
                p.noise,
                p.order,
                *self._between,
                p,
                block,
                *self._after,
                work,
                first,
                last,
            )
        )
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


def _seeded(plan: Plan, progress: Progress) -> NDArray[np.uint64]:
    """The random words at the start (k, words), a row for each seed; those that nobody draws stay."""
    run, key, seeds = (
        plan.experiment.runs[plan.index],
        plan.experiment.stream_of(plan.index),
        plan.seeds,
    )
    drawn = {
        "own_words": True,
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


def no_watch(n: int, at: Ints | None = None) -> Watch:
    """Nothing to look out for; the losses are kept at the steps ``at``."""
    return Watch(
        places=np.empty((0, n)),
        reach=np.empty(0),
        settles=np.empty(0, dtype=np.int64),
        per=np.ones(n),
        centre=np.zeros(n),
        distance=np.inf,
        target=-np.inf,
        drop=np.inf,
        work=np.inf,
        at=np.empty(0, dtype=np.int64) if at is None else at,
    )
