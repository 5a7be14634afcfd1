"""Grids computed from coarse to fine: at every stage the whole picture can be shown."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Array, Ints

FIRST = 32  # cells along the longer side of the first stage


def stages(shape: tuple[int, int]) -> Iterator[tuple[int, Ints]]:
    """For each stage its stride and the cells to compute, as places in the flattened grid.

    A stage computes the middle of each stride × stride block; the last has stride 1. Every cell comes
    once.
    """
    known = np.zeros(shape, dtype=bool)
    stride = 2 ** max(0, (max(shape) // FIRST).bit_length() - 1)
    while stride:
        rows, columns = (_middles(size, stride) for size in shape)
        wanted = np.zeros(shape, dtype=bool)
        wanted[np.ix_(rows, columns)] = True
        fresh = np.flatnonzero(wanted & ~known)
        known |= wanted
        yield stride, fresh
        stride //= 2


def blocks(grid: Array, stride: int) -> Array:
    """The picture (rows, columns) of a stage: every cell shows the middle of its block.

    The last stage's is the grid itself.
    """
    if stride == 1:
        return grid
    rows, columns = grid.shape
    middles = grid[np.ix_(_middles(rows, stride), _middles(columns, stride))]
    wide = middles.repeat(stride, axis=1)[:, :columns]
    return wide.repeat(stride, axis=0)[:rows]  # type: ignore[return-value]


def _middles(size: int, stride: int) -> NDArray[np.int64]:
    return np.minimum(np.arange(0, size, stride) + stride // 2, size - 1)
