"""Known minima, the start handles, the hint beside them, and the linked cursor."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from optexplorer.scene.frame import Style
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.lines import near
from optexplorer.ui.views.pixels import PixelItem, draw_marker

if TYPE_CHECKING:
    from optexplorer.core.arrays import Mat

_RING, _RING_HOT = 8.0, 10.5
_REACH = 15.0  # pixels from the middle of a handle at which the mouse takes it
_ARM = 5.0
_HINT = "drag me"


@dataclass(frozen=True)
class Handle:
    """A start that can be dragged: the common one, or a run's own."""

    run: int | None
    at: tuple[float, float]  # plot coordinates


class MinimaItem(PixelItem):
    """Paints the known minima, under the paths."""

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=0.0)
        self._tokens = tokens
        self._points: Mat = np.empty((0, 2))

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.update()

    def set_points(self, points: Sequence[tuple[float, float]]) -> None:
        """Mark these points of the plot."""
        self._points = np.array(points, dtype=np.float64).reshape(-1, 2)
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """White crosses with a dark edge."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for x, y in near(self.map(self._points)).tolist():
            at = QPointF(x, y)
            for token, width in (("mark_edge", 4.0), ("mark", 1.8)):
                line = QPen(self._tokens.color(token), width)
                line.setCapStyle(Qt.PenCapStyle.RoundCap)
                painter.setPen(line)
                painter.drawLine(at - QPointF(_ARM, 0.0), at + QPointF(_ARM, 0.0))
                painter.drawLine(at - QPointF(0.0, _ARM), at + QPointF(0.0, _ARM))


class MarksItem(PixelItem):
    """Paints the handles; which of them is hot is told to it."""

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=20.0)
        self._tokens = tokens
        self._styles: dict[int, Style] = {}
        self.handles: Sequence[Handle] = ()
        self.hot: Handle | None = None  # the one under the mouse
        self.focused = False
        self.hint = False
        self.quiet = False  # something else is being explained: no hint
        self.avoid: Mat = np.empty((0, 2))  # plot coordinates that the hint must not cover
        self.linked: tuple[float, float] | None = None

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.update()

    def set_handles(self, handles: Sequence[Handle], styles: dict[int, Style]) -> None:
        """Show these; ``styles`` is the look of each run with a handle of its own."""
        self.handles, self._styles = handles, styles
        self.update()

    def set_hot(self, handle: Handle | None) -> None:
        """Enlarge the handle under the mouse."""
        if handle != self.hot:
            self.hot = handle
            self.update()

    def handle_at(self, at: QPointF) -> Handle | None:
        """The handle under ``at`` (pixels of the view); a run's own lies over the common one."""
        at = self.mapFromParent(at)
        best, found = _REACH, None
        for handle in reversed(self.handles):
            away = self._pixel(handle.at) - at
            distance = float(np.hypot(away.x(), away.y()))
            if distance < best:
                best, found = distance, handle
        return found

    def paint(self, painter: QPainter, *_: object) -> None:
        """The common start lies over the runs' own."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.linked is not None:
            self._paint_cursor(painter, self._pixel(self.linked))
        for handle in reversed(self.handles):
            self._paint_handle(painter, handle)
        if self.hint and self.handles and not self.quiet:
            self._paint_hint(painter, self._pixel(self.handles[0].at))

    def _pixel(self, point: tuple[float, float]) -> QPointF:
        x, y = self.map(np.array([point]))[0].tolist()
        return QPointF(x, y)

    def _paint_cursor(self, painter: QPainter, at: QPointF) -> None:
        rect = self.boundingRect()
        painter.setPen(QPen(self._tokens.color("text", 0.45), 1.0, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(at.x(), rect.top()), QPointF(at.x(), rect.bottom()))
        painter.drawLine(QPointF(rect.left(), at.y()), QPointF(rect.right(), at.y()))

    def _paint_handle(self, painter: QPainter, handle: Handle) -> None:
        at = self._pixel(handle.at)
        if not math.isfinite(at.x() + at.y()):  # where the function has no value
            return
        hot = self.hot is not None and self.hot.run == handle.run
        edge = self._tokens.color("handle_edge", 0.85)
        if handle.run is not None and handle.run in self._styles:
            size = 15.0 if hot else 12.0
            painter.setPen(QPen(edge, 5.0))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(at, 0.75 * size, 0.75 * size)
            painter.setPen(QPen(self._tokens.color("handle"), 2.0))
            painter.drawEllipse(at, 0.75 * size, 0.75 * size)
            draw_marker(painter, self._styles[handle.run], at, 0.7 * size, edge, 0.8)
            return
        radius = _RING_HOT if hot else _RING
        ring = self._tokens.color("accent" if self.focused else "handle")
        painter.setBrush(self._tokens.color("handle", 0.15 if hot else 0.0))
        painter.setPen(QPen(edge, 6.0))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(QPen(ring, 3.0))
        painter.drawEllipse(at, radius, radius)
        painter.setPen(QPen(edge, 1.2))
        painter.setBrush(self._tokens.color("handle"))
        painter.drawEllipse(at, 3.4, 3.4)

    def _paint_hint(self, painter: QPainter, at: QPointF) -> None:
        face = font(self._tokens, self._tokens.font_small)
        painter.setFont(face)
        metrics = QFontMetricsF(face)
        width, height = metrics.horizontalAdvance(_HINT) + 18.0, metrics.height() + 8.0
        bubble = self._hint_place(at, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.color("bubble"))
        painter.drawRoundedRect(bubble, height / 2.0, height / 2.0)
        painter.setPen(self._tokens.color("bubble_text"))
        painter.drawText(bubble, Qt.AlignmentFlag.AlignCenter, _HINT)

    def _hint_place(self, at: QPointF, width: float, height: float) -> QRectF:
        """Beside the start, within the picture, and where it covers no minimum, if possible."""
        rect = self.boundingRect().adjusted(4.0, 4.0, -4.0, -4.0)
        holes = [QPointF(x, y) for x, y in near(self.map(self.avoid)).tolist()]
        places = [
            QRectF(at.x() + dx, at.y() + dy, width, height)
            for dy in (12.0, -12.0 - height)
            for dx in (16.0, -16.0 - width)
        ]
        inside = [p for p in places if rect.contains(p)]
        free = [p for p in inside if not any(p.adjusted(-9, -9, 9, 9).contains(h) for h in holes)]
        for place in (*free, *inside):
            return place
        x = min(max(at.x() - 0.5 * width, rect.left()), rect.right() - width)
        y = min(max(at.y() + 24.0, rect.top()), rect.bottom() - height)
        return QRectF(x, y, width, height)
