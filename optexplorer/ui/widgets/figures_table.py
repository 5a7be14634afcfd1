"""A low table of figures that are read, not edited."""

from PySide6.QtCore import QEvent, QSize
from PySide6.QtWidgets import QAbstractItemView, QTableWidget

from optexplorer.ui.widgets.themed import tokens

_ROW = 24  # pixels on a desk
_BORDERS = 4


class FiguresTable(QTableWidget):
    """As high as its rows, up to so many; rows as high as the text is large."""

    def __init__(self, seen: int) -> None:
        """``seen`` rows are there without scrolling."""
        super().__init__()
        self._seen = seen
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setTabKeyNavigation(False)  # Tab goes on to the next widget
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setIconSize(QSize(14, 14))
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.fit()

    def fit(self) -> None:
        """Take the height of the rows that are there."""
        row = round(_ROW * tokens().larger)
        self.verticalHeader().setMinimumSectionSize(row)
        self.verticalHeader().setDefaultSectionSize(row)
        self.horizontalHeader().setFixedHeight(row)
        self.setFixedHeight(row * (1 + min(max(self.rowCount(), 1), self._seen)) + _BORDERS)

    def changeEvent(self, event: QEvent) -> None:
        """The text may have another size."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.fit()
