"""The quadratic model about a point as it is drawn: contour lines and a sheet, or a graph.

Its contour lines stand at the shades of the surface's own, and at shades between them or at every
second of them, so that there are a few: where the model holds, its lines lie on the surface's.
"""

import math
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.plane import Plane
from optexplorer.scene.contours import BANDS, contour_lines
from optexplorer.scene.frame import Box, SurfaceLayer
from optexplorer.scene.local_layer import ModelShape

if TYPE_CHECKING:
    from optexplorer.core.analysis.local import QuadraticModel

PATCH = 0.28  # of the picture: half of what the model is drawn over
_RINGS, _WAYS, _GRAPH = 25, 97, 121
_MOST_LINES = 10  # at least half as many
_LEAST_STEP = 1e-9  # of shade


def model_shape(
    model: "QuadraticModel", plane: Plane, box: Box, surface: SurfaceLayer | None
) -> ModelShape:
    """The model over a part of the picture about its point; without a surface it is a graph."""
    (centre,) = plane.project(model.point[None, :])
    half = PATCH * np.array([high - low for low, high in box])

    def values(places: Mat) -> Vec:
        points = model.point + (places - centre) @ plane.axes
        return model(points.reshape(-1, points.shape[-1])).reshape(places.shape[:-1])

    if surface is None:
        x = centre + half * np.linspace(-1.0, 1.0, _GRAPH)[:, None]
        return ModelShape(np.column_stack([x, values(x)]), np.empty((0, 0, 3)))
    around = np.linspace(0.0, 2.0 * np.pi, _WAYS)
    unit = np.stack([np.cos(around), np.sin(around)], axis=-1)
    places = centre + half * np.linspace(0.0, 1.0, _RINGS)[:, None, None] * unit
    shade = surface.mapping.shade(values(places))
    lines = contour_lines(places[..., 0], places[..., 1], shade, _levels(shade))
    low, high = np.array(box).T
    kept = np.clip(places, low, high)  # it ends at the sides of the picture, and at floor and top
    loss = values(kept)
    sheet = np.concatenate([kept, surface.mapping.shade(loss)[..., None]], axis=-1)
    between = (loss >= surface.mapping.low) & (loss <= surface.mapping.high)
    sheet[~_grown(between)] = np.nan
    return ModelShape(lines, sheet)


def _grown(seen: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """``seen`` (r, s) and what is next to it: there the sheet meets the floor or the top."""
    ring = seen[:, :-1]  # the last direction is the first again
    ring = ring | np.roll(ring, 1, axis=1) | np.roll(ring, -1, axis=1)
    grown = ring.copy()
    grown[1:] |= ring[:-1]
    grown[:-1] |= ring[1:]
    return np.column_stack([grown, grown[:, :1]])


def _levels(shade: Mat) -> Vec:
    """Whole multiples of the bands' step, of it halved, or of it doubled: as many as are few."""
    finite = shade[np.isfinite(shade)]
    low, high = float(finite.min(initial=1.0)), float(finite.max(initial=0.0))
    step = (high - low) / _MOST_LINES
    if step <= _LEAST_STEP:
        return np.empty(0)
    step = 2.0 ** math.ceil(math.log2(step * BANDS)) / BANDS
    levels = step * np.arange(math.ceil(low / step), math.floor(high / step) + 1)
    return np.asarray(levels[(levels > 0.0) & (levels < 1.0)])  # at the ends shades are cut off
