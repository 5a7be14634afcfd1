"""Which run and which of its steps is looked into, and in which coordinate."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from optexplorer.scene.frame import Style
from optexplorer.ui.widgets.combo import Combo
from optexplorer.ui.widgets.icon_button import IconButton
from optexplorer.ui.widgets.run_marker import RunMarker
from optexplorer.ui.widgets.segmented import Segmented
from optexplorer.ui.widgets.themed import set_role

_FEW, _BRIEF = 3, 24  # coordinates, and characters of them, that stand side by side
_VECTORS = "vectors"


class CoordinateChooser(QWidget):
    """One of the parameters, or all of them as vectors."""

    chosen = Signal(object)  # index, None for vectors

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self.control: Segmented | Combo | None = None
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)

    def show_choice(self, names: tuple[str, ...], coordinate: int | None) -> None:
        """Offer these parameters; a single one leaves nothing to choose."""
        if names != self._names:
            self._names = names
            self._rebuild()
        place = len(names) if coordinate is None else coordinate
        if isinstance(self.control, Segmented):
            self.control.show_choice(place)
        elif self.control is not None:
            self.control.setCurrentIndex(place)

    def _rebuild(self) -> None:
        if self.control is not None:
            self._row.removeWidget(self.control)
            self.control.deleteLater()
            self.control = None
        self.setVisible(len(self._names) > 1)
        if len(self._names) <= 1:
            return
        if len(self._names) <= _FEW and len("".join(self._names)) <= _BRIEF:
            hints = [(name, f"The numbers of {name} alone") for name in self._names]
            self.control = Segmented([*hints, (_VECTORS, "The numbers of all parameters at once")])
            self.control.setAccessibleName("coordinate")
            self.control.chosen.connect(self._choose)
        else:
            self.control = Combo("coordinate", "Whose numbers are shown")
            self.control.addItems([*self._names, _VECTORS])
            self.control.activated.connect(self._choose)
        self._row.addWidget(self.control)

    def _choose(self, place: int) -> None:
        self.chosen.emit(place if place < len(self._names) else None)


class InsideHead(QWidget):
    """Chooses run, step and coordinate."""

    runRequested = Signal(int)
    stepRequested = Signal(int)  # row of the cursor
    coordinateRequested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._cursor = 0
        self.marker = RunMarker()
        self.run = Combo("run", "The run that is looked into")
        self.run.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.run.activated.connect(self.runRequested)
        self.step = QLabel()
        set_role(self.step, "title")
        self.back = IconButton("step-back", "The step before (←)", role="mini", size=16)
        self.back.clicked.connect(lambda: self.stepRequested.emit(self._cursor - 1))
        self.forward = IconButton("step-forward", "The step after (→)", role="mini", size=16)
        self.forward.clicked.connect(lambda: self.stepRequested.emit(self._cursor + 1))
        self.coordinate = CoordinateChooser()
        self.coordinate.chosen.connect(self.coordinateRequested)
        first = QHBoxLayout()
        first.setSpacing(4)
        first.addWidget(self.marker)
        first.addWidget(self.run, 1)
        first.addSpacing(4)
        for widget in (self.back, self.step, self.forward):
            first.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 8)
        column.setSpacing(6)
        column.addLayout(first)
        column.addWidget(self.coordinate)

    def show_run(self, runs: tuple[str, ...], run: int, style: Style) -> None:
        """Show the runs by their names, and the one looked into."""
        if runs != self._names:
            self._names = runs
            self.run.clear()
            self.run.addItems(runs)
        if self.run.currentIndex() != run:
            self.run.setCurrentIndex(run)
        self.marker.show_style(style)

    def show_step(self, update: int | None, cursor: int, last: int) -> None:
        """Show the update from row ``update`` - 1 on; None where there is none."""
        self._cursor = cursor
        self.step.setText("no step" if update is None else f"{update - 1} → {update}")
        self.step.setToolTip(
            "This run has made no step yet."
            if update is None
            else f"The update from step {update - 1} to step {update}"
        )
        self.back.setEnabled(cursor > 0)
        self.forward.setEnabled(cursor < last)

    def show_coordinate(self, names: Sequence[str], coordinate: int | None) -> None:
        """Show whose numbers are shown."""
        self.coordinate.show_choice(tuple(names), coordinate)
