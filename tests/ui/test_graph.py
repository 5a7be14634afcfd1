"""The graph view in a real window."""

from dataclasses import replace
from unittest import mock

import numpy as np
import pytest

from optexplorer.ui.tokens import DARK
from optexplorer.ui.views.axes import Axis
from optexplorer.ui.views.graph import GraphView
from tests.support.mouse import click, drag, move
from tests.support.races import WAVE, at_step, race


@pytest.fixture(scope="module")
def frame():
    return race(WAVE, steps=40)


@pytest.fixture
def view(qtbot, frame):
    view = GraphView()
    qtbot.addWidget(view)
    view.resize(640, 420)
    view.show_frame(frame)
    view.show()
    qtbot.waitExposed(view)
    return view


def test_the_whole_graph_is_in_view(view, frame):
    (x0, x1), (y0, y1) = view.view.viewRange()
    assert (x0, x1) == pytest.approx((-6.0, 6.0))
    assert y0 < frame.graph.loss.min()
    assert y1 > frame.graph.loss.max()


def test_the_start_moves_along_the_graph(view):
    dragged = []
    view.startDragged.connect(lambda x, y: dragged.append((x, y)))
    drag(view.plot, (4.4, WAVE.f(4.4)), (3.0, 3.0), (1.0, 5.0))
    x, y = dragged[-1]
    assert x == pytest.approx(1.0, abs=0.05)
    assert y == pytest.approx(WAVE.f(x), abs=0.02)
    assert view.marks.handles[0].at == (x, y)


def test_clicks_and_hover(view, frame):
    requested, clicked, hovered = [], [], []
    view.startRequested.connect(lambda x, y: requested.append(x))
    view.pathClicked.connect(lambda *at: clicked.append(at))
    view.hovered.connect(lambda x, y: hovered.append(x))
    click(view.plot, -3.0, 5.0)
    assert requested == [pytest.approx(-3.0, abs=0.05)]
    path = frame.paths[3]
    click(view.plot, path.points[3, 0], path.loss[3])
    assert clicked
    move(view.plot, 2.0, 4.0)
    assert hovered[-1] == pytest.approx(2.0, abs=0.05)


def test_frames_keep_the_view_and_a_pan_announces_x_only(view, frame, qtbot):
    before = view.view.viewRange()
    view.show_frame(at_step(frame, 3))
    assert view.view.viewRange() == before
    with qtbot.waitSignal(view.boxChanged) as signal:
        drag(view.plot, (-3.0, 5.0), (-2.5, 5.0), (-2.0, 5.0))
    (box,) = signal.args
    assert len(box) == 1
    assert box[0] == pytest.approx((-7.0, 5.0), abs=0.1)


def test_values_that_are_no_numbers_and_the_theme(view, frame):
    holes = frame.graph.loss.copy()
    holes[100:200] = np.nan
    holes[300] = np.inf
    view.show_frame(replace(frame, graph=replace(frame.graph, loss=holes)))
    light = view.grab().toImage()
    view.set_theme(DARK)
    assert view.grab().toImage() != light


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.7e308), (-1.7e308, 1.7e308), (0.0, 1e-320)])
def test_a_graph_of_losses_of_any_size(qtbot, frame, low, high):
    view = GraphView()
    qtbot.addWidget(view)
    share = np.linspace(0.0, 1.0, len(frame.graph.x))
    loss = low * (1.0 - share) + high * share
    view.show_frame(replace(frame, graph=replace(frame.graph, loss=loss)))
    _, (y0, y1) = view.view.viewRange()
    assert y0 < max(low, -8e306)
    assert y1 > min(high, 8e306)
    view.grab()


def test_where_there_is_no_value_no_mark_is_painted(view, frame):
    start = frame.marks.start[0]
    loss = np.where(np.abs(frame.graph.x - start) < 1.0, np.nan, frame.graph.loss)
    heads = tuple(replace(head, loss=np.nan) for head in frame.heads)
    view.show_frame(replace(frame, graph=replace(frame.graph, loss=loss), heads=heads))
    view.grab()  # without a warning of Qt's


def test_what_is_constant_is_shown_though_it_is_large(view, frame):
    loss = np.full_like(frame.graph.loss, 1e20)
    view.show_frame(replace(frame, graph=replace(frame.graph, loss=loss), box=((0.0, 1.0),)))
    _, (y0, y1) = view.view.viewRange()
    assert y0 < 1e20 < y1
    view.grab()


def test_where_no_value_is_finite_it_is_said_and_there_are_no_heights(view, frame):
    numbers, nowhere = Axis.tickStrings, np.full(frame.graph.x.size, np.nan)
    for loss, blank in ((nowhere, True), (frame.graph.loss, False)):
        view.show_frame(replace(frame, graph=replace(frame.graph, loss=loss)))
        with mock.patch.object(Axis, "tickStrings", autospec=True, side_effect=numbers) as numbered:
            view.resize(view.width() + 20, view.height() + 20)
            view.grab()
        assert view.blank.isVisible() is blank
        assert np.isfinite(view.marks.handles[0].at).all()
        axes = [call.args[0] for call in numbered.call_args_list]
        assert view.bottom in axes
        assert (view.left in axes) is not blank
