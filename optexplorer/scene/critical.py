"""Critical points as they are drawn: place, height, and eigen-directions in the picture.

There may be tens of thousands. All are known by their places; what else a mark tells is put together
when it is asked for, and pictures show no more than can be told apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, overload

import numpy as np

from optexplorer.core.analysis.spread import DRAWN
from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.plane import Plane
from optexplorer.scene.critical_layer import CriticalLayer, CriticalMark
from optexplorer.scene.frame import Box, Point, SurfaceLayer
from optexplorer.scene.mesh import height_at

if TYPE_CHECKING:
    from optexplorer.core.analysis.critical import CriticalPoints

_REACH = 0.012  # of the picture, within which a place is at a mark
_SAME = 1e-5  # of the picture, within which two findings are of one point


def critical_layer(
    found: CriticalPoints,
    plane: Plane,
    box: Box,
    surface: SurfaceLayer | None,
    chosen: Point | None = None,
) -> CriticalLayer:
    """The layer of what was found; ``chosen`` picks out the point next to it, if it is the same."""
    places = plane.project(found.places) if found.points else np.empty((0, len(box)))
    picked = -1
    if chosen is not None:
        picked = _nearest(places, box, plane.project(np.array([chosen]))[0], _SAME)
    marks = _Marks(found, plane, places, surface, picked)
    drawn = _drawn(found, places, box, picked)
    return CriticalLayer(
        marks=marks,
        drawn=tuple(marks[row] for row in drawn.tolist()),
        places=places[drawn],
        continuum=found.continuum,
        more=found.more,
        chosen=picked,
    )


def mark_at(layer: CriticalLayer, box: Box, point: Point) -> CriticalMark | None:
    """The drawn mark that a place in the picture of ``box`` is at."""
    row = _nearest(layer.places, box, np.array(point), _REACH)
    return None if row < 0 else layer.drawn[row]


class _Marks(Sequence[CriticalMark]):
    """The marks of what was found; each is one object, however often it is asked for."""

    def __init__(
        self,
        found: CriticalPoints,
        plane: Plane,
        places: Mat,
        surface: SurfaceLayer | None,
        chosen: int,
    ) -> None:
        self._found, self._plane, self._places = found, plane, places
        self._shades = np.zeros(len(places))
        if surface is not None and len(places):
            self._shades = height_at(surface, places)
        self._chosen = chosen
        self._made: dict[int, CriticalMark] = {}

    def __len__(self) -> int:
        return len(self._places)

    @overload
    def __getitem__(self, row: int) -> CriticalMark: ...

    @overload
    def __getitem__(self, row: slice) -> tuple[CriticalMark, ...]: ...

    def __getitem__(self, row: int | slice) -> CriticalMark | tuple[CriticalMark, ...]:
        if isinstance(row, slice):
            return tuple(self[i] for i in range(*row.indices(len(self))))
        row = range(len(self))[row]  # which raises IndexError
        if row not in self._made:
            self._made[row] = self._mark(row)
        return self._made[row]

    def _mark(self, row: int) -> CriticalMark:
        found = self._found.points[row]
        directions = np.asarray(found.eigenvectors @ self._plane.axes.T)
        directions.flags.writeable = False
        return CriticalMark(
            kind=found.kind,
            detail=found.detail,
            parameters=found.point,
            point=tuple(self._places[row].tolist()),
            loss=found.value,
            shade=float(self._shades[row]),
            eigenvalues=tuple(found.eigenvalues.tolist()),
            directions=directions,
            chosen=row == self._chosen,
        )


def _drawn(found: CriticalPoints, places: Mat, box: Box, chosen: int) -> Ints:
    """Which of ``places`` (k, d) are drawn, ascending: those in the box first; also the chosen one."""
    k = len(places)
    if k <= DRAWN:
        return np.arange(k)
    low, high = np.array(box).T
    inside = ((places >= low) & (places <= high)).all(axis=1)[found.spread]
    drawn = np.concatenate([found.spread[inside], found.spread[~inside]])[:DRAWN]
    if chosen >= 0 and chosen not in drawn:
        drawn[-1] = chosen
    return np.sort(drawn)


def _nearest(places: Mat, box: Box, point: Vec, reach: float) -> int:
    """The row of ``places`` (k, d) nearest to ``point``, within ``reach`` of the box; else -1."""
    if not len(places):
        return -1
    size = np.array([high - low for low, high in box])
    away = np.linalg.norm((places - point) / size, axis=1)
    best = int(away.argmin())
    return best if away[best] <= reach else -1
