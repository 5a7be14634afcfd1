"""Charts in a real window: values to pixels, gaps, the mouse, the keyboard, axes."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from optexplorer.scene.chart import Band, Bars, Chart, Line, Points, Rule
from optexplorer.scene.palette import style
from optexplorer.ui.tokens import DARK
from optexplorer.ui.views.chart import ChartView
from tests.support.mouse import click, move, send

X = np.linspace(0.0, 100.0, 11)
LINE = Line(0, "first", style(0), X, X.copy())
SECOND = Line(1, "second", style(1), X, 50.0 + 0.0 * X)
CHART = Chart("Lines", "step", "loss", (LINE, SECOND), x_range=(0.0, 100.0), y_range=(0.0, 100.0))
BARS = Bars(0, "first", style(0), np.array([0.0, 50.0, 100.0]), np.array([20.0, 80.0]))


@pytest.fixture
def view(qtbot):
    view = ChartView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    view.show_chart(CHART)
    view.show()
    qtbot.waitExposed(view)
    view.grab()  # pyqtgraph lays out when it paints
    view.grab()
    return view


def colour_at(view, x, y):
    """What is painted at values of linear axes."""
    view.grab()  # pyqtgraph lays out when it paints
    at = view.plot.mapFromScene(view.view.mapViewToScene(QPointF(x, y)))
    return view.plot.grab().toImage().pixelColor(at)


def painted(view, x, y, run):
    """Whether the colour of a run is within a pixel of these values."""
    wanted = QColor(style(run).colour)
    view.grab()
    at = view.plot.mapFromScene(view.view.mapViewToScene(QPointF(x, y)))
    image = view.plot.grab().toImage()
    around = [image.pixelColor(at + QPoint(i, j)) for i in (-1, 0, 1) for j in (-1, 0, 1)]
    return any(
        max(abs(a - b) for a, b in zip(c.getRgb(), wanted.getRgb(), strict=True)) < 60 for c in around
    )


def test_a_line_is_painted_at_its_values(view):
    rect = view.view.rect()
    points = view.item.line_pixels(LINE)
    np.testing.assert_allclose(points[:, 0], X / 100.0 * rect.width(), atol=1e-6)
    np.testing.assert_allclose(points[:, 1], (1.0 - X / 100.0) * rect.height(), atol=1e-6)
    assert painted(view, 95.0, 50.0, 1)
    assert not painted(view, 95.0, 40.0, 1)


def test_a_stepped_line_goes_across_and_then_up(view):
    view.show_chart(replace(CHART, marks=(replace(LINE, x=X[:3], y=X[:3], step=True),)))
    across, up = view.item.line_pixels(view.chart.marks[0]).T
    assert across.tolist() == pytest.approx([across[0], across[1], across[1], across[3], across[3]])
    assert up.tolist() == pytest.approx([up[0], up[0], up[2], up[2], up[4]])


def test_values_without_a_logarithm_are_gaps(view):
    line = replace(LINE, y=np.array([10.0, 0.0, -1.0, *[10.0] * 8]))
    view.show_chart(replace(CHART, marks=(line,), y_range=(1.0, 100.0), y_log=True))
    assert view.logs == (False, True)
    assert view.left.log
    points = view.item.line_pixels(line)
    assert np.isnan(points[1:3, 1]).all()
    assert points[0, 1] == pytest.approx(0.5 * view.view.rect().height())
    assert painted(view, 40.0, 1.0, 0), "10 is in the middle of 1 to 100"
    assert not painted(view, 15.0, 1.0, 0)


def test_long_lines_are_thinned_but_keep_their_peaks_and_gaps(view):
    x = np.linspace(0.0, 100.0, 50_000)
    y = np.zeros(x.size)
    y[12_345], y[20_000:20_100] = 90.0, np.nan
    line = replace(LINE, x=x, y=y)
    view.show_chart(replace(CHART, marks=(line,)))
    view.grab()  # pyqtgraph lays out when it paints
    points = view.item.line_pixels(line)
    assert len(points) < 2 * view.width() + 10
    assert np.nanmin(points[:, 1]) == pytest.approx(0.1 * view.view.rect().height())
    assert np.isnan(points[:, 1]).any()


def test_bars_stand_over_each_other_or_side_by_side(view):
    other = replace(BARS, run=1, name="second", style=style(1))
    view.show_chart(replace(CHART, marks=(BARS, other)))
    view.grab()
    width, height = view.view.rect().width(), view.view.rect().height()
    first, second = view.item.bar_rects(BARS)
    assert (first.left(), first.width()) == pytest.approx((0.0, width / 2))
    assert second.top() == pytest.approx(0.2 * height)
    assert second.bottom() == pytest.approx(height)
    view.show_chart(replace(view.chart, beside=True))
    mine, others = view.item.bar_rects(BARS)[0], view.item.bar_rects(other)[0]
    assert mine.right() == pytest.approx(others.left())
    assert mine.width() == pytest.approx(width / 4)


def test_a_band_is_filled_between_its_curves_and_to_the_edge(view):
    band = Band(0, "first", style(0), X, np.full(11, 20.0), np.array([40.0] * 6 + [np.inf] * 5))
    view.show_chart(replace(CHART, marks=(band,)))
    ground = colour_at(view, 23.0, 67.0)
    assert colour_at(view, 23.0, 33.0) != ground
    assert colour_at(view, 23.0, 13.0) == ground
    assert colour_at(view, 93.0, 93.0) == colour_at(view, 23.0, 33.0)


def test_the_mouse_reads_values_off(view):
    move(view.plot, 31.0, 70.0)
    assert view.card.isVisible()
    assert view.card.title == "step 30"
    assert [(row.name, row.text) for row in view.card.rows] == [("first", "30.00"), ("second", "50.00")]
    assert view.rect().contains(view.card.geometry())
    assert view.item.reading == 30.0
    view.show_chart(replace(CHART, marks=(LINE,)))
    assert [row.name for row in view.card.rows] == ["first"], "still under the mouse"
    send(view.plot, QEvent.Type.Leave, QPointF())
    assert not view.card.isVisible()


def test_a_rule_tells_its_formula(view):
    view.show_chart(replace(CHART, rules=(Rule(60.0, "theory", "log(δ/σ)"),)))
    move(view.plot, 61.0, 20.0)
    assert view.card.tip == "log(δ/σ)"
    move(view.plot, 20.0, 90.0)
    assert view.card.tip == ""


def test_a_click_tells_the_value_and_the_mark(view):
    asked = []
    view.clicked.connect(lambda x, mark: asked.append((x, mark)))
    click(view.plot, 80.0, 80.0)
    click(view.plot, 20.0, 50.0)
    click(view.plot, 60.0, 5.0)
    assert [x for x, _ in asked] == pytest.approx([80.0, 20.0, 60.0], abs=0.5)
    assert [mark for _, mark in asked] == [LINE, SECOND, None]
    asked.clear()
    view.show_chart(replace(CHART, marks=(BARS,), x_range=(1.0, 100.0), x_log=True))
    click(view.plot, 1.9, 40.0)
    assert asked == [(pytest.approx(10**1.9, rel=0.02), BARS)]


def test_points_are_picked_and_have_intervals(view):
    one = Points(0, "first", style(0), *(np.array([v]) for v in (50.0, 40.0, 20.0, 90.0)))
    view.show_chart(replace(CHART, marks=(one,)))
    x, y = view.item.pixels(one.x, one.y)[0]
    assert view.item.mark_at(QPointF(x + 3, y)) is one
    assert view.item.mark_at(QPointF(x + 30, y)) is None
    assert painted(view, 50.0, 80.0, 0)
    assert not painted(view, 50.0, 95.0, 0)


def test_the_choice_of_an_axis_outlives_the_chart(view):
    chosen = []
    view.axesChosen.connect(lambda *logs: chosen.append(logs))
    view.show_chart(replace(CHART, y_log=True, y_range=None))
    assert view.logs == (False, True)
    view._fill_menu()
    entries = {action.text(): action for action in view._menu.actions()}
    assert entries["Vertical: logarithmic"].isChecked()
    entries["Vertical: linear"].trigger()
    entries["Horizontal: logarithmic"].trigger()
    assert chosen == [(False, False), (True, False)]
    view.show_chart(replace(CHART, y_log=True))
    assert view.logs == (True, False)
    view.show_chart(replace(CHART, marks=(replace(LINE, x=-X[::-1]),), x_range=None))
    assert view.logs == (False, False), "nothing would be left"
    view._fill_menu()
    off = next(a for a in view._menu.actions() if a.text() == "Horizontal: logarithmic")
    assert not off.isEnabled()
    assert "logarithm" in off.toolTip().split()


def test_the_arrow_keys_read_and_enter_asks(view, qtbot):
    asked = []
    view.clicked.connect(lambda x, mark: asked.append((x, mark)))
    view.activateWindow()
    view.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(view.hasFocus)
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.item.focused
    assert view.card.isVisible()
    QTest.keyClick(view, Qt.Key.Key_Return)
    assert asked == [(pytest.approx(52.0, abs=0.1), None)]
    view.clearFocus()
    assert not view.card.isVisible()


def test_without_marks_it_says_why(view):
    view.show_chart(Chart("Nothing", empty="Press Run."))
    assert not view.plot.isVisible()
    assert view._empty.isVisible()
    assert view._empty.text() == "Press Run."
    view.show_chart(CHART)
    assert view.plot.isVisible()


def test_it_is_small_where_it_must_and_takes_the_theme(view):
    assert (view.minimumWidth(), view.minimumHeight()) <= (260, 180)
    view.resize(260, 180)
    view.set_theme(DARK)
    assert painted(view, 95.0, 50.0, 1)
    image = view.plot.grab().toImage()
    assert image.pixelColor(image.width() - 3, 3) == DARK.color("canvas")


def test_a_name_longer_than_its_axis_ends_in_dots_until_there_is_room(view, qtbot):
    name = "final loss above the lowest (edge: 3e-10)"
    view.show_chart(replace(CHART, y_title=name))
    label = view.left.label

    def settled() -> str:
        for _ in range(2):
            view.grab()
        return label.toPlainText().strip()

    view.resize(400, 200)
    assert settled().endswith("…")
    assert name.startswith(settled()[:-1])
    assert label.toolTip() == name
    assert label.boundingRect().width() <= view.left.boundingRect().height()
    view.resize(400, 500)
    assert settled() == name
    assert label.toolTip() == ""
