"""Markers of the 3-D picture: heads in the run's shape, starts, known minima, the linked cursor."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.critical_layer import CriticalKind
from optexplorer.scene.frame import EventShape, Marker
from optexplorer.ui.views.camera import Camera
from optexplorer.ui.widgets.critical_icon import WORDS, plate_stamp
from optexplorer.ui.widgets.event_icon import WORDS as EVENTS
from optexplorer.ui.widgets.event_icon import event_path, event_stamp
from optexplorer.ui.widgets.marker_icon import marker_path
from optexplorer.ui.widgets.stamp import Stamp, argb, stamps

Shape = Marker | EventShape | CriticalKind | Literal["ring", "known minimum"]
_EDGE = 1.4  # width of the outline, logical pixels


@dataclass(frozen=True, eq=False)
class MarkerSpec:
    """One marker in the world."""

    position: Vec  # (3,)
    shape: Shape
    colour: QColor
    outline: QColor
    size: float  # logical pixels
    ghost: float = 0.0  # opacity where the surface hides it

    @cached_property
    def stamp(self) -> Stamp | None:
        """What there are many of; None of what is painted as a path."""
        if self.shape in WORDS:
            return plate_stamp(self.shape, self.size, self.colour.name(), self.outline.name())
        if self.shape in EVENTS and self.shape != "best":
            return event_stamp(self.shape, self.size, argb(self.colour), argb(self.outline))
        return None


@dataclass(frozen=True, eq=False)
class SeenMarker:
    """A marker from one camera."""

    spec: MarkerSpec
    hidden: bool

    @property
    def opacity(self) -> float:
        """Of all of it."""
        return self.spec.ghost if self.hidden else 1.0


# What a camera sees: of how many it is found out whether they are hidden, and whether that was all of
# them.
Markers = Callable[[Camera, int], tuple[list[SeenMarker], bool]]


def paint_markers(painter: QPainter, markers: Sequence[SeenMarker], at: Mat) -> None:
    """Paint ``markers`` of one opacity, all of them stamps or none, at their places (k, 2)."""
    stamped = [spec.stamp for marker in markers if (spec := marker.spec).stamp]
    if stamped:
        stamps(painter, stamped, at)
        return
    for marker, place in zip(markers, at.tolist(), strict=True):
        _paint_path(painter, QPointF(*place), marker.spec)


def _paint_path(painter: QPainter, at: QPointF, spec: MarkerSpec) -> None:
    """The outline, then the shape on it."""
    path = QTransform(spec.size, 0, 0, spec.size, at.x(), at.y()).map(_shape_path(spec.shape))
    pen = QPen(spec.outline, 2.0 * _EDGE)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, pen)
    painter.fillPath(path, spec.colour)


def _shape_path(shape: Shape) -> QPainterPath:
    """The outline in the square from -0.5 to 0.5."""
    path = QPainterPath()
    if shape == "ring":
        path.addEllipse(QPointF(0, 0), 0.5, 0.5)
        path.addEllipse(QPointF(0, 0), 0.34, 0.34)
        return path
    if shape == "known minimum":
        path.setFillRule(Qt.FillRule.WindingFill)
        path.addRect(QRectF(-0.5, -0.09, 1.0, 0.18))
        path.addRect(QRectF(-0.09, -0.5, 0.18, 1.0))
        return path.simplified()
    if shape in EVENTS:
        return event_path(shape)
    return marker_path(shape)
