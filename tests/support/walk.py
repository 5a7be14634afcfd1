"""An optimizer's compiled update, one call at a time."""

import numpy as np

from optexplorer.core.abi import Oracle
from optexplorer.core.arrays import Vec
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.streams import Purpose, stream


class Walk:
    """A run whose point, state and memory can be looked at and moved between updates."""

    def __init__(self, optimizer: Optimizer, oracle: Oracle, start: Vec, seed: int = 0) -> None:
        n = start.size
        self.optimizer, self.oracle, self.x, self.t = optimizer, oracle, start.copy(), 0
        self._states, self._memories = optimizer.states_of(n), optimizer.memories_of(n)
        self.state = np.zeros((len(self._states), n))
        self.memory = np.zeros(len(self._memories))
        self._words = stream(seed, 0, Purpose.OPTIMIZER)

    def step(self, rate: float | None = None) -> int:
        """One update, at the optimizer's own rate or this one; its status."""
        self.t += 1
        g = np.zeros_like(self.x)
        oracle, optimizer = self.oracle, self.optimizer
        if optimizer.uses_gradient:
            oracle.calls[1] += 1
            oracle.gradient(self.x, oracle.data, oracle.rows, g)
        kernel = optimizer.update.kernel.compiled
        hyper, rate = optimizer.packed(), optimizer.rate if rate is None else rate
        status = kernel(
            oracle, self.x, g, self.state, self.memory, hyper, rate, self._words, self.t
        )  # fmt: skip
        return int(status)

    def path(self, steps: int) -> np.ndarray:
        """The points (steps + 1, n) from here on."""
        points = [self.x.copy()]
        for _ in range(steps):
            assert self.step() == 0
            points.append(self.x.copy())
        return np.array(points)

    def row(self, name: str) -> Vec:
        """The state of this name (n,)."""
        return self.state[self._states.index(name)]

    def rows(self, family: str) -> np.ndarray:
        """The states of this name and a number (members, n)."""
        places = [
            i
            for i, name in enumerate(self._states)
            if name.removeprefix(family).isdigit() and name.startswith(family)
        ]
        return self.state[places]

    def scalar(self, name: str) -> float:
        """The memory of this name."""
        return float(self.memory[self._memories.index(name)])
