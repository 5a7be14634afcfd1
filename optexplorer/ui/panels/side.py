"""The right side of the window: the runs, or the inside of one step; what is asked for below."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from optexplorer.ui.widgets.segmented import Segmented
from optexplorer.ui.widgets.themed import set_role

_PAGES = (
    ("Runs", "The optimizers that race, and their settings"),
    ("Inside", "The step at the cursor, taken apart: formula, numbers, arrows"),
)


class SidePanel(QFrame):
    """Two pages under one heading, and below them what is shown when asked for."""

    insideRequested = Signal(bool)

    def __init__(self, runs: QWidget, inside: QWidget, *below: QWidget) -> None:
        super().__init__()
        set_role(self, "panel")
        self.tabs = Segmented(_PAGES)
        self.tabs.chosen.connect(lambda page: self.insideRequested.emit(page == 1))
        self._widgets = runs, inside
        self.pages = QStackedWidget()
        self.pages.addWidget(runs)
        self.pages.addWidget(inside)
        head = QVBoxLayout()
        head.setContentsMargins(12, 12, 12, 8)
        head.addWidget(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.pages, 1)
        for panel in below:
            column.addWidget(panel)
            panel.hide()

    def show_inside(self, inside: bool) -> None:
        """Turn to the page; the other one asks for no room meanwhile."""
        self.tabs.show_choice(int(inside))
        self.pages.setCurrentIndex(int(inside))
        self.setMinimumWidth(self._widgets[int(inside)].minimumWidth())
