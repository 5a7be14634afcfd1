"""Pills that turn a direction to where it belongs: along an axis, along an eigen-direction."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from optexplorer.ui.widgets.themed import set_role


@dataclass(frozen=True)
class Way:
    """A direction to turn to."""

    text: str
    tooltip: str
    angle: float  # degrees


class LocalWays(QWidget):
    """Shows which of them the direction has."""

    turned = Signal(float)  # degrees

    def __init__(self) -> None:
        super().__init__()
        self.pills: list[QPushButton] = []
        self._ways: tuple[Way, ...] = ()
        self._line = QHBoxLayout(self)
        self._line.setContentsMargins(0, 0, 0, 0)
        self._line.setSpacing(4)

    def show_ways(self, ways: Sequence[Way], angle: float) -> None:
        """Offer these; one is checked while the direction lies along it, either way."""
        self._ways = tuple(ways)
        while len(self.pills) < len(ways):
            self._add(len(self.pills))
        for pill, way in zip(self.pills, ways, strict=False):
            pill.setText(way.text)
            pill.setToolTip(way.tooltip)
            pill.setChecked(abs((angle - way.angle + 90.0) % 180.0 - 90.0) < 1e-6)
        for place, pill in enumerate(self.pills):
            pill.setVisible(place < len(ways))

    def _add(self, place: int) -> None:
        pill = QPushButton()
        pill.setCheckable(True)
        set_role(pill, "chip")
        pill.clicked.connect(lambda: self._turn(place))
        self.pills.append(pill)
        self._line.addWidget(pill)

    def _turn(self, place: int) -> None:
        self.pills[place].setChecked(True)  # a second click does not turn back
        if place < len(self._ways):  # it may be gone since it was pressed
            self.turned.emit(self._ways[place].angle)
