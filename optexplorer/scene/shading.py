"""The colour of every pixel over a sampled surface.

Compiled, in one pass and without Python's lock: numpy takes twice as long, and asks for the lock some
hundred times, for each of which the window would wait while other threads are at work.
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Vec

Shade = NDArray[np.float32]  # (ny, nx), from 0 to 1; no number where there is no loss
Words = NDArray[np.uint32]  # 0xAARRGGBB, premultiplied


@dataclass(frozen=True, eq=False)
class Cells:
    """Where places (k,) lie on an axis of the grid."""

    cell: NDArray[np.int64]
    share: NDArray[np.float32]  # of the cell that is before it, in [0, 1]
    inside: NDArray[np.bool_]


def cells(grid: Vec, at: Vec) -> Cells:
    """Of the middles ``at`` of pixels; one that the grid's edge runs through is inside."""
    place = np.interp(at, grid, np.arange(float(grid.size)))
    cell = np.clip(np.nan_to_num(place), 0.0, grid.size - 2.0).astype(np.int64)
    half = 0.5 * abs(at[-1] - at[0]) / max(at.size - 1, 1)
    inside = (at >= grid[0] - half) & (at <= grid[-1] + half)
    return Cells(cell, (place - cell).astype(np.float32), inside)


def colours_of(shade: Shade, across: Cells, down: Cells, colours: Words) -> Words:
    """The colour (ny', nx') of the shade, bilinear, at every place.

    ``colours`` (k + 1,) are those of k even shades; the last is for what is outside or no number.
    """
    found = np.empty((down.cell.size, across.cell.size), dtype=np.uint32)
    line = np.empty(shade.shape[1], dtype=np.float32)
    compiled()(
        shade, across.cell, across.share, across.inside, down.cell, down.share, down.inside, colours,
        line, found,
    )  # fmt: skip
    return found


@cache
def compiled() -> Any:
    """The pass over all pixels."""
    from optexplorer.core import abi

    # isort: split
    from numba import boolean, float32, int64, types, uint32

    axis = (int64[::1], float32[::1], boolean[::1])
    words, pixels = uint32[::1], uint32[:, ::1]
    signature = types.void(float32[:, ::1], *axis, *axis, words, float32[::1], pixels)
    return abi.compile_cached(signature, _colour, abi.BORROWING)


def _colour(
    shade: Shade, i: Any, u: Any, across: Any, j: Any, v: Any, down: Any, colours: Words, line: Any,
    found: Words,
) -> None:  # fmt: skip
    """s = (1 - v)·s[j] + v·s[j + 1] on each line of pixels, then the same with u on its columns i.

    Unsigned indices, for numba asks of each signed one whether it counts from the end; and the colours
    in a loop of their own, so that the one before it is done several pixels at a time.
    """
    nothing = np.uint32(colours.size - 1)
    most, one, next_one = np.float32(colours.size - 2), np.float32(1.0), np.uint64(1)
    for r in range(found.shape[0]):
        row = found[r]
        if not down[r]:
            row[:] = colours[nothing]
            continue
        below, above, first = one - v[r], v[r], np.uint64(j[r])
        for k in range(line.size):
            line[k] = shade[first, k] * below + shade[first + next_one, k] * above
        for c in range(row.size):
            left = np.uint64(i[c])
            s = line[left] * (one - u[c]) + line[left + next_one] * u[c]
            place = np.uint32(min(max(s * most, np.float32(0.0)), most))
            row[c] = place if across[c] and s == s else nothing
        for c in range(row.size):
            row[c] = colours[row[c]]
