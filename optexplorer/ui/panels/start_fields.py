"""The coordinates of a start, any value typed."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from optexplorer.core.declare import Parameter
from optexplorer.core.problem import Point
from optexplorer.ui.widgets.labelled_field import LabelledField

_LONG = 6  # letters; longer names take a line each


class StartFields(QWidget):
    """A field for each parameter of the problem; ``help_text`` says whose start it is."""

    edited = Signal(tuple)
    committed = Signal()

    def __init__(self, help_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._help = help_text
        self._names: tuple[str, ...] = ()
        self.fields: list[LabelledField] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)

    def show_start(self, names: tuple[str, ...], start: Point) -> None:
        """Show the start in the problem's parameters."""
        if names != self._names:
            self._rebuild(names)
        for field, value in zip(self.fields, start, strict=True):
            field.field.show_value(value)

    def _rebuild(self, names: tuple[str, ...]) -> None:
        for field in self.fields:
            self._grid.removeWidget(field)
            field.hide()
            field.deleteLater()
        self._names = names
        self.fields = []
        wide = any(len(name) > _LONG for name in names)
        for place, name in enumerate(names):
            field = LabelledField(Parameter(name, "float", None, name, self._help), name)
            field.field.edited.connect(self._on_edited)
            field.field.committed.connect(self.committed)
            self._grid.addWidget(field, place if wide else 0, 0 if wide else place)
            self.fields.append(field)

    def _on_edited(self) -> None:
        values = [field.field.number for field in self.fields]
        if None not in values:
            self.edited.emit(tuple(float(v) for v in values if v is not None))
