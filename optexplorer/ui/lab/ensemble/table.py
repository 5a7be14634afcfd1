"""The figures of an ensemble, a row a run."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QIcon, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem

from optexplorer.scene.ensemble import HEADER, Row
from optexplorer.ui.views.pixels import marker_stamp
from optexplorer.ui.widgets.figures_table import FiguresTable
from optexplorer.ui.widgets.stamp import argb

_COLUMNS = (("Run", "In the colours of the race"), *HEADER)
_SHOWN = 4  # rows before it scrolls
_OPTIONAL = [i for i, (title, _) in enumerate(_COLUMNS) if title in ("Theory", "Diverged")]
_NAME = 110  # pixels at least


class EnsembleTable(FiguresTable):
    """Nothing in it can be edited; what is true of no run has no column."""

    def __init__(self) -> None:
        super().__init__(_SHOWN)
        self.setColumnCount(len(_COLUMNS))
        self.setAccessibleName("Figures of each run")
        self.setHorizontalScrollMode(FiguresTable.ScrollMode.ScrollPerPixel)
        for column, (title, tip) in enumerate(_COLUMNS):
            item = QTableWidgetItem(title)
            item.setToolTip(tip)
            item.setTextAlignment(_alignment(column))
            self.setHorizontalHeaderItem(column, item)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.show_rows(())

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these."""
        self.setRowCount(len(rows))
        for line, row in enumerate(rows):
            edge = argb(QColor(Qt.GlobalColor.transparent))
            icon = QIcon(marker_stamp(row.style, 11.0, edge, 0.0).picture(self.devicePixelRatioF()))
            for column, text in enumerate((row.name, *row.cells)):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_alignment(column))
                item.setToolTip(f"{_COLUMNS[column][0]}: {text}" if text else "")
                if not column:
                    item.setIcon(icon)
                self.setItem(line, column, item)
        for column in _OPTIONAL:
            self.setColumnHidden(column, not any(row.cells[column - 1] for row in rows))
        self.fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The names take what the figures leave."""
        super().resizeEvent(event)
        self._share_out()

    def fit(self) -> None:
        """Also in breadth: the text may have another size."""
        super().fit()
        self._share_out()

    def _share_out(self) -> None:
        if not self.rowCount():  # it is not seen without rows, and Qt takes its time
            return
        self.resizeColumnsToContents()
        others = sum(self.columnWidth(i) for i in range(1, self.columnCount()))
        self.setColumnWidth(0, max(self.viewport().width() - others, _NAME))


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
