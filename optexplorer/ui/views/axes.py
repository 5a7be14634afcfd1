"""Plot axes: few ticks, plain numbers, a real minus sign, powers of ten."""

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem

from optexplorer.scene import labels
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.ticks import figures, multiples, round_step, whole_decades

pg.setConfigOptions(mouseRateLimit=0)  # no mouse move is dropped: the worker takes the newest
_ROOM = 12.0  # pixels by which numbers may reach beyond the ends of an axis
_UPRIGHT, _ALONG, _FIGURE = 46.0, 76.0, 7.0  # pixels between ticks; for every figure beyond six
_LOWEST, _HIGHEST = -323.0, 308.25  # exponents of ten that numbers have
_EXACT = 12  # digits of a number that its logarithm keeps, whatever its size
_TICK = 4.0  # pixels
_TEXTS = 500  # whose sizes are remembered
_ROUNDED = 1e-6  # pixels by which a tick on an end of the axis may seem to lie beyond it
_AIR = 10.0  # pixels beside the name of an axis
_BESIDE = 5.0  # pixels from a tick to its number
_APART = 8.0  # pixels between two names
_MIDDLE = Qt.AlignmentFlag.AlignCenter
_TO_RIGHT = Qt.AlignmentFlag.AlignRight.value | Qt.AlignmentFlag.AlignVCenter.value
_TO_TOP = Qt.AlignmentFlag.AlignHCenter.value | Qt.AlignmentFlag.AlignTop.value

_Texts = list[tuple[QRectF, str]]
_Specs = tuple[list[QLineF], QPen, _Texts]


class Axis(pg.AxisItem):  # type: ignore[misc]
    """One axis; on a logarithmic one the coordinate is the exponent."""

    _name, _shown, _name_size = "", "", 12  # in full, what of it, and pixels of its letters
    _named: tuple[str, str, int] | None = None  # name, colour and size that were asked for

    def __init__(self, orientation: str, log: bool = False) -> None:
        super().__init__(orientation, maxTickLength=int(_TICK))
        self.log = log
        self._short = False
        self._larger = 1.0  # text than on a desk
        self._breadth: float | None = None
        self._rect: QRectF | None = None  # asked for more often than anything else
        self._sizes: dict[str, tuple[float, float]] = {}  # of numbers in the font of the axis
        self.enableAutoSIPrefix(False)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # texts are slow to paint
        self.setStyle(tickTextOffset=int(_BESIDE), hideOverlappingLabels=0)
        self.geometryChanged.connect(self._on_moved)

    def updateAutoSIPrefix(self) -> None:
        """Nothing: no axis of ours has a unit. Pyqtgraph's writes the label anew."""

    def linkToView(self, view: Any) -> None:
        """Show the range of ``view``."""
        super().linkToView(view)
        view.geometryChanged.connect(self._on_moved)
        self._on_moved()

    def setGrid(self, grid: Any) -> None:
        """Lines across the view, of so much of 255; False for ticks."""
        super().setGrid(grid)
        self._on_moved()

    def _on_moved(self) -> None:
        self.prepareGeometryChange()
        self._rect = None

    def boundingRect(self) -> QRectF:
        """With room for the labels at the ends, which pyqtgraph forgets where there is a grid.

        What pyqtgraph's own comes to in a `Plot`.
        """
        if self._rect is None:
            upright = self.orientation == "left"
            room = (0.0, -_ROOM, 0.0, _ROOM) if upright else (-_ROOM, 0.0, _ROOM, 0.0)
            self._rect = self._across().united(QRectF(QPointF(), self.size())).adjusted(*room)
        return QRectF(self._rect)

    def _across(self) -> QRectF:
        """Where grid lines lie."""
        view = self.linkedView()
        if self.grid is False or view is None:
            return QRectF(QPointF(), self.size())
        across: QRectF = view.geometry().translated(-self.pos())
        return across

    def set_log(self, log: bool) -> None:
        """Whether the coordinate is an exponent of ten."""
        if log != self.log:
            self.log = log
            self.picture = None
            self.update()

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Steps of 1, 2 or 5, or whole decades on a logarithmic axis; a smaller one where the other
        has but one tick.
        """
        least = (high - low) / self._count(low, high, size)
        choose = whole_decades if self.log and high - low >= 2.0 else round_step
        return [(choose(low, high, least), 0.0)]

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """On a short logarithmic axis 1, 2 and 5 times powers of ten, or even numbers where there
        are not two of them.
        """
        self._short = self.log and high - low < 2.0
        if not self._short:
            ((step, _),) = self.tickSpacing(low, high, size)
            return [multiples(step, low, high)]
        low, high = (min(max(end, _LOWEST), _HIGHEST) for end in (low, high))
        decades = range(math.floor(low), math.ceil(high) + 1)
        logs = [n + math.log10(f) for n in decades for f in (1.0, 2.0, 5.0)]
        inside = [value for value in logs if low <= value <= high]
        if len(inside) >= 2:
            return [(1.0, inside)]
        low, high = 10.0**low, 10.0**high
        step, values = multiples(
            round_step(low, high, (high - low) / self._count(low, high, size)), low, high
        )
        return [(step, [math.log10(value) for value in values])]

    def tickStrings(self, values: Sequence[float], _scale: float, spacing: float) -> list[str]:
        """Numbers without float noise, with as many digits as tell them apart."""
        if self.log and not self._short:
            return [labels.power_of_ten(round(value)) for value in values]
        if self._short:
            values = [10.0**value for value in values]
            digits = min(max([3, *(figures(value, spacing) for value in values)]), _EXACT)
            return [labels.tick(float(f"{value:.{digits}g}"), digits) for value in values]
        digits = max([6, *(figures(value, spacing) for value in values)])
        return [labels.tick(round(value / spacing) * spacing, digits) for value in values]

    def generateDrawSpecs(self, painter: QPainter) -> _Specs | None:
        """What pyqtgraph's own comes to for one level of ticks, in a tenth of its steps.

        Eight axes are painted in many a frame, while other threads ask for Python.
        """
        upright, own = self.orientation == "left", QRectF(QPointF(), self.size())
        size, (low, high) = (own.height() if upright else own.width()), self.range
        if not size > 0.0 or low == high:
            return None
        if self._tickLevels is None:
            ((spacing, values),) = self.tickValues(min(low, high), max(low, high), size)
            texts = self.tickStrings(values, 1.0, spacing)
        else:  # names
            values, texts = ([named[i] for named in self._tickLevels[0]] for i in (0, 1))
            texts = self._elided(values, texts, size / abs(high - low), painter)
        scale = size / (high - low)
        places = [(high - value if upright else value - low) * scale for value in values]
        ticks = [
            (place, self._box_of(text, place, painter), text)
            for place, text in zip(places, texts, strict=True)
            if -_ROUNDED <= place <= size + _ROUNDED
        ]
        widths = [box.width() if upright else box.height() for _, box, _ in ticks]
        self._updateMaxTextSize(max(widths, default=0.0))
        room, across = self.boundingRect(), self._across()
        return (
            [self._line_at(place, across) for place, *_ in ticks],
            self._pen_of(size, len(values)),
            [(box, text) for _, box, text in ticks if room.contains(box)],
        )

    def drawPicture(self, painter: QPainter, lines: list[QLineF], ticks: QPen, texts: _Texts) -> None:
        """Paint them."""
        width, height = self.size().width(), self.size().height()
        if self.orientation == "left":
            axis = QLineF(width - 1.0, -1.0, width - 1.0, height + 1.0)
        else:
            axis = QLineF(-1.0, 1.0, width + 1.0, 1.0)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(self.pen())
        painter.drawLine(axis)
        painter.setPen(ticks)
        painter.drawLines(lines)
        painter.setPen(self.textPen())
        painter.setClipRect(self.boundingRect().toAlignedRect())
        to_axis = _TO_RIGHT if self.orientation == "left" else _TO_TOP
        for box, text in texts:
            painter.drawText(box, to_axis | Qt.TextFlag.TextDontClip.value, text)

    def _line_at(self, place: float, across: QRectF) -> QLineF:
        """A line across the view, or a tick."""
        ticks, edge = self.grid is False, self.size().width()
        if self.orientation == "left":
            return QLineF(edge - _TICK if ticks else across.right(), place, edge, place)
        return QLineF(place, _TICK if ticks else across.top(), place, 0.0)

    def _box_of(self, text: str, place: float, painter: QPainter) -> QRectF:
        """Where a number stands."""
        if text not in self._sizes:
            if len(self._sizes) >= _TEXTS:
                self._sizes.clear()
            box = painter.boundingRect(QRectF(0.0, 0.0, 100.0, 100.0), _MIDDLE, text)
            self._sizes[text] = box.width(), 0.8 * box.height()  # that of fonts is too large
        width, height = self._sizes[text]
        beside = _TICK + _BESIDE
        if self.orientation == "left":
            return QRectF(self.size().width() - beside - width, place - height / 2.0, width, height)
        return QRectF(place - width / 2.0, beside, width, height)

    def _elided(
        self, values: list[float], names: list[str], scale: float, painter: QPainter
    ) -> list[str]:
        """Names as far as there is room for each under a horizontal axis."""
        nearest = min((b - a for a, b in pairwise(sorted(values))), default=1.0)
        room, letters = nearest * scale - _APART, QFontMetricsF(painter.font())
        return [letters.elidedText(name, Qt.TextElideMode.ElideRight, room) for name in names]

    def _pen_of(self, size: float, count: int) -> QPen:
        """Of grid lines, fainter where there are many."""
        result = QPen(self.tickPen())
        if self.grid is not False:
            colour = QColor(result.color())
            colour.setAlpha(int(self.grid * min(size / (20.0 * (count + 1)), 1.0)))
            result.setColor(colour)
        return result

    def _count(self, low: float, high: float, size: float) -> float:
        """How many ticks there is room for, two at least."""
        return max(size / self._room(low, high, size), 2.0)

    def _room(self, low: float, high: float, size: float) -> float:
        """Pixels that a tick needs along the axis."""
        if self.orientation == "left":
            return _UPRIGHT * self._larger
        along = _ALONG * self._larger
        step = min(max(high - low, 1e-300) / max(size, 1.0), 1e300) * along
        more = figures(max(abs(low), abs(high)), step) - 6
        return along + _FIGURE * self._larger * max(more, 0)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Quiet line, secondary text."""
        self.setPen(tokens.hairline)
        self.setTextPen(tokens.muted)
        self.setTickPen(tokens.outline)
        self.setTickFont(font(tokens, tokens.font_caption))
        self._sizes.clear()
        self._larger = tokens.larger
        if self._breadth is not None:
            (self.setWidth if self.orientation == "left" else self.setHeight)(
                self._breadth * self._larger
            )

    def keep_breadth(self, breadth: float) -> None:
        """Take so many pixels across, more where text is larger; not what the numbers need."""
        self._breadth = breadth
        (self.setWidth if self.orientation == "left" else self.setHeight)(breadth * self._larger)

    def set_name(self, name: str, tokens: ThemeTokens) -> None:
        """The axis's name; empty for none."""
        named = name, tokens.muted, tokens.font_small
        if named == self._named:
            return  # pyqtgraph would lay it out anew
        self._named, self._name, self._name_size = named, name, tokens.font_small
        style = {"color": tokens.muted, "font-size": f"{tokens.font_small}px"}
        self.setLabel(name or None, **style)
        self._shown = name
        self.showLabel(bool(name))
        self.resizeEvent()  # it stands in the middle, however long it is now

    def resizeEvent(self, event: Any = None) -> None:
        """A name longer than the axis ends in dots, and is told in full where it is pointed at."""
        if self._name:
            letters = QFont(self.label.font())
            letters.setPixelSize(self._name_size)
            length = self.size().height() if self.orientation == "left" else self.size().width()
            room = max(length + 2.0 * _ROOM - _AIR, 0.0)
            short = QFontMetricsF(letters).elidedText(self._name, Qt.TextElideMode.ElideRight, room)
            if short != self._shown:
                self._shown = short
                self.setLabel(short, **self.labelStyle)
                self.label.setToolTip("" if short == self._name else self._name)
        super().resizeEvent(event)
