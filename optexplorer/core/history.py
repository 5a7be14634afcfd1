"""What a computation recorded: frozen, with read-only arrays."""

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Mat, Vec


class Outcome(StrEnum):
    """How a run ended; an outcome is a value, never an error."""

    FINISHED = "finished"  # all its steps were made
    CONVERGED = "converged"  # all steps were made, and the last ones rest at a stationary point
    DIVERGED = "diverged"  # the loss or a parameter left the finite numbers
    STOPPED = "stopped"  # the method itself could not go on; `RunHistory.reason` says why
    RUNNING = "running"  # a piece of a longer history: more is to come


class Event(IntEnum):
    """What an escape mode did to a run."""

    NONE = 0
    PERTURBED = 1  # the update after this row began elsewhere, or had noise added to its gradient
    RESTARTED = 2  # this row is a new start

    @property
    def text(self) -> str:
        """The word in the CSV."""
        return "" if self is Event.NONE else self.name.lower()


@dataclass(frozen=True, eq=False)
class RunHistory:
    """One run, a row a step, row 0 the start. Every array is read-only."""

    parameters: Mat  # (rows, n)
    loss: Vec  # (rows,) of the true objective
    gradient_norm: Vec  # (rows,) Euclidean, of the true gradient
    learning_rate: Vec  # (rows,) what the update after this row uses
    calls: NDArray[np.int64]  # (rows, 3) value, gradient and Hessian calls so far
    events: NDArray[np.int8]  # (rows,) of `Event`
    outcome: Outcome
    reason: str = ""  # why a stopped run stopped
    state: NDArray[np.float64] | None = None  # (rows, states, n), where it was asked for

    @property
    def rows(self) -> int:
        """Steps made, plus one."""
        return int(self.loss.size)

    @property
    def final_loss(self) -> float:
        """The loss in the last row."""
        return float(self.loss[-1])

    @property
    def best_loss(self) -> float:
        """The lowest finite loss on the way; nan where there is none."""
        finite = self.loss[np.isfinite(self.loss)]
        return float(finite.min()) if finite.size else float("nan")

    @property
    def best_step(self) -> int:
        """The first row with the lowest finite loss; 0 where no loss is finite."""
        finite = np.where(np.isfinite(self.loss), self.loss, np.inf)
        return int(finite.argmin())

    def count(self, event: Event) -> int:
        """How many rows have this event."""
        return int(np.count_nonzero(self.events == event))

    @property
    def nbytes(self) -> int:
        """Bytes of all recorded columns."""
        columns: list[NDArray[Any]] = [
            self.parameters, self.loss, self.gradient_norm, self.learning_rate, self.calls, self.events,
        ]  # fmt: skip
        if self.state is not None:
            columns.append(self.state)
        return sum(c.nbytes for c in columns)


@dataclass(frozen=True, eq=False)
class History:
    """All runs of an experiment, in its order."""

    runs: tuple[RunHistory, ...]
    complete: bool = True  # False: a piece, the rest is being computed

    @property
    def last_step(self) -> int:
        """The last step that any run reached."""
        return max((run.rows for run in self.runs), default=1) - 1
