"""The surface as flat bands of colour with contour lines, painted at the screen's resolution.

In a picture for a file each band is the area above its level, laid on those below, so that no seam
shows between two.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.frame import SurfaceLayer
from optexplorer.scene.palette import Colours
from optexplorer.scene.shading import Shade, Words, cells, colours_of
from optexplorer.ui.steps import Steps
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.ground_item import GroundItem
from optexplorer.ui.views.lines import polyline
from optexplorer.ui.widgets.medium import fine, vector

_CROWDED = 200_000  # points of contour lines from which on they cover what they lie on
_FINE = 2048  # shades told apart before they fall into bands
_MARGIN = 4.0  # pixels around a part that is painted alone


class SurfaceItem(GroundItem):
    """Paints a ``SurfaceLayer``."""

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=-20.0)
        self._tokens = tokens
        self._layer: SurfaceLayer | None = None
        self._shade: Shade | None = None  # of the layer, once it is painted
        self._colours: Words | None = None  # likewise
        self.lines = QPainterPath()  # the contour lines
        self._areas: list[QPainterPath] | None = None  # once asked for

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens, self._colours = tokens, None
        self.redo()

    def set_layer(self, layer: SurfaceLayer | None) -> None:
        """Show another surface, or none."""
        self._layer, self._areas, self._shade, self._colours = layer, None, None, None
        self.lines = QPainterPath()
        if layer is not None and 0 < len(layer.lines) <= _CROWDED:
            self.lines = polyline(layer.lines)
        self.redo()

    def prepare(self) -> Steps[None]:
        """The areas of the bands, one by one."""
        if (layer := self._layer) is None or self._areas is not None:
            return
        areas = list[QPainterPath]()
        for path in area_paths(layer):
            areas.append(path)
            yield
        if layer is self._layer:
            self._areas = areas

    def colours_at(self, x: Vec, y: Vec) -> Words | None:
        """The band of the loss at every (x, y)."""
        if self._layer is None:
            return None
        if self._colours is None:
            self._colours = band_colours(self._layer.bands, self._tokens)
        if self._shade is None:
            self._shade = self._layer.shade.astype(np.float32)
        grid = self._layer
        return colours_of(self._shade, cells(grid.x, x), cells(grid.y, y), self._colours)

    def paint_picture(self, painter: QPainter) -> None:
        """The bands, and over them the contour lines."""
        lines = self.lines
        if fine(painter) and self._layer is not None:
            self._paint_areas(painter, self._layer)
            if not (vector(painter) or lines.isEmpty()):
                lines = polyline(lines_between(self._layer.lines, *self._rows()))
        else:
            super().paint_picture(painter)
        self.paint_contour(painter, lines, self._tokens.color("contour", 0.3))

    def _rows(self) -> tuple[float, float]:
        """The lowest and the highest y of what is being painted, and a little more."""
        t = self.to_pixels()
        edges = self.exposed.top() - _MARGIN, self.exposed.bottom() + _MARGIN
        low, high = sorted((edge - t.dy()) / t.m22() for edge in edges)
        return low, high

    def _paint_areas(self, painter: QPainter, layer: SurfaceLayer) -> None:
        t = self.to_pixels()
        painter.setPen(Qt.PenStyle.NoPen)
        if self._areas is None:
            self._areas = list(area_paths(layer))
        for path, colour in zip(self._areas, band_color_names(layer.bands, self._tokens), strict=True):
            painter.setBrush(QColor(colour))
            painter.drawPath(t.map(path))


def lines_between(lines: Mat, low: float, high: float) -> Mat:
    """The pieces of lines (k, 2) that reach into low <= y <= high; a row of nan after each."""
    y = lines[:, 1]
    with np.errstate(invalid="ignore"):
        seen = (np.minimum(y[:-1], y[1:]) <= high) & (np.maximum(y[:-1], y[1:]) >= low)
    near = np.append(seen, False) | np.append(False, seen)
    after = near | np.append(False, near[:-1])  # what comes after a piece becomes the gap
    result: Mat = lines[after]
    result[~near[after]] = np.nan
    return result


def area_paths(layer: SurfaceLayer) -> Iterator[QPainterPath]:
    """For each band, lowest first, the area above its lower edge."""
    from optexplorer.scene.contours import areas_above

    levels = np.concatenate([[-np.inf], layer.bands[1:-1]])
    for rings in areas_above(layer.x, layer.y, layer.shade, levels):
        path = QPainterPath()
        for ring in rings:
            path.addPolygon(pg.functions.arrayToQPolygonF(ring[:, 0], ring[:, 1]))
        yield path


def band_colours(bands: Vec, tokens: ThemeTokens) -> Words:
    """Colours (_FINE + 1,) of finely divided shades, each band in one; the last is nothing."""
    shades = np.linspace(0.0, 1.0, _FINE)
    band = np.clip(np.searchsorted(bands, shades, side="right") - 1, 0, bands.size - 2)
    rgb = _band_rgb(bands.size - 1, tokens)[band].astype(np.uint32)
    colours = np.zeros(_FINE + 1, dtype=np.uint32)
    colours[:-1] = 0xFF000000 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2]
    return colours


def band_color_names(bands: Vec, tokens: ThemeTokens) -> list[str]:
    """The colour of each band, lowest first, as "#rrggbb"."""
    return [f"#{r:02x}{g:02x}{b:02x}" for r, g, b in _band_rgb(bands.size - 1, tokens).tolist()]


def _band_rgb(count: int, tokens: ThemeTokens) -> Colours:
    """(count, 3); the outermost bands take the ends of the colour map, so minima are deep."""
    return tokens.colormap[np.rint(np.linspace(0.0, 255.0, count)).astype(np.intp)]
