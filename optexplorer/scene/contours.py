"""Contour lines of the shade, and the areas above them, traced by contourpy."""

from collections.abc import Iterator

import numpy as np
from contourpy import FillType, LineType, contour_generator

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


def areas_above(x: Vec, y: Vec, shade: Mat, levels: Vec) -> Iterator[list[Mat]]:
    """For each of ``levels``, one by one, the closed rings (k, 2) about where the shade is no lower.

    Rings within rings are holes. Cells with a corner that is not finite are left out.
    """
    generator = contour_generator(x, y, np.ma.masked_invalid(shade), fill_type=FillType.OuterOffset)
    for level in levels.tolist():
        rings = list[Mat]()
        for points, ends in zip(*generator.filled(level, np.inf)[:2], strict=True):
            assert points is not None  # noqa: S101  (only chunks may be)
            assert ends is not None  # noqa: S101
            rings += np.split(points, ends[1:-1].astype(np.intp))
        yield rings
