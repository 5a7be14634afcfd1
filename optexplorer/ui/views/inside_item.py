"""Arrows, ellipses and places of a step, over the paths."""

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPainterPath, QPen, QPolygonF

from optexplorer.scene.frame import Arrow, Cloud, Ellipse, InsideLayer
from optexplorer.scene.view import GRADIENT, STEP
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.lines import FAR
from optexplorer.ui.views.paths_item import Place
from optexplorer.ui.views.pixels import PixelItem, moved_into

_HEAD = 9.0  # length of an arrow's head
_SHORT = 4.0  # pixels: a shorter arrow is a dot
_DOT = 3.2
_TRIES = 4  # places for a label before it is left out
_BETWEEN = " · "  # what is scaled
_AT_FOOT = (
    Qt.AlignmentFlag.AlignHCenter.value
    | Qt.AlignmentFlag.AlignBottom.value
    | Qt.TextFlag.TextWordWrap.value
)
_PATTERNS: dict[str, Qt.PenStyle] = {
    GRADIENT: Qt.PenStyle.SolidLine,
    STEP: Qt.PenStyle.SolidLine,
}


class InsideItem(PixelItem):
    """Paints an `InsideLayer`; ``place`` is the canvas's own."""

    def __init__(self, view: Any, tokens: ThemeTokens, place: Place) -> None:
        super().__init__(view, z=15.0)
        self._tokens = tokens
        self._place = place
        self._layer: InsideLayer | None = None

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.update()

    def set_layer(self, layer: InsideLayer | None) -> None:
        """Show another step, or nothing."""
        if layer is not self._layer:
            self._layer = layer
            self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Areas first, then points, then arrows, the one looked at last."""
        layer = self._layer
        if layer is None:
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for ellipse in layer.ellipses:
            self._paint_ellipse(painter, ellipse)
        taken: list[QRectF] = []
        if layer.scales:
            taken.append(self._paint_scales(painter, layer.scales))
        for cloud in layer.clouds:
            self._paint_cloud(painter, cloud, taken)
        for arrow in sorted(layer.arrows, key=lambda a: a.strong):
            self._paint_arrow(painter, arrow, taken)

    def _pixels(self, points: Any, loss: Any) -> list[QPointF]:
        return [QPointF(x, y) for x, y in self.map(self._place(points, loss)).tolist()]

    def _paint_ellipse(self, painter: QPainter, ellipse: Ellipse) -> None:
        (centre,) = self._pixels(ellipse.centre[None, :], np.array([ellipse.loss]))
        across = self.to_pixels()
        rx = abs(float(ellipse.radii[0]) * across.m11())
        ry = abs(float(ellipse.radii[1]) * across.m22()) if ellipse.radii.size > 1 else 0.0
        if not (_drawable([centre]) and math.isfinite(rx + ry)):
            return
        colour = QColor(ellipse.style.colour)
        fill = QColor(colour)
        fill.setAlphaF(0.30 if ellipse.strong else 0.14)
        painter.setBrush(fill)
        for pen in self._pens(colour, 2.4 if ellipse.strong else 1.4):
            painter.setPen(pen)
            painter.drawEllipse(centre, rx, ry)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_cloud(self, painter: QPainter, cloud: Cloud, taken: list[QRectF]) -> None:
        pixels = self._pixels(cloud.points, cloud.loss)
        if not _drawable(pixels):
            return
        colour = QColor(cloud.style.colour)
        if cloud.closed and len(pixels) > 1:
            fill = QColor(colour)
            fill.setAlphaF(0.14)
            painter.setBrush(fill)
            for pen in self._pens(colour, 1.6):
                painter.setPen(pen)
                painter.drawPolygon(QPolygonF(pixels))
                painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._tokens.color("casing"), 1.2))
        painter.setBrush(colour)
        for at in pixels:
            painter.drawEllipse(at, _DOT, _DOT)
        if len(pixels) == 1:
            self._paint_label(painter, cloud, pixels[0], QPointF(1.0, 0.0), taken, strong=False)

    def _paint_arrow(self, painter: QPainter, arrow: Arrow, taken: list[QRectF]) -> None:
        tail, tip = self._pixels(arrow.points, arrow.loss)
        if not _drawable([tail, tip]):
            return
        way = tip - tail
        length = math.hypot(way.x(), way.y())
        colour = QColor(arrow.style.colour)
        width = 3.2 if arrow.strong else 2.6 if arrow.key == STEP else 1.8
        if length < _SHORT:
            painter.setPen(QPen(self._tokens.color("casing"), 1.2))
            painter.setBrush(colour)
            painter.drawEllipse(tail, _DOT, _DOT)
            return
        path = QPainterPath(tail)
        path.lineTo(tip)
        head = _head(tail, tip, min(_HEAD + width, 0.4 * length), filled=arrow.key == STEP)
        dash = _PATTERNS.get(arrow.key, Qt.PenStyle.DashLine)
        for pen in self._pens(colour, width):
            solid = QPen(pen)
            pen.setStyle(dash if pen.color() == colour else Qt.PenStyle.SolidLine)
            painter.strokePath(path, pen)
            painter.strokePath(head, solid)
        if arrow.key == STEP:
            painter.fillPath(head, colour)
        self._paint_label(painter, arrow, tip, way / length, taken, strong=arrow.strong)

    def _paint_label(
        self, painter: QPainter, named: Arrow | Cloud, at: QPointF, way: QPointF,
        taken: list[QRectF], *, strong: bool,
    ) -> None:  # fmt: skip
        """Beyond the tip, on a small card edged in the run's colour, where no other stands."""
        face = font(self._tokens, self._tokens.font_caption)
        face.setBold(strong)
        metrics = QFontMetricsF(face)
        width, height = metrics.horizontalAdvance(named.label) + 10.0, metrics.height() + 2.0
        reach = 0.5 * (abs(way.x()) * width + abs(way.y()) * height) + 5.0
        middle = at + way * reach
        box = QRectF(middle.x() - width / 2.0, middle.y() - height / 2.0, width, height)
        area = self.boundingRect().adjusted(2.0, 2.0, -2.0, -2.0)
        box = moved_into(box, area)
        down = height if box.center().y() < area.center().y() else -height
        for _ in range(_TRIES):
            if not any(box.intersects(other) for other in taken):
                break
            box.translate(0.0, down)
        else:
            return  # a crowd: an arrow without its name is better than a wall of names
        taken.append(box)
        painter.setPen(QPen(QColor(named.style.colour), 1.2))
        painter.setBrush(self._tokens.color("card", 0.9))
        painter.drawRoundedRect(box, 4.0, 4.0)
        painter.setFont(face)
        painter.setPen(self._tokens.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, named.label)

    def _paint_scales(self, painter: QPainter, text: str) -> QRectF:
        """At the foot, between the corners that cards stand in; in lines where it is narrow."""
        face = font(self._tokens, self._tokens.font_caption)
        metrics = QFontMetricsF(face)
        area = self.boundingRect()
        room = area.adjusted(10.0, 0.0, -10.0, -8.0)
        if metrics.horizontalAdvance(text) > room.width():
            text = text.replace(_BETWEEN, "\n")
        words = metrics.boundingRect(room, _AT_FOOT, text)
        box = words.adjusted(-6.0, -2.0, 6.0, 2.0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.color("card", 0.88))
        painter.drawRoundedRect(box, 4.0, 4.0)
        painter.setFont(face)
        painter.setPen(self._tokens.color("muted"))
        painter.drawText(room, _AT_FOOT, text)
        return box

    def _pens(self, colour: QColor, width: float) -> Iterable[QPen]:
        """A dark edge, so that the colour reads on every ground, and the colour."""
        for ink, size in ((self._tokens.color("handle_edge", 0.75), width + 2.0), (colour, width)):
            pen = QPen(ink, size)
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
            yield pen


def _drawable(pixels: list[QPointF]) -> bool:
    return all(abs(p.x()) < FAR and abs(p.y()) < FAR for p in pixels)  # nan is not


def _head(tail: QPointF, tip: QPointF, size: float, *, filled: bool) -> QPainterPath:
    angle = math.atan2(tip.y() - tail.y(), tip.x() - tail.x())
    sides = [
        tip - QPointF(size * math.cos(angle + turn), size * math.sin(angle + turn))
        for turn in (-0.42, 0.42)
    ]
    path = QPainterPath(sides[0])
    path.lineTo(tip)
    path.lineTo(sides[1])
    if filled:
        path.closeSubpath()
    return path
