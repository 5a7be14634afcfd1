"""A small chart: curves over the updates with the cursor, or a path in the plane of two values."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.scene.chart import reachable
from optexplorer.scene.labels import power_of_ten, tick
from optexplorer.ui.theme import font
from optexplorer.ui.widgets.themed import tokens

_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 8.0, 10.0, 20.0  # pixels about the curves
_DECADES = 2.5  # positive values that span more are drawn on a logarithmic axis
_TINY = 1e-300  # the least room round what is shown


@dataclass(frozen=True, eq=False)
class Chart:
    """What is drawn: columns over ``t``, or with ``plane`` the second over the first."""

    t: Ints  # (k,)
    values: Mat  # (k, m)
    names: tuple[str, ...]  # of the columns
    plane: bool = False


@dataclass(frozen=True)
class _Scale:
    """Values to pixels."""

    low: float
    high: float
    start: float
    end: float
    log: bool = False

    def pixels(self, values: Vec) -> Vec:
        with np.errstate(all="ignore"):
            shown = np.log10(values) if self.log else values
        share = (shown - self.low) / (self.high - self.low)
        return np.asarray(self.start + share * (self.end - self.start))

    def ticks(self, count: int) -> Iterator[tuple[float, str]]:
        """Pixel and text of a few round values."""
        least = (self.high - self.low) / max(count, 1)
        step = float(max(math.ceil(least), 1)) if self.log else _round_up(least)
        for i in range(math.ceil(self.low / step), math.floor(self.high / step) + 1):
            at = self.start + (i * step - self.low) / (self.high - self.low) * (self.end - self.start)
            yield at, power_of_ten(round(i * step)) if self.log else tick(float(f"{i * step:.6g}"))


class InsideChart(QWidget):
    """Draws a `Chart`; a press, a drag or the arrow keys ask for another update."""

    updateRequested = Signal(int)  # one of the chart's ``t``

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.chart: Chart | None = None
        self._colour = "#000000"
        self._at = 0  # the update at the cursor
        self._picture: tuple[tuple[object, ...], QPixmap, _Scale, _Scale] | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("curves of this run")
        self.setToolTip("Press to go to a step")

    def show_chart(self, chart: Chart | None, colour: str, update: int) -> None:
        """Draw another chart, or only move the cursor."""
        if (chart, colour, update) == (self.chart, self._colour, self._at):
            return
        if chart is not self.chart or colour != self._colour:
            self._picture = None
        self.chart, self._colour, self._at = chart, colour, update
        self.update()

    def redo(self) -> None:
        """Draw again in the colours of the theme."""
        self._picture = None
        self.update()

    def sizeHint(self) -> QSize:
        """Wide and low."""
        return QSize(300, 170)

    def place_of(self, update: int) -> QPointF:
        """Where an update stands in the widget."""
        assert self.chart is not None  # noqa: S101
        _, across, up = self._drawn()
        row = int(np.argmin(np.abs(self.chart.t - update)))
        values = self.chart.values[row]
        x = values[:1] if self.chart.plane else self.chart.t[row : row + 1].astype(np.float64)
        y = values[1:2] if self.chart.plane else values[:1]
        return QPointF(float(across.pixels(x)[0]), float(up.pixels(y)[0]))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the update there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._ask(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow a drag."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._ask(event.position())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows are the timeline's."""
        event.ignore()

    def _ask(self, at: QPointF) -> None:
        if self.chart is None or not self.chart.t.size:
            return
        _, across, up = self._drawn()
        if self.chart.plane:
            x, y = across.pixels(self.chart.values[:, 0]), up.pixels(self.chart.values[:, 1])
            distance = np.hypot(x - at.x(), y - at.y())
        else:
            distance = np.abs(across.pixels(self.chart.t.astype(np.float64)) - at.x())
        if np.isfinite(distance).any():
            self.updateRequested.emit(int(self.chart.t[int(np.nanargmin(distance))]))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """The curves from a picture, the cursor on top."""
        theme = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.chart is None or not self.chart.t.size:
            painter.setPen(theme.color("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, "…")
            painter.end()
            return
        picture, across, _ = self._drawn()
        painter.drawPixmap(QPointF(), picture)
        if self.chart.plane:
            self._paint_point(painter, self.place_of(self._at))
        else:
            x = float(across.pixels(np.array([float(self._at)]))[0])
            painter.setPen(QPen(theme.color("text", 0.85), 1.2))
            painter.drawLine(QPointF(x, _TOP), QPointF(x, self.height() - _BOTTOM))
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        painter.end()

    def _paint_point(self, painter: QPainter, at: QPointF) -> None:
        if math.isfinite(at.x()) and math.isfinite(at.y()):
            painter.setPen(QPen(tokens().color("casing"), 1.5))
            painter.setBrush(QColor(self._colour))
            painter.drawEllipse(at, 5.0, 5.0)

    def _drawn(self) -> tuple[QPixmap, _Scale, _Scale]:
        """The picture without the cursor, and how values stand in it."""
        key = (self.width(), self.height(), self.devicePixelRatioF())
        if self._picture is None or self._picture[0] != key:
            assert self.chart is not None  # noqa: S101
            across, up = _scales(self.chart, self.width(), self.height())
            ratio = self.devicePixelRatioF()
            picture = QPixmap(self.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            painter = QPainter(picture)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_axes(painter, across, up)
            self._paint_curves(painter, self.chart, across, up)
            painter.end()
            self._picture = (key, picture, across, up)
        return self._picture[1:]

    def _paint_axes(self, painter: QPainter, across: _Scale, up: _Scale) -> None:
        theme = tokens()
        area = QRectF(_LEFT, _TOP, self.width() - _LEFT - _RIGHT, self.height() - _TOP - _BOTTOM)
        painter.fillRect(area, theme.color("canvas"))
        painter.setFont(font(theme, theme.font_caption))
        middle, right = Qt.AlignmentFlag.AlignCenter, Qt.AlignmentFlag.AlignRight
        for at, text in up.ticks(4):
            painter.setPen(theme.color("grid"))
            painter.drawLine(QPointF(area.left(), at), QPointF(area.right(), at))
            painter.setPen(theme.color("muted"))
            place = QRectF(0, at - 8, _LEFT - 6, 16)
            painter.drawText(place, int(right | Qt.AlignmentFlag.AlignVCenter), text)
        for at, text in across.ticks(4):
            painter.setPen(theme.color("grid"))
            painter.drawLine(QPointF(at, area.top()), QPointF(at, area.bottom()))
            painter.setPen(theme.color("muted"))
            left = min(max(at - 30, _LEFT - 24), self.width() - 60)
            painter.drawText(QRectF(left, area.bottom() + 3, 60, 16), int(middle), text)

    def _paint_curves(self, painter: QPainter, chart: Chart, across: _Scale, up: _Scale) -> None:
        area = QRectF(_LEFT, 0, self.width() - _LEFT, self.height() - _BOTTOM + 1)
        painter.setClipRect(area)
        if chart.plane:
            pairs = [(across.pixels(chart.values[:, 0]), up.pixels(chart.values[:, 1]))]
        else:
            t = across.pixels(chart.t.astype(np.float64))
            pairs = [(t, up.pixels(column)) for column in chart.values.T]
        for i, (x, y) in enumerate(pairs):
            line = QPen(QColor(self._colour), 1.4)
            if i:
                line.setDashPattern([4.0, 3.0])
            painter.setPen(line)
            for piece in _pieces(x, y):
                painter.drawPolyline(piece)


def _pieces(x: Vec, y: Vec) -> Iterator[QPolygonF]:
    """The curve where it is finite."""
    finite = np.isfinite(x) & np.isfinite(y) & (np.abs(x) < 1e6) & (np.abs(y) < 1e6)
    for run in np.split(np.arange(x.size), np.flatnonzero(np.diff(finite)) + 1):
        if run.size and finite[run[0]]:
            points = zip(x[run].tolist(), y[run].tolist(), strict=True)
            yield QPolygonF([QPointF(a, b) for a, b in points])


def _scales(chart: Chart, width: int, height: int) -> tuple[_Scale, _Scale]:
    left, right = _LEFT, max(width - _RIGHT, _LEFT + 1)
    top, bottom = _TOP, max(height - _BOTTOM, _TOP + 1)
    if chart.plane:
        across = _Scale(*_range(chart.values[:, 0]), left, right)
        return across, _Scale(*_range(chart.values[:, 1]), bottom, top)
    across = _Scale(float(chart.t[0]) - 1, float(max(chart.t[-1], chart.t[0] + 1)), left, right)
    finite = chart.values[np.isfinite(chart.values)]
    log = bool(finite.size and finite.min() > 0 and np.ptp(np.log10(finite)) > _DECADES)
    return across, _Scale(*_range(np.log10(finite) if log else finite), bottom, top, log)


def _range(values: Vec) -> tuple[float, float]:
    """Lowest and highest finite value with some room; never empty."""
    finite = values[np.isfinite(values)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 1.0)
    low, high = reachable(low, high)
    room = max(0.06 * (high - low) or 0.5 * abs(high) or 1.0, _TINY)
    return low - room, high + room


def _round_up(value: float) -> float:
    """The smallest of 1, 2 and 5 times a power of ten that is not below ``value`` > 0."""
    power = 10.0 ** math.floor(math.log10(value))
    return next(f * power for f in (1.0, 2.0, 5.0, 10.0) if f * power >= value * (1 - 1e-9))
