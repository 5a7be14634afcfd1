"""Which hyper-parameter lies along an axis, and which of its values are in view."""

from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from optexplorer.core.declare import Parameter
from optexplorer.ui.lab.settings.choice import AxisChoice
from optexplorer.ui.widgets.chips import ToggleChip
from optexplorer.ui.widgets.combo import Combo
from optexplorer.ui.widgets.number_field import NumberField
from optexplorer.ui.widgets.themed import set_role
from optexplorer.ui.widgets.tooltips import parameter_label, parameter_tooltip

NOTHING = ""  # what is chosen where an axis is left out


class AxisControls(QWidget):
    """Told what to show; ``optional`` offers to leave the axis out."""

    nameChosen = Signal(str)
    logChosen = Signal(bool)
    rangeEdited = Signal(float, float)

    def __init__(self, title: str, tip: str, optional: str = "") -> None:
        super().__init__()
        self._title, self._optional = title, optional
        self._known: tuple[str, ...] = ()
        self._parameter: Parameter | None = None
        label = QLabel(title)
        set_role(label, "muted")
        self.names = Combo(f"{title}: hyper-parameter", tip)
        self.log = ToggleChip("log", "A logarithmic axis; its values must lie above 0")
        self.log.setAccessibleName(f"{title}: logarithmic axis")
        self.fields: tuple[NumberField, ...] = ()
        self._between = QLabel("–", self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(6)
        for part in (label, self.names, self.log):
            self._row.addWidget(part)
        self.names.activated.connect(lambda at: self.nameChosen.emit(self.names.itemData(at)))
        self.log.clicked.connect(self.logChosen)

    def show_axis(self, parameters: Mapping[str, Parameter], axis: AxisChoice | None) -> None:
        """Offer these hyper-parameters and show the axis; None: it is left out."""
        self._offer(parameters)
        self.names.setCurrentIndex(self.names.findData(axis.name if axis else NOTHING))
        self.log.setVisible(axis is not None)
        self._between.setVisible(axis is not None)
        if axis is None:
            self._make_fields(None)
            return
        self.log.show_value(axis.log)
        self._make_fields(parameters[axis.name])
        for field, value in zip(self.fields, (axis.low, axis.high), strict=True):
            field.show_value(value)

    def _offer(self, parameters: Mapping[str, Parameter]) -> None:
        known = ((NOTHING,) if self._optional else ()) + tuple(parameters)
        if known == self._known:
            return
        self._known = known
        self.names.clear()
        for place, name in enumerate(known):
            parameter = parameters.get(name)
            self.names.addItem(parameter_label(parameter) if parameter else self._optional, name)
            tip = parameter_tooltip(parameter) if parameter else "One hyper-parameter alone"
            self.names.setItemData(place, tip, Qt.ItemDataRole.ToolTipRole)

    def _make_fields(self, parameter: Parameter | None) -> None:
        """A field for each end, which knows what is legal."""
        if parameter == self._parameter:
            return
        self._parameter = parameter
        for field in self.fields:
            self._row.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._row.removeWidget(self._between)
        self.fields = ()
        if parameter is None:
            return
        # The values lie within the ends, so that an end may be a bound that is not legal itself.
        end = replace(parameter, kind="float", low_open=False, high_open=False, optional=False)
        self.fields = (NumberField(end), NumberField(end))
        name = parameter_label(parameter)
        for field, word in zip(self.fields, ("lowest", "highest"), strict=True):
            field.setAccessibleName(f"{self._title}: {word} {name}")
            field.edited.connect(self._tell_range)
        for part in (self.fields[0], self._between, self.fields[1]):
            self._row.addWidget(part)

    def _tell_range(self, _value: object) -> None:
        low, high = (field.number for field in self.fields)
        if low is not None and high is not None:
            self.rangeEdited.emit(float(low), float(high))
