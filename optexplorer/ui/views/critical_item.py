"""Critical points in the picture: a mark by kind, and a cross along the eigen-directions."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from optexplorer.core.arrays import Vec
from optexplorer.scene.critical_layer import CriticalLayer, CriticalMark
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.paths_item import Place
from optexplorer.ui.views.pixels import PixelItem
from optexplorer.ui.widgets.critical_icon import critical_size, critical_stamp
from optexplorer.ui.widgets.medium import exposed, within
from optexplorer.ui.widgets.stamp import stamp

CROSSES = 60  # marks in view up to which each has its cross
_ARM = 1.3  # half the length of a cross, in sizes of its mark
_BARB = 5.0  # pixels, of the arrow heads on directions that lead away
_RING = 1.0  # radius of the ring round the chosen one, in sizes


class CriticalItem(PixelItem):
    """Paints the marks over the surface and under the start; ``place`` is the canvas's own."""

    def __init__(self, view: Any, tokens: ThemeTokens, place: Place) -> None:
        super().__init__(view, z=8.0)
        self._tokens = tokens
        self._place = place
        self.layer: CriticalLayer | None = None

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.update()

    def set_layer(self, layer: CriticalLayer | None) -> None:
        """Show another layer."""
        if layer is not self.layer:
            self.layer = layer
            self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Crosses first, so that no mark is crossed out."""
        marks = () if self.layer is None else self.layer.drawn
        if not marks:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        points = np.array([mark.point for mark in marks])
        pixels = self.map(self._place(points, np.array([mark.loss for mark in marks])))
        size = critical_size(len(marks))
        far = 2.0 * size + _BARB  # no cross reaches farther
        seen_part = self.boundingRect() & exposed(painter)
        if seen_part.isEmpty():
            return
        room = seen_part.adjusted(-far, -far, far, far)
        near = np.flatnonzero(within(pixels, room))
        seen = [(marks[k], QPointF(*pixels[k].tolist())) for k in near]
        for mark, at in seen:
            if len(marks) <= CROSSES or mark.chosen:
                self._paint_cross(painter, mark, at, _ARM * size)
        for mark, at in seen:
            stamp(painter, critical_stamp(mark.kind, size, self._tokens), at)
            if mark.chosen:
                self._paint_ring(painter, at, _RING * size)

    def _paint_cross(self, painter: QPainter, mark: CriticalMark, at: QPointF, arm: float) -> None:
        """A thin line along each direction; those that lead away are thick, with arrow heads."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for direction, leads, flat in zip(mark.directions, mark.unstable, mark.flat, strict=True):
            path = _arm(at, self._pixel_direction(direction), arm * (1.5 if leads else 1.0), leads)
            width = 2.6 if leads else 1.5
            inner = self._tokens.color("accent" if leads else "mark")
            for colour, wide in ((self._tokens.color("mark_edge"), width + 2.4), (inner, width)):
                line = QPen(colour, wide)
                line.setCapStyle(Qt.PenCapStyle.RoundCap)
                line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
                if flat and colour == inner:
                    line.setDashPattern([1.0, 2.2])
                painter.setPen(line)
                painter.drawPath(path)

    def _paint_ring(self, painter: QPainter, at: QPointF, radius: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, width in (("mark_edge", 5.0), ("accent", 2.6)):
            painter.setPen(QPen(self._tokens.color(token), width))
            painter.drawEllipse(at, radius, radius)

    def _pixel_direction(self, direction: Vec) -> Vec:
        """Of length 1 on the screen; a graph's direction lies along its axis, since f' is 0."""
        t = self.to_pixels()
        plane = np.append(direction, 0.0)[:2] * (t.m11(), t.m22())
        return np.asarray(plane / max(float(np.hypot(*plane)), 1e-300))


def _arm(at: QPointF, way: Vec, arm: float, leads: bool) -> QPainterPath:
    """A line through ``at``; one that leads away has a head at either end."""
    path = QPainterPath()
    dx, dy = way.tolist()
    ends = [QPointF(at.x() + s * arm * dx, at.y() + s * arm * dy) for s in (-1.0, 1.0)]
    path.moveTo(ends[0])
    path.lineTo(ends[1])
    if leads:
        for end, s in zip(ends, (-1.0, 1.0), strict=True):
            back = QPointF(end.x() - s * _BARB * dx, end.y() - s * _BARB * dy)
            side = QPointF(-_BARB * dy, _BARB * dx)
            path.moveTo(back + side)
            path.lineTo(end)
            path.lineTo(back - side)
    return path
