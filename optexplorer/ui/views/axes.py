"""Plot axes: few ticks, plain numbers, a real minus sign, powers of ten."""

import math
from collections.abc import Sequence

import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtWidgets import QGraphicsItem

from optexplorer.scene import labels
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import ThemeTokens

pg.setConfigOptions(mouseRateLimit=0)  # no mouse move is dropped: the worker takes the newest
_ROOM = 12.0  # pixels by which they may
_UPRIGHT, _ALONG, _FIGURE = 46.0, 76.0, 7.0  # pixels between ticks; for every figure beyond six
_STEPS = (0.5, 1.0, 2.0, 5.0, 10.0)  # in decades


class Axis(pg.AxisItem):  # type: ignore[misc]
    """One axis; on a logarithmic one the coordinate is the exponent."""

    def __init__(self, orientation: str, log: bool = False) -> None:
        super().__init__(orientation, maxTickLength=4)
        self.log = log
        self._short = False
        self._larger = 1.0  # text than on a desk
        self._breadth: float | None = None
        self.enableAutoSIPrefix(False)
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # texts are slow to paint
        self.setStyle(tickTextOffset=5, hideOverlappingLabels=0)

    def boundingRect(self) -> QRectF:
        """With room for the labels at the ends, which pyqtgraph forgets where there is a grid.

        What pyqtgraph's own comes to in a `Plot`: Qt asks for it very often.
        """
        rect, view = QRectF(QPointF(), self.size()), self.linkedView()
        if self.grid is not False and view is not None:
            rect |= view.geometry().translated(-self.pos())
        if self.orientation in ("left", "right"):
            return rect.adjusted(0.0, -_ROOM, 0.0, _ROOM)
        return rect.adjusted(-_ROOM, 0.0, _ROOM, 0.0)

    def set_log(self, log: bool) -> None:
        """Whether the coordinate is an exponent of ten."""
        if log != self.log:
            self.log = log
            self.picture = None
            self.update()

    def tickSpacing(self, low: float, high: float, size: float) -> list[tuple[float, float]]:
        """Steps of 1, 2 or 5, the smaller one where the other has but one tick; whole decades on
        a logarithmic axis.
        """
        count = max(size / self._room(low, high, size), 2.0)
        least = (high - low) / count
        if self.log and high - low >= 2.0:
            return [(float(math.ceil(least)), 0.0)]
        return [(_step(low, high, least), 0.0)]

    def tickValues(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """On a short logarithmic axis 1, 2 and 5 times powers of ten, or even numbers where there
        are not two of them.
        """
        self._short = self.log and high - low < 2.0
        if not self._short:
            ticks: list[tuple[float, list[float]]] = super().tickValues(low, high, size)
            return ticks
        decades = range(math.floor(low), math.ceil(high) + 1)
        logs = [n + math.log10(f) for n in decades for f in (1.0, 2.0, 5.0)]
        inside = [value for value in logs if low <= value <= high]
        if len(inside) >= 2:
            return [(1.0, inside)]
        ((step, values),) = self._even(10.0**low, 10.0**high, size)
        return [(step, [math.log10(value) for value in values])]

    def tickStrings(self, values: Sequence[float], _scale: float, spacing: float) -> list[str]:
        """Numbers without float noise, with as many digits as tell them apart."""
        if self.log and not self._short:
            return [labels.power_of_ten(round(value)) for value in values]
        if self._short:
            values = [10.0**value for value in values]
            digits = max([3, *(_digits(value, spacing) for value in values)])
            return [labels.tick(float(f"{value:.{digits}g}"), digits) for value in values]
        digits = max([6, *(_digits(value, spacing) for value in values)])
        return [labels.tick(round(value / spacing) * spacing, digits) for value in values]

    def _even(self, low: float, high: float, size: float) -> list[tuple[float, list[float]]]:
        """Round numbers, as on a linear axis."""
        step = _step(low, high, (high - low) / max(size / self._room(low, high, size), 2.0))
        first, last = math.ceil(low / step), math.floor(high / step)
        return [(step, [n * step for n in range(first, last + 1)])]

    def _room(self, low: float, high: float, size: float) -> float:
        """Pixels that a tick needs along the axis."""
        if self.orientation in ("left", "right"):
            return _UPRIGHT * self._larger
        along = _ALONG * self._larger
        step = min(max(high - low, 1e-300) / max(size, 1.0), 1e300) * along
        more = _digits(max(abs(low), abs(high)), step) - 6
        return along + _FIGURE * self._larger * max(more, 0)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Quiet line, secondary text."""
        self.setPen(tokens.hairline)
        self.setTextPen(tokens.muted)
        self.setTickPen(tokens.outline)
        self.setTickFont(font(tokens, tokens.font_caption))
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
        style = {"color": tokens.muted, "font-size": f"{tokens.font_small}px"}
        self.setLabel(name or None, **style)
        self.showLabel(bool(name))
        self.resizeEvent()  # it stands in the middle, however long it is now


def _step(low: float, high: float, least: float) -> float:
    """A round number, ``least`` or more, of which there are two in [low, high] if possible."""
    least = max(least, 1e-15 * max(abs(low), abs(high)), 1e-300)
    decade = 10.0 ** math.floor(math.log10(least))
    place = next((i for i, s in enumerate(_STEPS) if i and s * decade >= least), len(_STEPS) - 1)
    step = _STEPS[place] * decade
    if math.floor(high / step) <= math.ceil(low / step):
        step = _STEPS[place - 1] * decade
    return step


def _digits(value: float, step: float) -> int:
    """The significant digits of ``value`` down to that of ``step``."""
    if not value:
        return 1
    return math.floor(math.log10(abs(value))) - math.floor(math.log10(step)) + 1
