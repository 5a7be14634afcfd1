"""A box to type a formula in, which says where it is wrong while one types."""

import re
from collections.abc import Callable, Collection, Sequence
from typing import Protocol

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.themed import set_property, tokens

PAUSE_MS = 200  # so long after the last key the formula is looked at
_NAME = re.compile(r"(?<![\w.])[^\W\d]\w*(?!\w*\s*\()")
_EMPTY = "Type a formula in x, or in x and y."


class FormulaError(Protocol):
    """Where a text is no formula, and why."""

    message: str
    position: int
    length: int


FormulaCheck = Callable[[str, Sequence[str]], FormulaError | None]


def names_in(text: str) -> list[str]:
    """The names used as numbers, in the order of their first use; functions are left out."""
    return list(dict.fromkeys(_NAME.findall(text)))


class FormulaEditor(QWidget):
    """Checks the text with a pause after typing; what is wrong is underlined and said below.

    ``edited`` comes with every formula that passes, ``committed`` when the box is left.
    """

    edited = Signal(str)
    checked = Signal()  # whether it passed or not
    committed = Signal()

    def __init__(self, check: FormulaCheck, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._check = check
        self._parameters: tuple[str, ...] = ()
        self._accepted = ""
        self._pending = False
        self.box = _Box(self)
        self.box.textChanged.connect(self._on_text)
        self.box.left.connect(self._on_left)
        self.sentence = note(role="danger")
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.sentence.hide()
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.look)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.box)
        column.addWidget(self.sentence)
        self.setFocusProxy(self.box)

    @property
    def text(self) -> str:
        """What is typed, on one line."""
        return " ".join(self.box.toPlainText().split())

    @property
    def accepted(self) -> str:
        """The last formula that passed."""
        return self._accepted

    def show_formula(self, text: str, parameters: Sequence[str]) -> None:
        """Show a formula and the names that count as parameters; typing under way is left alone."""
        if text == self._accepted and tuple(parameters) == self._parameters:
            return
        self._parameters = tuple(parameters)
        typing = self._pause.isActive()
        if text != self._accepted and not typing:
            was = self.box.blockSignals(True)
            self.box.setPlainText(text)
            self.box.blockSignals(was)
        self._accepted = text
        if not typing:
            self._mark()

    def insert(self, text: str) -> None:
        """Put text at the cursor, as if typed; the cursor goes between a pair of parentheses."""
        cursor = self.box.textCursor()
        cursor.insertText(text)
        if text.endswith(")"):
            cursor.movePosition(QTextCursor.MoveOperation.Left)
            self.box.setTextCursor(cursor)
        self.box.setFocus()

    def replace(self, text: str) -> None:
        """Put another formula in place of this one, as if typed."""
        self.box.selectAll()
        self.box.insertPlainText(text)

    def look(self) -> None:
        """Check the text now."""
        self._pause.stop()
        passed = self._mark()
        self.checked.emit()
        if passed and self.text != self._accepted:
            self._accepted = self.text
            self._pending = True
            self.edited.emit(self.text)

    def unknown(self, known: Collection[str]) -> list[str]:
        """Names in the text that are neither known nor parameters."""
        return [n for n in names_in(self.text) if n not in known and n not in self._parameters]

    def _mark(self) -> bool:
        """Underline what is wrong and say it; whether nothing is."""
        raw = self.box.toPlainText()
        error = self._check(raw, self._parameters) if raw.strip() else None
        sentence = error.message if error else "" if raw.strip() else _EMPTY
        set_property(self.sentence, "role", "danger" if error else "muted")
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        set_property(self.box, "invalid", error is not None)
        self.box.underline(error)
        return not sentence

    def _on_text(self) -> None:
        self._pause.start()

    def _on_left(self) -> None:
        if self._pause.isActive():
            self.look()
        if self._pending:
            self._pending = False
            self.committed.emit()


class _Box(QPlainTextEdit):
    """Three lines of text; Enter means that one is done, for a formula has no lines."""

    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # a dropped file is for the window
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setAccessibleName("formula")
        self.setToolTip(
            "A formula in x, or in x and y, such as (x^2 + y - 11)^2 + (x + y^2 - 7)^2\n"
            "Other names become parameters with a slider"
        )

    def sizeHint(self) -> QSize:
        """Three lines high."""
        return QSize(200, 3 * self.fontMetrics().lineSpacing() + 18)

    def underline(self, error: FormulaError | None) -> None:
        """Draw a wave under the characters meant, or under none."""
        if error is None:
            self.setExtraSelections([])
            return
        end = self.document().characterCount() - 1
        start = min(error.position, max(end - 1, 0))
        mark = QTextEdit.ExtraSelection()
        shape = QTextCharFormat()
        shape.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        shape.setUnderlineColor(tokens().color("danger"))
        cursor = QTextCursor(self.document())
        cursor.setPosition(start)
        cursor.setPosition(min(start + max(error.length, 1), end), QTextCursor.MoveMode.KeepAnchor)
        mark.cursor, mark.format = cursor, shape
        self.setExtraSelections([mark])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the box commits."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.left.emit()
