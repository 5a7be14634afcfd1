"""A parameter of a typed formula: a slider whose ends can be set."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from optexplorer.core.declare import Parameter
from optexplorer.ui.form_rows import NumberRow
from optexplorer.ui.widgets.icon_button import IconButton
from optexplorer.ui.widgets.labelled_field import LabelledField
from optexplorer.ui.widgets.scale import Scale

_HELP = "A parameter of the formula."


class FormulaKnob(QWidget):
    """Name, slider and field; the ends of the slider and a way to remove it on demand."""

    edited = Signal()
    committed = Signal()
    removed = Signal()

    def __init__(
        self, name: str, value: float, low: float, high: float, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        span = (min(low, high - 1e-9), high)
        self.name = name
        self.row = NumberRow(Parameter(name, "float", value, name, _HELP, span=span))
        self.row.edited.connect(lambda _value: self.edited.emit())
        self.row.committed.connect(self.committed)
        more = IconButton("more", "Set the ends of the slider, or remove the parameter",
                          role="mini", size=14, tint="muted")  # fmt: skip
        more.setCheckable(True)
        self.low = LabelledField(Parameter("low", "float", low, "", "Left end of the slider."), "from")
        self.high = LabelledField(
            Parameter("high", "float", high, "", "Right end of the slider."), "to"
        )
        remove = IconButton("close", f"Remove the parameter {name}", role="mini", size=14,
                            tint="muted")  # fmt: skip
        remove.clicked.connect(self.removed)
        self.ends = QWidget(self)
        ends = QHBoxLayout(self.ends)
        ends.setContentsMargins(0, 0, 0, 4)
        ends.setSpacing(6)
        for end in (self.low, self.high):
            end.field.edited.connect(self._on_end)
            ends.addWidget(end, 1)
        ends.addWidget(remove)
        self.ends.hide()
        more.toggled.connect(self.ends.setVisible)
        line = QHBoxLayout()
        line.setSpacing(2)
        line.addWidget(self.row, 1)
        line.addWidget(more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(line)
        column.addWidget(self.ends)

    @property
    def value(self) -> float:
        """The parameter's value."""
        return float(self.row.field.number or 0.0)

    def show_value(self, value: float) -> None:
        """Show a value."""
        self.row.show_value(value)

    def _on_end(self) -> None:
        low, high = self.low.field.number, self.high.field.number
        if self.row.slider is not None and low is not None and high is not None and low < high:
            self.row.slider.show_scale(Scale(float(low), float(high)))
