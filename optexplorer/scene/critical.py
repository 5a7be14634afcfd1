"""Critical points as they are drawn: place, height, and eigen-directions in the picture."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optexplorer.core.plane import Plane
from optexplorer.scene.frame import Box, CriticalLayer, CriticalMark, Point, SurfaceLayer
from optexplorer.scene.mesh import height_at

if TYPE_CHECKING:
    from optexplorer.core.analysis.critical import CriticalPoint, CriticalPoints

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
    marks = [_mark(point, plane) for point in found.points]
    if surface is not None and marks:
        shades = height_at(surface, np.array([mark.point for mark in marks])).tolist()
        marks = [replace(mark, shade=shade) for mark, shade in zip(marks, shades, strict=True)]
    if chosen is not None and marks:
        place = tuple(plane.project(np.array([chosen]))[0].tolist())
        nearest = _nearest(marks, box, place, _SAME)
        marks = [replace(mark, chosen=mark is nearest) for mark in marks]
    return CriticalLayer(tuple(marks), found.continuum)


def mark_at(layer: CriticalLayer, box: Box, point: Point) -> CriticalMark | None:
    """The mark that a place in the picture of ``box`` is at."""
    return _nearest(layer.marks, box, point, _REACH)


def _mark(found: CriticalPoint, plane: Plane) -> CriticalMark:
    directions = np.asarray(found.eigenvectors @ plane.axes.T)
    directions.flags.writeable = False
    return CriticalMark(
        kind=found.kind,
        detail=found.detail,
        parameters=found.point,
        point=tuple(plane.project(np.array([found.point]))[0].tolist()),
        loss=found.value,
        shade=0.0,
        eigenvalues=tuple(found.eigenvalues.tolist()),
        directions=directions,
    )


def _nearest(
    marks: list[CriticalMark] | tuple[CriticalMark, ...], box: Box, point: Point, reach: float
) -> CriticalMark | None:
    """The mark nearest to a point, within ``reach`` as a share of the box."""
    if not marks:
        return None
    size = np.array([high - low for low, high in box])
    places = np.array([mark.point for mark in marks])
    away = np.linalg.norm((places - np.array(point)) / size, axis=1)
    best = int(away.argmin())
    return marks[best] if away[best] <= reach else None
