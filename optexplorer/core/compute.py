"""Turn an experiment into a history.

Runs advance together, block by block, so that a long experiment has something to show for every
run early on. A run's numbers depend on its own description and the seed alone.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from optexplorer.core import driver, fused
from optexplorer.core.abi import Oracle
from optexplorer.core.around import rules
from optexplorer.core.arrays import Ints, Vec
from optexplorer.core.cancel import Cancel as Cancel
from optexplorer.core.cancel import Cancelled as Cancelled
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
    """How far a computation is. ``piece`` comes once, after the first block of a long one."""

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
    check_room(experiment, record_state=record_state)
    cancel = cancel or Cancel()
    runners = [Runner(experiment, index, cancel, record_state) for index in range(len(experiment.runs))]
    total = len(runners) * (experiment.steps + 1)
    done, shown = 0, False
    size = FIRST_BLOCK
    # Between blocks an interrupt is heard and progress told, so none may take long.
    longest = max(1, _EVALUATIONS // max(1, experiment.problem.examples))
    while pending := [r for r in runners if r.outcome is Outcome.RUNNING]:
        for runner in pending:
            done += runner.advance(min(size, longest))
            if progress:
                progress(Advance(done, total))
        if progress and not shown and any(r.outcome is Outcome.RUNNING for r in runners):
            shown = True
            piece = History(tuple(r.recorder.first(r.outcome) for r in runners), complete=False)
            progress(Advance(done, total, piece))
        size = BLOCK
    return History(tuple(r.finish() for r in runners))


class Runner:
    """One run on its way: ``progress`` is where it stands."""

    def __init__(self, experiment: Experiment, index: int, cancel: Cancel, state: bool) -> None:
        run, problem = experiment.runs[index], experiment.problem
        check_gradient(problem, run.gradient)  # the loop trusts that the batch fits
        optimizer = run.optimizer.fitted(problem.minimum)
        self.optimizer, self._schedule, self.cancel = optimizer, run.schedule, cancel
        self._last, self._stochastic = experiment.steps, run.gradient.stochastic
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
        )
        kernels = problem.kernels
        self._fixed = (
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
        self._feedback = _feedback(run.schedule.feedback())
        recorded = len(run.states_of(n))
        self.recorder = Recorder(n, recorded if state else None, self._last + 1)
        self.outcome = Outcome.RUNNING

    def advance(self, rows: int) -> int:
        """Fill the next block of at most ``rows`` rows; how many there are."""
        block = self.recorder.block(rows)
        end = self.fill(block)
        written = int(self.progress.counts[driver.WRITTEN])
        self.recorder.keep(written)
        self.outcome = _OUTCOMES.get(end, Outcome.RUNNING)
        return written

    def fill(self, block: driver.Block) -> int:
        """Drive on by the rows of ``block`` and say how that ended, as `driver` does.

        Raises `Cancelled`; the run then stands between two updates.
        """
        done = int(self.progress.counts[driver.T])
        t = np.arange(done, done + block.loss.size, dtype=np.float64)
        with np.errstate(all="ignore"):  # a factor may grow beyond all numbers
            factors = self._schedule.factors(t)
        rates = driver.Rates(self.optimizer.rate, factors, self._feedback)
        end = int(self._drive(*self._fixed, rates, self.progress, block, self.cancel.flag))
        if end == driver.CANCELLED:
            raise Cancelled
        return end

    def oracle(self, rows: Ints) -> Oracle:
        """The oracle of an update about these rows, with the noise that stands in ``progress``."""
        value, gradient, hessian, _, data, _, _, clip, *_ = self._fixed
        noise, calls = self.progress.noise.copy(), np.zeros(3, dtype=np.int64)
        return Oracle(value, gradient, hessian, data, rows, noise, clip, calls, self._stochastic)

    def finish(self) -> RunHistory:
        """The whole run."""
        reason = STATUS_TEXT.get(int(self.progress.counts[driver.STATUS]), "")
        return self.recorder.finish(self.outcome, reason)


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
        stochastic=gradient.stochastic,
    )


def _feedback(rule: Feedback | None) -> Vec:
    if rule is None:
        return np.zeros(0)
    return np.array([rule.factor, rule.patience, rule.threshold, rule.cooldown, rule.start])
