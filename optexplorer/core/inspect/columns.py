"""What went on inside a run, as curves over its updates."""

import math
from dataclasses import dataclass

import numpy as np

from optexplorer.core.arrays import Ints, Mat, frozen
from optexplorer.core.cancel import Cancel
from optexplorer.core.inspect.replay import Replay, Taken
from optexplorer.core.inspect.report import angle, effective_rate
from optexplorer.core.operations import after_all, evaluate

MOST = 1_000  # updates that are looked at in one run


@dataclass(frozen=True, eq=False)
class Columns:
    """Curves over the updates ``t``, read-only; thinned evenly where a run is long.

    ``states``, ``memories`` and ``x`` stand as they are after update t, the rest says what that
    update did. Names and letters are those of `Optimizer`.
    """

    t: Ints  # (k,) from 1
    x: Mat  # (k, n)
    states: dict[str, Mat]  # (k, n)
    memories: dict[str, Mat]  # (k, 1)
    effective_rate: Mat  # (k, n)
    step_length: Mat  # (k, 1)
    angle: Mat  # (k, 1) degrees between step and minus the given gradient
    letters: dict[str, str]  # TeX of states and memories

    @property
    def nbytes(self) -> int:
        """Bytes of all curves."""
        curves = (
            self.t, self.x, self.effective_rate, self.step_length, self.angle,
            *self.states.values(), *self.memories.values(),
        )  # fmt: skip
        return sum(curve.nbytes for curve in curves)


def step_columns(
    replay: Replay, updates: int, cancel: Cancel | None = None, most: int = MOST
) -> Columns:
    """Curves over the first ``updates`` (≥ 1) updates of a run, which must have made them.

    Costs going through the run once and some 0.1 ms for each update looked at. Raises `Cancelled`.
    """
    t = np.unique(np.linspace(1, updates, min(updates, most)).round().astype(np.int64))
    taken = [replay.update(int(k), cancel) for k in t]
    states = np.array([u.update.state_after for u in taken])
    memories = np.array([u.update.memory_after for u in taken])
    state_names = replay.states
    memory_names = replay.optimizer.memories_of(replay.problem.size)
    steps = [u.x - u.update.x for u in taken]
    return Columns(
        t=frozen(t),
        x=_column([u.x for u in taken]),
        states={name: _column(states[:, j]) for j, name in enumerate(state_names)},
        memories={name: _column(memories[:, [j]]) for j, name in enumerate(memory_names)},
        effective_rate=_column([_rate(replay, u) for u in taken]),
        step_length=_column([[math.hypot(*s)] for s in steps]),
        angle=_column([[angle(s, -u.update.g)] for s, u in zip(steps, taken, strict=True)]),
        letters={name: replay.notation.letter(name) for name in (*state_names, *memory_names)},
    )


def _rate(replay: Replay, taken: Taken) -> Mat:
    names = replay.environment(taken)
    operations = replay.optimizer.operations() if taken.made else ()
    end = after_all(evaluate(operations, names), names)
    return effective_rate(replay.optimizer, taken, end)


def _column(values: object) -> Mat:
    return frozen(np.array(values, dtype=np.float64))
