"""Painting in the pixels of a plot: items laid over a view box, and their marks."""

from functools import cache
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem

from optexplorer.core.arrays import Mat
from optexplorer.scene.frame import Style
from optexplorer.ui.views.lines import pen
from optexplorer.ui.widgets.marker_icon import marker_path
from optexplorer.ui.widgets.stamp import Stamp


class PixelItem(QGraphicsItem):
    """Painted over a ``ViewBox`` in its own pixels, whatever range it shows."""

    def __init__(self, view: Any, z: float) -> None:
        super().__init__(view)
        self.view = view
        self._zoom = 1.0
        self._rect: QRectF | None = None  # asked for more often than anything else
        self.setZValue(z)
        view.sigTransformChanged.connect(self._on_moved)
        view.sigResized.connect(self._on_moved)

    def boundingRect(self) -> QRectF:
        """The whole view box."""
        if self._rect is None:
            rect = QRectF(self.view.rect())
            self._rect = QRectF(rect.topLeft() / self._zoom, rect.size() / self._zoom)
        return QRectF(self._rect)

    def set_zoom(self, zoom: float) -> None:
        """Paint everything so many times as large; a pixel of this item is as many of the view's."""
        if zoom != self._zoom:
            self.prepareGeometryChange()
            self._zoom, self._rect = zoom, None
            self.setTransform(QTransform.fromScale(zoom, zoom))
            self.update()

    def to_pixels(self) -> QTransform:
        """From the plot's coordinates to pixels of this item, as last painted."""
        # Not ``childTransform()``: that may signal a change, and while painting that is fatal.
        whole = QTransform(self.view.childGroup.transform())
        return whole * QTransform.fromScale(1.0 / self._zoom, 1.0 / self._zoom)

    def map(self, points: Mat) -> Mat:
        """Pixels (k, 2) of points (k, 2) of the plot."""
        t = self.to_pixels()
        with np.errstate(over="ignore", invalid="ignore"):
            return points * (t.m11(), t.m22()) + (t.dx(), t.dy())

    def _on_moved(self, *_: object) -> None:
        self.prepareGeometryChange()
        self._rect = None
        self.update()


def moved_into(box: QRectF, area: QRectF) -> QRectF:
    """A box of this size wholly in ``area``, as near as can be; at its start where there is no room."""
    left = max(min(box.left(), area.right() - box.width()), area.left())
    top = max(min(box.top(), area.bottom() - box.height()), area.top())
    return QRectF(left, top, box.width(), box.height())


def draw_marker(
    painter: QPainter, style: Style, at: QPointF, size: float, edge: QColor, edge_width: float
) -> None:
    """A run's marker ``size`` pixels wide: its colour, with an edge round it."""
    path = QTransform(size, 0.0, 0.0, size, at.x(), at.y()).map(marker_path(style.marker))
    outline = QPen(edge, 2.0 * edge_width)
    outline.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, outline)
    painter.fillPath(path, QColor(style.colour))


@cache
def marker_stamp(style: Style, size: float, edge: str, edge_width: float) -> Stamp:
    """What ``draw_marker`` paints, to be painted often; ``edge`` is "#aarrggbb"."""

    def paint(painter: QPainter) -> None:
        draw_marker(painter, style, QPointF(0.0, 0.0), size, QColor(edge), edge_width)

    return Stamp(paint, size + 2.0 * edge_width)


@cache
def dot_stamp(colour: str, radius: float, edge: str) -> Stamp:
    """A dot with a thin edge; both colours are "#aarrggbb"."""

    def paint(painter: QPainter) -> None:
        painter.setPen(pen(QColor(edge)))
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(0.0, 0.0), radius, radius)

    return Stamp(paint, 2.0 * radius + 1.0)
