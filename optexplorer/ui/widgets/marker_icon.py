"""The marker of a run, the same shape wherever it is drawn."""

import math
from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from optexplorer.scene.frame import Marker, Style


def _polygon(*points: tuple[float, float]) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF([QPointF(x, y) for x, y in points]))
    path.closeSubpath()
    return path


def _regular(corners: int, inner: float = 1.0) -> QPainterPath:
    """A regular polygon with a corner on top; with ``inner`` below 1 a star."""
    count = corners if inner == 1.0 else 2 * corners
    radii = [0.5 if i % 2 == 0 or inner == 1.0 else 0.5 * inner for i in range(count)]
    angles = [2 * math.pi * i / count for i in range(count)]
    return _polygon(*((r * math.sin(a), -r * math.cos(a)) for r, a in zip(radii, angles, strict=True)))


def _plus() -> QPainterPath:
    path = QPainterPath()
    path.addRect(QRectF(-0.5, -0.16, 1.0, 0.32))
    bar = QPainterPath()
    bar.addRect(QRectF(-0.16, -0.5, 0.32, 1.0))
    return path.united(bar)


@cache
def marker_path(marker: Marker) -> QPainterPath:
    """The outline in the square from -0.5 to 0.5, y downwards; shapes look equally large."""
    path = QPainterPath()
    match marker:
        case "circle":
            path.addEllipse(QPointF(0, 0), 0.46, 0.46)
        case "square":
            path.addRect(QRectF(-0.41, -0.41, 0.82, 0.82))
        case "triangle":
            path = _polygon((-0.5, 0.42), (0.5, 0.42), (0.0, -0.46))
        case "triangle_down":
            path = _polygon((-0.5, -0.42), (0.5, -0.42), (0.0, 0.46))
        case "arrow_left":
            path = _polygon((0.42, -0.5), (0.42, 0.5), (-0.46, 0.0))
        case "arrow_right":
            path = _polygon((-0.42, -0.5), (-0.42, 0.5), (0.46, 0.0))
        case "diamond":
            path = _polygon((0.0, -0.55), (0.5, 0.0), (0.0, 0.55), (-0.5, 0.0))
        case "star":
            path = _regular(5, inner=0.45)
        case "hexagon":
            path = _regular(6)
        case "pentagon":
            path = _regular(5)
        case "plus":
            path = _plus()
        case "cross":
            path = QTransform().rotate(45).map(_plus())
    return path


def paint_marker(
    painter: QPainter, centre: QPointF, size: float, style: Style, *, filled: bool = True
) -> None:
    """Draw a run's marker ``size`` pixels wide; hollow stands for switched off."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    colour = QColor(style.colour)
    path = QTransform(size, 0, 0, size, centre.x(), centre.y()).map(marker_path(style.marker))
    painter.setPen(Qt.PenStyle.NoPen if filled else QPen(colour, 1.5))
    painter.setBrush(colour if filled else Qt.BrushStyle.NoBrush)
    painter.drawPath(path)
    painter.restore()
