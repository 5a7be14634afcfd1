"""A formula in a window."""

import logging

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from optexplorer.ui.typeset.boxes import Box, paint_box, text_box
from optexplorer.ui.typeset.layout import lines, whole
from optexplorer.ui.typeset.tex import UnknownTexError
from optexplorer.ui.widgets.themed import tokens

_SMALLEST = 0.84  # a line too long is made smaller down to this, then broken
_LEADING = 4.0  # pixels between lines


class MathLabel(QWidget):
    """Shows one formula at its own size; smaller, then in several lines, where there is no room.

    While it is `steady` it keeps the height it once needed as `show_tex` changes numbers, so that what
    stands below does not jump; `settle` lets it shrink.
    """

    def __init__(self, size: float, tint: str = "text", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._size, self._tint, self._steady = size, tint, False
        self._told = -1  # height the layout knows of
        self._tex = ""
        self._tallest: dict[int, float] = {}  # by width
        self._set: tuple[float, float, tuple[Box, ...]] = (-1.0, 1.0, ())  # width, scale, lines
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    @property
    def tex(self) -> str:
        """What is shown."""
        return self._tex

    def show_tex(self, tex: str) -> None:
        """Show another formula; cheap where it is the same."""
        if tex == self._tex:
            return
        self._tex = tex
        self.setAccessibleName(tex)
        self._set = (-1.0, 1.0, ())
        height = self.heightForWidth(self.width())
        if height != self._told or not self._steady:
            self._told = height
            self.updateGeometry()
        self.update()

    @property
    def steady(self) -> bool:
        """Whether it keeps its room."""
        return self._steady

    def show_steady(self, steady: bool) -> None:
        """Keep the room from now on, or give back what is not needed."""
        if steady != self._steady:
            self._steady = steady
            self.settle()

    def settle(self) -> None:
        """Take no more room than what is shown needs."""
        self._tallest.clear()
        self.updateGeometry()

    def show_tint(self, tint: str) -> None:
        """Paint in another colour of the theme."""
        if tint != self._tint:
            self._tint = tint
            self.update()

    def sizeHint(self) -> QSize:
        """In one line."""
        box = self._whole()
        return QSize(round(box.width + 0.5), self.heightForWidth(self.width()))

    def minimumSizeHint(self) -> QSize:
        """It may shrink in width."""
        return QSize(40, self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        """Long formulas are broken."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The room that the lines take."""
        scale, boxes = self._lines(float(width))
        height = scale * (sum(b.height for b in boxes) + _LEADING * (len(boxes) - 1))
        if self._steady:
            height = self._tallest[width] = max(height, self._tallest.get(width, 0.0))
        return round(height + 2.5)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Left-aligned; in the middle of a steady label's room."""
        scale, boxes = self._lines(float(self.width()))
        height = scale * (sum(b.height for b in boxes) + _LEADING * (len(boxes) - 1))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(tokens().color(self._tint))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.translate(0.0, (self.height() - height) / 2)
        painter.scale(scale, scale)
        y = 0.0
        for box in boxes:
            paint_box(painter, box, QPointF(0.0, y + box.above))
            y += box.height + _LEADING
        painter.end()

    def _whole(self) -> Box:
        try:
            return whole(self._tex, self._size)
        except UnknownTexError:
            logging.getLogger(__name__).warning("a formula that cannot be set: %s", self._tex)
            return text_box(self._tex, self._size)

    def _lines(self, width: float) -> tuple[float, tuple[Box, ...]]:
        """The scale and the lines for a width."""
        if self._set[0] != width:
            box, room = self._whole(), max(width - 2.0, 1.0)  # edges are smooth
            scale = min(1.0, room / max(box.width, 1.0))
            boxes: tuple[Box, ...] = (box,)
            if scale < _SMALLEST:
                boxes = self._broken(max(room, 40.0) / _SMALLEST)
                scale = min(_SMALLEST, room / max(b.width for b in boxes))
            self._set = (width, scale, boxes)
        return self._set[1:]

    def _broken(self, width: float) -> tuple[Box, ...]:
        try:
            return lines(self._tex, self._size, width)
        except UnknownTexError:
            return (text_box(self._tex, self._size),)
