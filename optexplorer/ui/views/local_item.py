"""The point looked at closely, in the picture: the model's lines, the handle that turns v, and Hv."""

import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from optexplorer.core.arrays import Mat
from optexplorer.scene.local import angle_of, arrows
from optexplorer.scene.local_layer import LocalLayer
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.lines import FAR, line_path
from optexplorer.ui.views.marks_item import Handle
from optexplorer.ui.views.pixels import PixelItem, moved_into

SPOKE = 84.0  # pixels from the point to the knob, less in a small picture:
_SHARE, _LEAST = 0.4, 30.0  # of its shorter side, pixels
_KNOB, _TAIL = 6.5, 3.5  # radii
_POINT = 11.0  # half a diagonal of the frame round the point
_REACH = 13.0  # pixels within which the mouse takes one of them
_HEAD = 11.0
_DASH = (3.5, 2.5)  # in widths of the line


@dataclass(frozen=True)
class Grip(Handle):
    """What of it can be dragged; no run's."""

    part: Literal["point", "knob", "tail"]


class LocalItem(PixelItem):
    """Paints a `LocalLayer`; ``handle_place`` is the canvas's own."""

    def __init__(self, view: Any, tokens: ThemeTokens, handle_place: Any) -> None:
        super().__init__(view, z=17.0)
        self._tokens = tokens
        self._handle_place = handle_place
        self.hot: str | None = None  # the part under the mouse
        self.layer: LocalLayer | None = None

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.update()

    def set_layer(self, layer: LocalLayer | None) -> None:
        """Show another layer, or nothing."""
        if layer is not self.layer:
            self.layer = layer
            self.update()

    def set_hot(self, grip: Grip | None) -> None:
        """Enlarge what is under the mouse."""
        part = None if grip is None else grip.part
        if part != self.hot:
            self.hot = part
            self.update()

    def grip_at(self, at: QPointF) -> Grip | None:
        """What can be dragged at ``at`` (pixels of the view); the knob lies over the point."""
        at = self.mapFromParent(at)
        for grip in self._grips():
            away = self._pixels(np.array([grip.at]))[0] - at
            if math.hypot(away.x(), away.y()) <= _REACH:
                return grip
        return None

    def angle_to(self, grip: Grip, at: QPointF) -> float | None:
        """The angle of v with the knob or the tail at ``at``; None on the point itself."""
        if self.layer is None:
            return None
        at = self.mapFromParent(at)
        middle = self._pixels(np.array([self._place(self.layer)]))[0]
        t = self.to_pixels()
        way = np.array([(at.x() - middle.x()) / t.m11(), (at.y() - middle.y()) / t.m22()])
        if not way.any():
            return None
        return angle_of(way if grip.part == "knob" else -way)

    def paint(self, painter: QPainter, *_: object) -> None:
        """The model under the arrows, the handles over them."""
        layer = self.layer
        if layer is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        (at,) = self._pixels(np.array([self._place(layer)]))
        if layer.model is not None:
            self._paint_lines(painter, layer.model.shape.lines)
        if not (abs(at.x()) < FAR and abs(at.y()) < FAR):
            return
        if layer.turns:
            spoke, change = self._arrows(layer)
            way = (spoke[1] - spoke[0]) / self.reach
            tail = spoke[0] - way * self.reach
            self._paint_spoke(painter, tail, spoke[0] - way * _POINT)
            self._paint_spoke(painter, spoke[0] + way * _POINT, spoke[1])
            if change is not None:
                self._paint_change(painter, *change)
            self._paint_knob(painter, "knob", spoke[1], _KNOB)
            self._paint_knob(painter, "tail", tail, _TAIL)
            self._paint_label(painter, "v", spoke[1], spoke[1] + way * 16.0, "model")
        self._paint_point(painter, at)

    def _place(self, layer: LocalLayer) -> tuple[float, float]:
        place: tuple[float, float] = self._handle_place(layer.point)
        return place

    def _grips(self) -> list[Grip]:
        if self.layer is None:
            return []
        grips = [Grip(None, self._place(self.layer), "point")]
        if self.layer.turns:
            at, tip = arrows(self.layer, self._unit(), self.reach)[0]
            x, y = (2.0 * at - tip).tolist()
            knob = Grip(None, (float(tip[0]), float(tip[1])), "knob")
            grips = [knob, Grip(None, (x, y), "tail"), *grips]
        return grips

    @property
    def reach(self) -> float:
        """Pixels from the point to the knob."""
        area = self.boundingRect()
        return min(SPOKE, max(_LEAST, _SHARE * min(area.width(), area.height())))

    def _unit(self) -> Mat:
        """What a pixel to the right and one up are in the plot."""
        t = self.to_pixels()
        return np.array([1.0 / t.m11(), 1.0 / abs(t.m22())])

    def _arrows(self, layer: LocalLayer) -> tuple[list[QPointF], list[QPointF] | None]:
        spoke, change = arrows(layer, self._unit(), self.reach)
        return self._pixels(spoke), None if change is None else self._pixels(change)

    def _pixels(self, points: Mat) -> list[QPointF]:
        return [QPointF(x, y) for x, y in self.map(points).tolist()]

    def _paint_lines(self, painter: QPainter, lines: Mat) -> None:
        """Dashed, so that they differ from the surface's own."""
        if not len(lines):
            return
        path = line_path(self.map(lines))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.strokePath(path, QPen(self._tokens.color("casing", 0.65), 3.6))
        dashed = QPen(self._tokens.color("model"), 1.7)
        dashed.setDashPattern(_DASH)
        dashed.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.strokePath(path, dashed)

    def _paint_spoke(self, painter: QPainter, start: QPointF, end: QPointF) -> None:
        """One on either side, since the curvature is the same both ways."""
        for token, width in (("casing", 5.0), ("model", 2.4)):
            line = QPen(self._tokens.color(token, 0.9), width)
            line.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(line)
            painter.drawLine(start, end)

    def _paint_knob(self, painter: QPainter, part: str, at: QPointF, size: float) -> None:
        radius = size + 2.0 if self.hot == part else size
        painter.setPen(QPen(self._tokens.color("casing"), 2.0))
        painter.setBrush(self._tokens.color("model"))
        painter.drawEllipse(at, radius, radius)

    def _paint_point(self, painter: QPainter, at: QPointF) -> None:
        """A frame, so that what lies there stays in sight."""
        r = _POINT + 2.0 if self.hot == "point" else _POINT
        corners = [QPointF(0.0, -r), QPointF(r, 0.0), QPointF(0.0, r), QPointF(-r, 0.0)]
        frame = QPolygonF([at + corner for corner in corners])
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for token, width in (("casing", 5.5), ("model", 2.8)):
            line = QPen(self._tokens.color(token), width)
            line.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(line)
            painter.drawPolygon(frame)

    def _paint_change(self, painter: QPainter, tail: QPointF, tip: QPointF) -> None:
        way = tip - tail
        length = math.hypot(way.x(), way.y())
        if length < 1.0:
            return
        way /= length
        size = min(_HEAD, 0.6 * length)
        side = QPointF(-way.y(), way.x()) * (0.48 * size)
        if length > 2.0 * _POINT:  # what lies at the point stays seen
            tail = tail + way * _POINT
        back = tip - way * size
        head = QPainterPath(tip)
        head.lineTo(back + side)
        head.lineTo(back - side)
        head.closeSubpath()
        for token, width in (("casing", 6.5), ("change", 3.6)):
            line = QPen(self._tokens.color(token), width)
            line.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(line)
            painter.drawLine(tail, back)
            edge = QPen(self._tokens.color(token), 0.5 * width)
            edge.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            painter.setPen(edge)
            painter.setBrush(self._tokens.color("change"))
            painter.drawPath(head)
        self._paint_label(painter, "Hv", tip, tip + way * 15.0 + side * 2.6, "change")

    def label_box(self, size: QSizeF, tip: QPointF, middle: QPointF) -> QRectF:
        """Where the name of what ends at ``tip`` stands: about ``middle``, or inside beside the tip."""
        box = QRectF(QPointF(), size)
        box.moveCenter(middle)
        area = self.boundingRect().adjusted(2.0, 2.0, -2.0, -2.0)
        if area.contains(box) or not area.contains(tip):
            return box
        knob = QRectF(-_KNOB, -_KNOB, 2.0 * _KNOB, 2.0 * _KNOB).translated(tip)
        box = moved_into(box, area)
        if box.intersects(knob):
            box.moveBottom(knob.top() - 2.0)
            if box.top() < area.top():
                box.moveTop(knob.bottom() + 2.0)
        return box

    def _paint_label(
        self, painter: QPainter, text: str, tip: QPointF, middle: QPointF, token: str
    ) -> None:
        face = font(self._tokens, self._tokens.font_caption)
        face.setBold(True)
        metrics = QFontMetricsF(face)
        size = QSizeF(metrics.horizontalAdvance(text) + 8.0, metrics.height() + 1.0)
        box = self.label_box(size, tip, middle)
        painter.setPen(QPen(self._tokens.color(token), 1.2))
        painter.setBrush(self._tokens.color("card", 0.9))
        painter.drawRoundedRect(box, 4.0, 4.0)
        painter.setFont(face)
        painter.setPen(self._tokens.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
