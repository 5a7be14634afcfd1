"""The figures of an ensemble, a row a run."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QIcon, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem

from optexplorer.scene.ensemble import HEADER, Row
from optexplorer.ui.views.pixels import marker_stamp

_COLUMNS = (("Run", "In the colours of the race"), *HEADER)
_ROW = 24  # pixels
_SHOWN = 4  # rows before it scrolls
_OPTIONAL = [i for i, (title, _) in enumerate(_COLUMNS) if title in ("Theory", "Diverged")]
_NAME = 110  # pixels at least


class EnsembleTable(QTableWidget):
    """Nothing in it can be edited; what is true of no run has no column."""

    def __init__(self) -> None:
        super().__init__(0, len(_COLUMNS))
        self.setAccessibleName("Figures of each run")
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setIconSize(QSize(14, 14))
        self.setHorizontalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        for column, (title, tip) in enumerate(_COLUMNS):
            item = QTableWidgetItem(title)
            item.setToolTip(tip)
            item.setTextAlignment(_alignment(column))
            self.setHorizontalHeaderItem(column, item)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.show_rows(())

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these."""
        self.setRowCount(len(rows))
        for line, row in enumerate(rows):
            edge = QColor(Qt.GlobalColor.transparent).name(QColor.NameFormat.HexArgb)
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
        self._share_out()
        shown = min(max(len(rows), 1), _SHOWN)
        self.setFixedHeight(self.horizontalHeader().sizeHint().height() + shown * _ROW + 4)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The names take what the figures leave."""
        super().resizeEvent(event)
        self._share_out()

    def _share_out(self) -> None:
        self.resizeColumnsToContents()
        others = sum(self.columnWidth(i) for i in range(1, self.columnCount()))
        self.setColumnWidth(0, max(self.viewport().width() - others, _NAME))


def _alignment(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
