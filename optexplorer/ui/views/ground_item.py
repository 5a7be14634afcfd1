"""What lies under everything else in a plot: a colour for every device pixel."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from optexplorer.core.arrays import Vec
from optexplorer.scene.shading import Words
from optexplorer.ui.views.kept_item import KeptItem
from optexplorer.ui.views.lines import pen
from optexplorer.ui.widgets.medium import density, exact, fine, vector

_VECTOR_RATIO = 3.0  # pixels of a picture in a file of lines and areas
_VECTOR_PIXELS = 4_000_000  # of it at most: Qt packs it in one go


class GroundItem(KeptItem):
    """A subclass says the colours at places of the plot."""

    def colours_at(self, x: Vec, y: Vec) -> Words | None:
        """The colours (ny, nx) at every (x, y); None where there is nothing to show."""
        raise NotImplementedError

    def paint_picture(self, painter: QPainter) -> None:
        """All pixels, or those of the rows that are asked for."""
        t, rect = self.to_pixels(), self.boundingRect()
        ratio = _vector_ratio(rect) if vector(painter) else density(painter)
        columns, rows = max(round(rect.width() * ratio), 1), max(round(rect.height() * ratio), 1)
        first = exact(min(max(math.floor(self.exposed.top() * ratio) - 1, 0), rows - 1), ratio)
        last = min(max(math.ceil(self.exposed.bottom() * ratio) + 1, first + 1), rows)
        x = ((np.arange(float(columns)) + 0.5) / ratio - t.dx()) / t.m11()
        y = ((np.arange(float(first), float(last)) + 0.5) / ratio - t.dy()) / t.m22()
        colours = self.colours_at(x, y)
        if colours is None:
            return
        image = QImage(
            colours.data, columns, last - first, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied
        )
        image.setDevicePixelRatio(ratio)
        painter.drawImage(QPointF(0.0, first / ratio), image)

    def paint_contour(self, painter: QPainter, lines: QPainterPath, colour: QColor) -> None:
        """Lines in the coordinates of the plot."""
        painter.save()
        if fine(painter):
            painter.setPen(QPen(colour, 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(self.to_pixels().map(lines))
        else:
            painter.setTransform(self.to_pixels(), True)
            painter.setPen(pen(colour))
            painter.drawPath(lines)
        painter.restore()


def _vector_ratio(rect: QRectF) -> float:
    return min(_VECTOR_RATIO, math.sqrt(_VECTOR_PIXELS / max(rect.width() * rect.height(), 1.0)))
