"""The cells of a map, sharp at any zoom, and the lines over them."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from optexplorer.core.arrays import Vec
from optexplorer.scene.map_layer import MapLayer, MapLine, cells
from optexplorer.scene.shading import Words
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.ground_item import GroundItem
from optexplorer.ui.views.lines import pen, stroke
from optexplorer.ui.views.pixels import PixelItem

_LINE, _CASING = 1.6, 3.6


class MapItem(GroundItem):
    """Paints a ``MapLayer``, each device pixel in the colour of the cell that its middle lies in.

    Qt's own scaling of images loses its way where a cell is larger than the screen, as while a deep
    zoom waits for its answer.
    """

    def __init__(self, view: Any, z: float = -20.0) -> None:
        super().__init__(view, z)
        self._layer: MapLayer | None = None

    def set_layer(self, layer: MapLayer | None) -> None:
        """Show another map, or none."""
        self._layer = layer
        self.redo()

    def colours_at(self, x: Vec, y: Vec) -> Words | None:
        """Those of the cells; nothing outside of the map."""
        if self._layer is None:
            return None
        (left, right), (bottom, top) = self._layer.box
        rows, columns, _ = self._layer.pixels.shape
        at = np.ix_(cells(y, top, bottom, rows), cells(x, left, right, columns))
        return self._layer.words[at]


class MapLinesItem(PixelItem):
    """Paints ``MapLine``s with a casing, so that they are seen on any colour."""

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=5.0)
        self._tokens = tokens
        self._lines: Sequence[MapLine] = ()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.update()

    def set_lines(self, lines: Sequence[MapLine]) -> None:
        """Show these."""
        self._lines = lines
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Lines, then their labels."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pixels = [self.map(line.points) for line in self._lines]
        for line, points in zip(self._lines, pixels, strict=True):
            casing = pen(self._tokens.color("casing", 0.85))
            stroke(painter, points, (casing, _CASING), (pen(self._colour(line), line.dash), _LINE))
        for line, points in zip(self._lines, pixels, strict=True):
            self._paint_label(painter, line, points.tolist())

    def _colour(self, line: MapLine) -> QColor:
        return QColor(line.colour) if line.colour else self._tokens.color("text")

    def _paint_label(self, painter: QPainter, line: MapLine, points: list[list[float]]) -> None:
        """Beside the last point in the picture, and within it."""
        room = self.boundingRect().adjusted(4.0, 4.0, -4.0, -4.0)
        seen = [point for point in points if room.contains(QPointF(*point))]
        if not line.label or not seen:
            return
        face = font(self._tokens, self._tokens.font_caption)
        metrics = QFontMetricsF(face)
        width, height = metrics.horizontalAdvance(line.label) + 10.0, metrics.height() + 4.0
        x = min(max(seen[-1][0] + 8.0, room.left()), room.right() - width)
        y = min(max(seen[-1][1] - 0.5 * height, room.top()), room.bottom() - height)
        painter.setPen(pen(self._tokens.color("hairline")))
        painter.setBrush(self._tokens.color("card", 0.9))
        painter.drawRoundedRect(QRectF(x, y, width, height), 4.0, 4.0)
        painter.setFont(face)
        painter.setPen(self._tokens.color("text"))
        painter.drawText(QPointF(x + 5.0, y + 2.0 + metrics.ascent()), line.label)
