"""A page of three charts, and how a test paints it and sees it."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.scene.chart import Chart, Line
from optexplorer.scene.palette import style
from optexplorer.ui.paint_gate import PaintGate
from optexplorer.ui.views import paint_budget
from optexplorer.ui.views.chart import ChartView
from tests.ui.tools import shown

X = np.linspace(0.0, 1.0, 11)
CHARTS = [
    Chart(f"chart {i}", "x", "y", (Line(i, "line", style(i), X, X**i),), x_range=(0, 1), y_range=(0, 1))
    for i in range(3)
]


class Page(QWidget):
    """Three charts, and in which painting which of them was made anew."""

    def __init__(self) -> None:
        super().__init__()
        self.charts = [ChartView() for _ in CHARTS]
        row = QHBoxLayout(self)
        for chart in self.charts:
            row.addWidget(chart)
        self.gate = PaintGate(self)
        self.made: list[int] = []
        for i, chart in enumerate(self.charts):
            chart.item.paint_picture = self._noting(i, chart.item.paint_picture)

    def show_charts(self, turn: int = 0) -> None:
        """Show every chart, or another one."""
        for i, chart in enumerate(self.charts):
            chart.show_chart(CHARTS[(i + turn) % 3])

    def _noting(self, i: int, paint: Callable[[QPainter], None]) -> Callable[[QPainter], None]:
        def noting(painter: QPainter) -> None:
            self.made.append(i)
            paint(painter)

        return noting


def painted_page(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Page:
    """It has been painted; time is always up at once."""
    page = Page()
    page.show_charts()
    shown(qtbot, page)
    qtbot.waitUntil(lambda: {0, 1, 2} <= set(page.made))
    monkeypatch.setattr(paint_budget, "SECONDS", 0.0)
    return page


def paint(page: Page) -> None:
    """Let everybody say what has changed, then paint."""
    QCoreApplication.processEvents()
    page.gate._paint()
    QCoreApplication.processEvents()


def plots(page: Page, picture: QPixmap) -> list[QImage]:
    """The charts' plots in a picture of the page."""
    views = [chart.plot.viewport() for chart in page.charts]
    rects = [QRect(view.mapTo(page, QPoint(0, 0)), view.size()) for view in views]
    image = picture.toImage().convertToFormat(QImage.Format.Format_RGB32)
    return [image.copy(rect) for rect in rects]


def on_screen(page: Page) -> list[QImage]:
    """The plots as a person sees them."""
    QCoreApplication.processEvents()
    return plots(page, page.screen().grabWindow(page.winId()))
