"""The centre of the window: the race, or a page of the laboratory, under a strip of their names.

Between the two stands where in a lecture one is, on whatever page its scene is.
"""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QStackedWidget, QVBoxLayout, QWidget

from optexplorer.ui.widgets.segmented import Segmented
from optexplorer.ui.widgets.themed import set_role


class Centre(QFrame):
    """A stack of pages; those but the first come when they are asked for."""

    pageRequested = Signal(int)

    def __init__(self, names: Sequence[tuple[str, str]], bar: QWidget, first: QWidget) -> None:
        """``names`` are (title, tooltip), a page each; ``bar`` stands over all of them."""
        super().__init__()
        set_role(self, "panel")
        self.strip = Segmented(names)
        self.strip.setAccessibleName("Pages")
        self.strip.chosen.connect(self.pageRequested)
        self._head = QWidget()
        head = QVBoxLayout(self._head)
        head.setContentsMargins(12, 6, 12, 6)
        head.addWidget(self.strip)
        self.stack = QStackedWidget()
        self.stack.addWidget(first)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head)
        column.addWidget(bar)
        column.addWidget(self.stack, 1)

    def show_strip(self, shown: bool) -> None:
        """With the names of the pages, or the pages alone."""
        self._head.setVisible(shown)

    def add_page(self, page: QWidget) -> None:
        """Take one in, behind the others."""
        self.stack.addWidget(page)

    def show_page(self, index: int, page: QWidget) -> None:
        """Bring ``page`` to the front; ``index`` is its place in the strip."""
        self.strip.show_choice(index)
        self.stack.setCurrentWidget(page)
