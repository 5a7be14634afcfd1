"""Going through one run again, to any of its updates.

A history keeps points, not what the optimizer remembered between them. Here the same compiled loop
runs again, from the nearest place that was kept on the way, so that its numbers are those of the
history to the last bit.
"""

from dataclasses import dataclass, replace

import numpy as np

from optexplorer.core import driver
from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.cancel import Cancel
from optexplorer.core.compute import Runner
from optexplorer.core.escaping import MOVE, RENEWED, RETURNED, SPENT, carry
from optexplorer.core.experiment import Experiment
from optexplorer.core.gradient import Minibatch
from optexplorer.core.history import Event
from optexplorer.core.inspect.environment import Update, environment, questions_of
from optexplorer.core.operations import Environment, Operation, Questions, notation
from optexplorer.core.oracle import disturb

PLACES = 64  # kept at most
BYTES = 2**25  # that they may take together, unless told otherwise
_SPACING = 256  # updates between two places, to begin with
_BLOCK = 2_048  # rows driven at once: as many as stay in the cache


@dataclass(frozen=True, eq=False)
class Taken:
    """One step of a run, all of it copies.

    ``update`` begins where the escape mode left the point. Where that took the place of an update,
    ``update`` says where and with what the run stood before and after.
    """

    update: Update
    made: bool  # False: a restart, or the return to the point before a perturbation
    event: Event  # what the escape mode did in this step
    moved: Vec  # (n,) what it moved the point by
    x: Vec  # (n,) after
    loss: float  # of the true objective, before
    loss_after: float
    true_gradient: Vec  # (n,) before
    calls: Ints  # (3,) value, gradient and Hessian calls of this update
    questions: Questions  # about its sample


class Replay:
    """One run of an experiment that can be asked for any update; for one thread at a time."""

    def __init__(self, experiment: Experiment, index: int) -> None:
        self.run = experiment.runs[index]
        self.problem = experiment.problem
        self._runner = Runner(experiment, index, state=False)
        self.optimizer = self._runner.optimizer
        n = self.problem.size
        self._own = len(self.optimizer.states_of(n))
        self.states = self.run.states_of(n)  # of `Taken.update.state`
        names = (*self.states, *self.optimizer.memories_of(n))
        sampled = isinstance(self.run.gradient, Minibatch)
        self.notation = replace(
            notation(self.optimizer.parameters(), names), objective="f_{B}" if sampled else "f"
        )
        self._spacing = _SPACING
        self._bytes = BYTES
        self._places = {0: _copied(self._runner.progress)}

    @property
    def nbytes(self) -> int:
        """Bytes of the places kept; never more than allowed unless one alone is larger."""
        return len(self._places) * self._place_bytes

    def allow(self, nbytes: int) -> None:
        """Bound the bytes of the places, those kept already too."""
        self._bytes = nbytes
        self._thin()

    @property
    def _place_bytes(self) -> int:
        return sum(a.nbytes for a in self._places[0])

    def update(self, t: int, cancel: Cancel | None = None) -> Taken:
        """The update from row t - 1 to row t, t from 1.

        Raises `LookupError` where the run ended before it, `Cancelled` within one update of
        ``cancel.set()``.
        """
        if t < 1:
            raise LookupError("updates count from 1")
        self._runner.cancel = cancel or Cancel()
        self._go_to(t - 1)
        p = self._runner.progress
        before = _copied(p)
        block = self._rows(1)
        self._drive(block)
        event = self._event(block, before)
        moved = p.escape[MOVE].copy() if event and not self._runner.shaken else np.zeros_like(p.x)
        if event is Event.PERTURBED and not self._runner.shaken:
            self._perturb(before, t, moved)
        oracle = self._runner.oracle(self._sample(before))
        true = np.empty_like(p.x)
        oracle.gradient(before.x, self.problem.data, self.problem.rows(), true)
        given = np.empty_like(p.x)
        oracle.gradient(before.x, self.problem.data, oracle.rows, given)
        with np.errstate(all="ignore"):
            disturb(given, oracle.noise, oracle.clip)
        return Taken(
            Update(
                t - int(p.escape_memory[RENEWED]), float(block.rate[0]), before.x, given,
                _rows_of(before), before.memory, _rows_of(p), p.memory.copy(),
            ),
            not self._replaced(before), event, moved, p.x.copy(),
            float(block.loss[0]), float(p.values[driver.LOSS]), true, p.calls - before.calls,
            questions_of(oracle),
        )  # fmt: skip

    def _event(self, block: driver.Block, before: driver.Progress) -> Event:
        """What the escape mode did in the step that was just made."""
        if self._runner.progress.escape_memory[SPENT] > before.escape_memory[SPENT]:
            return Event.RESTARTED
        return Event.PERTURBED if block.events[0] == Event.PERTURBED else Event.NONE

    def _replaced(self, before: driver.Progress) -> bool:
        """Whether the escape mode took the place of the update in the step that was just made."""
        now, then = self._runner.progress.escape_memory, before.escape_memory
        return bool(now[SPENT] != then[SPENT] or now[RETURNED] != then[RETURNED])

    def _perturb(self, before: driver.Progress, t: int, moved: Vec) -> None:
        """Bring ``before`` to where the perturbation left the run."""
        before.escape[MOVE] = moved
        before.x[:] += moved
        carry(
            before.escape_rule, before.escape_memory, before.escape, before.places, t - 1, before.x,
            before.state, before.memory, before.rules, before.around,
        )  # fmt: skip

    def environment(self, taken: Taken) -> Environment:
        """What the names of its operations stand for."""
        return environment(self.optimizer, taken.update, taken.questions, self.states[self._own :])

    def operations(self, t: int) -> tuple[Operation, ...]:
        """Update ``t``: the optimizer's lines, then those of what stands around it."""
        around = (
            line
            for wrapper, row in zip(self.run.around, self.states[self._own :], strict=True)
            for line in wrapper.operations(row, t)
        )
        return (*self.optimizer.operations(), *around)

    def _go_to(self, row: int) -> None:
        """Stand at ``row``, from where it stands or from the nearest place kept before it."""
        p = self._runner.progress
        nearest = max(place for place in self._places if place <= row)
        if not nearest <= p.counts[driver.T] <= row:
            _restore(p, self._places[nearest])
        while (at := int(p.counts[driver.T])) < row:
            stop = min(row, (at // self._spacing + 1) * self._spacing)
            self._drive(self._rows(min(stop - at, _BLOCK)))
            if p.counts[driver.T] % self._spacing == 0:
                self._keep()

    def _drive(self, block: driver.Block) -> None:
        if self._runner.fill(block) != driver.MORE:
            made = int(self._runner.progress.counts[driver.T])
            raise LookupError(f"the run ended after {made} updates")

    def _keep(self) -> None:
        """Remember where it stands; where there are too many places, only every other one."""
        self._places[int(self._runner.progress.counts[driver.T])] = _copied(self._runner.progress)
        self._thin()

    def _thin(self) -> None:
        most = min(PLACES, max(1, self._bytes // self._place_bytes))
        while len(self._places) > most:
            self._spacing *= 2
            self._places = {
                row: place for row, place in self._places.items() if row % self._spacing == 0
            }

    def _rows(self, count: int) -> driver.Block:
        n = self.problem.size
        return driver.Block(
            parameters=np.empty((count, n)),
            loss=np.empty(count),
            gradient_norm=np.empty(count),
            rate=np.empty(count),
            calls=np.empty((count, 3), dtype=np.int64),
            events=np.zeros(count, dtype=np.int8),
            state=np.empty((0, 0, n)),
        )

    def _sample(self, before: driver.Progress) -> Ints:
        """The examples of the update that was just made."""
        gradient, order = self.run.gradient, self._runner.progress.order
        if not isinstance(gradient, Minibatch):
            return self.problem.rows()
        first = int(before.counts[driver.POSITION]) if gradient.order == "shuffle" else 0
        return order[first : first + gradient.batch_size].copy()


def _copied(progress: driver.Progress) -> driver.Progress:
    return driver.Progress._make(array.copy() for array in progress)


def _rows_of(progress: driver.Progress) -> Mat:
    """The optimizer's state, then the rows of what stands around it."""
    return np.concatenate([progress.state, progress.around])


def _restore(progress: driver.Progress, place: driver.Progress) -> None:
    for array, kept in zip(progress, place, strict=True):
        array[...] = kept
