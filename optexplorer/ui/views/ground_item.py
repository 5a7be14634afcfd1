"""What lies under everything else in a plot: a colour for every device pixel."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from optexplorer.core.arrays import Vec
from optexplorer.ui.views.kept_item import KeptItem
from optexplorer.ui.views.pixels import pen
from optexplorer.ui.widgets.stamp import density, fine, vector

Words = NDArray[np.uint32]  # 0xAARRGGBB, premultiplied

_VECTOR_RATIO = 3.0  # pixels of a picture in a file of lines and areas


class GroundItem(KeptItem):
    """A subclass says the colours at places of the plot."""

    def colours_at(self, x: Vec, y: Vec) -> Words | None:
        """The colours (ny, nx) at every (x, y); None where there is nothing to show."""
        raise NotImplementedError

    def paint_picture(self, painter: QPainter) -> None:
        """All pixels."""
        t, rect = self.to_pixels(), self.boundingRect()
        ratio = _VECTOR_RATIO if vector(painter) else density(painter)
        columns, rows = max(round(rect.width() * ratio), 1), max(round(rect.height() * ratio), 1)
        x = ((np.arange(float(columns)) + 0.5) / ratio - t.dx()) / t.m11()
        y = ((np.arange(float(rows)) + 0.5) / ratio - t.dy()) / t.m22()
        colours = self.colours_at(x, y)
        if colours is None:
            return
        image = QImage(
            colours.data, columns, rows, 4 * columns, QImage.Format.Format_ARGB32_Premultiplied
        )
        image.setDevicePixelRatio(ratio)
        painter.drawImage(QPointF(0.0, 0.0), image)

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
