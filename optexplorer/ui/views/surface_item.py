"""The surface as flat bands of colour with contour lines, painted at the screen's resolution.

The picture is kept as a pixmap: a moving path repaints without it being made again.
"""

from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPixmap, QTransform

from optexplorer.core.arrays import Vec
from optexplorer.scene.frame import SurfaceLayer
from optexplorer.scene.palette import Colours
from optexplorer.ui.theme import ThemeTokens
from optexplorer.ui.views.pixels import PixelItem, pen

Pixels = NDArray[np.uint32]  # 0xAARRGGBB, premultiplied

_FINE = 2048  # shades told apart before they fall into bands
_NOTHING = _FINE  # index of the transparent colour: outside the grid, or no number


class SurfaceItem(PixelItem):
    """Paints a ``SurfaceLayer``."""

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=-20.0)
        self._tokens = tokens
        self._layer: SurfaceLayer | None = None
        self._lines = QPainterPath()
        self._picture: tuple[tuple[object, ...], QPixmap] | None = None

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self._redo()

    def set_layer(self, layer: SurfaceLayer | None) -> None:
        """Show another surface, or none."""
        self._layer = layer
        self._lines = QPainterPath()
        if layer is not None and len(layer.lines):
            self._lines = pg.arrayToQPath(
                np.ascontiguousarray(layer.lines[:, 0]),
                np.ascontiguousarray(layer.lines[:, 1]),
                connect="finite",
            )
        self._redo()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Blit the picture; make it anew only if range, size, theme or surface changed."""
        if self._layer is None:
            return
        t, rect, ratio = self.to_pixels(), self.boundingRect(), painter.device().devicePixelRatio()
        key = (t.m11(), t.m22(), t.dx(), t.dy(), rect.width(), rect.height(), ratio)
        if self._picture is None or self._picture[0] != key:
            picture = self._render(self._layer, t, rect.width(), rect.height(), ratio)
            self._picture = (key, picture)
        painter.drawPixmap(QPointF(0.0, 0.0), self._picture[1])

    def _redo(self) -> None:
        self._picture = None
        self.update()

    def _render(
        self, layer: SurfaceLayer, t: QTransform, width: float, height: float, ratio: float
    ) -> QPixmap:
        columns, rows = max(round(width * ratio), 1), max(round(height * ratio), 1)
        x = ((np.arange(float(columns)) + 0.5) / ratio - t.dx()) / t.m11()
        y = ((np.arange(float(rows)) + 0.5) / ratio - t.dy()) / t.m22()
        colours = band_colours(layer.bands, self._tokens)[shade_indices(layer, x, y)]
        image = QImage(
            colours.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied
        )
        picture = QPixmap.fromImage(image)
        picture.setDevicePixelRatio(ratio)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setTransform(t)
        painter.setPen(pen(self._tokens.color("contour", 0.3)))
        painter.drawPath(self._lines)
        painter.end()
        return picture


def shade_indices(layer: SurfaceLayer, x: Vec, y: Vec) -> NDArray[np.intp]:
    """Indices (ny', nx') into ``band_colours``: the shade, bilinear, at every (x, y)."""
    i, u, inside_x = _cells(layer.x, x)
    j, v, inside_y = _cells(layer.y, y)
    shade = layer.shade.astype(np.float32)
    lines = shade[j] * (1.0 - v)[:, None] + shade[j + 1] * v[:, None]
    values = np.take(lines, i, axis=1) * (1.0 - u) + np.take(lines, i + 1, axis=1) * u
    values *= _FINE - 1
    values[~inside_y] = np.nan
    values[:, ~inside_x] = np.nan
    return np.asarray(np.nan_to_num(values, nan=_NOTHING), dtype=np.intp)


def band_colours(bands: Vec, tokens: ThemeTokens) -> Pixels:
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


def _cells(grid: Vec, at: Vec) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.bool_]]:
    """For each of ``at``: its cell of ``grid``, the place in it in [0, 1], and if it is inside."""
    place = np.interp(at, grid, np.arange(float(grid.size)))
    cell = np.minimum(place.astype(np.intp), grid.size - 2)
    half = 0.5 * abs(at[-1] - at[0]) / max(at.size - 1, 1)
    inside = (at >= grid[0] - half) & (at <= grid[-1] + half)
    return cell, (place - cell).astype(np.float32), inside
