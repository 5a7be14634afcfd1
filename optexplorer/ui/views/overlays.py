"""What lies over or beside a picture: the readout, the legend and the colour bar."""

import math
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from optexplorer.core.arrays import Vec
from optexplorer.scene.critical_layer import CriticalKind
from optexplorer.scene.frame import EventShape, LegendEntry
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.lines import pen, wide
from optexplorer.ui.views.pixels import draw_marker
from optexplorer.ui.views.surface_item import band_color_names
from optexplorer.ui.widgets import critical_icon
from optexplorer.ui.widgets.event_icon import WORDS, paint_event

_PAD_X, _PAD_Y = 12, 9
_BAR = 10
_GAP = 4
_LINE = 18


class OverlayCard(QWidget):
    """A translucent card over a picture; the mouse goes through it."""

    def __init__(self, tokens: ThemeTokens, parent: QWidget) -> None:
        super().__init__(parent)
        self.tokens, self.zoom = tokens.plain, tokens.larger
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour, and take the size again: it is painted as on a desk, and scaled as a whole."""
        self.tokens = tokens.plain
        extent, self.zoom = self.extent, tokens.larger
        self.resize_plain(extent)
        self.update()

    @property
    def extent(self) -> QSize:
        """The size before it is scaled."""
        return QSize(round(self.width() / self.zoom), round(self.height() / self.zoom))

    def resize_plain(self, size: QSize) -> None:
        """Take this size, scaled."""
        self.resize(size * self.zoom)

    def paint_card(self, painter: QPainter) -> None:
        """The ground of the card."""
        painter.scale(self.zoom, self.zoom)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.tokens.color("hairline"), 1.0))
        painter.setBrush(self.tokens.color("card", 0.93))
        radius = float(self.tokens.radius_l)
        room = QRectF(0.0, 0.0, self.extent.width(), self.extent.height())
        painter.drawRoundedRect(room.adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)


class ReadoutCard(OverlayCard):
    """A few lines, the first in bold, in the corner farthest from the mouse."""

    def __init__(self, tokens: ThemeTokens, parent: QWidget) -> None:
        super().__init__(tokens, parent)
        self.lines: tuple[str, ...] = ()

    def set_lines(self, lines: Sequence[str]) -> None:
        """Show these lines; none hides the card."""
        self.lines = tuple(lines)
        if not self.lines:
            self.hide()
            return
        widths = [QFontMetrics(self._font(i)).horizontalAdvance(t) for i, t in enumerate(lines)]
        size = QSize(max(widths) + 2 * _PAD_X, len(lines) * _LINE + 2 * _PAD_Y)
        if self.isVisible():  # grow at once, shrink only when the number of lines changes
            same = self.extent.height() == size.height()
            size.setWidth(max(size.width(), self.extent.width() if same else 0))
        self.resize_plain(size)
        self.show()
        self.update()

    def place(self, area: QRect, mouse: QPoint | None) -> None:
        """Bottom right of ``area``, or bottom left while the mouse is near that corner."""
        margin = self.tokens.space_s
        right = area.right() - self.width() - margin
        top = area.bottom() - self.height() - margin
        here = QRect(right, top, self.width(), self.height())
        if mouse is not None and here.adjusted(-24, -24, 24, 24).contains(mouse):
            here.moveLeft(area.left() + margin)
        self.move(here.topLeft())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Text on the card."""
        painter = QPainter(self)
        self.paint_card(painter)
        for i, line in enumerate(self.lines):
            painter.setFont(self._font(i))
            painter.setPen(self.tokens.color("muted" if i and i == len(self.lines) - 1 else "text"))
            row = QRect(_PAD_X, _PAD_Y + i * _LINE, self.extent.width() - 2 * _PAD_X, _LINE)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, line)
        painter.end()

    def _font(self, line: int) -> QFont:
        weight = QFont.Weight.Normal if line else QFont.Weight.DemiBold
        return font(self.tokens, self.tokens.font_small, weight)


class LegendCard(OverlayCard):
    """Line, marker and label of every run."""

    def __init__(self, tokens: ThemeTokens, parent: QWidget) -> None:
        super().__init__(tokens, parent)
        self.entries: tuple[LegendEntry, ...] = ()
        self.events: tuple[EventShape, ...] = ()
        self.kinds: tuple[CriticalKind, ...] = ()
        self._full = QSize()  # with all names in full
        self._most = math.inf  # pixels across

    def set_entries(
        self,
        entries: Sequence[LegendEntry],
        events: Sequence[EventShape] = (),
        kinds: Sequence[CriticalKind] = (),
    ) -> None:
        """Show these rows, and below them what the marks of events and critical points mean."""
        self.entries, self.events, self.kinds = tuple(entries), tuple(events), tuple(kinds)
        metrics = QFontMetricsF(self._font())
        texts = [e.label for e in self.entries] + [WORDS[shape] for shape in self.events]
        texts += [critical_icon.WORDS[kind] for kind in self.kinds]
        widest = math.ceil(max(map(metrics.horizontalAdvance, texts), default=0.0))
        self._full = QSize(widest + 2 * _PAD_X + 36, len(texts) * _LINE + 2 * _PAD_Y)
        self.fit(self._most)
        self.update()

    def fit(self, most: float) -> None:
        """Be no wider than so many pixels; names too long for that end in dots."""
        self._most = most
        width = min(float(self._full.width()), max(most, 0.0) / self.zoom)
        self.resize_plain(QSize(int(width), self._full.height()))

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One row a run."""
        painter = QPainter(self)
        self.paint_card(painter)
        painter.setFont(self._font())
        for i, entry in enumerate(self.entries):
            y = _PAD_Y + i * _LINE + _LINE // 2
            line = pen(QColor(entry.style.colour), entry.style.dash)
            painter.setPen(wide(line, 2.0))
            painter.drawLine(QPointF(_PAD_X, y - 0.5), QPointF(_PAD_X + 26, y - 0.5))
            at = QPointF(_PAD_X + 13, y - 0.5)
            draw_marker(painter, entry.style, at, 9.0, self.tokens.color("card"), 1.2)
            self._paint_word(painter, y, entry.label)
        for i, shape in enumerate(self.events, len(self.entries)):
            y = _PAD_Y + i * _LINE + _LINE // 2
            ink, card = self.tokens.color("muted"), self.tokens.color("card")
            paint_event(painter, shape, QPointF(_PAD_X + 13, y - 0.5), 11.0, ink, card)
            self._paint_word(painter, y, WORDS[shape])
        for i, kind in enumerate(self.kinds, len(self.entries) + len(self.events)):
            y = _PAD_Y + i * _LINE + _LINE // 2
            colours = critical_icon.plate_colours(self.tokens)
            critical_icon.paint_critical(painter, kind, QPointF(_PAD_X + 13, y - 0.5), 12.0, *colours)
            self._paint_word(painter, y, critical_icon.WORDS[kind])
        painter.end()

    def _paint_word(self, painter: QPainter, y: int, word: str) -> None:
        painter.setPen(self.tokens.color("text"))
        row = QRect(_PAD_X + 36, y - _LINE // 2, self.extent.width() - 2 * _PAD_X - 36, _LINE)
        fitting = painter.fontMetrics().elidedText(word, Qt.TextElideMode.ElideRight, row.width())
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, fitting)

    def _font(self) -> QFont:
        return font(self.tokens, self.tokens.font_small)


class Scaled(Protocol):
    """What a colour bar shows: a surface's scale, or a map's."""

    @property
    def bands(self) -> Vec:
        """Ascending shades at which the colour changes, from 0 to 1."""

    @property
    def ticks(self) -> tuple[tuple[float, str], ...]:
        """Shades and their values as text."""

    @property
    def scale_label(self) -> str:
        """What is measured."""


class ColourBar(QWidget):
    """The bands of a scale with values beside them, as high as the picture."""

    def __init__(self, tokens: ThemeTokens, parent: QWidget) -> None:
        super().__init__(parent)
        self._tokens, self._zoom = tokens.plain, tokens.larger
        self._layer: Scaled | None = None
        self._span = (0, 100)
        self.setToolTip(
            "The loss f of each colour; colours follow f, the logarithm of f − min, or the rank of f."
        )

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour, at its size on a desk, and scaled."""
        self._tokens, self._zoom = tokens.plain, tokens.larger
        self.set_layer(self._layer)

    def set_layer(self, layer: Scaled | None) -> None:
        """Show another scale; hidden without one."""
        self._layer = layer
        self.setVisible(layer is not None)
        if layer is not None:
            metrics = QFontMetrics(font(self._tokens, self._tokens.font_caption))
            texts = [text for _, text in layer.ticks]
            label = metrics.horizontalAdvance(layer.scale_label) + _GAP + 8
            ticks = max((metrics.horizontalAdvance(t) for t in texts), default=0) + _BAR + _GAP + 16
            self.setFixedWidth(round(max(label, ticks, 52) * self._zoom))
        self.update()

    def set_span(self, top: int, bottom: int) -> None:
        """The rows of pixels that the picture takes."""
        self._span = (top, bottom)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Bands, ticks and the name of the scale."""
        layer = self._layer
        if layer is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._tokens.color("canvas"))
        painter.scale(self._zoom, self._zoom)
        painter.setFont(font(self._tokens, self._tokens.font_caption))
        painter.setPen(self._tokens.color("muted"))
        first, last = (round(row / self._zoom) for row in self._span)
        top, bottom = first + 22, last
        painter.drawText(QRect(_GAP, top - 20, self.width(), 16), 0, layer.scale_label)
        left, high = _GAP, float(bottom - top)
        edges = [bottom - high * shade for shade in layer.bands.tolist()]
        for colour, low, up in zip(
            band_color_names(layer.bands, self._tokens), edges, edges[1:], strict=False
        ):
            painter.fillRect(QRectF(left, up, _BAR, low - up), QColor(colour))
        painter.setPen(self._tokens.color("outline", 0.7))
        painter.drawRect(QRectF(left - 0.5, top - 0.5, _BAR, high))
        for shade, text in layer.ticks:
            y = bottom - high * shade
            painter.setPen(self._tokens.color("outline"))
            painter.drawLine(QPointF(left + _BAR, y), QPointF(left + _BAR + 4, y))
            painter.setPen(self._tokens.color("muted"))
            row = QRectF(left + _BAR + 7, y - 8, self.width(), 16)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, text)
        painter.end()
