"""The curves in a real window."""

import itertools
from dataclasses import replace
from unittest import mock

import numpy as np
import pytest
from PySide6.QtGui import QImage

from optexplorer.scene.chart import Chart, Line
from optexplorer.scene.palette import style
from optexplorer.ui.stylesheet import stylesheet
from optexplorer.ui.tokens import DARK
from optexplorer.ui.views.axes import Axis
from optexplorer.ui.views.chart import ChartView
from optexplorer.ui.views.contour import ContourView
from optexplorer.ui.views.curves import CurvesView
from optexplorer.ui.views.curves_item import CurvesItem
from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from tests.support.mouse import click, drag
from tests.support.races import HIMMELBLAU, at_step, race


@pytest.fixture(scope="module")
def frame():
    return race(HIMMELBLAU, steps=60, side=20)


@pytest.fixture
def view(qtbot, frame):
    view = CurvesView()
    qtbot.addWidget(view)
    view.resize(900, 260)
    view.show_frame(frame)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_each_panel_shows_its_range(view, frame):
    assert len(view.plots) == 2
    for plot, panel in zip(view.plots, frame.curves, strict=True):
        assert tuple(map(tuple, plot.view.viewRange())) == (panel.x_range, panel.y_range)
        assert plot.left.log is panel.log


def test_pressing_and_dragging_asks_for_the_cursor_within_the_run(view):
    asked = []
    view.cursorRequested.connect(lambda key, x: asked.append((key, x)))
    click(view.plots[1].plot, 20.0, 0.0)
    assert asked == [("gradient_norm", pytest.approx(20.0, abs=0.3))]
    drag(view.plots[0].plot, (10.0, 0.0), (30.0, 0.0), (75.0, 0.0))
    assert asked[-1] == ("loss", 60.0)
    drag(view.plots[0].plot, (10.0, -13.5), (12.0, -13.5), (40.0, -13.5))  # on the axis
    assert asked[-1] == ("loss", pytest.approx(40.0, abs=0.3))


def test_scrubbing_moves_only_the_line(view, frame):
    first = view.grab().toImage()
    kept = view.plots[0].curves._picture
    view.show_frame(at_step(frame, 20))
    assert view.grab().toImage() != first
    assert view.plots[0].curves._picture is kept


def test_curves_over_other_axes_come_a_moment_later_and_nothing_till_then(view, frame):
    view.grab()
    item = view.plots[0].curves
    panel = replace(frame.curves[0], x_label="another", log=not frame.curves[0].log)
    other = replace(frame, curves=(panel, *frame.curves[1:]))
    with (
        mock.patch.object(PAINT_BUDGET, "allows", return_value=False),
        mock.patch.object(CurvesItem, "paint_picture") as made,
        mock.patch.object(CurvesItem, "paint_over") as over,
    ):
        view.show_frame(other)
        view.grab()
        assert over.called
        assert not made.called
        assert item._picture is None
    view.grab()
    assert item._picture is not None


def test_the_menu_asks_for_axes(view, qtbot):
    asked = []
    view.axisRequested.connect(lambda *what: asked.append(what))
    view.plots[0]._fill_menu()
    for action in view.plots[0]._menu.actions():
        if action.text() in ("Linear", "Steps", "Epochs"):
            action.trigger()
    assert asked == [("loss", "linear"), ("loss", "step")], "without examples there are no epochs"


def test_epochs_are_on_offer_where_there_are_examples(view, frame, qtbot):
    curves = tuple(replace(panel, epochs_possible=True) for panel in frame.curves)
    view.show_frame(replace(frame, curves=curves))
    view.plots[0]._fill_menu()
    assert "Epochs" in [action.text() for action in view.plots[0]._menu.actions()]


def test_the_menu_marks_what_is_shown(view, frame):
    def marked():
        view.plots[0]._fill_menu()
        return [a.text() for a in view.plots[0]._menu.actions() if a.isChecked()]

    panel = replace(frame.curves[0], x_label="step")
    view.show_frame(replace(frame, curves=(panel, *frame.curves[1:])))
    assert marked() == ["Logarithmic", "Steps"]
    panel = replace(frame.curves[0], log=False, x_label="evaluations")
    view.show_frame(replace(frame, curves=(panel, *frame.curves[1:])))
    assert marked() == ["Linear", "Work (evaluations)"]


def test_without_runs_there_are_no_axes(view, frame):
    bare = tuple(replace(panel, curves=()) for panel in frame.curves)
    view.show_frame(replace(frame, curves=bare))
    for plot in view.plots:
        assert not plot.plot.isVisible()
        assert plot.empty.isVisible()
        assert plot.empty.text() == "No run to show"
    view.show_frame(frame)
    assert all(plot.plot.isVisible() and not plot.empty.isVisible() for plot in view.plots)


@pytest.mark.usefixtures("qapp")
@pytest.mark.parametrize("half", [1.5, 3.5, 4.0, 9.0, 400.0])
@pytest.mark.parametrize("size", [110.0, 150.0, 300.0, 900.0])
def test_an_axis_has_two_ticks_at_least(half, size):
    axis = Axis("bottom")
    ((_, values),) = axis.tickValues(-half, half, size)
    assert len(values) >= 2
    assert len(values) * 20.0 <= size


@pytest.mark.parametrize("side", ["left", "bottom"])
@pytest.mark.parametrize(
    ("low", "high"), [(0.0, 1.7e308), (-8e307, 8e307), (0.0, 5e-324), (1e-310, 3e-310)]
)
def test_an_axis_over_numbers_of_any_size(qapp, side, low, high):
    axis = Axis(side)
    ((step, values),) = axis.tickValues(low, high, 50.0)
    assert step > 0.0
    assert "inf" not in "".join(axis.tickStrings(values, 1.0, step))


@pytest.mark.parametrize(
    ("low", "high"), [(307.5, 308.6), (308.5, 309.5), (306.0, 307.5), (-324.5, -323.0), (21.5, 22.9)]
)
def test_a_logarithmic_axis_ends_where_numbers_do(qapp, low, high):
    axis = Axis("left", log=True)
    ((step, values),) = axis.tickValues(low, high, 100.0)
    texts = axis.tickStrings(values, 1.0, step)
    assert all(len(text) <= 17 and 0.0 < float(text.replace("−", "-")) < np.inf for text in texts)


@pytest.mark.parametrize(
    ("low", "high"), [(-0.4, 2.3), (0.2, 2.9), (-3.5, 1.4), (1.0, 9.5), (-9.9, 9.9)]
)
def test_a_logarithmic_axis_has_two_numbers_in_a_low_panel(qapp, low, high):
    axis = Axis("left", log=True)
    ((step, values),) = axis.tickValues(low, high, 60.0)
    assert len(values) >= 2
    assert len(values) <= 1 + (high - low) / step
    assert step == round(step), "whole decades"


def test_panels_come_and_go_and_take_the_theme(view, frame):
    view.show_frame(replace(frame, curves=frame.curves[:1], curve_cursors=(3.0,)))
    assert len(view.plots) == 1
    view.setStyleSheet(stylesheet(DARK))
    view.set_theme(DARK)
    view.show_frame(frame)
    image = view.grab().toImage()
    assert image.pixelColor(image.width() - 3, image.height() - 3) == DARK.color("canvas")


def test_log_axis_labels(view):
    axis = view.plots[0].left
    ((spacing, values),) = axis.tickValues(-12.0, 3.0, 200.0)
    assert axis.tickStrings([-9.0, 0.0], 1.0, spacing) == ["10⁻⁹", "10⁰"]
    assert all(value == round(value) for value in values)
    ((_, values),) = axis.tickValues(0.2, 1.5, 200.0)
    assert axis.tickStrings(values, 1.0, 1.0) == ["2", "5", "10", "20"]


def test_a_logarithm_is_offered_only_where_every_value_has_one(view, frame):
    panels = (replace(frame.curves[0], log=False, log_possible=False), *frame.curves[1:])
    view.show_frame(replace(frame, curves=panels))
    offered = []
    for plot in view.plots:
        plot._menu.aboutToShow.emit()
        entries = {a.text(): a.isEnabled() for a in plot._menu.actions()}
        assert entries["Linear"]
        offered.append(entries["Logarithmic"])
        why = [a.toolTip() for a in plot._menu.actions() if a.text() == "Logarithmic"]
        assert ("negative" in why[0]) != entries["Logarithmic"]
        assert plot._menu.toolTipsVisible()
    assert offered == [False, True]


@pytest.mark.usefixtures("qapp")
def test_a_deep_zoom_has_ticks_that_can_be_told_apart():
    for log, low, high in ((False, 0.1234567, 0.1234577), (True, -0.9134567, -0.9134560)):
        axis = Axis("bottom", log=log)
        ((spacing, values),) = axis.tickValues(low, high, 500.0)
        texts = axis.tickStrings(values, 1.0, spacing)
        assert len(values) >= 2
        assert len(set(texts)) == len(texts)
        numbers = [float(text) for text in texts]
        assert np.allclose(np.log10(numbers) if log else numbers, values, rtol=0.0, atol=1e-9)
        assert np.ptp(np.diff(numbers)) < 1e-9  # even steps


def chart() -> ChartView:
    x = np.array([0.0, 1.0, 2.0])
    line = Line(0, "loss", style(0), x, 10.0**-x)
    names = ((0.0, "Adam"), (1.0, "BFGS"), (2.0, "momentum"), (9.0, "beyond"))
    view = ChartView()
    view.show_chart(Chart("race", "", "loss", (line,), x_names=names, y_log=True))
    return view


@pytest.mark.parametrize("what", ["contours", "curves", "chart"])
def test_axes_are_painted_as_pyqtgraph_does(qtbot, frame, monkeypatch, what):
    """Lines, grids, numbers and names, in a fraction of its steps."""

    def painted() -> QImage:
        view = chart() if what == "chart" else {"contours": ContourView, "curves": CurvesView}[what]()
        qtbot.addWidget(view)
        view.resize(700, 500)
        if what != "chart":
            view.show_frame(frame)
        with qtbot.waitExposed(view):
            view.show()
        for _ in range(3):  # the axis takes the width of its numbers
            view.grab()
        return view.grab().toImage()

    ours = painted()
    for name in ("generateDrawSpecs", "drawPicture"):
        monkeypatch.delattr(Axis, name)
    assert ours == painted()


@pytest.mark.parametrize(("width", "fits"), [(1200, True), (320, False)])
def test_names_under_a_chart_are_as_long_as_there_is_room(qtbot, width, fits):
    view = chart()
    long = ((0.0, "gradient descent with momentum"), (1.0, "BFGS"), (2.0, "Adam"))
    view.show_chart(replace(view.chart, x_names=long, x_range=(-0.5, 2.5)))
    qtbot.addWidget(view)
    with mock.patch.object(Axis, "drawPicture", autospec=True) as drawn:
        view.resize(width, 300)
        view.grab()
    *_, boxes = [call.args[4] for call in drawn.call_args_list if call.args[0] is view.bottom]
    texts = [text for _, text in boxes]
    assert (texts[0] == long[0][1]) is fits
    assert texts[0][:4] == "grad"
    assert fits or texts[0].endswith("…")
    assert texts[1:] == ["BFGS", "Adam"]
    for (left, _), (right, _) in itertools.pairwise(boxes):
        assert left.right() < right.left()
