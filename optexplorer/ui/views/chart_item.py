"""The marks and rules of a chart, kept as a picture while the mouse moves over them."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.scene.chart import Band, Bars, Chart, Line, Mark, Points, Rule, place
from optexplorer.scene.decimate import thin_curve
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.band import fill_between
from optexplorer.ui.views.kept_item import KeptItem
from optexplorer.ui.views.lines import FAR, affordable, pen, stroke
from optexplorer.ui.views.pixels import draw_marker
from optexplorer.ui.widgets.stamp import argb

_WIDTH, _WIDE = 1.4, 2.4
_BAND, _BAR = 0.16, 0.28  # opacities
_CAP = 4.0  # half the width of the ends of an interval
_POINT, _RING = 9.0, 8.0
REACH = 9.0  # pixels within which the mouse is on a mark


class ChartItem(KeptItem):
    """Paints a `Chart`, the place under the mouse, and a ring where the chart has the focus."""

    patient = True

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=5.0)
        self._tokens = tokens
        self._chart = Chart("")
        self._logs = (False, False)
        self.reading: float | None = None  # a place on the axis
        self.focused = False

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.forget()

    def set_chart(self, chart: Chart, logs: tuple[bool, bool]) -> None:
        """Show another chart, or on other axes."""
        axes = chart.x_title, chart.y_title, logs
        kept = (self._chart.x_title, self._chart.y_title, self._logs) == axes
        self._chart, self._logs = chart, logs
        (self.redo if kept else self.forget)()

    def set_reading(self, at: float | None) -> None:
        """Mark a place of the axis, or none."""
        self.reading = at
        self.update()

    def pixels(self, x: Vec, y: Vec) -> Mat:
        """Pixels (k, 2) of values; what has no place on the axes is nan."""
        x_log, y_log = self._logs
        return self.map(np.column_stack([place(x, x_log), place(y, y_log)]))

    def line_pixels(self, line: Line) -> Mat:
        """Pixels (k, 2) of a line, thinned to what can be seen."""
        x, y = place(line.x, self._logs[0]), place(line.y, self._logs[1])
        kept = np.isfinite(x)
        rows = _thinned(x[kept], y[kept], max(round(self.boundingRect().width()), 1))
        x, y = x[kept][rows], y[kept][rows]
        if line.step:
            x, y = np.repeat(x, 2)[1:], np.repeat(y, 2)[:-1]
        return self.map(np.column_stack([x, y]))

    def bar_rects(self, bars: Bars) -> list[QRectF]:
        """Pixels of the bars; those that have no height are empty."""
        rect = self.boundingRect()
        edges = self.pixels(bars.edges, np.ones(bars.edges.size))[:, 0]
        edges = np.clip(np.nan_to_num(edges, nan=0.0), -FAR, FAR)
        tops = self.pixels(np.ones(bars.heights.size), bars.heights)[:, 1]
        tops = np.clip(np.nan_to_num(tops, nan=FAR, neginf=-FAR, posinf=FAR), -FAR, FAR)
        base = rect.height() if self._logs[1] else float(self.map(np.zeros((1, 2)))[0, 1])
        place_, of = 0, 1
        if self._chart.beside:
            all_bars = [m for m in self._chart.marks if isinstance(m, Bars)]
            place_, of = all_bars.index(bars), len(all_bars)
        rects = []
        for left, right, top in zip(
            edges[:-1].tolist(), edges[1:].tolist(), tops.tolist(), strict=True
        ):
            width = (right - left) / of
            rects.append(QRectF(left + place_ * width, top, width, max(base - top, 0.0)))
        return rects

    def mark_at(self, at: QPointF) -> Mark | None:
        """What lies under ``at``, the one painted last first; bands are not picked."""
        for mark in reversed(self._order()):
            match mark:
                case Line():
                    points = self.line_pixels(mark)
                    hit = len(points) > 0 and points[0, 0] <= at.x() <= points[-1, 0]
                    if hit and abs(np.interp(at.x(), points[:, 0], points[:, 1]) - at.y()) <= REACH:
                        return mark
                case Bars():
                    if any(rect.contains(at) for rect in self.bar_rects(mark)):
                        return mark
                case Points():
                    away = self.pixels(mark.x, mark.y) - (at.x(), at.y())
                    if (np.hypot(away[:, 0], away[:, 1]) <= REACH).any():
                        return mark
        return None

    def rule_at(self, at: QPointF) -> Rule | None:
        """The rule under ``at``."""
        for rule in self._chart.rules:
            if abs(self._rule_place(rule) - (at.y() if rule.level else at.x())) <= REACH:
                return rule
        return None

    def paint_picture(self, painter: QPainter) -> None:
        """Bands below bars below lines below points, rules over all of them."""
        order = self._order()
        for place_, mark in enumerate(order):
            match mark:
                case Band():
                    self._paint_band(painter, mark)
                case Bars():
                    self._paint_bars(painter, mark)
                case Line():
                    self._paint_line(painter, mark, (place_ + 0.5) / len(order))
                case Points():
                    self._paint_points(painter, mark)
        taken: list[QRectF] = []
        for rule in self._chart.rules:
            self._paint_rule(painter, rule, taken)

    def paint_over(self, painter: QPainter) -> None:
        """The place under the mouse."""
        rect = self.boundingRect()
        if self.reading is not None:
            x = round(float(self.map(np.array([[self.reading, 0.0]]))[0, 0])) + 0.5
            painter.setPen(QPen(self._tokens.color("text", 0.5), 1.0))
            painter.drawLine(QPointF(x, 0.0), QPointF(x, rect.height()))
        if self.focused:
            painter.setPen(QPen(self._tokens.color("accent"), 1.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(0.5, 0.5, -0.5, -0.5))

    def _order(self) -> list[Mark]:
        layers = (Band, Bars, Line, Points)
        rank = {mark: next(i for i, kind in enumerate(layers) if isinstance(mark, kind))
                for mark in self._chart.marks}  # fmt: skip
        return sorted(self._chart.marks, key=lambda m: (rank[m], isinstance(m, Line) and m.emphasised))

    def _paint_band(self, painter: QPainter, band: Band) -> None:
        fill = QColor(band.style.colour)
        fill.setAlphaF(_BAND)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        height = self.boundingRect().height()
        below, above = height + FAR, -FAR
        x = self.pixels(band.x, np.ones(band.x.size))[:, 0]
        low = np.nan_to_num(self.pixels(band.x, band.low)[:, 1], nan=below, posinf=below, neginf=above)
        high = self.pixels(band.x, band.high)[:, 1]
        high = np.clip(np.where(np.isneginf(high), above, high), above, below)
        known = np.isfinite(x) & ~np.isnan(high)
        for piece in np.split(np.arange(x.size), np.flatnonzero(np.diff(known)) + 1):
            if not piece.size or not known[piece[0]]:
                continue
            lower = np.clip(low[piece], above, below)
            fill_between(painter, x[piece], lower, high[piece], self.boundingRect().size())

    def _paint_bars(self, painter: QPainter, bars: Bars) -> None:
        colour = QColor(bars.style.colour)
        fill = QColor(colour)
        fill.setAlphaF(_BAR)
        edge = pen(colour, bars.style.dash)
        tallest: QRectF | None = None
        for rect in self.bar_rects(bars):
            if rect.height() <= 0.0:
                continue
            painter.setPen(edge)
            painter.setBrush(fill)
            painter.drawRect(rect.adjusted(0.5, 0.0, -0.5, 0.0) if rect.width() > 2.0 else rect)
            tallest = rect if tallest is None or rect.height() > tallest.height() else tallest
        if tallest is not None:
            at = QPointF(tallest.center().x(), max(tallest.top(), 0.5 * _POINT))
            draw_marker(painter, bars.style, at, _POINT, self._tokens.color("canvas"), 1.1)

    def _paint_line(self, painter: QPainter, line: Line, share: float) -> None:
        points = self.line_pixels(line)
        if not len(points):
            return
        (width,) = affordable(painter, (points, _WIDE if line.emphasised else _WIDTH))
        stroke(painter, points, (pen(QColor(line.style.colour), line.style.dash), width))
        edge = argb(self._tokens.color("canvas"))
        self.paint_markers(painter, line.style, points, share, edge)

    def _paint_points(self, painter: QPainter, points: Points) -> None:
        line = QPen(QColor(points.style.colour), 1.4)
        at = self.pixels(points.x, points.y)
        below = self.boundingRect().height()
        ends = [
            np.clip(np.nan_to_num(self.pixels(points.x, y)[:, 1], nan=below), -FAR, FAR)
            for y in (points.low, points.high)
        ]
        for (x, y), low, high in zip(at.tolist(), *(e.tolist() for e in ends), strict=True):
            if not np.isfinite([x, y]).all():
                continue
            x = round(x) + 0.5  # crisp
            painter.setPen(line)
            if low > high:  # y runs downwards
                painter.drawLine(QPointF(x, low), QPointF(x, high))
                for end in (low, high):
                    painter.drawLine(QPointF(x - _CAP, end), QPointF(x + _CAP, end))
            canvas = self._tokens.color("canvas")
            if points.ringed:
                painter.setBrush(canvas)
                painter.drawEllipse(QPointF(x, y), _RING, _RING)
            draw_marker(painter, points.style, QPointF(x, y), _POINT, canvas, 1.1)

    def _rule_place(self, rule: Rule) -> float:
        """The pixel at which it stands; nan if it has none."""
        at = np.array([rule.at])
        x, y = self.pixels(at, at)[0].tolist()
        return float(y if rule.level else x)

    def _paint_rule(self, painter: QPainter, rule: Rule, taken: list[QRectF]) -> None:
        rect, at = self.boundingRect(), self._rule_place(rule)
        if not 0.0 <= at <= (rect.height() if rule.level else rect.width()):
            return
        at = round(at) + 0.5
        own = rule.style
        colour = self._tokens.color("text") if own is None else QColor(own.colour)
        painter.setPen(pen(colour, "dash"))
        if rule.level:
            painter.drawLine(QPointF(0.0, at), QPointF(rect.width(), at))
        else:
            painter.drawLine(QPointF(at, 0.0), QPointF(at, rect.height()))
        if not rule.label:
            return
        face = font(self._tokens, self._tokens.font_caption)
        metrics = QFontMetricsF(face)
        width, height = metrics.horizontalAdvance(rule.label) + 8.0, metrics.height()
        box = self._label_box(rule, at, width, height, taken)
        taken.append(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.color("canvas", 0.85))
        painter.drawRoundedRect(box, 3.0, 3.0)
        painter.setFont(face)
        painter.setPen(self._tokens.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, rule.label)

    def _label_box(
        self, rule: Rule, at: float, width: float, height: float, taken: list[QRectF]
    ) -> QRectF:
        """Beside the rule, inside the chart, in the first line where no other label stands."""
        rect = self.boundingRect()
        if rule.level:
            top = at - height - 2.0 if at > height + 2.0 else at + 2.0
            return QRectF(rect.width() - width - 2.0, top, width, height)
        left = at + 3.0 if at + 3.0 + width <= rect.width() else at - 3.0 - width
        box = QRectF(max(left, 0.0), 2.0, width, height)
        while any(box.intersects(other) for other in taken) and box.bottom() < rect.height():
            box.translate(0.0, height + 1.0)
        return box


def _thinned(x: Vec, y: Vec, columns: int) -> Ints:
    """Rows that a chart so many pixels wide shows, with the first of every gap."""
    if x.size <= 2 * columns:
        return np.arange(x.size)
    gap = np.isnan(y)
    first = np.flatnonzero(gap[1:] & ~gap[:-1]) + 1
    return np.unique(np.concatenate([thin_curve(x, y, columns), first]))
