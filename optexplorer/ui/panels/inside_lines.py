"""The operations of one update, one below the other: formula, numbers, what it is for."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from optexplorer.ui.typeset import MathLabel
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.themed import tokens

if TYPE_CHECKING:
    from optexplorer.core.inspect.report import Line

FORMULA, NUMBERS = 15.5, 13.0  # pixels of the letters
_BAR = 3.0


class LineBlock(QAbstractButton):
    """One operation; pressing it looks at it alone."""

    def __init__(self, *, pressable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._current, self._marked = False, False
        self.line: Line | None = None
        self.formula = MathLabel(FORMULA)
        self.numbers = MathLabel(NUMBERS, "muted")
        self.words = note()
        self.words.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 4, 6, 4)
        column.setSpacing(2)
        for widget in (self.formula, self.numbers, self.words):
            widget.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            column.addWidget(widget)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setEnabled(pressable)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if pressable else Qt.FocusPolicy.NoFocus)
        if pressable:
            self.setCursor(Qt.CursorShape.PointingHandCursor)

    @property
    def current(self) -> bool:
        """Whether it is the one looked at."""
        return self._current

    @property
    def marked(self) -> bool:
        """Whether it differs from its counterpart."""
        return self._marked

    def show_line(self, line: "Line", *, current: bool, marked: bool) -> None:
        """Show an operation; cheap where it is the same."""
        if line != self.line:
            other = self.line is None or line.formula != self.line.formula
            self.line = line
            self.formula.show_tex(line.formula)
            self.numbers.show_tex(line.numbers)
            if other:
                self.numbers.settle()
            self.setToolTip(line.note)
            self.setAccessibleName(line.note)
        if current and self.words.text() != line.note:
            self.words.setText(line.note)
        if (current, marked) != (self._current, self._marked):
            self._current, self._marked = current, marked
            self.words.setVisible(current)
            self.numbers.show_tint("text" if current else "muted")
            self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses it too; arrows belong to the timeline."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        elif event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """A bed and a bar for the one looked at, a bar for one that differs."""
        theme = tokens()
        bed = QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        if self._current or (self.isEnabled() and self.underMouse()):
            painter.setBrush(theme.color("accent_soft" if self._current else "hover"))
            painter.drawRoundedRect(bed, theme.radius_s, theme.radius_s)
        if self._current or self._marked:
            painter.setBrush(theme.color("accent" if self._current else "warning"))
            painter.drawRoundedRect(QRectF(0, 2, _BAR, bed.height() - 4), 1.5, 1.5)
        if self.hasFocus():
            painter.setPen(theme.color("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(bed.adjusted(0.5, 0.5, -0.5, -0.5), theme.radius_s, theme.radius_s)
        painter.end()


class LineList(QWidget):
    """The lines of one update."""

    pressed = Signal(int)

    def __init__(self, *, pressable: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressable = pressable
        self._steady = False
        self._made: list[LineBlock] = []
        self._count = 0
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(1)

    @property
    def blocks(self) -> list[LineBlock]:
        """Those in use."""
        return self._made[: self._count]

    def show_lines(
        self, lines: Sequence["Line"], current: int | None = None, marked: frozenset[int] = frozenset()
    ) -> None:
        """Show an update; ``marked`` are the places of lines that differ from another form's."""
        while len(self._made) < len(lines):
            self._add()
        for i, block in enumerate(self._made):
            if i < len(lines):
                block.show_line(lines[i], current=i == current, marked=i in marked)
            if (i < len(lines)) != (i < self._count):
                block.setVisible(i < len(lines))
        self._count = len(lines)

    def settle(self) -> None:
        """Take no more room than the numbers shown need."""
        for block in self._made:
            block.numbers.settle()

    def show_steady(self, steady: bool) -> None:
        """Keep the room of every line's numbers while they change, or give back what is not needed."""
        self._steady = steady
        for block in self._made:
            block.numbers.show_steady(steady)

    def _add(self) -> None:
        block = LineBlock(pressable=self._pressable, parent=self)
        block.numbers.show_steady(self._steady)
        block.hide()
        block.clicked.connect(lambda: self.pressed.emit(self._made.index(block)))
        self._made.append(block)
        self._column.addWidget(block)
