"""Forms made from declarations: a row of the right kind for every setting."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any, Protocol

from PySide6.QtCore import Signal, SignalInstance
from PySide6.QtWidgets import QVBoxLayout, QWidget

from optexplorer.core.declare import Declared, Parameter
from optexplorer.ui.form_rows import IntegersRow, NameChip, NumberRow, SwitchChip
from optexplorer.ui.widgets.flow_layout import FlowLayout


class Row(Protocol):
    """What a form needs of a row."""

    edited: SignalInstance
    committed: SignalInstance

    def show_value(self, value: Any) -> None:
        """Show a value without emitting."""


class ParameterForm(QWidget):
    """Rows for the settings of one declared type, in the order of their declaration.

    Switches and choices are chips that flow on one line under the rows; ``add_chip`` puts more
    beside them. Nested settings are left to whoever knows their types. Numbers are checked together
    with the other settings.
    """

    edited = Signal(str, object)  # name, value
    committed = Signal()

    def __init__(
        self,
        declared: type[Declared],
        *,
        without: Collection[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.declared = declared
        self.rows: dict[str, Row] = {}
        self._values: dict[str, Any] = {}  # all settings in force, once they are known
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        self._chips = FlowLayout()
        for parameter in declared.parameters():
            if parameter.name not in without and parameter.kind != "nested":
                self._add(column, parameter)
        column.addSpacing(4)
        column.addLayout(self._chips)

    def add_chip(self, chip: QWidget) -> None:
        """One more chip on the line of chips."""
        self._chips.addWidget(chip)

    def show_values(self, values: Mapping[str, Any]) -> None:
        """Show the values of the settings that have a row."""
        self._values = dict(values)
        for name, row in self.rows.items():
            row.show_value(values[name])

    def _check(self, parameter: Parameter, value: Any) -> Any:
        """The legal value; raises `SettingError` where it does not go with the other settings."""
        legal = parameter.check(value)
        if self._values:
            self.declared.from_mapping(self._values | {parameter.name: legal})
        return legal

    def _add(self, column: QVBoxLayout, parameter: Parameter) -> None:
        row: NumberRow | IntegersRow | SwitchChip | NameChip
        match parameter.kind:
            case "bool":
                row = SwitchChip(parameter)
                self._chips.addWidget(row)
            case "choice":
                row = NameChip(parameter)
                self._chips.addWidget(row)
            case "ints":
                row = IntegersRow(parameter)
                column.addWidget(row)
            case _:
                row = NumberRow(parameter)
                row.field.check = partial(self._check, parameter)
                column.addWidget(row)
        row.show_value(parameter.default)
        row.edited.connect(lambda value, name=parameter.name: self.edited.emit(name, value))
        row.committed.connect(self.committed)
        self.rows[parameter.name] = row
