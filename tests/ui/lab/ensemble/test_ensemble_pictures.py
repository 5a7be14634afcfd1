"""How the charts of an ensemble are arranged, without the page about them."""

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from optexplorer.scene.chart import Chart, Line
from optexplorer.scene.palette import style
from optexplorer.ui.lab.ensemble.page import Pictures
from optexplorer.ui.views.chart import ChartView
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


def test_a_chart_without_marks_leaves_the_others_their_size(qtbot: QtBot) -> None:
    views = [ChartView() for _ in range(4)]
    table = QWidget()
    table.setFixedHeight(100)
    column = ScrollColumn(Pictures(views, table))
    qtbot.addWidget(column)
    column.resize(700, 560)
    for view in views:
        view.show_chart(Chart("Loss", marks=(Line(0, "", style(0), np.arange(3.0), np.arange(3.0)),)))
    column.show()
    qtbot.waitUntil(lambda: views[1].x() > 300)
    views[1].show_chart(Chart("Steps to escape", empty="No member has escaped."))
    QCoreApplication.processEvents()
    assert table.geometry().bottom() < column.height()
    assert abs(views[0].height() - views[2].height()) <= 1
