"""Choose a surface, turn its knobs, turn and stretch it."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from optexplorer.core.declare import Parameter
from optexplorer.core.problem import SurfaceSpec, Transform
from optexplorer.ui.form_rows import NumberRow
from optexplorer.ui.panels.surface_gallery import SurfaceGallery
from optexplorer.ui.widgets.arranging import arranged_once
from optexplorer.ui.widgets.collapsible import Collapsible

if TYPE_CHECKING:
    from optexplorer.problems.catalogue import SurfaceEntry

_ROTATE = Parameter(
    "rotate", "float", 0.0, "turn", "Rotation about the centre, in degrees, counter-clockwise.",
    span=(-180.0, 180.0),
)  # fmt: skip
_STRETCHES = tuple(
    Parameter(
        f"stretch_{axis}", "float", 1.0, f"{axis} ×", f"Stretch along {axis} about the centre.",
        low=0.0, low_open=True, log=True, span=(0.1, 10.0),
    )
    for axis in ("x", "y")
)  # fmt: skip

_SYMBOLS = 32  # pixels, for sliders that line up


class SurfacePanel(QWidget):
    """The gallery, and below it what can be changed about the surface in use."""

    surfaceRequested = Signal(object)  # SurfaceSpec
    committed = Signal()

    def __init__(self, entries: Sequence["SurfaceEntry"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = {entry.key: entry for entry in entries}
        self._spec: SurfaceSpec | None = None
        self.parameters: dict[str, NumberRow] = {}
        self.gallery = SurfaceGallery(entries)
        self.gallery.chosen.connect(self._on_chosen)
        self._knobs = QWidget()
        self._knob_column = _column(self._knobs)
        self.rotate = NumberRow(_ROTATE, symbol_width=_SYMBOLS)
        self.stretch = tuple(NumberRow(p, symbol_width=_SYMBOLS) for p in _STRETCHES)
        turning = QWidget()
        turning_column = _column(turning)
        for row in (self.rotate, *self.stretch):
            row.edited.connect(self._on_transform)
            row.committed.connect(self.committed)
            turning_column.addWidget(row)
        self.transform = Collapsible(
            "Rotate and stretch", turning, "Turn and stretch the surface about its centre"
        )
        below = QVBoxLayout()
        below.setContentsMargins(12, 4, 12, 0)
        below.setSpacing(2)
        below.addWidget(self._knobs)
        below.addWidget(self.transform)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.gallery, 1)
        column.addLayout(below)
        self._show_knobs(None)

    def show_surface(self, spec: SurfaceSpec | None) -> None:
        """Show the surface in use; None while the problem is something else."""
        before, self._spec = self._spec, spec
        if (spec and spec.name) != (before and before.name):
            with arranged_once(self):
                self._show_knobs(spec)
        self.gallery.show_surface(spec.name if spec else None)
        if spec is None:
            return
        for name, value in spec.parameters:
            self.parameters[name].show_value(value)
        given = dict(spec.parameters)
        for name, row in self.parameters.items():
            if name not in given:
                row.show_value(row.parameter.default)
        self.rotate.show_value(spec.transform.rotate)
        for row, value in zip(self.stretch, spec.transform.stretch, strict=True):
            row.show_value(value)

    def _show_knobs(self, spec: SurfaceSpec | None) -> None:
        for row in self.parameters.values():
            self._knob_column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.parameters = {}
        entry = self._entries.get(spec.name) if spec else None
        for declared in entry.parameters if entry else ():
            row = NumberRow(declared, self._knobs)
            row.edited.connect(self._on_parameter)
            row.committed.connect(self.committed)
            self._knob_column.addWidget(row)
            row.show()  # now: Qt would do so in a later turn, one by one
            self.parameters[declared.name] = row
        self._knobs.setVisible(bool(self.parameters))
        self.transform.setVisible(entry is not None)
        flat = entry is None or len(entry.domain) > 1
        self.stretch[1].setVisible(flat)
        self.rotate.setVisible(flat)

    def forget(self) -> None:
        """Another surface that was asked for does not come: the one in use is ringed again."""
        self.gallery.show_surface(self._spec.name if self._spec else None)

    def _on_chosen(self, key: str) -> None:
        if key != self.gallery.current:
            self.gallery.show_surface(key)  # at once: the surface itself may take a moment
            self.surfaceRequested.emit(SurfaceSpec(key))
            self.committed.emit()

    def _on_parameter(self) -> None:
        if self._spec is not None:
            values = {name: row.field.number for name, row in self.parameters.items()}
            pairs = tuple(
                (name, float(value))
                for name, value in values.items()
                if value is not None and value != self.parameters[name].parameter.default
            )
            self._ask(replace(self._spec, parameters=pairs))

    def _on_transform(self) -> None:
        if self._spec is not None:
            turned = Transform(
                float(self.rotate.field.number or 0.0),
                (
                    float(self.stretch[0].field.number or 1.0),
                    float(self.stretch[1].field.number or 1.0),
                ),
            )
            self._ask(replace(self._spec, transform=turned))

    def _ask(self, spec: SurfaceSpec) -> None:
        self._spec = spec
        self.surfaceRequested.emit(spec)


def _column(widget: QWidget) -> QVBoxLayout:
    column = QVBoxLayout(widget)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(2)
    return column
