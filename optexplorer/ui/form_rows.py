"""One row of a form for each kind of declared setting.

Every row has ``show_value`` to be told and the signals ``edited`` (with each change) and
``committed`` (once a change is complete, for one entry of undo) to tell. ``show_value`` never emits.
"""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QWidget

from optexplorer.core.declare import Parameter, SettingError
from optexplorer.ui.widgets.bubble import Bubble
from optexplorer.ui.widgets.chips import ChoiceChip, ToggleChip
from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.number_field import NumberField
from optexplorer.ui.widgets.number_text import parse_number
from optexplorer.ui.widgets.scale import Scale
from optexplorer.ui.widgets.themed import set_property, set_role
from optexplorer.ui.widgets.tooltips import first_word, parameter_label, parameter_tooltip
from optexplorer.ui.widgets.value_slider import ValueSlider

SYMBOL_WIDTH = 20
_WIDEST = 90


def symbol_label(parameter: Parameter, width: int | None = None) -> QLabel:
    """The symbol in italics, or the name where there is none; as wide as needed or as told."""
    label = ElidedLabel(parameter.symbol or parameter_label(parameter))
    set_role(label, "symbol")
    label.setToolTip(parameter_tooltip(parameter))
    needed = label.fontMetrics().horizontalAdvance(label.text()) + 4
    label.setFixedWidth(width or min(max(needed, SYMBOL_WIDTH), _WIDEST))
    return label


class NumberRow(QWidget):
    """Symbol, slider where the declaration gives one, and a field for any value."""

    edited = Signal(object)  # float, int or None
    committed = Signal()

    def __init__(
        self,
        parameter: Parameter,
        parent: QWidget | None = None,
        *,
        symbol_width: int | None = None,
    ) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.field = NumberField(parameter)
        self.field.keep_wide()
        self.field.edited.connect(self._on_typed)
        self.field.committed.connect(self.committed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(symbol_label(parameter, symbol_width))
        scale = Scale.of(parameter)
        self.slider = ValueSlider(parameter, scale) if scale is not None else None
        if self.slider is None:
            line.addStretch(1)
        else:
            line.addWidget(self.slider, 1)
            self.slider.edited.connect(self._on_dragged)
            self.slider.committed.connect(self._on_released)
        line.addWidget(self.field)
        self.setFocusProxy(self.slider or self.field)

    def show_value(self, value: float | None) -> None:
        """Show a value in the slider and in the field."""
        self.field.show_value(value)
        if self.slider is not None:
            self.slider.show_value(value)

    def show_colour(self, colour: str) -> None:
        """Draw the slider in a run's colour."""
        if self.slider is not None:
            self.slider.show_colour(colour)

    def _on_typed(self, value: float | None) -> None:
        if self.slider is not None:
            self.slider.show_value(value)
        self.edited.emit(value)

    def _on_dragged(self, value: float) -> None:
        try:
            legal = self.field.check(value)
        except SettingError:
            self.field.refuse(value)
            return
        if self.field.reason:
            self.field.take_back()
        self.field.show_value(legal)
        self.edited.emit(legal)

    def _on_released(self) -> None:
        if self.field.reason and self.slider is not None:
            self.field.take_back()
            self.slider.show_value(self.field.number)
        self.committed.emit()


class IntegersRow(QWidget):
    """A list of whole numbers, typed as "50, 100"."""

    edited = Signal(object)  # tuple[int, ...]
    committed = Signal()

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self.field = _IntegersField(parameter)
        self.field.edited.connect(self.edited)
        self.field.edited.connect(self.committed)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(6)
        line.addWidget(symbol_label(parameter))
        line.addWidget(self.field, 1)
        self.setFocusProxy(self.field)

    def show_value(self, value: tuple[int, ...]) -> None:
        """Show the list."""
        self.field.show_value(value)


class _IntegersField(QLineEdit):
    edited = Signal(object)

    def __init__(self, parameter: Parameter) -> None:
        super().__init__()
        self._parameter = parameter
        self._shown: tuple[int, ...] = parameter.default or ()
        self._tooltip = f"{parameter_tooltip(parameter)}\nWhole numbers with commas between"
        self._bubble = Bubble(self)
        set_role(self, "number")
        self.setAccessibleName(parameter_label(parameter))
        self.textEdited.connect(self._mark)
        self._restore()

    def show_value(self, value: tuple[int, ...]) -> None:
        if value != self._shown:
            self._shown = value
            if not (self.hasFocus() and self.isModified()):
                self._restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._commit()
        elif event.key() == Qt.Key.Key_Escape and self.isModified():
            self._restore()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._commit()
            self._bubble.hide()

    def _commit(self) -> None:
        try:
            value = self._read()
        except SettingError:
            self._bubble.pop_up()
            return
        changed = value != self._shown
        self._shown = value
        self._restore()
        if changed:
            self.edited.emit(value)

    def _read(self) -> tuple[int, ...]:
        words = self.text().replace(";", " ").replace(",", " ").split()
        numbers = [parse_number(word) for word in words]
        if None in numbers:
            raise SettingError(self._parameter.name, "must be whole numbers such as 50, 100")
        checked: tuple[int, ...] = self._parameter.check(numbers)
        return checked

    def _mark(self) -> None:
        try:
            self._read()
        except SettingError as error:
            reason = f"{first_word(parameter_label(self._parameter))} {error.message}."
            self._bubble.say(reason)
            self.setToolTip(reason)
            set_property(self, "invalid", True)
            return
        self._clear()

    def _clear(self) -> None:
        self._bubble.hide()
        self.setToolTip(self._tooltip)
        set_property(self, "invalid", False)

    def _restore(self) -> None:
        self.setText(", ".join(map(str, self._shown)))
        self.setModified(False)
        self._clear()


class SwitchChip(ToggleChip):
    """A declared switch."""

    committed = Signal()

    def __init__(self, parameter: Parameter) -> None:
        super().__init__(parameter_label(parameter), parameter_tooltip(parameter))
        self.edited.connect(self.committed)


class NameChip(ChoiceChip):
    """A declared choice among names."""

    committed = Signal()

    def __init__(self, parameter: Parameter) -> None:
        names = {name: (name.replace("_", " "), "") for name in parameter.choices}
        super().__init__(names, parameter_tooltip(parameter), prefix=f"{parameter_label(parameter)}: ")
        self.edited.connect(self.committed)
