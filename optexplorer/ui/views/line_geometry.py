"""Polylines as ribbons: two vertices a point, which the shader moves apart on the screen."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.frame import Dash

RECORD = np.dtype(
    [
        ("position", "<f4", 3),
        ("step", "<f4"),
        ("length", "<f4"),  # along the line, in the world
        ("colour", "u1", 4),
        # side 0 or 255, ends (1 first + 2 last) + 4 without casing, dash, width in 1/16 pixel
        ("traits", "u1", 4),
    ]
)
PADDING = 2  # records before the first and behind the last, for its neighbours
_DASHES: tuple[Dash, ...] = ("solid", "dash", "dot", "dashdot")
_SHARP = 0.3  # cosine of the turn beyond which the ribbon is cut instead of mitred
_ROUGH, _MANY = 0.25, 100  # of the points of a line turn so; the casings would cover what they go with
_QUAD = np.array([0, 1, 2, 2, 1, 3], dtype=np.uint32)


@dataclass(frozen=True, eq=False)
class Line:
    """A polyline in the world."""

    points: Mat  # (k, 3); rows of nan are gaps
    steps: Vec  # (k,)
    colour: tuple[int, int, int, int]
    width: float  # logical pixels, below 16
    dash: Dash = "solid"


def ribbons(lines: Sequence[Line]) -> tuple[NDArray[np.void], NDArray[np.uint32]]:
    """Vertices and the corners of their triangles, for all lines in one draw call."""
    pieces = [line for line in lines if len(line.points)]
    if not pieces:
        return np.zeros(2 * PADDING, dtype=RECORD), np.zeros(0, dtype=np.uint32)
    points = np.concatenate([line.points for line in pieces])
    counts = [len(line.points) for line in pieces]
    owner = np.repeat(np.arange(len(pieces)), counts)
    finite = np.isfinite(points[:, 2])
    joined = finite[:-1] & finite[1:] & (owner[:-1] == owner[1:])

    ahead = np.diff(points, axis=0)
    ahead[~joined] = 0.0
    length = np.sqrt(np.einsum("ij,ij->i", ahead, ahead))
    sharp = np.zeros(len(points), dtype=np.bool_)
    turn = np.einsum("ij,ij->i", ahead[:-1], ahead[1:])
    sharp[1:-1] = turn < _SHARP * length[:-1] * length[1:]

    turns = np.bincount(owner, sharp)
    bare = (turns > _MANY) & (turns > _ROUGH * np.array(counts))

    # A cut point is two: the first ends one ribbon, the second begins the next.
    row = np.repeat(np.arange(len(points)), np.where(finite, 1 + sharp, 0))
    leads = np.append(joined, False)[row]
    leads[:-1] &= row[:-1] != row[1:]
    begins = np.append(True, ~leads[:-1])

    n = len(row)
    records = np.zeros(2 * (n + PADDING), dtype=RECORD)
    body = records[PADDING:-PADDING].reshape(n, 2)
    body["position"] = points[row][:, None]
    body["step"] = np.concatenate([line.steps for line in pieces])[row][:, None]
    body["length"] = np.append(0.0, np.cumsum(length))[row][:, None]
    body["colour"] = np.array([line.colour for line in pieces], np.uint8)[owner[row]][:, None]
    traits = body["traits"]
    traits[:, 1, 0] = 255
    traits[..., 1] = (begins + 2 * ~leads + 4 * bare[owner[row]])[:, None]
    looks = np.array([(_DASHES.index(p.dash), round(16 * p.width)) for p in pieces], np.uint8)
    traits[..., 2:] = looks[owner[row]][:, None]
    quads = 2 * np.flatnonzero(leads).astype(np.uint32)[:, None] + _QUAD
    return records, quads.ravel()
