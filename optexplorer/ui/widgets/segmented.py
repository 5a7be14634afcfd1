"""One of a few, side by side."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QTabBar, QWidget


class Segmented(QTabBar):
    """A segmented control; ``chosen`` comes when a person chooses, never when told."""

    chosen = Signal(int)

    def __init__(self, choices: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """``choices`` are (text, tooltip)."""
        super().__init__(parent)
        self.setExpanding(True)
        self.setDrawBase(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideRight)  # in a narrow place
        for text, tooltip in choices:
            self.setTabToolTip(self.addTab(text), tooltip)
        self.currentChanged.connect(self.chosen)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel chooses nothing by accident."""
        event.ignore()

    def show_choice(self, index: int) -> None:
        """Select a segment."""
        was = self.blockSignals(True)
        self.setCurrentIndex(index)
        self.blockSignals(was)
