"""Turn an experiment into a history.

Runs advance together, block by block, so that a long experiment has something to show for every
run early on. A run's numbers depend on its own description and the seed alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optexplorer.core import driver, escaping, fused
from optexplorer.core.abi import Oracle
from optexplorer.core.around import rules
from optexplorer.core.arrays import Ints, Vec
from optexplorer.core.cancel import Cancel as Cancel
from optexplorer.core.cancel import Cancelled as Cancelled
from optexplorer.core.escape import ALWAYS, NONE
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Gradient, Minibatch, Noisy, check_gradient
from optexplorer.core.history import History, Outcome, RunHistory
from optexplorer.core.oracle import CLIP_NONE, CLIP_NORM, CLIP_VALUE
from optexplorer.core.recorder import Recorder
from optexplorer.core.room import check_room
from optexplorer.core.schedule import Feedback
from optexplorer.core.status import STATUS_TEXT
from optexplorer.core.streams import Purpose, stream

FIRST_BLOCK = 16_384  # rows before the first piece is shown
BLOCK = 65_536
_EVALUATIONS = 2**24  # of a loss at an example in one block: a tenth of a second or so

_OUTCOMES = {
    driver.FINISHED: Outcome.FINISHED,
    driver.CONVERGED: Outcome.CONVERGED,
    driver.DIVERGED: Outcome.DIVERGED,
    driver.STOPPED: Outcome.STOPPED,
}


@dataclass(frozen=True)
class Advance:
    """How far a computation is.

    ``piece`` comes once: after the first block of a long one, or at once of one that goes on.
    """

    done: int  # rows written, over all runs
    total: int  # rows there will be if no run ends early
    piece: History | None = None


def compute(
    experiment: Experiment,
    cancel: Cancel | None = None,
    progress: Callable[[Advance], None] | None = None,
    *,
    record_state: bool = False,
) -> History:
    """Run every run of ``experiment`` to its end.

    Compiles what it needs on first use (0.1 to 0.5 s a kernel on a cold cache), so call it on a
    worker thread. ``progress`` is called after every block, on this thread. ``record_state`` also
    keeps the optimizers' state. Raises `Cancelled` within one update of ``cancel.set()``, and
    `NoRoom` at once if the history would not fit into memory.
    """
    return Computation(experiment, record_state=record_state).run(cancel, progress)


class Computation:
    """The runs of an experiment on their way: it can be called off, looked at, and gone on with."""

    def __init__(self, experiment: Experiment, *, record_state: bool = False) -> None:
        check_room(experiment, record_state=record_state)
        self.experiment = experiment
        indices = range(len(experiment.runs))
        self._runners = [Runner(experiment, index, record_state) for index in indices]
        self._total = len(self._runners) * (experiment.steps + 1)
        # Between blocks an interrupt is heard and progress told, so none may take long.
        self._longest = max(1, _EVALUATIONS // max(1, experiment.problem.examples))

    def run(
        self, cancel: Cancel | None = None, progress: Callable[[Advance], None] | None = None
    ) -> History:
        """Go on to the end, as `compute` does; called off, it stands where it was called off."""
        cancel = cancel or Cancel()
        shown = progress is not None and self._done > 0
        if progress and shown:
            progress(Advance(self._done, self._total, self.so_far()))
        size = FIRST_BLOCK
        while pending := self._pending():
            for runner in pending:
                runner.cancel = cancel
                runner.advance(min(size, self._longest))
                if progress:
                    progress(Advance(self._done, self._total))
            if progress and not shown and self._pending():
                shown = True
                piece = History(tuple(r.first() for r in self._runners), complete=False)
                progress(Advance(self._done, self._total, piece))
            size = BLOCK
        return History(tuple(r.finish() for r in self._runners))

    def so_far(self) -> History:
        """All rows up to here, the start at least."""
        for runner in self._runners:
            if not runner.recorder.rows:
                runner.cancel = Cancel()
                runner.advance(1)
        runs = tuple(runner.so_far() for runner in self._runners)
        return History(runs, complete=not self._pending())

    def _pending(self) -> list["Runner"]:
        return [runner for runner in self._runners if runner.outcome is Outcome.RUNNING]

    @property
    def _done(self) -> int:
        return sum(runner.recorder.rows for runner in self._runners)


class Runner:
    """One run on its way: ``progress`` is where it stands."""

    def __init__(self, experiment: Experiment, index: int, state: bool) -> None:
        run, problem = experiment.runs[index], experiment.problem
        check_gradient(problem, run.gradient)  # the loop trusts that the batch fits
        optimizer = run.optimizer.fitted(problem.minimum)
        self.optimizer, self._schedule = optimizer, run.schedule
        self.cancel = Cancel()  # may be replaced between two blocks
        self._last = experiment.steps
        self._stochastic = run.gradient.stochastic or run.escape.stochastic
        n = problem.size
        key = experiment.stream_of(index)
        self.progress = driver.Progress(
            x=problem.array(experiment.start_of(run)),
            g=np.zeros(n),
            given=np.zeros(n),
            noise=np.zeros(n),
            state=np.zeros((len(optimizer.states_of(n)), n)),
            memory=np.zeros(len(optimizer.memories_of(n))),
            rules=rules(run.around),
            around=np.tile(problem.array(experiment.start_of(run)), (len(run.around), 1)),
            order=problem.rows(),
            calls=np.zeros(3, dtype=np.int64),
            counts=np.zeros(7, dtype=np.int64),
            values=np.array([np.nan, 1.0, np.inf]),
            own_words=stream(experiment.seed, key, Purpose.OPTIMIZER),
            batch_words=stream(experiment.seed, key, Purpose.BATCHES),
            noise_words=stream(experiment.seed, key, Purpose.NOISE),
            **escaping.prepared(run.escape, optimizer, problem, experiment.seed, key),
        )
        kernels = problem.kernels
        self.shaken = run.escape.code == ALWAYS  # the escape mode adds noise to every gradient
        self.fixed = (
            kernels.value.compiled,
            kernels.gradient.compiled,
            kernels.hessian.compiled,
            optimizer.update.kernel.compiled,
            problem.data,
            problem.rows(),
            optimizer.packed(),
            _clip(run.gradient),
            self.progress.noise,
            self.progress.order,
            _sampling(run, self._last, optimizer.uses_gradient),
        )
        self._drive = fused.ready(run, problem) or driver.drive()
        self.feedback = _feedback(run.schedule.feedback())
        recorded = len(run.states_of(n))
        self.recorder = Recorder(n, recorded if state else None, self._last + 1)
        self.outcome = Outcome.RUNNING

    def advance(self, rows: int) -> None:
        """Record the next rows, at most so many; called off, those before it are recorded too."""
        block = self.recorder.block(rows)
        try:
            end = self.fill(block)
        except Cancelled:
            self.recorder.keep(int(self.progress.counts[driver.WRITTEN]))
            raise
        self.recorder.keep(int(self.progress.counts[driver.WRITTEN]))
        self.outcome = _OUTCOMES.get(end, Outcome.RUNNING)

    def fill(self, block: driver.Block) -> int:
        """Drive on by the rows of ``block`` and say how that ended, as `driver` does.

        Raises `Cancelled`; the run then stands between two updates.
        """
        done = int(self.progress.counts[driver.T])
        t = np.arange(done, done + block.loss.size, dtype=np.float64)
        with np.errstate(all="ignore"):  # a factor may grow beyond all numbers
            factors = self._schedule.factors(t)
        rates = driver.Rates(self.optimizer.rate, factors, self.feedback)
        end = int(self._drive(*self.fixed, rates, self.progress, block, self.cancel.flag))
        if end == driver.CANCELLED:
            raise Cancelled
        return end

    def oracle(self, rows: Ints) -> Oracle:
        """The oracle of an update about these rows, with the noise that stands in ``progress``."""
        value, gradient, hessian, _, data, _, _, clip, *_ = self.fixed
        noise, calls = self.progress.noise.copy(), np.zeros(3, dtype=np.int64)
        return Oracle(value, gradient, hessian, data, rows, noise, clip, calls, self._stochastic)

    def first(self) -> RunHistory:
        """The first block."""
        return self.recorder.first(self.outcome)

    def so_far(self) -> RunHistory:
        """The run up to here."""
        return self.recorder.so_far(self.outcome, self._reason)

    def finish(self) -> RunHistory:
        """The whole run."""
        return self.recorder.finish(self.outcome, self._reason)

    @property
    def _reason(self) -> str:
        return STATUS_TEXT.get(int(self.progress.counts[driver.STATUS]), "")


def _clip(gradient: Gradient) -> Vec:
    if gradient.clip is None:
        return np.array([CLIP_NONE, 0.0])
    kind = CLIP_NORM if gradient.clip.kind == "norm" else CLIP_VALUE
    return np.array([kind, gradient.clip.threshold])


def _sampling(run: Run, last: int, uses_gradient: bool) -> driver.Sampling:
    gradient, batch, shuffled, sigma = run.gradient, 0, False, 0.0
    if isinstance(gradient, Minibatch):
        batch, shuffled = gradient.batch_size, gradient.order == "shuffle"
    elif isinstance(gradient, Noisy):
        sigma = gradient.sigma
    return driver.Sampling(
        batch=batch,
        shuffled=shuffled,
        clipped=gradient.clip is not None,
        feedback=run.schedule.feedback() is not None,
        wrapped=bool(run.around),
        sigma=sigma,
        last=last,
        uses_gradient=uses_gradient,
        stochastic=gradient.stochastic or run.escape.stochastic,
        escapes=run.escape.code != NONE,
        shaken=run.escape.code == ALWAYS,
    )


def _feedback(rule: Feedback | None) -> Vec:
    if rule is None:
        return np.zeros(0)
    return np.array([rule.factor, rule.patience, rule.threshold, rule.cooldown, rule.start])
