"""The settings of a grid as kernels receive them, made without an optimizer for every cell.

Nearly every packed number depends on one hyper-parameter alone. Then the numbers of a cell are those
of its column and of its row, and a grid of 512 × 512 needs 1,024 optimizers instead of 262,144.
"""

from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.optimizer import Optimizer


class Packed(NamedTuple):
    """Settings that remember equally much."""

    places: Ints  # (k,) among the cells that were asked for
    optimizer: Optimizer  # one of them
    hypers: Mat  # (k, hyper-parameters)
    rates: Vec  # (k,)


@dataclass(frozen=True, eq=False)
class SettingsGrid:
    """An optimizer with all values of one or two of its hyper-parameters, x before y."""

    optimizer: Optimizer
    names: tuple[str, ...]
    values: tuple[list[Any], ...]  # of each name
    size: int  # of the problem
    minimum: float | None  # of its objective, where it is known

    def at(self, *index: int) -> Optimizer:
        """The optimizer with these values, by their places along the axes."""
        changes = {name: self.values[k][index[k]] for k, name in enumerate(self.names)}
        return replace(self.optimizer, **changes)

    def packed(self, cells: Ints) -> list[Packed]:
        """What kernels receive for ``cells``, places in the grid (ny, nx) laid flat."""
        rows, columns = np.divmod(cells, len(self.values[0]))
        indices = (columns, rows)[: len(self.names)]
        return self._by_axes(indices) or self._one_by_one(np.column_stack(indices))

    def _by_axes(self, indices: tuple[Ints, ...]) -> list[Packed] | None:
        """Each axis by itself, where no number depends on both and all remember equally much."""
        hypers, changed = None, np.zeros(1, dtype=bool)
        sizes = set()
        for k, index in enumerate(indices):
            known, inverse = np.unique(index, return_inverse=True)
            others = [int(i[0]) for i in indices]
            along = [self.at(*others[:k], i, *others[k + 1 :]) for i in known.tolist()]
            sizes |= {self._room(optimizer) for optimizer in along}
            numbers = self._numbers(along)
            differs = (numbers.view(np.uint64) != numbers[:1].view(np.uint64)).any(axis=0)
            if len(sizes) > 1 or (changed & differs).any():
                return None
            if hypers is None:
                hypers = numbers[inverse]
            else:
                hypers[:, differs] = numbers[inverse][:, differs]
            changed = changed | differs
        assert hypers is not None  # noqa: S101  (there is an axis)
        places = np.arange(len(hypers))
        return [Packed(places, along[0], np.ascontiguousarray(hypers[:, 1:]), hypers[:, 0].copy())]

    def _one_by_one(self, indices: NDArray[np.int64]) -> list[Packed]:
        groups: dict[tuple[int, int], list[tuple[int, Optimizer]]] = {}
        for place, index in enumerate(indices.tolist()):
            optimizer = self.at(*index)
            groups.setdefault(self._room(optimizer), []).append((place, optimizer))
        packed = []
        for group in groups.values():
            places, optimizers = zip(*group, strict=True)
            numbers = self._numbers(list(optimizers))
            packed.append(
                Packed(
                    np.array(places),
                    optimizers[0],
                    np.ascontiguousarray(numbers[:, 1:]),
                    numbers[:, 0].copy(),
                )
            )
        return packed

    def _room(self, optimizer: Optimizer) -> tuple[int, int]:
        return len(optimizer.states_of(self.size)), len(optimizer.memories_of(self.size))

    def _numbers(self, optimizers: list[Optimizer]) -> Mat:
        """Rate and packed hyper-parameters of each (k, 1 + hyper-parameters)."""
        fitted = [optimizer.fitted(self.minimum) for optimizer in optimizers]
        return np.array([[o.rate, *o.packed().tolist()] for o in fitted])
