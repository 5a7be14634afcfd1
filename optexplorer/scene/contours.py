"""Contour lines of the shade, traced by contourpy."""

import numpy as np
from contourpy import LineType, contour_generator

from optexplorer.core.arrays import Mat, Vec

BANDS = 16


def band_edges(count: int = BANDS) -> Vec:
    """Shades (count + 1,) from 0 to 1 at which the colour changes."""
    return np.linspace(0.0, 1.0, count + 1)


def contour_lines(x: Vec, y: Vec, shade: Mat, levels: Vec) -> Mat:
    """The lines of all ``levels`` as one (k, 2) array, pieces separated by rows of nan.

    Cells with a corner that is not finite are left out.
    """
    generator = contour_generator(
        x, y, np.ma.masked_invalid(shade), line_type=LineType.ChunkCombinedNan
    )
    pieces = [
        points
        for level in levels.tolist()
        for points in generator.lines(level)[0]
        if points is not None
    ]
    if not pieces:
        return np.empty((0, 2))
    gap = np.full((1, 2), np.nan)
    return np.concatenate([part for points in pieces for part in (points, gap)])[:-1]
