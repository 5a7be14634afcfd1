"""Looking inside a step, in the real window."""

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from optexplorer.core.inspect.replay import Replay
from optexplorer.core.inspect.report import StepReport, inspect_step
from optexplorer.core.problem import FormulaSpec
from optexplorer.scene.frame import Frame, InsideLayer
from optexplorer.scene.view import GRADIENT, STEP
from optexplorer.ui.inside import Inside
from optexplorer.ui.main_window import MainWindow
from tests.support.mouse import click, drag
from tests.ui.window import LONG, action, settle

ADAM = 4  # its place in the first experiment


def looked(qtbot: QtBot, window: MainWindow) -> Inside:
    """Wait until the step at the cursor has been taken apart."""
    settle(qtbot, window)
    insight = window.wiring.inside.insight
    qtbot.waitUntil(lambda: not insight.busy and window.wiring.inside._inside is not None, timeout=LONG)
    found = window.wiring.inside._inside
    assert found is not None
    return found


def shapes(window: MainWindow) -> InsideLayer:
    frame = window.workbench.frame
    assert frame is not None
    assert frame.inside is not None
    return frame.inside


def taken_apart(window: MainWindow, run: int, t: int) -> StepReport:
    """The same step by the engine alone."""
    return inspect_step(Replay(window.workbench.experiment, run), t)


def open_at(qtbot: QtBot, window: MainWindow, run: int, row: int) -> Inside:
    window.workbench.select(run)
    window.workbench.set_cursor(row)
    action(window, "inside").trigger()
    return looked(qtbot, window)


def point_of(frame: Frame, run: int, row: int) -> tuple[float, float]:
    path = next(p for p in frame.paths if p.run == run)
    x, y = path.points[int(np.searchsorted(path.steps, row))].tolist()
    return x, y


def test_a_click_on_a_path_opens_the_step(qtbot: QtBot, window: MainWindow) -> None:
    frame = settle(qtbot, window)
    assert not window.inside_panel.isVisible()
    click(window.contour.plot, *point_of(frame, 3, 40))
    found = looked(qtbot, window)
    assert window.inside_panel.isVisible()
    assert action(window, "inside").isChecked()
    row = window.workbench.view.cursor
    assert row is not None
    report = found.reports[found.run]
    assert report.t == row + 1
    expected = taken_apart(window, found.run, report.t)
    assert report.x_after.tobytes() == expected.x_after.tobytes()
    recorded = window.workbench.layers.history.runs[found.run].parameters
    assert recorded[row + 1].tobytes() == report.x_after.tobytes()


def test_walking_through_the_operations_with_the_keys(qtbot: QtBot, window: MainWindow) -> None:
    found = open_at(qtbot, window, ADAM, 12)
    count = 1 + len(found.reports[ADAM].operations)
    seen = []
    for _ in range(count + 1):
        qtbot.keyClick(window.contour, Qt.Key.Key_BracketRight)
        seen.append(window.workbench.view.inside.operation)
    assert seen == [*range(count), None]
    qtbot.keyClick(window.contour, Qt.Key.Key_BracketLeft)
    assert window.workbench.view.inside.operation == count - 1
    assert [a.key for a in shapes(window).arrows if a.strong] == [STEP]


def test_what_is_drawn_is_chosen_by_run(qtbot: QtBot, window: MainWindow) -> None:
    open_at(qtbot, window, ADAM, 12)
    assert {(a.run, a.key) for a in shapes(window).arrows} == {(ADAM, GRADIENT), (ADAM, STEP)}
    window.inside_panel.picturesRequested.emit(ADAM, frozenset({"first moment"}))
    looked(qtbot, window)
    assert {(a.run, a.key) for a in shapes(window).arrows} == {(ADAM, "first moment")}
    window.workbench.select(1)
    looked(qtbot, window)
    drawn = {(a.run, a.key) for a in shapes(window).arrows}
    assert drawn == {(1, GRADIENT), (1, STEP), (ADAM, "first moment")}
    action(window, "show_3d").setChecked(True)
    action(window, "inside").trigger()
    settle(qtbot, window)
    frame = window.workbench.frame
    assert frame is not None
    assert frame.inside is None
    assert not window.inside_panel.isVisible()


def test_it_follows_a_dragged_start_and_the_timeline(qtbot: QtBot, window: MainWindow) -> None:
    first = open_at(qtbot, window, ADAM, 0).reports[ADAM]
    start = window.workbench.experiment.origin
    drag(window.contour.plot, start, (0.5, 1.0), (-1.0, 1.2))
    moved = looked(qtbot, window).reports[ADAM]
    np.testing.assert_allclose(moved.x, window.workbench.experiment.origin)
    assert not np.allclose(moved.x, first.x)
    action(window, "step_forward").trigger()
    assert looked(qtbot, window).reports[ADAM].t == moved.t + 1
    action(window, "last_step").trigger()  # no step follows: the last one is shown
    last = looked(qtbot, window).reports[ADAM]
    assert last.t == window.workbench.frame.last_step


def test_the_arrows_are_painted(qtbot: QtBot, window: MainWindow) -> None:
    open_at(qtbot, window, ADAM, 5)
    window.workbench.select(None)
    settle(qtbot, window)

    def grab() -> QImage:
        return window.contour.grab().toImage()

    looked(qtbot, window)
    window.inside_panel.picturesRequested.emit(0, frozenset())
    looked(qtbot, window)
    without = grab()
    window.inside_panel.picturesRequested.emit(0, frozenset({GRADIENT, STEP}))
    looked(qtbot, window)
    assert grab() != without


def test_another_problem_is_looked_into_anew(qtbot: QtBot, window: MainWindow) -> None:
    open_at(qtbot, window, ADAM, 7)
    bench = window.workbench
    bench.edit("remove", lambda d: d.removing(ADAM))
    found = looked(qtbot, window)
    assert found.run == bench.view.front(len(bench.experiment.runs))
    assert found.run < ADAM
    action(window, "undo").trigger()
    looked(qtbot, window)
    assert window.workbench.frame.inside is not None


def test_another_run_while_walking_starts_over(qtbot: QtBot, window: MainWindow) -> None:
    found = open_at(qtbot, window, ADAM, 12)
    last = len(found.reports[ADAM].operations)
    window.workbench.look_inside(operation=last)
    looked(qtbot, window)
    window.inside_panel.runRequested.emit(0)  # gradient descent has fewer operations
    found = looked(qtbot, window)
    assert found.run == 0
    assert window.workbench.view.inside.operation is None
    window.workbench.look_inside(operation=last)  # as a step of other settings may leave it
    looked(qtbot, window)
    assert not any(a.strong for a in shapes(window).arrows)
    qtbot.keyClick(window.contour, Qt.Key.Key_BracketRight)
    assert window.workbench.view.inside.operation == 0


def test_what_is_drawn_goes_with_its_run(qtbot: QtBot, window: MainWindow) -> None:
    open_at(qtbot, window, ADAM, 12)
    window.inside_panel.picturesRequested.emit(ADAM, frozenset({"first moment"}))
    looked(qtbot, window)
    bench = window.workbench
    bench.edit("remove", lambda d: d.removing(1))
    looked(qtbot, window)
    assert bench.view.selected == ADAM - 1
    assert {(a.run, a.key) for a in shapes(window).arrows} == {(ADAM - 1, "first moment")}
    action(window, "undo").trigger()
    looked(qtbot, window)
    assert {(a.run, a.key) for a in shapes(window).arrows} == {(ADAM, "first moment")}


def test_another_number_of_parameters(qtbot: QtBot, window: MainWindow) -> None:
    open_at(qtbot, window, ADAM, 12)
    window.workbench.look_inside(coordinate=1)
    looked(qtbot, window)
    for text in ("x^2 + sin(3*x)", "x^2 + 3*y^2"):
        window.workbench.request_problem("formula", FormulaSpec(text))
        report = looked(qtbot, window).reports[ADAM]
        assert report.x.size == len(window.workbench.experiment.problem.names)


def test_in_the_smallest_window_the_curves_are_not_cut(qtbot: QtBot, window: MainWindow) -> None:
    open_at(qtbot, window, 1, 20)
    window.resize(window.minimumSize())
    window.grab()
    for plot in window.curves.plots:
        assert plot.visibleRegion().boundingRect() == plot.rect()


def test_without_runs_there_is_nothing_to_look_into(qtbot: QtBot, window: MainWindow) -> None:
    open_at(qtbot, window, ADAM, 12)
    panel, bench = window.inside_panel, window.workbench
    for _ in range(len(bench.experiment.runs)):
        bench.edit("remove", lambda d: d.removing(0))
    settle(qtbot, window)
    assert panel.empty.isVisible()
    assert "no run" in panel.empty.text()
    assert not panel.head.isVisible()
    assert not panel.scroll_area.isVisible()
    action(window, "undo").trigger()
    looked(qtbot, window)
    assert not panel.empty.isVisible()
    assert panel.head.isVisible()
    assert panel.scroll_area.isVisible()


def test_where_no_step_is_the_head_stays_and_no_step_follows(qtbot: QtBot, window: MainWindow) -> None:
    open_at(qtbot, window, ADAM, 0)
    panel = window.inside_panel
    settled = panel.head.geometry()
    window.workbench.request_problem("formula", FormulaSpec("log(x - 50) + y^2"))
    assert settle(qtbot, window).last_step == 0
    qtbot.waitUntil(panel.empty.isVisible)
    panel.layout().activate()
    assert panel.head.geometry() == settled
    assert panel.empty.y() == settled.bottom() + 1
    assert not panel.head.forward.isEnabled()
