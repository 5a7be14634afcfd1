"""The surface as it is drawn: shades, contour lines and the ticks of the colour bar."""

from typing import Literal

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene import scale as scales
from optexplorer.scene.contours import band_edges, contour_lines
from optexplorer.scene.frame import ScaleName, SurfaceLayer
from optexplorer.scene.refine import refined

SIDE = 400  # points along each side from which on contour lines look smooth


def surface_layer(
    x: Vec, y: Vec, loss: Mat, scale: scales.Scale | ScaleName | Literal["auto"] = "auto"
) -> SurfaceLayer:
    """The layer of a loss sampled at ``x`` (nx,) and ``y`` (ny,), ``loss`` (ny, nx).

    The layer's grid is finer than the samples if these are few. Pass a ``Scale`` made by
    ``scale.fit`` to shade the paths with the same map. Where no loss is finite there are no ticks.
    """
    mapping = scale if isinstance(scale, scales.Scale) else scales.fit(loss, scale)
    x, y, loss = refined(x, y, loss, SIDE)
    shade = mapping.shade(loss)
    bands = band_edges()
    return SurfaceLayer(
        x=x,
        y=y,
        loss=loss,
        shade=shade,
        lines=contour_lines(x, y, shade, bands[1:-1]),
        bands=bands,
        scale=mapping.name,
        scale_label=mapping.label,
        ticks=scales.ticks(mapping) if np.isfinite(loss).any() else (),
        mapping=mapping,
    )
