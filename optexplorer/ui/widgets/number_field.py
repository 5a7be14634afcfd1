"""A line to type a number in."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from optexplorer.core.declare import Parameter, SettingError
from optexplorer.ui.widgets.bubble import Bubble
from optexplorer.ui.widgets.number_text import number_text, parse_number
from optexplorer.ui.widgets.scale import nudged
from optexplorer.ui.widgets.themed import set_property, set_role
from optexplorer.ui.widgets.tooltips import first_word, parameter_label, parameter_tooltip

_LONG = 8  # characters that are read at a glance
_DIGITS = 4  # at most, of a number that is longer
_WIDEST = "0.000000"  # as wide as any number but a whole one
_AROUND = 18  # pixels beside the text: border, padding, and what Qt leaves free
WHEEL_PAUSE_MS = 300  # so long after the last notch a turn of the wheel counts as finished


class NumberField(QLineEdit):
    """Holds any legal value of a declared number, however it is typed.

    Enter or leaving the field commits, Escape takes the typing back, up and down step (Shift
    finely), the wheel steps while the field has the focus. What is not legal stays in the field,
    marked, with one sentence that says why.
    """

    edited = Signal(object)  # float, int or None (where None is legal)
    committed = Signal()

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.check: Callable[[Any], Any] = parameter.check  # a form checks more than one setting
        self._shown: float | int | None = None
        self._stepped = self._wide = False
        self._bubble = Bubble(self)
        self._tooltip = parameter_tooltip(parameter)
        self._wheel_pause = QTimer(self, singleShot=True, interval=WHEEL_PAUSE_MS)
        self._wheel_pause.timeout.connect(self._finish_steps)
        set_role(self, "number")
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(parameter_label(parameter))
        self.setToolTip(self._tooltip)
        if parameter.optional:
            self.setPlaceholderText("none")
        self.textEdited.connect(self._mark)
        self.show_value(parameter.default)

    @property
    def number(self) -> float | int | None:
        """The value in force, whatever is being typed."""
        return self._shown

    @property
    def reason(self) -> str:
        """Why the text is not a legal value; empty when it is one."""
        return self._bubble.text

    def show_value(self, value: float | None) -> None:
        """Show a value; typing that has not been committed is left alone."""
        if value == self._shown and (self.text() or value is None):
            return
        self._shown = value
        if not (self.hasFocus() and self.isModified()):
            self._restore()

    def refuse(self, value: float) -> None:
        """Show a value that is not legal, and why, as if it were typed."""
        self.setText(number_text(value))
        self.setModified(True)
        self._mark()
        self._bubble.pop_up()

    def take_back(self) -> None:
        """Show the value in force again."""
        self._restore()

    def commit(self) -> None:
        """Take the text as the value if it is legal; else say why not."""
        if not self.isModified():
            self._finish_steps()
            return
        try:
            value = self._read()
        except SettingError:
            self._mark()
            self._bubble.pop_up()
            return
        self._stepped = False
        if value == self._shown:
            self._restore()
            return
        self._shown = value
        self._restore()
        self.edited.emit(value)
        self.committed.emit()

    def keep_wide(self) -> None:
        """Be as wide as the numbers that are shown by themselves, whatever the size of the letters."""
        self._wide = True
        self._widen()

    def sizeHint(self) -> QSize:
        """Room for six figures."""
        return QSize(64, super().sizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Room for three figures."""
        return QSize(44, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As many figures as there is room for."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need more room, or leave room for fewer."""
        super().changeEvent(event)
        kinds = QEvent.Type.FontChange, QEvent.Type.StyleChange
        if event.type() in kinds and hasattr(self, "_bubble"):
            self._widen()
            self._fit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Undo and redo belong to the window unless something is being typed.

        The field watches itself while it has the focus: at other times no event needs Python.
        """
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride:
            keys = QKeySequence.StandardKey
            if not self.isModified() and (event.matches(keys.Undo) or event.matches(keys.Redo)):
                event.ignore()
                return True
        return super().eventFilter(watched, event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter commits, Escape reverts, up and down step."""
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.commit()
                self.selectAll()
            case Qt.Key.Key_Escape if self.isModified():
                self._restore()
            case Qt.Key.Key_Up if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._step(1, fine=fine)
            case Qt.Key.Key_Down if not event.modifiers() & Qt.KeyboardModifier.AltModifier:
                self._step(-1, fine=fine)
            case Qt.Key.Key_Up | Qt.Key.Key_Down | Qt.Key.Key_Escape:
                event.ignore()
            case _:
                super().keyPressEvent(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting an arrow key go commits the steps."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not event.isAutoRepeat():
            self._finish_steps()
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """A value too long for the field is shown in full while it is edited."""
        if not self.isModified():
            self._restore(full=True)
        self.installEventFilter(self)
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving the field commits."""
        self.removeEventFilter(self)
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.commit()
            self._bubble.hide()
            if not self.isModified():
                self._restore()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Steps while focused; else the wheel belongs to the scroll area."""
        if not self.hasFocus() or event.angleDelta().y() == 0:
            event.ignore()
            return
        fine = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._step(1 if event.angleDelta().y() > 0 else -1, fine=fine)
        self._wheel_pause.start()
        event.accept()

    def _step(self, steps: int, *, fine: bool) -> None:
        parameter = self.parameter
        if self._shown is None:
            return
        whole = parameter.kind == "int"
        try:
            value = self.check(nudged(self._shown, steps, log=parameter.log, whole=whole, fine=fine))
        except SettingError:
            return
        self._shown = value
        self._restore()
        self._stepped = True
        self.edited.emit(value)

    def _finish_steps(self) -> None:
        if self._stepped:
            self._stepped = False
            self.committed.emit()

    def _read(self) -> float | int | None:
        text = self.text()
        if not text.strip() and self.parameter.optional:
            return None
        value = parse_number(text)
        if value is None:
            whole = self.parameter.kind == "int"
            wanted = "a whole number such as 100" if whole else "a number such as 0.05 or 1e-4"
            raise SettingError(self.parameter.name, f"must be {wanted}")
        checked: float | int | None = self.check(value)
        return checked

    def _mark(self) -> None:
        try:
            self._read()
        except SettingError as error:
            own = error.name == self.parameter.name
            name = parameter_label(self.parameter) if own else error.name.replace("_", " ")
            reason = f"{first_word(name)} {error.message}."
            self._bubble.say(reason)
            self.setToolTip(reason)
            set_property(self, "invalid", True)
            return
        self._clear()

    def _clear(self) -> None:
        self._bubble.say("")
        self._bubble.hide()
        exact = f"\nnow {number_text(self._shown)}" if self._shown is not None else ""
        self.setToolTip(f"{self._tooltip}{exact}")
        set_property(self, "invalid", False)

    def _restore(self, *, full: bool = False) -> None:
        self.setText(self._text(full=full or self.hasFocus()))
        self.setModified(False)
        self._clear()

    def _widen(self) -> None:
        if self._wide:
            self.setFixedWidth(self.fontMetrics().horizontalAdvance(_WIDEST) + _AROUND)

    def _fit(self) -> None:
        if not (self.hasFocus() or self.isModified()):
            self.setText(self._text())

    def _text(self, *, full: bool = False) -> str:
        """In full, or with as many figures as fit; never with fewer that take as much room."""
        if self._shown is None:
            return ""
        text = number_text(self._shown)
        for digits in range(_DIGITS, 0, -1):
            if full or self._fits(text):
                break
            rounded = number_text(float(f"{self._shown:.{digits}g}"))
            text = min(text, rounded, key=len)
        return text

    def _fits(self, text: str) -> bool:
        room = self.width() - _AROUND
        return len(text) <= _LONG and self.fontMetrics().horizontalAdvance(text) <= room
