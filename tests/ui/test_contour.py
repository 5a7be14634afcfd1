"""The contour view in a real window."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication

from optexplorer.core.problem import is_side
from optexplorer.scene.frame import EventLayer, Style
from optexplorer.scene.surface_layer import surface_layer
from optexplorer.ui.tokens import DARK, LIGHT
from optexplorer.ui.views.contour import ContourView
from optexplorer.ui.views.surface_item import SurfaceItem, lines_between
from tests.support.mouse import click, drag, move, position
from tests.support.races import HIMMELBLAU, at_step, race

NO_KEYS = Qt.KeyboardModifier.NoModifier


@pytest.fixture(scope="module")
def frame():
    return race(HIMMELBLAU, steps=60, side=60)


@pytest.fixture
def view(qtbot, frame):
    view = ContourView()
    qtbot.addWidget(view)
    view.resize(640, 520)
    view.show_frame(frame)
    view.show()
    qtbot.waitExposed(view)
    return view


def pixel(view, x, y):
    at = view.plot.viewport().mapTo(view, position(view.plot, x, y).toPoint())
    return view.grab().toImage().pixelColor(at)


def test_dragging_the_start_tells_every_move_and_the_drop(view, frame):
    dragged, dropped, requested = [], [], []
    view.startDragged.connect(lambda x, y: dragged.append((x, y)))
    view.startDropped.connect(lambda x, y: dropped.append((x, y)))
    view.startRequested.connect(lambda x, y: requested.append((x, y)))
    before = view.view.viewRange()
    drag(view.plot, frame.marks.start, (0.5, 0.0), (1.0, 1.0), (2.0, 3.0))
    assert dragged[-1] == pytest.approx((2.0, 3.0), abs=0.05)
    assert len(dragged) >= 2
    assert dropped == [pytest.approx((2.0, 3.0), abs=0.05)]
    assert requested == []
    assert view.view.viewRange() == before


def test_the_handle_keeps_its_distance_to_the_mouse(view, frame):
    dropped = []
    view.startDropped.connect(lambda x, y: dropped.append((x, y)))
    x, y = frame.marks.start
    drag(view.plot, (x + 0.1, y + 0.1), (1.0, 1.0), (2.1, 3.1))
    assert dropped == [pytest.approx((2.0, 3.0), abs=0.05)]


def test_a_frame_during_a_drag_does_not_take_the_handle_from_the_mouse(view, frame):
    late = []
    view.startDragged.connect(lambda *_: view.show_frame(replace(frame, marks=replace(frame.marks))))
    view.startDragged.connect(lambda *_: late.append(view.marks.handles[0].at))
    drag(view.plot, frame.marks.start, (0.5, 0.0), (1.0, 1.0))
    assert late[-1] == pytest.approx((1.0, 1.0), abs=0.05)


def test_a_runs_own_start_has_its_own_signals(view, frame):
    view.show_frame(replace(frame, marks=replace(frame.marks, own_starts=((2, (2.0, -3.0)),))))
    dragged, common = [], []
    view.runStartDragged.connect(lambda run, x, y: dragged.append((run, x, y)))
    view.startDragged.connect(lambda *at: common.append(at))
    drag(view.plot, (2.0, -3.0), (1.0, -3.0), (0.0, -3.0))
    assert dragged[-1] == (2, pytest.approx(0.0, abs=0.05), pytest.approx(-3.0, abs=0.05))
    assert common == []


def test_clicks_choose_a_path_point_or_a_new_start(view, frame):
    requested, clicked = [], []
    view.startRequested.connect(lambda x, y: requested.append((x, y)))
    view.pathClicked.connect(lambda run, step: clicked.append((run, step)))
    click(view.plot, 3.9, -3.9)
    assert requested == [pytest.approx((3.9, -3.9), abs=0.05)]
    point = frame.paths[1].points[12]
    click(view.plot, *point)
    run, step = clicked[0]
    assert np.hypot(*(frame.paths[run].points[step] - point)) < 0.1
    assert len(requested) == 1


def test_the_axes_pan_and_take_no_clicks(view):
    requested = []
    view.startRequested.connect(lambda x, y: requested.append((x, y)))
    click(view.plot, 0.0, -5.6)
    assert requested == []
    drag(view.plot, (0.0, -5.6), (1.0, -5.6), (2.0, -5.6))
    assert np.allclose(view.view.viewRange(), [(-7.2, 3.2), (-5.2, 5.2)], atol=0.05)


def test_the_arrow_keys_nudge_the_start(view, frame, qtbot):
    dropped = []
    view.startDropped.connect(lambda x, y: dropped.append((x, y)))
    qtbot.keyClick(view, Qt.Key.Key_Right)
    qtbot.keyClick(view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    x, y = frame.marks.start
    assert dropped == [pytest.approx((x + 0.104, y)), pytest.approx((x + 0.104, y + 0.0104))]


def test_a_key_that_is_held_moves_the_start_on_and_is_one_move(view, frame):
    dragged, dropped = [], []
    view.startDragged.connect(lambda x, y: dragged.append((x, y)))
    view.startDropped.connect(lambda x, y: dropped.append((x, y)))
    for repeated in (False, True, True):
        event = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Right, NO_KEYS, "", repeated)
        QApplication.sendEvent(view, event)
        view.show_frame(replace(frame, marks=replace(frame.marks)))  # of where it was at first
    assert not dropped
    x, y = frame.marks.start
    assert dragged == [pytest.approx((x + 0.104 * i, y)) for i in (1, 2, 3)]
    QApplication.sendEvent(view, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Right, NO_KEYS))
    assert dropped == dragged[-1:]
    QApplication.sendEvent(view, QKeyEvent(QEvent.Type.KeyRelease, Qt.Key.Key_Right, NO_KEYS))
    assert len(dropped) == 1


def test_a_new_frame_never_moves_the_view_but_a_new_box_does(view, frame):
    view.view.setRange(xRange=(-1.0, 1.0), yRange=(-1.0, 1.0), padding=0.0)
    before = view.view.viewRange()
    view.show_frame(at_step(frame, 10))
    view.show_frame(race(HIMMELBLAU, steps=20, runs=2, side=30))  # the same box
    assert view.view.viewRange() == before
    view.show_frame(replace(frame, box=((0.0, 2.0), (0.0, 4.0))))
    assert np.allclose(view.view.viewRange(), [(0.0, 2.0), (0.0, 4.0)])


def test_a_pan_is_announced_once_it_settles_and_its_echo_does_not_jump(view, frame, qtbot):
    boxes = []
    view.boxChanged.connect(boxes.append)
    with qtbot.waitSignal(view.boxChanged):
        drag(view.plot, (3.9, 3.9), (3.0, 3.9), (1.9, 3.9))
    assert len(boxes) == 1
    (x0, x1), _ = boxes[0]
    assert (x0, x1) == pytest.approx((-3.2, 7.2), abs=0.1)
    view.view.translateBy(x=1.0)  # the user goes on while the new surface is made
    before = view.view.viewRange()
    view.show_frame(replace(frame, box=boxes[0]))
    assert view.view.viewRange() == before
    view.show_frame(frame)
    assert np.allclose(view.view.viewRange(), frame.box)
    view.show_frame(replace(frame, box=boxes[0]))  # now it comes from outside
    assert np.allclose(view.view.viewRange(), boxes[0])


def test_a_part_that_was_left_is_shown_again_though_it_was_announced_once(view, frame):
    """A scene, or a file, may keep what one has panned to before."""
    kept, later = ((0.0, 2.0), (0.0, 4.0)), ((1.0, 3.0), (1.0, 5.0))
    for box in (kept, later):
        view.view.setRange(xRange=box[0], yRange=box[1], padding=0.0)
        view._announce_box()
        view.show_frame(replace(frame, box=view._announced[-1]))
    assert not view._announced
    view.show_frame(replace(frame, box=kept))
    assert np.allclose(view.view.viewRange(), kept)


def test_the_mouse_is_reported_and_the_readout_evades_it(view):
    hovered, left = [], []
    view.hovered.connect(lambda x, y: hovered.append((x, y)))
    view.hoverLeft.connect(lambda: left.append(True))
    view.set_readout(["(1.204, −0.377)", "f 106.4   |∇f| 47.02", "λ −21.6, 14.9   saddle-like"])
    assert view.readout.isVisible()
    assert view.picture_rect().contains(view.readout.geometry())
    move(view.plot, 0.0, 0.0)
    assert hovered == [pytest.approx((0.0, 0.0), abs=0.05)]
    right = view.readout.x()
    move(view.plot, 4.0, -4.5)
    assert view.readout.x() < right - 100
    view.set_readout([])
    assert not view.readout.isVisible()
    move(view.plot, 0.0, -9.0)  # on the axis
    assert left


def test_the_cursor_shows_what_can_be_taken(view, frame):
    shape = lambda: view.plot.viewport().cursor().shape()  # noqa: E731
    move(view.plot, 4.5, 4.5)
    assert shape() == Qt.CursorShape.ArrowCursor
    move(view.plot, *frame.marks.start)
    assert shape() == Qt.CursorShape.OpenHandCursor
    move(view.plot, *frame.paths[1].points[12])
    assert shape() == Qt.CursorShape.PointingHandCursor


def test_a_theme_recolours_the_picture_and_its_ground(view):
    corner = (view.width() // 2, view.height() - 3)
    assert pixel(view, -4.8, 4.8).lightness() > 220
    low = pixel(view, 3.2, 2.2)
    view.set_theme(DARK)
    assert view.grab().toImage().pixelColor(*corner) == DARK.color("canvas")
    assert pixel(view, 3.2, 2.2).lightness() < low.lightness()
    view.set_theme(LIGHT)
    assert pixel(view, 3.2, 2.2) == low


def test_the_future_is_fainter_than_the_past(view, frame):
    alone = replace(frame, paths=frame.paths[:1], heads=frame.heads[:1])

    def full_colour():
        image = view.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
        rgb = np.array(image.constBits()).reshape(image.height(), -1, 4)[..., 2::-1].astype(int)
        orange = QColor(frame.paths[0].style.colour).getRgb()[:3]
        return np.count_nonzero(np.abs(rgb - orange).max(axis=-1) < 12)

    view.show_frame(at_step(alone, 60))
    past = full_colour()
    view.show_frame(at_step(alone, 0))
    future = full_colour()  # and the head, under the start handle
    assert past > 100 > 50 > future


def test_a_run_that_left_is_marked_at_the_edge(view, frame):
    gone = np.array([[0.0, 0.0], [4.0, 0.0], [1e300, 0.0], [np.inf, np.nan]])
    path = replace(
        frame.paths[0], points=gone, loss=np.ones(4), steps=np.arange(4.0), outcome="diverged"
    )
    view.show_frame(at_step(replace(frame, paths=(path,)), 3))
    view.grab()
    (exit_,) = view.paths.exits()
    assert exit_.outcome == "diverged"
    assert exit_.angle == pytest.approx(0.0, abs=1e-6)
    assert exit_.at.x() == pytest.approx(view.view.rect().width() - 9.0)
    assert at_step(frame, 60).paths
    view.show_frame(frame)
    assert view.paths.exits() == []


def test_legend_hint_linked_cursor_and_equal_scales(view):
    plain = view.grab().toImage()
    view.set_hint_visible(True)
    hinted = view.grab().toImage()
    assert hinted != plain
    view.set_linked_cursor(1.0, 1.0)
    assert view.grab().toImage() != hinted
    view.set_linked_cursor(None)
    view.set_hint_visible(False)
    assert view.grab().toImage() == plain
    view.set_legend_visible(True)
    assert view.legend.isVisible()
    view.set_equal_aspect(True)
    (x0, x1), (y0, y1) = view.view.viewRange()
    rect = view.view.rect()
    assert (x1 - x0) / rect.width() == pytest.approx((y1 - y0) / rect.height(), rel=0.01)
    view.set_equal_aspect(False)
    assert np.allclose(view.view.viewRange(), [(-5.2, 5.2), (-5.2, 5.2)])


def test_an_unchanged_surface_is_not_painted_anew(view, frame):
    view.grab()
    kept = view.surface._picture
    view.show_frame(at_step(frame, 5))
    view.grab()
    assert view.surface._picture is kept


def test_contour_lines_that_would_cover_the_surface_are_left_out(view, frame):
    def lines_of(points):
        line = np.column_stack([np.linspace(-1.0, 1.0, points), np.zeros(points)])
        view.show_frame(replace(frame, surface=replace(frame.surface, lines=line)))
        return view.surface.lines.elementCount()

    assert lines_of(1_000) == 1_000
    assert lines_of(300_000) == 0


@pytest.mark.parametrize("way", [(40, 20), (-40, 20), (40, -20), (-40, -20)])
def test_the_hint_covers_no_minimum(view, frame, way):
    start = position(view.plot, *frame.marks.start)
    hole = view.view.mapToView(start + QPointF(*way))
    marks = replace(frame.marks, minima=((hole.x(), hole.y()),))
    view.show_frame(replace(frame, marks=marks))
    place = view.marks._hint_place(start, 64.0, 24.0)
    assert view.marks.boundingRect().contains(place)
    assert not place.contains(start + QPointF(*way))


def test_marks_of_an_escape_are_painted_up_to_the_cursor(view, frame):
    points = np.array([[-3.5, -4.0], [-1.0, -4.0]])
    marks = EventLayer(
        0, Style("#ff0000", "circle", "solid"), np.array([5, 20]), np.array([1, 2], dtype=np.int8),
        points, np.zeros(2), np.zeros(2),
    )  # fmt: skip

    def red(x, y):
        at = view.plot.viewport().mapTo(view, position(view.plot, x, y).toPoint())
        seen = view.grab().toImage().copy(at.x() - 6, at.y() - 6, 13, 13)
        colours = [seen.pixelColor(i, j) for i in range(13) for j in range(13)]
        return any(c.red() > 200 and c.green() < 60 for c in colours)

    view.show_frame(replace(frame, events=(marks,), cursor=10))
    assert red(*points[0])
    assert not red(*points[1])
    view.show_frame(replace(frame, events=(marks,), cursor=30))
    assert red(*points[0])
    assert red(*points[1])
    view.show_frame(frame)
    assert not red(*points[0])


def test_a_mark_at_a_head_leaves_the_head_to_be_seen(view, frame):
    head = frame.heads[0]
    marks = EventLayer(
        0, Style("#ff0000", "circle", "solid"), np.array([0]), np.array([1], dtype=np.int8),
        np.array([head.point]), np.array([head.loss]), np.zeros(1),
    )  # fmt: skip
    only = replace(frame, heads=(head,), paths=frame.paths[:1], events=(marks,), best=())
    view.show_frame(only)
    at = view.plot.viewport().mapTo(view, position(view.plot, *head.point).toPoint())
    assert view.grab().toImage().pixelColor(at) == QColor(frame.paths[0].style.colour)


def test_lines_between_two_heights_are_those_that_reach_there():
    gap = [np.nan, np.nan]
    lines = np.array([[0, 0], [1, 1], [2, 5], [3, 6], gap, [0, 9], [1, 8], gap, [0, 2], [1, 2.5]])
    found = lines_between(lines, 2.0, 4.0)
    assert found.tolist()[:2] == [[1, 1], [2, 5]]
    assert np.isnan(found[2]).all()
    assert found.tolist()[3:] == [[0, 2], [1, 2.5]]
    assert lines_between(lines, 20.0, 30.0).shape == (0, 2)
    whole = lines_between(lines, 0.0, 9.0)
    assert np.array_equal(whole, lines, equal_nan=True)


def test_the_ground_is_that_of_the_last_surface(view, qtbot):
    x = np.linspace(-5.0, 5.0, 401)
    other = surface_layer(x, x, np.hypot(*np.meshgrid(x, x)), "linear")
    other = replace(other, bands=np.linspace(0.0, 1.0, 4))
    fresh = SurfaceItem(view.view, LIGHT)
    fresh.set_layer(other)
    before = view.surface.colours_at(x, x)
    view.surface.set_layer(other)
    after = view.surface.colours_at(x, x)
    np.testing.assert_array_equal(after, fresh.colours_at(x, x))
    assert len(np.unique(after)) == 3 < len(np.unique(before))
    assert (before != after).mean() > 0.5


@pytest.mark.parametrize("equal", [False, True])
@pytest.mark.parametrize("centre", [(1.0, -1.0), (0.0, 0.0), (-3e5, 2.0)])
def test_a_zoom_ends_where_numbers_can_no_longer_be_told_apart(view, frame, centre, equal):
    view.set_equal_aspect(equal)
    x, y = centre
    view.show_frame(replace(frame, box=((x - 1.0, x + 1.0), (y - 1.0, y + 1.0))))
    for factor in (1e-3, 1e3):
        for _ in range(250):
            view.view.scaleBy((factor, factor), center=centre)
        box = view.announced_box()
        assert all(is_side(*side) for side in box)
        assert all(low <= at <= high for at, (low, high) in zip(centre, box, strict=True))
        view.grab()


def test_where_no_value_is_finite_it_is_said_and_there_is_no_scale(view, frame):
    axis = np.linspace(-5.2, 5.2, 60)
    view.show_frame(replace(frame, surface=surface_layer(axis, axis, np.full((60, 60), np.nan))))
    assert view.blank.isVisible()
    assert not view.colour_bar.isVisible()
    said = view.grab().toImage()
    view.blank.hide()
    assert said != view.grab().toImage()
    view.show_frame(frame)
    assert not view.blank.isVisible()
    assert view.colour_bar.isVisible()


def test_the_scale_note_stays_inside_a_narrow_picture(view):
    view.resize(240, 400)
    painter = QPainter(image := view.grab().toImage())
    box = view.inside._paint_scales(painter, "gradients × 0.3 · moves × 1500")
    painter.end()
    assert not image.isNull()
    assert view.inside.boundingRect().contains(box)
