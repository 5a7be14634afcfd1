"""Looking closely at one point in the real window: the model, the handle that turns v, the numbers."""

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QSizeF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from optexplorer.core.analysis.local import curvature_along, quadratic_model
from optexplorer.core.problem import FormulaSpec, SurfaceSpec
from optexplorer.scene.labels import number
from optexplorer.scene.local_layer import LocalLayer, LocalModel
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.views.local_item import SPOKE
from tests.support.mouse import drag, position
from tests.ui.conftest import Held
from tests.ui.test_window_critical import HIMMELBLAU, marked, saddle
from tests.ui.window import LEFT, LONG, action, choose, settle, type_number

ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def looked(qtbot: QtBot, window: MainWindow) -> LocalLayer:
    """Wait until the point is known; the layer then on screen."""
    settle(qtbot, window)
    look, bench = window.wiring.local.look, window.workbench

    def known() -> bool:
        layer = None if bench.frame is None else bench.frame.local
        return not look.busy and layer is not None and (layer.undefined or layer.model is not None)

    qtbot.waitUntil(known, timeout=LONG)
    assert bench.frame is not None
    assert bench.frame.local is not None
    return bench.frame.local


def opened(qtbot: QtBot, window: MainWindow, text: str = "x^2 - y^2") -> LocalLayer:
    """Another formula, with its middle looked at closely."""
    window.workbench.request_problem("formula", FormulaSpec(text))
    settle(qtbot, window)
    window.workbench.edit("start", lambda d: d.with_start((-3.0, 4.0)[: len(d.experiment.origin)]))
    settle(qtbot, window)
    action(window, "local").trigger()
    return looked(qtbot, window)


def model_of(layer: LocalLayer) -> LocalModel:
    assert layer.model is not None
    return layer.model


def knob(window: MainWindow) -> tuple[float, float]:
    """Where the knob is in the plot."""
    window.contour.grab()  # ranges take effect once painted
    (grip,) = [g for g in window.contour.local._grips() if g.part == "knob"]
    return grip.at


def exact(window: MainWindow, layer: LocalLayer) -> float:
    """The curvature along v by the engine alone."""
    model = quadratic_model(window.workbench.experiment.problem, layer.parameters)
    assert model is not None
    return curvature_along(model.hessian, layer.direction).curvature


def test_it_opens_in_the_middle_and_tells_the_numbers(qtbot: QtBot, window: MainWindow) -> None:
    assert not window.local_panel.isVisible()
    layer = opened(qtbot, window)
    panel = window.local_panel
    assert panel.isVisible()
    assert (layer.parameters, layer.angle) == ((0.0, 0.0), 0.0)
    assert panel.kind.text() == "saddle   f 0   |∇f| 0"
    assert panel.curvature.text() == "vᵀHv  2.000"
    assert panel.bends.text() == "a minimum along x"
    panel.ways.pills[1].click()
    turned = looked(qtbot, window)
    assert turned.angle == 90.0
    assert panel.curvature.text() == "vᵀHv  −2.000"
    assert panel.bends.text() == "a maximum along y"
    assert panel.rest.text() == "|Hv| 2.000\ngᵀv 0"
    assert [pill.isChecked() for pill in panel.ways.pills] == [False, True, True, False]
    assert window.workbench.undo_list.undo_text == "start", "a look is not an edit"
    action(window, "local").trigger()
    assert not panel.isVisible()
    assert window.workbench.frame is not None
    assert window.workbench.frame.local is None


def test_dragging_the_knob_turns_v(qtbot: QtBot, window: MainWindow) -> None:
    before = opened(qtbot, window, HIMMELBLAU)
    view = window.contour.view.viewRange()
    start = window.workbench.experiment.origin
    drag(window.contour.plot, knob(window), (1.0, 1.0), (0.0, 3.0))
    layer = looked(qtbot, window)
    assert layer.angle == pytest.approx(90.0, abs=3.0)
    assert layer.parameters == before.parameters
    assert model_of(layer).curvature == pytest.approx(exact(window, layer))
    assert number(model_of(layer).curvature) in window.local_panel.curvature.text()
    assert window.local_panel.angle.field.number == pytest.approx(layer.angle, abs=1e-3)
    assert model_of(layer).shape is model_of(before).shape, "the model is not computed anew"
    assert window.contour.view.viewRange() == view
    assert window.workbench.experiment.origin == start


def test_dragging_the_tail_turns_the_other_end(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window)
    x, y = knob(window)
    drag(window.contour.plot, (-x, -y), (-1.0, 1.0), (0.0, 3.0))
    assert looked(qtbot, window).angle == pytest.approx(-90.0, abs=3.0)


def test_the_knob_keeps_its_distance_on_the_screen(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window)
    for angle in (0.0, 30.0, 90.0, -120.0):
        window.workbench.look_closely(angle=angle)
        looked(qtbot, window)
        away = position(window.contour.plot, *knob(window)) - position(window.contour.plot, 0.0, 0.0)
        assert math.hypot(away.x(), away.y()) == pytest.approx(window.contour.local.reach, abs=1.0)
    assert 30.0 <= window.contour.local.reach < SPOKE, "the window is at its smallest"


def test_dragging_the_point_takes_the_model_along(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, HIMMELBLAU)
    start = window.workbench.experiment.origin
    moves = []
    window.contour.localMoved.connect(lambda x, y: moves.append((x, y)))
    drag(window.contour.plot, (0.0, 0.0), (1.0, 1.0), (2.5, -1.5))
    layer = looked(qtbot, window)
    assert len(moves) >= 2
    assert layer.parameters == moves[-1] == pytest.approx((2.5, -1.5), abs=0.1)
    assert layer.parameters[0] != 2.5, "it snaps to nothing"
    known = quadratic_model(window.workbench.experiment.problem, layer.parameters)
    assert known is not None
    assert model_of(layer).value == known.value
    assert not model_of(layer).stationary
    assert window.local_panel.bends.text().startswith("bends ")
    middle = model_of(layer).shape.sheet[0, 0, :2]
    np.testing.assert_array_equal(middle, layer.parameters)
    assert window.workbench.experiment.origin == start


def test_by_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window)
    window.contour.setFocus()
    start = window.workbench.experiment.origin
    QTest.keyClick(window.contour, Qt.Key.Key_Left, ALT)
    QTest.keyClick(window.contour, Qt.Key.Key_Up, ALT | SHIFT)
    assert looked(qtbot, window).angle == pytest.approx(5.5)
    QTest.keyClick(window.contour, Qt.Key.Key_Right, ALT)
    assert looked(qtbot, window).angle == pytest.approx(0.5)
    assert window.workbench.experiment.origin == start
    panel = window.local_panel
    type_number(panel.angle.field, "270")
    assert looked(qtbot, window).angle == -90.0
    assert panel.angle.field.text() == "-90"
    type_number(panel.fields.fields[0].field, "1.25")
    assert looked(qtbot, window).parameters == (1.25, 0.0)
    slider = panel.angle.slider
    assert slider is not None
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert looked(qtbot, window).angle == 180.0
    QTest.keyClick(window.contour, Qt.Key.Key_Right)
    settle(qtbot, window)
    assert window.workbench.experiment.origin != start, "plain arrows still move the start"


def test_the_menu_of_the_picture(qtbot: QtBot, window: MainWindow) -> None:
    window.workbench.request_problem("formula", FormulaSpec(HIMMELBLAU))
    settle(qtbot, window)
    plot = window.contour.plot
    at = plot.viewport().mapToGlobal(position(plot, -2.0, 1.0).toPoint())
    window.contour.open_menu(QPointF(at))
    (menu,) = [m for m in window.contour.findChildren(QMenu) if m.isVisible()]
    choose(menu, "Look at the curvature here")
    menu.close()
    layer = looked(qtbot, window)
    assert layer.parameters == pytest.approx((-2.0, 1.0), abs=0.1)
    assert action(window, "local").isChecked()


def test_it_goes_to_the_critical_point_that_is_picked(qtbot: QtBot, window: MainWindow) -> None:
    layer = marked(qtbot, window)
    panel = window.critical_panel
    panel.list.set_row(saddle(layer))
    panel.curvature.click()
    mark = layer.marks[saddle(layer)]
    local = looked(qtbot, window)
    assert local.parameters == mark.parameters
    assert model_of(local).kind == "saddle"
    np.testing.assert_allclose(model_of(local).eigenvalues, mark.eigenvalues)
    window.local_panel.ways.pills[2].click()
    assert model_of(looked(qtbot, window)).curvature == pytest.approx(mark.eigenvalues[0])
    panel.list.set_row(8)
    assert looked(qtbot, window).parameters == layer.marks[8].parameters
    assert window.local_panel.kind.text().startswith("maximum")
    action(window, "critical").trigger()


def test_one_run_starts_alone_on_a_critical_point(qtbot: QtBot, window: MainWindow) -> None:
    layer = marked(qtbot, window)
    panel = window.critical_panel
    panel.list.set_row(saddle(layer))
    assert panel.start.isEnabled()
    assert not panel.own_start.isEnabled()
    window.workbench.select(1)
    assert window.workbench.experiment.runs[1].name in panel.own_start.toolTip()
    origin = window.workbench.experiment.origin
    panel.own_start.click()
    settle(qtbot, window)
    experiment = window.workbench.experiment
    assert experiment.origin == origin
    assert [run.start for run in experiment.runs] == [
        None, layer.marks[saddle(layer)].parameters, None, None, None,
    ]  # fmt: skip
    window.workbench.undo()
    assert settle(qtbot, window).marks.own_starts == ()
    action(window, "critical").trigger()


def test_one_variable_has_a_parabola(qtbot: QtBot, window: MainWindow) -> None:
    layer = opened(qtbot, window, "x^4 - x^2")
    lines = model_of(layer).shape.lines
    np.testing.assert_allclose(lines[:, 1], -(lines[:, 0] ** 2), atol=1e-12)
    panel = window.local_panel
    assert panel.bends.text() == "a maximum along x"
    assert (panel.curvature.text(), panel.rest.text()) == ("f″  −2.000", "f′ 0")
    assert not panel.angle.isVisible()
    assert not panel.ways.isVisible()
    assert window.graph.local.layer is layer
    drag(window.graph.plot, (0.0, 0.0), (1.0, 5.0), (2.0, 20.0))
    moved = looked(qtbot, window)
    assert moved.parameters == pytest.approx((2.0,), abs=0.1)
    x = moved.parameters[0]
    assert model_of(moved).curvature == pytest.approx(12 * x**2 - 2)
    assert model_of(moved).slope == pytest.approx(4 * x**3 - 2 * x)


def test_no_second_derivatives_are_one_sentence(qtbot: QtBot, window: MainWindow) -> None:
    layer = opened(qtbot, window, "sqrt(x) + y^2")
    assert layer.undefined
    panel = window.local_panel
    assert panel.kind.text() == (
        "The surface has no finite second derivatives here, so there is no quadratic model."
    )
    assert not panel.numbers.isVisible()
    window.contour.grab()
    window.workbench.look_closely(point=(1.0, 1.0))
    assert not looked(qtbot, window).undefined
    assert panel.numbers.isVisible()


def test_it_is_painted_in_both_pictures(qtbot: QtBot, window: MainWindow) -> None:
    def pictures() -> tuple[QImage, QImage]:
        return window.contour.grab().toImage(), window.surface3d.picture()

    window.workbench.request_problem("formula", FormulaSpec("x^2 - y^2"))
    settle(qtbot, window)
    without = pictures()
    action(window, "local").trigger()
    looked(qtbot, window)
    along_x = pictures()
    window.workbench.look_closely(angle=60.0)
    looked(qtbot, window)
    across = pictures()
    for one, other in ((without, along_x), (along_x, across)):
        assert one[0] != other[0]
        assert one[1] != other[1]
    action(window, "theme_dark").trigger()
    window.theme.finish()
    dark = pictures()
    action(window, "theme_light").trigger()
    window.theme.finish()
    assert dark[1] != across[1]
    action(window, "local").trigger()
    settle(qtbot, window)
    assert window.surface3d.picture() == without[1]


def test_another_landscape_is_looked_at_in_its_middle(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window)
    window.workbench.look_closely(point=(3.0, 3.0))
    looked(qtbot, window)
    window.workbench.request_problem("surface", SurfaceSpec("rosenbrock"))
    settle(qtbot, window)
    middle = [(low + high) / 2.0 for low, high in window.workbench.experiment.problem.domain]
    assert looked(qtbot, window).parameters == tuple(middle)
    line = opened_line(qtbot, window)
    assert line.parameters == (0.0,)
    assert window.local_panel.isVisible()


def opened_line(qtbot: QtBot, window: MainWindow) -> LocalLayer:
    window.workbench.request_problem("formula", FormulaSpec("x^2"))
    settle(qtbot, window)
    return looked(qtbot, window)


def test_a_slider_of_the_problem_takes_it_along(qtbot: QtBot, window: MainWindow) -> None:
    action(window, "local").trigger()
    layer = looked(qtbot, window)
    assert window.local_panel.curvature.text() == "vᵀHv  −4.000"  # the double well, b = 1
    shown = []
    window.workbench.frameChanged.connect(lambda frame: shown.append(frame.local))
    spec = window.workbench.experiment.problem.spec
    assert isinstance(spec, SurfaceSpec)
    window.workbench.request_problem("b", replace(spec, parameters=(("b", 1.5),)))
    settle(qtbot, window)
    later = looked(qtbot, window)
    assert later.parameters == layer.parameters
    assert model_of(later).curvature == -6.0
    assert all(one.model is not None for one in shown), "it does not flicker"


def test_files_keep_it(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    opened(qtbot, window)
    window.workbench.look_closely(point=(1.0, -2.0), angle=37.5)
    looked(qtbot, window)
    path = tmp_path / "looked.optx"
    window.files.path = path
    action(window, "save").trigger()
    qtbot.waitUntil(path.exists)
    settle(qtbot, window)
    action(window, "local").trigger()
    window.files.open_path(path, ask=False)
    layer = looked(qtbot, window)
    assert (layer.parameters, layer.angle) == ((1.0, -2.0), 37.5)
    assert action(window, "local").isChecked()


def test_a_click_on_it_starts_nothing(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window)
    start = window.workbench.experiment.origin
    plot = window.contour.plot
    QTest.mouseClick(plot.viewport(), LEFT, pos=QPoint(position(plot, 0.0, 0.0).toPoint()))
    settle(qtbot, window)
    assert window.workbench.experiment.origin == start


def test_the_panels_of_the_side_scroll_to_the_one_shown_last(qtbot: QtBot, window: MainWindow) -> None:
    for name in ("basins", "critical", "local"):
        action(window, name).trigger()
        panel = getattr(window, f"{name}_panel")
        qtbot.waitUntil(lambda p=panel: not p.visibleRegion().isEmpty())
    assert window.height() == window.minimumHeight()
    assert window.runs_panel.height() >= 150
    for name in ("basins", "critical", "local"):
        action(window, name).trigger()


def test_nothing_is_told_of_a_point_that_is_given_up(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened(qtbot, window)
    look, panel, bench = window.wiring.local.look, window.local_panel, window.workbench
    held = Held(look._jobs, monkeypatch)
    bench.look_closely(point=(1.0, 1.0))
    qtbot.waitUntil(lambda: look.busy)
    action(window, "stop").trigger()
    held.gate.set()
    assert panel.kind.text() == "Stopped: this point has not been looked at"
    assert not panel.numbers.isVisible()
    assert bench.frame.local.model is None
    assert window.status.label.text() == "Stopped"
    panel.again.setFocus()
    panel.again.click()
    assert panel.hasFocus()
    assert panel.kind.text() == "Computing…"
    looked(qtbot, window)
    assert panel.numbers.isVisible()
    assert not panel.again.isVisible()
    bench.look_closely(point=(0.5, 0.5))
    looked(qtbot, window)
    assert panel.kind.text().startswith("saddle-like")
    assert panel.numbers.isVisible()


@pytest.mark.parametrize("way", [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)])
def test_the_name_of_a_handle_at_the_edge_stays_inside_and_beside_it(
    window: MainWindow, way: tuple[float, float]
) -> None:
    item, along = window.contour.local, QPointF(*way)
    area = item.boundingRect()
    reach = QPointF(way[0] * area.width(), way[1] * area.height()) / 2.0
    tip = area.center() + reach - along * 8.0
    box = item.label_box(QSizeF(17.0, 15.0), tip, tip + along * 16.0)
    assert area.contains(box)
    assert not box.contains(tip)
