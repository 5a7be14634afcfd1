"""Changing the problem in the real window: surfaces, knobs, formulas, one variable, data."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.core.gradient import Minibatch, Noisy
from optexplorer.core.problem import DataSpec, FormulaSpec, SurfaceSpec
from optexplorer.scene.frame import Frame
from optexplorer.ui.dialogs_derivatives import DerivativesDialog
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.panels.formula_panel import FormulaPanel
from optexplorer.ui.panels.run_card import RunCard
from optexplorer.ui.widgets.formula import FormulaLabel
from tests.support.mouse import drag
from tests.ui.window import LEFT, LONG, action, add_method, same, settle, type_number, undoing


def take(qtbot: QtBot, window: MainWindow, key: str) -> None:
    """Click on a tile of the gallery."""
    gallery = window.problem_panel.surfaces.gallery
    gallery.scroll_area.ensureWidgetVisible(gallery.tiles[key])
    qtbot.mouseClick(gallery.tiles[key], LEFT)


def page(qtbot: QtBot, window: MainWindow, index: int) -> None:
    """Turn to the surfaces, the formula or the data."""
    kinds = window.problem_panel.kinds
    qtbot.mouseClick(kinds, LEFT, pos=kinds.tabRect(index).center())


def write(qtbot: QtBot, window: MainWindow, text: str) -> FormulaPanel:
    """Type a formula over what stands there."""
    panel = window.problem_panel.formula
    panel.editor.box.setFocus()
    panel.editor.box.selectAll()
    qtbot.keyClicks(panel.editor.box, text)
    with qtbot.waitSignal(panel.editor.checked):
        pass
    return panel


def assert_shows(frame: Frame, loss: Callable[[Any, Any], Any]) -> None:
    surface = frame.surface
    assert surface is not None
    x, y = np.meshgrid(surface.x, surface.y)
    assert np.allclose(surface.loss, loss(x, y), rtol=1e-3), "between samples it is interpolated"


def test_a_box_of_a_picture_that_has_gone_is_passed_over(qtbot: QtBot, window: MainWindow) -> None:
    before = settle(qtbot, window)
    window.workbench.set_box(((-1.0, 1.0),))
    assert settle(qtbot, window) is before
    window.workbench.set_box(((-1.0, 1.0), (0.0, 1.0)))
    assert settle(qtbot, window).box == ((-1.0, 1.0), (0.0, 1.0))


def test_a_surface_from_the_gallery(qtbot: QtBot, window: MainWindow) -> None:
    after = undoing(qtbot, window, lambda: take(qtbot, window, "himmelblau"))
    assert after.title == "Himmelblau"
    assert len(after.marks.minima) == 4
    assert after.box == window.workbench.experiment.problem.domain
    assert np.allclose(window.contour.view.viewRange(), after.box)
    assert window.problem_panel.surfaces.gallery.tiles["himmelblau"].isChecked()


def test_search_then_take(qtbot: QtBot, window: MainWindow) -> None:
    gallery = window.problem_panel.surfaces.gallery
    qtbot.keyClicks(gallery.search, "camel central")
    assert [k for k, t in gallery.tiles.items() if t.isVisibleTo(gallery)] == ["six_hump_camel"]
    qtbot.keyClick(gallery.search, Qt.Key.Key_Down)
    qtbot.keyClick(gallery.tiles["six_hump_camel"], Qt.Key.Key_Return)
    assert settle(qtbot, window).title == "Six-hump camel"
    gallery.search.clear()


def test_two_surfaces_are_two_entries(qtbot: QtBot, window: MainWindow) -> None:
    for key in ("sphere", "beale"):
        take(qtbot, window, key)
        settle(qtbot, window)
    action(window, "undo").trigger()
    assert settle(qtbot, window).title == "Sphere"
    action(window, "undo").trigger()
    assert settle(qtbot, window).title == "Double well"


def test_a_knob_of_the_surface(qtbot: QtBot, window: MainWindow) -> None:
    take(qtbot, window, "rosenbrock")
    settle(qtbot, window)
    drag(window.contour.plot, (0.0, 2.0), (0.3, 2.0), (0.6, 2.0))  # a pan, to see that it stays
    qtbot.waitUntil(lambda: window.workbench.view.box is not None)
    before, box = settle(qtbot, window), window.contour.view.viewRange()
    slider = window.problem_panel.surfaces.parameters["b"].slider
    middle = slider.height() // 2

    QTest.mousePress(slider, LEFT, pos=QPoint(slider.width() // 2, middle))
    lows = [settle(qtbot, window).surface.loss.max()]
    for share in (0.55, 0.6, 0.65, 0.7):
        QTest.mouseMove(slider, QPoint(int(share * slider.width()), middle))
        lows.append(settle(qtbot, window).surface.loss.max())
        assert window.contour.view.viewRange() == box, "the view never jumps when a slider moves"
    QTest.mouseMove(slider, QPoint(int(0.9 * slider.width()), middle))
    QTest.mouseRelease(slider, LEFT, pos=QPoint(int(0.9 * slider.width()), middle))
    settle(qtbot, window)  # the last problem arrives after the button was let go
    assert len(set(lows)) == 5
    assert dict(window.workbench.experiment.problem.spec.parameters)["b"] == slider.number
    action(window, "undo").trigger()
    assert same(settle(qtbot, window), before), "one drag, one entry"
    action(window, "fit").trigger()


def test_rotation_and_stretch(qtbot: QtBot, window: MainWindow) -> None:
    panel = window.problem_panel.surfaces
    turned = undoing(qtbot, window, lambda: type_number(panel.rotate.field, "90"))
    assert np.allclose(sorted(turned.marks.minima), [(0.0, -1.0), (0.0, 1.0)])
    undoing(qtbot, window, lambda: type_number(panel.stretch[0].field, "2"))
    assert window.workbench.experiment.problem.spec.transform.stretch == (2.0, 1.0)


def test_a_wrong_formula_says_where_and_the_old_surface_stays(qtbot: QtBot, window: MainWindow) -> None:
    before = settle(qtbot, window)
    page(qtbot, window, 1)
    panel = write(qtbot, window, "x^2 + foo(y)")
    assert "foo" in panel.editor.sentence.text()
    assert panel.editor.sentence.isVisible()
    assert not window.workbench.busy
    assert window.workbench.frame is before
    write(qtbot, window, "x^2 + 3*y^2")
    assert window.workbench.frame.title == before.title, "until the new one is there"
    after = settle(qtbot, window)
    assert not panel.editor.sentence.isVisible()
    assert isinstance(window.workbench.experiment.problem.spec, FormulaSpec)
    assert_shows(after, lambda x, y: x**2 + 3 * y**2)
    action(window, "undo").trigger()
    assert same(settle(qtbot, window), before)


def test_a_name_becomes_a_slider(qtbot: QtBot, window: MainWindow) -> None:
    page(qtbot, window, 1)
    panel = write(qtbot, window, "a * x^2 + y^2")
    assert [chip.text() for chip in panel.offers] == ["make “a” a parameter"]
    undoing(qtbot, window, lambda: qtbot.mouseClick(panel.offers[0], LEFT))
    after = undoing(qtbot, window, lambda: type_number(panel.knobs["a"].row.field, "4"))
    assert_shows(after, lambda x, y: 4 * x**2 + y**2)


def test_the_domain_of_a_formula(qtbot: QtBot, window: MainWindow) -> None:
    page(qtbot, window, 1)
    panel = write(qtbot, window, "x^2 + y^2")
    settle(qtbot, window)
    low, high = panel.limits("x")
    after = undoing(qtbot, window, lambda: type_number(high, "7.5"))
    assert after.box[0][1] == 7.5
    type_number(low, "9")
    assert panel.domain_sentence
    assert settle(qtbot, window) is window.workbench.frame
    assert window.workbench.experiment.problem.domain[0][1] == 7.5


def test_a_function_of_one_variable_is_a_graph(qtbot: QtBot, window: MainWindow) -> None:
    after = undoing(qtbot, window, lambda: take(qtbot, window, "line_double_well"))
    assert after.surface is None
    assert window.graph.isVisible()
    assert not window.contour.isVisible()
    assert not window.surface3d.isVisible()
    for head, path in zip(after.heads, after.paths, strict=True):
        x = np.interp(head.point[0], after.graph.x, after.graph.loss)
        assert head.loss == pytest.approx(x, rel=1e-2), "paths run on the graph"
        assert path.points.shape[1] == 1
    (start,) = after.marks.start
    handle = window.graph.handle_place((start,))
    drag(window.graph.plot, handle, (start + 0.2, handle[1]), (start + 0.4, handle[1]))
    moved = settle(qtbot, window)
    assert moved.marks.start == pytest.approx((start + 0.4,), abs=0.03)
    window.workbench.set_box(((-0.5, 0.5),))
    settle(qtbot, window)
    take(qtbot, window, "sphere")
    settle(qtbot, window)
    assert window.contour.isVisible()
    assert window.surface3d.isVisible()
    for _ in range(3):  # an undo across the number of variables
        action(window, "undo").trigger()
        settle(qtbot, window)
    assert window.contour.isVisible()


def test_a_zoom_never_outlives_its_landscape(qtbot: QtBot, window: MainWindow) -> None:
    take(qtbot, window, "line_double_well")
    settle(qtbot, window)
    window.workbench.set_box(((-0.5, 0.5),))
    settle(qtbot, window)
    action(window, "undo").trigger()
    frame = settle(qtbot, window)
    assert frame.box == window.workbench.experiment.problem.domain


def test_a_data_set(qtbot: QtBot, window: MainWindow) -> None:
    add_method(window, "SGD")
    assert isinstance(window.workbench.experiment.runs[5].gradient, Noisy)
    page(qtbot, window, 2)
    source = window.problem_panel.data.source
    index = source.findData("engel_income_food")

    def pick() -> None:
        source.setCurrentIndex(index)
        source.activated.emit(index)

    after = undoing(qtbot, window, pick)
    assert isinstance(window.workbench.experiment.problem.spec, DataSpec)
    assert after.axes == ("intercept", "slope")
    (best,) = after.marks.minima
    add_method(window, "SGD")
    assert isinstance(window.workbench.experiment.runs[6].gradient, Minibatch)
    form = window.problem_panel.data.form
    undoing(qtbot, window, lambda: qtbot.mouseClick(form.standardize, LEFT))
    assert window.workbench.frame.marks.minima != (best,)
    undoing(qtbot, window, lambda: form.losses["linear"].pick("mae"))
    take_back = window.workbench.experiment
    page(qtbot, window, 0)
    take(qtbot, window, "sphere")
    settle(qtbot, window)
    gradients = [run.gradient for run in window.workbench.experiment.runs]
    assert not any(isinstance(g, Minibatch) for g in gradients), "a surface has no examples"
    action(window, "undo").trigger()
    assert window.workbench.experiment == take_back


def test_derivatives_as_formulas(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.problem_panel.foot.derivatives, LEFT)
    dialog = window.findChild(DerivativesDialog)
    qtbot.waitUntil(lambda: len(dialog.findChildren(FormulaLabel)) == 6, timeout=LONG)
    dialog.reject()


def test_a_fit_to_data_has_no_derivatives(qtbot: QtBot, window: MainWindow) -> None:
    offered = action(window, "derivatives")
    assert offered.isEnabled()
    assert offered.toolTip() == offered.statusTip()
    page(qtbot, window, 2)
    source = window.problem_panel.data.source
    source.activated.emit(source.findData("engel_income_food"))
    qtbot.waitUntil(lambda: window.workbench.experiment.problem.examples > 0, timeout=LONG)
    assert not offered.isEnabled()
    assert "fit to data" in offered.toolTip()
    assert not window.problem_panel.foot.derivatives.isVisible()
    window.problem_panel.foot.derivatives.click()  # as one does that was held when the problem changed
    assert window.findChild(DerivativesDialog) is None
    settle(qtbot, window)
    action(window, "undo").trigger()
    assert offered.isEnabled()
    settle(qtbot, window)


def test_derivatives_are_called_off(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.problem_panel.foot.derivatives, LEFT)
    dialog = window.findChild(DerivativesDialog)
    worker = dialog._jobs._thread
    with qtbot.waitSignal(dialog.destroyed):
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not worker.is_alive(), timeout=LONG)


def test_opening_another_experiment_drops_what_is_pending(qtbot: QtBot, window: MainWindow) -> None:
    document = window.workbench.document
    window.workbench.request_problem("change the surface", SurfaceSpec("beale"))
    window.workbench.open(document, window.workbench.view)
    settle(qtbot, window)
    assert window.workbench.document == document
    assert isinstance(window.runs_panel.cards[0], RunCard)


def test_a_dragged_start_stays_while_the_surface_s_formula_is_edited(
    qtbot: QtBot, window: MainWindow
) -> None:
    take(qtbot, window, "himmelblau")
    settle(qtbot, window)
    window.workbench.edit("move the start", lambda d: d.with_start((1.5, -0.5)))
    settle(qtbot, window)
    panel = window.problem_panel.formula
    window.problem_panel.kinds.setCurrentIndex(1)
    panel.editor.replace("(x^2 + y - 11)^2 + (x + y^2 - 7)^2 + x")
    panel.editor.look()
    frame = settle(qtbot, window)
    assert frame.title == "Formula"
    assert frame.marks.start == (1.5, -0.5)
    take(qtbot, window, "beale")
    assert settle(qtbot, window).marks.start != (1.5, -0.5), "another landscape has its own"
    window.problem_panel.kinds.setCurrentIndex(0)
