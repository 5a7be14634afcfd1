"""A window of many costly pictures is painted in several goes, and no picture is forgotten."""

from collections.abc import Callable
from itertools import chain

import numpy as np
import pytest
from PySide6.QtGui import QPainter
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


@pytest.fixture
def page(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Page:
    """Has been painted; time is always up at once."""
    page = Page()
    page.show_charts()
    shown(qtbot, page)
    qtbot.waitUntil(lambda: {0, 1, 2} <= set(page.made))
    monkeypatch.setattr(paint_budget, "SECONDS", 0.0)
    return page


def paintings(page: Page, monkeypatch: pytest.MonkeyPatch, then: Callable[[], None]) -> list[list[int]]:
    """Filled with what each painting made anew; ``then`` comes after it."""
    result: list[list[int]] = []

    def paint() -> None:
        page.made.clear()
        page.gate._paint()
        result.append(list(page.made))
        then()

    page.gate._turn.timeout.disconnect()
    page.gate._turn.timeout.connect(paint)
    return result


def test_each_painting_makes_what_was_left_over_first(
    page: Page, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    done = paintings(page, monkeypatch, lambda: None)
    page.show_charts(1)
    qtbot.waitUntil(lambda: sorted(chain(*done)) == [0, 1, 2])
    assert max(map(len, done)) == 1
    assert not any(chart.item._stale for chart in page.charts)


def test_none_waits_for_ever_while_all_change_all_the_time(
    page: Page, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    done: list[list[int]] = paintings(page, monkeypatch, lambda: page.show_charts(len(done)))
    page.show_charts(1)
    qtbot.waitUntil(lambda: len(done) >= 30)
    made = list(chain(*done))
    assert all(made.count(i) >= 5 for i in range(3)), made


def test_a_grab_shows_everything(page: Page, qtbot: QtBot) -> None:
    page.show_charts(1)
    page.made.clear()
    page.grab()
    assert sorted(page.made) == [0, 1, 2]
