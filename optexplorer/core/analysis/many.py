"""Carry out many runs on all cores, of which only the ends are kept.

The numbers do not depend on the number of cores: every run is its own, and has its place in the
result.
"""

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, replace

import numpy as np

from optexplorer.core.analysis.carrier import carrier
from optexplorer.core.analysis.turnstile import Turnstile
from optexplorer.core.analysis.watching import Ends, Watch, room
from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.experiment import Experiment
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.priority import EXPLORING, give_way
from optexplorer.core.room import NoRoom, physical

_TURNS = 8  # of each core at least, so that all are busy to the end
_SHARE = 0.5  # of the memory there is, for the ends


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


# For the turns of all analyses together: with several maps, studies and races under way, more of them
# at once would take the cores from each other and from the window. One for the process, as its cores.
_TURNSTILE = Turnstile(cores())


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
    told = (lambda done: progress(done, plan.count)) if progress else None
    (ends,) = carry_on([plan], watch, cancel, told, tracks=tracks, workers=workers)
    return ends


def carry_on(
    plans: Iterable[Plan],
    watch: Watch,
    cancel: Cancel | None = None,
    progress: Callable[[int], None] | None = None,
    *,
    tracks: int = 0,
    workers: int | None = None,
) -> Iterator[Ends]:
    """As `carry_out` for one plan after another: while one is looked at, the next is under way.

    ``progress`` is told the runs done. Closed before its end it sets ``cancel``.
    """
    cancel, done, before = cancel or Cancel(), 0, 0
    pool = ThreadPoolExecutor(workers or cores(), initializer=give_way, initargs=(EXPLORING,))
    begun: deque[tuple[Ends, list[Future[int]]]] = deque()

    def look_at_first() -> Iterator[Ends]:
        nonlocal done
        ends, turns = begun.popleft()
        finished: Future[int] | None = None
        try:
            for finished in as_completed(turns):
                done += finished.result()
                if progress:
                    progress(done)
        finally:  # what a failed one raised knows this frame: it must not know the failed one
            finished, turns = None, []
        if cancel.is_set:
            raise Cancelled
        yield ends

    try:
        for plan in plans:
            begun.append(_begin(pool, plan, watch, cancel, max(0, tracks - before)))
            before += plan.count
            if len(begun) > 1:
                yield from look_at_first()
        while begun:
            yield from look_at_first()
    except GeneratorExit:
        if begun:  # nobody waits for the rest
            cancel.set()
        # Where nobody closed it, the collector does, perhaps on one of the pool's own threads.
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    except BaseException:
        cancel.set()
        pool.shutdown(cancel_futures=True)
        raise
    pool.shutdown()


def _begin(
    pool: ThreadPoolExecutor, plan: Plan, watch: Watch, cancel: Cancel, tracks: int
) -> "tuple[Ends, list[Future[int]]]":
    k, n = plan.count, plan.starts.shape[1]
    ends = room(k, n, watch.at.size, tracks)
    carry = carrier(plan, watch, ends, cancel)
    most = carry.updates // (plan.experiment.steps + 1)
    turn = max(carry.runs, min(most, -(-k // (_TURNS * cores()))))

    def take(first: int) -> int:
        with _TURNSTILE.turn(cancel):
            return carry.call(first, min(first + turn, k))

    return ends, [pool.submit(take, first) for first in range(0, k, turn)]


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
