"""What lies under everything else in a plot: a colour for every device pixel."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath

from optexplorer.core.arrays import Vec
from optexplorer.ui.views.kept_item import KeptItem
from optexplorer.ui.views.pixels import pen

Words = NDArray[np.uint32]  # 0xAARRGGBB, premultiplied


class GroundItem(KeptItem):
    """A subclass says the colours at places of the plot."""

    def colours_at(self, x: Vec, y: Vec) -> Words | None:
        """The colours (ny, nx) at every (x, y); None where there is nothing to show."""
        raise NotImplementedError

    def paint_picture(self, painter: QPainter) -> None:
        """All pixels."""
        t, rect, ratio = self.to_pixels(), self.boundingRect(), painter.device().devicePixelRatio()
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
        painter.setTransform(self.to_pixels())
        painter.setPen(pen(colour))
        painter.drawPath(lines)
        painter.restore()
