"""Thin paths and curves to what a screen can show; once a history, never once a cursor move.

The passes over all rows are compiled, and release Python's lock: while a start is dragged they run
on the worker many times a second, and the interface must not wait for them.
"""

from collections.abc import Callable
from functools import cache
from typing import NamedTuple

import numpy as np

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.scene.frame import Box

PIXELS = 1000  # cells along the longer side of a picture
PATH_LIMIT = 4000
INK = 60_000  # pixels of line in one path; more is a blot, and slow
COLUMNS = 300  # of a curve: two points each
STRAIGHT = 5e-4  # sides of the box that a draped path may be off; its bias in the picture is larger
_FAR = 1e9  # cells; what lies farther away is all the same


def thin_path(points: Mat, box: Box, limit: int = PATH_LIMIT) -> Ints:
    """Indices (k,) of the points worth drawing of ``points`` (n, d), ascending.

    A point that stays in its predecessor's pixel of ``box`` is dropped. If more than ``limit``
    are left, or they jump about (``INK``), a quarter of ``limit`` goes to the first of them, where the
    run comes from afar; of the rest each of ``3·limit/(8d + 4)`` stretches keeps its first point and
    its extremes along every axis. The first and the last point always stay.
    """
    n = len(points)
    if n <= 2:
        return np.arange(n)
    low = np.array([side[0] for side in box])
    size = np.array([side[1] for side in box]) - low
    rows, sums = np.empty(n, dtype=np.int64), np.zeros(1)
    points = np.ascontiguousarray(points, dtype=np.float64)
    kept = rows[: compiled().moving(points, low, size, rows, sums)]
    ink = float(sums[0])
    if ink > INK:
        limit = min(limit, int(kept.size * INK / ink) + 50)
    if kept.size <= limit:
        return kept
    d, whole = points.shape[1], limit // 4
    stretches = max((limit - whole) // (2 * d + 1), 1)
    chosen, kept = [kept[:whole]], kept[whole:]
    starts = np.linspace(0, kept.size, stretches, endpoint=False).astype(np.int64)
    chosen += [kept[starts], kept[-1:]]
    with np.errstate(over="ignore", invalid="ignore"):
        cell = np.floor(np.clip((points[kept] - low) / size * PIXELS, -_FAR, _FAR))
    for axis in range(d):
        values = cell[:, axis]
        chosen += [kept[_arg_extreme(values, starts, np.fmin)]]
        chosen += [kept[_arg_extreme(values, starts, np.fmax)]]
    return np.unique(np.concatenate(chosen))


def thin_curve(x: Vec, y: Vec, columns: int = COLUMNS) -> Ints:
    """Indices of at most ``2·columns + 2`` points of a curve, ascending.

    ``x`` (n,) ascends; of each of ``columns`` equal slices the lowest and the highest ``y`` stay,
    and both ends. Take logarithms before, not after.
    """
    n = x.size
    if n <= 2 * columns:
        return np.arange(n)
    rows = np.empty(2 * columns + 2, dtype=np.int64)
    x, y = (np.ascontiguousarray(values, dtype=np.float64) for values in (x, y))
    return rows[: compiled().extremes(x, y, columns, rows)]


def thin_drape(points: Mat, steps: Vec, size: Vec) -> tuple[Mat, Vec]:
    """The vertices (j, 3) of a draped path and their steps (j,) without those on a straight line.

    ``size`` (3,) is the box that the picture shows with sides of 1. No vertex that is left out is
    farther than ``STRAIGHT`` from the line, nor half a step from where the line says it is.
    """
    rows = np.empty(len(points), dtype=np.int64)
    points, steps = (np.ascontiguousarray(values, dtype=np.float64) for values in (points, steps))
    kept = rows[: compiled().bent(points, steps, 1.0 / size, rows)]
    return points[kept], steps[kept]


def _arg_extreme(values: Vec, starts: Ints, extreme: np.ufunc) -> Ints:
    """The first index of each slice's extreme; slices without any number are left out."""
    best = extreme.reduceat(values, starts)
    counts = np.diff(starts, append=values.size)
    hits = np.flatnonzero(values == np.repeat(best, counts))
    piece = np.searchsorted(starts, hits, side="right")
    first = np.ones(hits.size, dtype=np.bool_)
    first[1:] = piece[1:] != piece[:-1]
    return hits[first]


class _Kernels(NamedTuple):
    moving: Callable[[Mat, Vec, Vec, Ints, Vec], int]
    extremes: Callable[[Vec, Vec, int, Ints], int]
    bent: Callable[[Mat, Vec, Vec, Ints], int]


@cache
def compiled() -> _Kernels:
    """The passes over all rows."""
    from optexplorer.core import abi

    # isort: split
    from numba import int64

    moving = int64(abi.RO_MAT, abi.RO_VEC, abi.RO_VEC, abi.INTS, abi.VEC)
    extremes = int64(abi.RO_VEC, abi.RO_VEC, int64, abi.INTS)
    bent = int64(abi.RO_MAT, abi.RO_VEC, abi.RO_VEC, abi.INTS)
    return _Kernels(
        abi.compile_cached(moving, _moving, abi.BORROWING),
        abi.compile_cached(extremes, _extremes, abi.BORROWING),
        abi.compile_cached(bent, _bent, abi.BORROWING),
    )


def _moving(points: Mat, low: Vec, size: Vec, rows: Ints, sums: Vec) -> int:
    """Write the first, the last, and every row that is not in the cell of the row before.

    Adds to ``sums[0]`` the cells that a line through them crosses. Returns how many they are.
    """
    n, d = points.shape
    rows[0] = 0
    count = 1
    for i in range(1, n):
        moved = i == n - 1
        ink = 0.0
        for k in range(d):
            here = np.floor(min(max((points[i, k] - low[k]) / size[k] * PIXELS, -_FAR), _FAR))
            last = np.floor(min(max((points[i - 1, k] - low[k]) / size[k] * PIXELS, -_FAR), _FAR))
            jump = abs(here - last)
            if jump != 0.0:  # from or to nan: it moved
                moved = True
            if jump > 0.0:
                ink += min(jump, PIXELS)
        if moved:
            rows[count] = i
            count += 1
            sums[0] += ink
    return count


def _extremes(x: Vec, y: Vec, columns: int, rows: Ints) -> int:
    """Write both ends, and of each slice of ``x`` the first rows of its lowest and highest ``y``.

    Ascending and without repetition. Returns how many they are.
    """
    n = x.size
    step = (x[n - 1] - x[0]) / columns
    rows[0] = 0
    count, column, low, high = 1, 1, -1, -1
    for i in range(n + 1):
        if i == n or (column < columns and x[i] >= x[0] + column * step):
            for row in (min(low, high), max(low, high)):
                if row > rows[count - 1]:
                    rows[count] = row
                    count += 1
            low, high = -1, -1
            while i < n and column < columns and x[i] >= x[0] + column * step:
                column += 1
        if i < n and y[i] == y[i]:  # not nan
            if low < 0 or y[i] < y[low]:
                low = i
            if high < 0 or y[i] > y[high]:
                high = i
    if rows[count - 1] < n - 1:
        rows[count] = n - 1
        count += 1
    return count


_STRETCH = 16  # vertices that one straight line may stand for


def _bent(points: Mat, steps: Vec, scale: Vec, rows: Ints) -> int:
    """Write the rows that are needed; returns how many they are."""
    n, d = points.shape
    if n == 0:
        return 0
    rows[0] = 0
    count, anchor = 1, 0
    for i in range(1, n):
        straight = i < n - 1 and i - anchor < _STRETCH
        for j in range(anchor + 1, i + 1):
            if not straight:
                break
            along, length = 0.0, 0.0
            for k in range(d):
                chord = (points[i + 1, k] - points[anchor, k]) * scale[k]
                along += (points[j, k] - points[anchor, k]) * scale[k] * chord
                length += chord * chord
            share = along / length
            away = 0.0
            for k in range(d):
                chord = points[i + 1, k] - points[anchor, k]
                off = (points[j, k] - points[anchor, k] - share * chord) * scale[k]
                away += off * off
            late = abs(steps[j] - steps[anchor] - share * (steps[i + 1] - steps[anchor]))
            # Nothing of this holds where there is a gap.
            straight = 0.0 <= share <= 1.0 and away <= STRAIGHT * STRAIGHT and late <= 0.5
        if not straight:
            rows[count] = i
            count += 1
            anchor = i
    return count
