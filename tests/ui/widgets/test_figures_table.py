"""A table of figures is as high as its rows, and these as the text is large."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QTableWidgetItem, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.ui import theme
from optexplorer.ui.tokens import LIGHT, for_an_audience
from optexplorer.ui.widgets.figures_table import FiguresTable
from tests.ui.tools import shown


def filled(qtbot: QtBot, rows: int) -> FiguresTable:
    table = FiguresTable(3)
    table.setColumnCount(1)
    table.setHorizontalHeaderLabels(["Run"])
    table.setRowCount(rows)
    for row in range(rows):
        table.setItem(row, 0, QTableWidgetItem("Gradient descent"))
    table.fit()
    return shown(qtbot, table)


def test_so_many_rows_are_seen_and_no_more(qtbot: QtBot) -> None:
    few, many = filled(qtbot, 2), filled(qtbot, 9)
    for table, last in ((few, 1), (many, 2)):
        seen = table.visualItemRect(table.item(last, 0))
        assert table.viewport().rect().contains(seen)
        assert table.viewport().height() < seen.bottom() + seen.height() / 2
    assert many.verticalScrollBar().maximum() > 0
    assert few.verticalScrollBar().maximum() == 0


def test_larger_text_has_larger_rows(qtbot: QtBot, qapp: QApplication) -> None:
    table = filled(qtbot, 3)
    dress = theme.apply(qapp, "light")
    before = table.rowHeight(0), table.horizontalHeader().height()
    dress.set_presenting(True)
    dress.finish()
    after = table.rowHeight(0), table.horizontalHeader().height()
    dress.set_presenting(False)
    dress.finish()
    needed = for_an_audience(LIGHT).font_body
    assert min(after) > 1.3 * max(before)
    assert min(after) > 1.5 * needed
    assert (table.rowHeight(0), table.horizontalHeader().height()) == before


def test_tab_leads_out_of_a_table(qtbot: QtBot) -> None:
    room = QWidget()
    column, table, after = QVBoxLayout(room), FiguresTable(3), QPushButton("after")
    for widget in (table, after):
        column.addWidget(widget)
    table.setColumnCount(3)
    table.setRowCount(3)
    shown(qtbot, room)
    table.setFocus()
    QTest.keyClick(table, Qt.Key.Key_Tab)
    assert after.hasFocus()
    QTest.keyClick(after, Qt.Key.Key_Backtab)
    assert table.hasFocus()
