"""An order of points of which the first, however many are taken, lie spread over all of them.

The plane is halved again and again, one axis after the other; at each halving every cell that holds
points and none of those that came before gives one, drawn by lot. The lot of a point hangs on where it
is, and cells do not move with the points: those found in a neighbouring box come in the same order.
"""

import numpy as np

from optexplorer.core.arrays import Ints, Mat, Words

DRAWN = 500  # marks in a picture at most: that many lie beside one another in a small window
_HALVINGS = 48  # of each axis at most; what is closer together stays in the order of its lots
_DIGITS = 2.0**20  # parts of the extent up to which a place decides a lot: findings agree that far
_SHIFT = 0.1371  # of the extent: the edges of cells are at no round number


# A place too far to be told apart from its neighbours gets no cell of its own.
@np.errstate(over="ignore", invalid="ignore", divide="ignore")
def spread(points: Mat, count: int) -> Ints:
    """Which of ``points`` (k, n) come first, second and so on; so many are spread, the rest follow."""
    k, n = points.shape
    if k <= count:
        return np.arange(k)
    extent = 2.0 ** np.ceil(np.log2(np.ptp(points, axis=0)))
    at = np.nan_to_num(points / np.where(extent > 0.0, extent, 1.0))
    order = np.argsort(_lots(at), kind="stable")
    taken = np.empty(0, dtype=np.int64)
    for halving in range(_HALVINGS * n):
        cells = np.floor((at[order] + _SHIFT) * 2.0 ** ((halving + n - 1 - np.arange(n)) // n))
        first = np.sort(np.unique(cells, axis=0, return_index=True)[1])
        taken = np.concatenate([taken, np.setdiff1d(first, taken, assume_unique=True)])
        if len(taken) >= count:
            break
    rest = np.setdiff1d(np.arange(k), taken, assume_unique=True)
    ranked: Ints = order[np.concatenate([taken, rest])]
    return ranked


def _lots(at: Mat) -> Words:
    """A number (k,) for each place (k, n), as if by chance, the same for the same place."""
    lots = np.zeros(len(at), dtype=np.uint64)
    for column in np.clip(np.rint(at * _DIGITS), -(2.0**62), 2.0**62).astype(np.int64).T:
        lots = _mixed(lots ^ column.astype(np.uint64))
    return lots


def _mixed(x: Words) -> Words:
    """The finaliser of splitmix64 (Steele, Lea and Flood 2014)."""
    x = x + np.uint64(0x9E3779B97F4A7C15)
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))
