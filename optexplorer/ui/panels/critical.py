"""The critical points in view, as a list to pick from and to start at."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout

from optexplorer.scene.critical_layer import CriticalLayer, CriticalMark
from optexplorer.ui.panels.critical_list import CriticalList
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.icon_button import IconButton
from optexplorer.ui.widgets.progress import continue_button
from optexplorer.ui.widgets.themed import set_role

_HEIGHT = 240  # pixels
_STOPPED = "Stopped: this part has not been searched"


class CriticalPanel(QFrame):
    """Lowest first. A row that is picked is ringed in the pictures."""

    chosen = Signal(object)  # parameters
    startRequested = Signal(object)  # parameters
    ownStartRequested = Signal(object)  # parameters, for the selected run alone
    curvatureRequested = Signal(object)  # parameters
    centreRequested = Signal(object)  # place in the picture
    closeRequested = Signal()
    againRequested = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "panel")
        self._layer: CriticalLayer | None = None
        self.state = note()
        self.list = CriticalList()
        self.list.picked.connect(self._pick)
        self.list.doubleClicked.connect(lambda _index: self._centre())
        self.start = QPushButton("Start here")
        self.start.setToolTip("Put the common start exactly on this point")
        self.start.clicked.connect(self._start)
        self.own_start = QPushButton("Start run here")
        self.own_start.clicked.connect(self._own_start)
        self.centre = QPushButton("Centre")
        self.centre.setToolTip("Bring this point to the middle of the picture")
        self.centre.clicked.connect(self._centre)
        self.curvature = QPushButton("Curvature")
        self.curvature.setToolTip(
            "Look closely: the quadratic model, and the curvature along a direction"
        )
        self.curvature.clicked.connect(self._look)
        self.again = continue_button("Search the part in view after all")
        self.again.clicked.connect(self.list.setFocus)  # it goes, and the next one would close
        self.again.clicked.connect(self.againRequested)
        close = IconButton("close", "Hide the critical points")
        close.clicked.connect(self.closeRequested)
        head = QHBoxLayout()
        head.addWidget(heading("Critical points"), 1)
        head.addWidget(self.again)
        head.addWidget(close)
        buttons = QGridLayout()
        buttons.setSpacing(6)
        for place, button in enumerate(self._buttons):
            buttons.addWidget(button, place // 2, place % 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.state)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        self.setFixedHeight(_HEIGHT)
        self._run: str | None = None
        self.show_run(None)

    def set_theme(self, theme: ThemeTokens) -> None:
        """Draw the marks anew."""
        self.list.set_theme(theme)

    def show_layer(self, layer: CriticalLayer | None, *, busy: bool, stopped: bool = False) -> None:
        """Show what is marked in the pictures; ``busy`` while more is to come.

        ``stopped`` if the search of the part in view was given up.
        """
        halted = stopped and not busy
        self.state.setText(_STOPPED if halted else _state(layer, busy))
        self.again.setVisible(halted)
        if layer is not self._layer:
            self._layer = layer
            self.list.show_marks(self._marks, -1 if layer is None else layer.chosen)
            self._enable()

    def show_run(self, name: str | None) -> None:
        """The selected run, which can start here alone."""
        self._run = name
        self.own_start.setToolTip(
            "Select a run to start it alone on this point"
            if name is None
            else f"Put a start for {name} alone exactly on this point"
        )
        self._enable()

    @property
    def _buttons(self) -> tuple[QPushButton, ...]:
        return self.start, self.own_start, self.centre, self.curvature

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter starts at the point that is picked."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._start()
        else:
            super().keyPressEvent(event)

    @property
    def _marks(self) -> Sequence[CriticalMark]:
        return () if self._layer is None else self._layer.marks

    @property
    def _current(self) -> CriticalMark | None:
        row = self.list.row
        return self._marks[row] if row >= 0 else None

    def _enable(self) -> None:
        for button in self._buttons:
            button.setEnabled(self._current is not None)
        self.own_start.setEnabled(self._current is not None and self._run is not None)

    def _pick(self, row: int) -> None:
        self.chosen.emit(self._marks[row].parameters)

    def _start(self) -> None:
        if mark := self._current:
            self.startRequested.emit(mark.parameters)

    def _own_start(self) -> None:
        if mark := self._current:
            self.ownStartRequested.emit(mark.parameters)

    def _look(self) -> None:
        if mark := self._current:
            self.curvatureRequested.emit(mark.parameters)

    def _centre(self) -> None:
        if mark := self._current:
            self.centreRequested.emit(mark.point)


def _state(layer: CriticalLayer | None, busy: bool) -> str:
    """How many there are, or that they are being searched for."""
    if busy:
        return "Searching the part in view…"
    if layer is None:
        return "Not searched."
    count = len(layer.marks)
    text = f"{count:,} in view" if count else "None in view"
    if layer.more:
        text = f"At least {text}"
    if (drawn := len(layer.drawn)) < count:
        text += f", {drawn} of them drawn"
    return text + (", besides curves or plateaus of them" if layer.continuum else "")
