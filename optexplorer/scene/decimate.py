"""Thin paths and curves to what a screen can show; once a history, never once a cursor move."""

import numpy as np

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.scene.frame import Box

PIXELS = 1000  # cells along the longer side of a picture
PATH_LIMIT = 4000
INK = 60_000  # pixels of line in one path; more is a blot, and slow
COLUMNS = 300  # of a curve: two points each


def thin_path(points: Mat, box: Box, limit: int = PATH_LIMIT) -> Ints:
    """Indices (k,) of the points worth drawing of ``points`` (n, d), ascending.

    A point that stays in its predecessor's pixel of ``box`` is dropped. If more than ``limit``
    are left, or they jump about (``INK``), each of ``limit/(2d + 1)`` stretches keeps its first
    point and its extremes along every axis. The first and the last point always stay.
    """
    n = len(points)
    if n <= 2:
        return np.arange(n)
    low = np.array([side[0] for side in box])
    size = np.array([side[1] for side in box]) - low
    with np.errstate(over="ignore", invalid="ignore"):
        cell = np.floor(np.clip((points - low) / size * PIXELS, -1e9, 1e9))
    moved = np.any(cell[1:] != cell[:-1], axis=1)
    moved[-1] = True
    kept = np.concatenate([[0], np.flatnonzero(moved) + 1])
    jumps = np.minimum(np.abs(np.diff(cell[kept], axis=0)), PIXELS)
    ink = float(np.nansum(jumps))
    if ink > INK:
        limit = min(limit, int(kept.size * INK / ink) + 50)
    if kept.size <= limit:
        return kept
    d = points.shape[1]
    stretches = max(limit // (2 * d + 1), 1)
    starts = np.linspace(0, kept.size, stretches, endpoint=False).astype(np.int64)
    chosen = [kept[starts], kept[-1:]]
    for axis in range(d):
        values = cell[kept, axis]
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
    edges = np.linspace(x[0], x[-1], columns + 1)[:-1]
    starts = np.unique(np.searchsorted(x, edges))
    starts = starts[starts < n]
    low = _arg_extreme(y, starts, np.fmin)
    high = _arg_extreme(y, starts, np.fmax)
    return np.unique(np.concatenate([[0], low, high, [n - 1]]))


def _arg_extreme(values: Vec, starts: Ints, extreme: np.ufunc) -> Ints:
    """The first index of each slice's extreme; slices without any number are left out."""
    best = extreme.reduceat(values, starts)
    counts = np.diff(starts, append=values.size)
    hits = np.flatnonzero(values == np.repeat(best, counts))
    piece = np.searchsorted(starts, hits, side="right")
    first = np.ones(hits.size, dtype=np.bool_)
    first[1:] = piece[1:] != piece[:-1]
    return hits[first]
