"""A look at a table: what it holds, and its first rows."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.number_text import number_text

if TYPE_CHECKING:
    from optexplorer.problems.data.table import Column, Table

ROWS = 4
_MAX_COLUMNS = 50
_FIGURES = 6
_NARROWEST = 36  # pixels of a column


class TablePreview(QWidget):
    """Rows, columns, missing cells, text columns and notes in words; the first rows as a table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.summary = note()
        self.summary.setTextFormat(Qt.TextFormat.PlainText)
        self.table = QTableWidget()
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.table.setAccessibleName("first rows")
        self.table.setTabKeyNavigation(False)
        self.table.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.table.horizontalHeader().setMinimumSectionSize(_NARROWEST)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(22)
        self.table.horizontalHeader().setFixedHeight(26)
        self.table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setFixedHeight(26 + ROWS * 22 + 10)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.summary)
        column.addWidget(self.table)

    def show_table(self, table: "Table") -> None:
        """Show a table."""
        self.summary.setText(table_summary(table))
        columns = table.columns[:_MAX_COLUMNS]
        rows = min(table.rows, ROWS)
        self.table.setRowCount(rows)
        self.table.setColumnCount(len(columns))
        for j, column in enumerate(columns):
            head = QTableWidgetItem(column.name)
            head.setToolTip(column.name)
            self.table.setHorizontalHeaderItem(j, head)
            for i in range(rows):
                item = QTableWidgetItem(_cell(column, i))
                if column.kind == "numeric":
                    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.table.setItem(i, j, item)
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width for the columns."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """Letters of another size need another width."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

    def _fit(self) -> None:
        header, columns = self.table.horizontalHeader(), range(self.table.columnCount())
        cells = [max(self.table.sizeHintForColumn(j), _NARROWEST) for j in columns]
        whole = [max(cells[j], header.sectionSizeHint(j)) for j in columns]
        for j, width in enumerate(widths(cells, whole, self.table.viewport().width())):
            self.table.setColumnWidth(j, width)


def widths(cells: list[int], whole: list[int], room: int) -> list[int]:
    """Pixels for each column: ``whole``, or less down to ``cells`` so that all of them are seen.

    Where not even the cells have room, each column is whole, and the table scrolls.
    """
    spare, wanted = room - sum(cells), sum(whole) - sum(cells)
    if spare < 0 or spare >= wanted:
        return whole
    return [least + (most - least) * spare // wanted for least, most in zip(cells, whole, strict=True)]


def table_summary(table: "Table") -> str:
    """The table in words: "342 rows, 4 columns · 2 cells missing · text: species"."""
    parts = [f"{_count(table.rows, 'row')}, {_count(len(table.columns), 'column')}"]
    missing = sum(column.missing for column in table.columns)
    if missing:
        parts.append(f"{_count(missing, 'cell')} missing")
    texts = [column.name for column in table.columns if column.kind == "text"]
    if texts:
        parts.append(f"text: {', '.join(texts)}")
    return "\n".join([" · ".join(parts), *table.notes])


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _cell(column: "Column", row: int) -> str:
    value = float(column.values[row])
    if np.isnan(value):
        return ""
    if column.kind == "text":
        return column.labels[int(value)]
    return number_text(float(f"{value:.{_FIGURES}g}"))
