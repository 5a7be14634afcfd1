"""Moving the start in the real window: every path follows, the view stays, one entry of undo."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from optexplorer.scene.view import View
from optexplorer.ui.main_window import MainWindow
from tests.support.mouse import LEFT, NONE, click, drag, position, send
from tests.ui.window import action, choose, ends, same, settle, type_number, undoing


def test_every_path_follows_while_the_handle_is_dragged(qtbot: QtBot, window: MainWindow) -> None:
    view, bench = window.contour, window.workbench
    before, box = settle(qtbot, window), view.view.viewRange()
    camera = vars(window.surface3d._canvas.camera).copy()
    x, y = before.marks.start
    send(view.plot, QEvent.Type.MouseMove, position(view.plot, x, y))
    send(view.plot, QEvent.Type.MouseButtonPress, position(view.plot, x, y), LEFT, LEFT)
    frames = [before]
    for share in np.linspace(0.1, 1.0, 6):
        at = position(view.plot, x - 0.6 * share, y - 0.5 * share)
        send(view.plot, QEvent.Type.MouseMove, at, NONE, LEFT)
        frames.append(settle(qtbot, window))
        assert view.view.viewRange() == box
        for run, end in ends(frames[-1]).items():
            assert end != ends(frames[-2])[run], "each path moves with each move of the mouse"
        for path in frames[-1].paths:
            assert tuple(path.points[0]) == pytest.approx(frames[-1].marks.start)
    send(view.plot, QEvent.Type.MouseButtonRelease, at, LEFT)
    assert settle(qtbot, window).marks.start == pytest.approx((x - 0.6, y - 0.5), abs=0.03)
    assert vars(window.surface3d._canvas.camera) == camera
    action(window, "undo").trigger()
    assert same(settle(qtbot, window), before)
    assert bench.undo_list.undo_text is None, "the whole drag was one entry"


def test_two_drags_are_two_entries(qtbot: QtBot, window: MainWindow) -> None:
    start = window.workbench.experiment.start
    drag(window.contour.plot, start, (0.3, 1.2), (0.4, 1.0))
    first = window.workbench.experiment.start
    settle(qtbot, window)
    drag(window.contour.plot, first, (0.2, 0.5), (0.1, 0.2))
    action(window, "undo").trigger()
    assert window.workbench.experiment.start == first
    action(window, "undo").trigger()
    assert window.workbench.experiment.start == start


def test_a_click_puts_the_start_there(qtbot: QtBot, window: MainWindow) -> None:
    box = window.contour.view.viewRange()
    after = undoing(qtbot, window, lambda: click(window.contour.plot, 0.9, -1.1))
    assert after.marks.start == pytest.approx((0.9, -1.1), abs=0.02)
    assert window.contour.view.viewRange() == box


def test_a_click_on_a_path_selects_its_run_and_goes_to_the_step(
    qtbot: QtBot, window: MainWindow
) -> None:
    path = settle(qtbot, window).paths[4]
    place = 25
    click(window.contour.plot, *path.points[place])
    assert window.workbench.view.selected is not None
    chosen = window.workbench.frame.paths[window.workbench.view.selected]
    at = chosen.points[np.searchsorted(chosen.steps, window.workbench.frame.cursor)]
    assert at == pytest.approx(path.points[place], abs=0.05)
    assert chosen.emphasised
    assert window.workbench.undo_list.undo_text is None, "looking is no edit"


def test_the_start_is_typed(qtbot: QtBot, window: MainWindow) -> None:
    x, y = window.problem_panel.foot.start
    after = undoing(qtbot, window, lambda: type_number(x.field, "-0.123456789"))
    assert after.marks.start == (-0.123456789, 1.7)
    after = undoing(qtbot, window, lambda: type_number(y.field, "1e-3"))
    assert after.marks.start == (-0.123456789, 0.001)


def test_a_start_far_outside_is_never_moved(qtbot: QtBot, window: MainWindow) -> None:
    type_number(window.problem_panel.foot.start[0].field, "40")
    assert settle(qtbot, window).marks.start == (40.0, 1.7)


def test_arrow_keys_nudge_the_start(qtbot: QtBot, window: MainWindow) -> None:
    window.contour.setFocus()
    (x0, x1), _ = window.contour.view.viewRange()
    after = undoing(qtbot, window, lambda: qtbot.keyClick(window.contour, Qt.Key.Key_Right))
    assert after.marks.start == pytest.approx((0.005 + 0.01 * (x1 - x0), 1.7))


def test_a_run_has_a_start_of_its_own(qtbot: QtBot, window: MainWindow) -> None:
    card = window.runs_panel.cards[2]
    undoing(qtbot, window, lambda: card.ownStartRequested.emit(True))
    click(window.contour.plot, 1.0, 1.0)  # the common start goes elsewhere
    before = settle(qtbot, window)
    ((run, at),) = before.marks.own_starts
    assert (run, at) == (2, (0.005, 1.7))
    after = undoing(qtbot, window, lambda: drag(window.contour.plot, at, (-0.4, 1.5), (-0.8, 1.2)))
    assert after.marks.start == before.marks.start
    for path in after.paths:
        expected = (-0.8, 1.2) if path.run == 2 else before.marks.start
        assert tuple(path.points[0]) == pytest.approx(expected, abs=0.02)


def test_a_start_of_its_own_is_typed(qtbot: QtBot, window: MainWindow) -> None:
    card = window.runs_panel.cards[2]
    choose(card.menu(), "Start of its own")
    before = settle(qtbot, window).marks
    assert card.details is not None
    assert card.details.start.isVisible()
    x, y = card.details.start.fields
    assert (x.field.number, y.field.number) == before.start
    after = undoing(qtbot, window, lambda: type_number(x.field, "-0.25")).marks
    assert after.own_starts == ((2, (-0.25, before.start[1])),)
    assert after.start == before.start
    choose(card.menu(), "Start of its own")
    settle(qtbot, window)
    assert not card.details.start.isVisible()


def test_a_hidden_run_has_no_start_to_be_dragged(qtbot: QtBot, window: MainWindow) -> None:
    card = window.runs_panel.cards[2]
    card.ownStartRequested.emit(True)
    assert settle(qtbot, window).marks.own_starts
    card.enabledRequested.emit(False)
    assert not settle(qtbot, window).marks.own_starts
    card.enabledRequested.emit(True)
    window.runs_panel.cards[1].soloRequested.emit(True)
    assert not settle(qtbot, window).marks.own_starts
    window.runs_panel.cards[1].soloRequested.emit(False)
    assert settle(qtbot, window).marks.own_starts


def test_a_zoom_stays_while_the_start_is_dragged(qtbot: QtBot, window: MainWindow) -> None:
    window.workbench.set_box(((-1.0, 1.0), (-0.5, 2.0)))
    start = settle(qtbot, window).marks.start
    box = window.contour.view.viewRange()
    assert np.allclose(box, [(-1.0, 1.0), (-0.5, 2.0)])
    drag(window.contour.plot, start, (0.2, 1.6), (0.4, 1.5))
    settle(qtbot, window)
    assert window.contour.view.viewRange() == box
    action(window, "undo").trigger()
    settle(qtbot, window)
    assert window.contour.view.viewRange() == box
    action(window, "fit").trigger()
    assert settle(qtbot, window).box == window.workbench.experiment.problem.domain


def test_the_surface_itself_takes_a_start(qtbot: QtBot, window: MainWindow) -> None:
    canvas = window.surface3d._canvas
    middle = QPointF(canvas.rect().center())
    point = window.surface3d._point_under(middle)
    assert point is not None
    qtbot.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=middle.toPoint())
    assert settle(qtbot, window).marks.start == pytest.approx(point, abs=0.05)
    assert window.workbench.view.box == View().box
    assert QApplication.activeModalWidget() is None
