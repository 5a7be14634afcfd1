"""The marks of perturbations, restarts and best points, the same wherever they are drawn."""

import math
from functools import cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from optexplorer.scene.frame import EventShape
from optexplorer.ui.widgets.stamp import Stamp

WORDS: dict[EventShape, str] = {
    "perturbed": "perturbed",
    "restarted": "restarted",
    "best": "best point so far",
}
_EDGE = 1.3  # pixels
_FEW, _MANY = 10, 60  # marks of one run


def event_size(count: int) -> float:
    """Pixels of a mark where a run has ``count`` of them: the more, the smaller."""
    share = min(max((count - _FEW) / (_MANY - _FEW), 0.0), 1.0)
    return 11.0 - 5.0 * share


def _star(points: int, inner: float, size: float = 0.5) -> QPolygonF:
    corners = []
    for i in range(2 * points):
        radius = size if i % 2 == 0 else inner * size
        angle = math.pi * i / points
        corners.append(QPointF(radius * math.sin(angle), -radius * math.cos(angle)))
    return QPolygonF(corners)


@cache
def event_path(shape: EventShape) -> QPainterPath:
    """The outline in the square from -0.5 to 0.5: a spark, a ring, a ring with a star in it."""
    path = QPainterPath()
    if shape == "perturbed":
        path.addPolygon(_star(4, 0.36))
        path.closeSubpath()
        return path
    path.addEllipse(QPointF(0, 0), 0.5, 0.5)
    path.addEllipse(QPointF(0, 0), 0.36, 0.36)
    if shape == "restarted":
        path.addEllipse(QPointF(0, 0), 0.14, 0.14)
    else:
        path.addPolygon(_star(5, 0.42, 0.34))
        path.closeSubpath()
    return path


def paint_event(
    painter: QPainter, shape: EventShape, at: QPointF, size: float, colour: QColor, edge: QColor
) -> None:
    """One mark, ``size`` pixels wide, with an edge round it."""
    path = QTransform(size, 0.0, 0.0, size, at.x(), at.y()).map(event_path(shape))
    outline = QPen(edge, 2.0 * _EDGE)
    outline.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, outline)
    painter.fillPath(path, colour)


@cache
def event_stamp(shape: EventShape, size: float, colour: str, edge: str) -> Stamp:
    """What ``paint_event`` paints, to be painted often; both colours are "#aarrggbb"."""

    def paint(painter: QPainter) -> None:
        paint_event(painter, shape, QPointF(0.0, 0.0), size, QColor(colour), QColor(edge))

    return Stamp(paint, size + 2.0 * _EDGE)
