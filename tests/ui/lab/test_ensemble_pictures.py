"""How the charts of an ensemble are arranged, without the page about them."""

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from optexplorer.ui.lab.ensemble.page import Pictures
from optexplorer.ui.widgets.scroll_column import ScrollColumn


def test_narrow_pages_have_one_column(qtbot: QtBot) -> None:
    views = [QWidget() for _ in range(4)]
    for view in views:
        view.setMinimumSize(260, 180)
    column = ScrollColumn(Pictures(views, QWidget()))
    qtbot.addWidget(column)
    column.resize(700, 700)
    column.show()
    qtbot.waitUntil(lambda: views[1].x() > 300)
    column.resize(400, 900)
    qtbot.waitUntil(lambda: views[1].x() == 0)
    assert views[1].y() > 0
