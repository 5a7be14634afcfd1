"""The page of settings in the real window."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from optexplorer.core.analysis.sweep import sweep
from optexplorer.core.escape import PerturbAtIntervals
from optexplorer.core.gradient import Clip, Full, Noisy
from optexplorer.scene.settings_map import settings_layer
from optexplorer.ui.lab.settings.wiring import SettingsWiring
from optexplorer.ui.main_window import MainWindow
from tests.support.mouse import click, drag
from tests.ui.lab.settings.tools import MOMENTUM, asked_again, done, optimizer, said
from tests.ui.window import LONG, action, settle, slide, type_number


def test_the_map_is_the_sweep_of_the_core(window: MainWindow, lab: SettingsWiring) -> None:
    found = lab.display.map
    assert found is not None
    assert found.stride == 1
    assert [axis.name for axis in found.axes] == ["learning_rate", "momentum"]
    *_, expected = sweep(window.workbench.experiment, MOMENTUM, found.axes)
    for name in ("final_loss", "best_loss", "steps", "outcome"):
        np.testing.assert_array_equal(getattr(found, name), getattr(expected, name))
    names = ("learning rate η", "momentum μ")
    layer = settings_layer(expected, "final_loss", names, dark=False)
    shown = lab.page.map.layer
    assert shown is not None
    np.testing.assert_array_equal(shown.pixels, layer.pixels)
    assert (shown.box, shown.names, shown.log) == (layer.box, layer.names, layer.log)
    assert np.allclose(lab.page.map.announced_box(), shown.box)
    assert said(lab)[0].startswith("Momentum: ")


def test_a_click_loads_the_setting_of_the_cell_as_one_edit(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    asked = asked_again(lab)
    click(lab.page.map.plot, -1.7, 0.4)
    settle(qtbot, window)
    found = lab.display.map
    assert found is not None
    rate, momentum = optimizer(window).learning_rate, optimizer(window).momentum
    assert rate in found.values[0]
    assert momentum in found.values[1]
    assert np.log10(rate) == pytest.approx(-1.7, abs=0.1)
    assert momentum == pytest.approx(0.4, abs=0.03)
    column, row = (list(v).index(x) for v, x in zip(found.values, (rate, momentum), strict=True))
    history = window.workbench.layers.history.runs[MOMENTUM]
    assert history.loss[-1] == found.final_loss[row, column]
    assert lab.page.map.marks.handles[0].at == pytest.approx((np.log10(rate), momentum))
    action(window, "undo").trigger()
    settle(qtbot, window)
    assert (optimizer(window).learning_rate, optimizer(window).momentum) == (0.01, 0.9)
    assert not action(window, "undo").isEnabled()
    done(qtbot, lab)
    assert asked == []


def test_the_keyboard_loads_a_setting_too(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    view = lab.page.map
    view.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(view, key)
    assert optimizer(window).learning_rate > 0.01
    assert optimizer(window).momentum < 0.9
    assert view.readout.lines[0].startswith("Final loss")


def test_the_mark_follows_the_card_and_can_be_dragged_as_one_edit(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    asked, view = asked_again(lab), lab.page.map
    slide(window.runs_panel.cards[MOMENTUM].findChild(QSlider), 0.5, 0.7)
    settle(qtbot, window)
    rate = optimizer(window).learning_rate
    assert rate != 0.01
    assert view.marks.handles[0].at == pytest.approx((np.log10(rate), 0.9))
    drag(view.plot, (np.log10(rate), 0.9), (-2.0, 0.5), (-3.0, 0.2))
    settle(qtbot, window)
    assert np.log10(optimizer(window).learning_rate) == pytest.approx(-3.0, abs=0.1)
    assert optimizer(window).momentum == pytest.approx(0.2, abs=0.03)
    action(window, "undo").trigger()
    assert (optimizer(window).learning_rate, optimizer(window).momentum) == (rate, 0.9)
    done(qtbot, lab)
    assert asked == [], "the map does not depend on the settings along its axes"


def test_a_zoom_is_computed_at_full_resolution_while_the_old_map_stays(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    view, before = lab.page.map, lab.display.map
    old = view.layer
    view.show_range(((-0.7, -0.4), (0.7, 0.8)))
    view.boxChanged.emit(view.announced_box())
    assert view.layer is old
    done(qtbot, lab)
    found = lab.display.map
    assert found is not None
    assert before is not None
    assert found.final_loss.shape == before.final_loss.shape
    assert view.layer is not None
    assert np.allclose(view.layer.box, ((-0.7, -0.4), (0.7, 0.8)))
    assert np.allclose(view.announced_box(), view.layer.box)
    low, high = (field.number for field in lab.page.across.fields)
    assert (low, high) == pytest.approx((10**-0.7, 10**-0.4))
    qtbot.keyClick(view, Qt.Key.Key_Home)
    done(qtbot, lab)
    assert np.allclose(view.announced_box(), ((-5.0, 1.0), (0.0, 0.999)))


def test_one_zooms_in_as_far_as_numbers_go(lab: SettingsWiring, qtbot: QtBot) -> None:
    view, asked = lab.page.map, asked_again(lab)
    shown = lab.chooser.choice
    view.boxChanged.emit(((-2.0, -2.0), (0.4, 0.5)))
    assert said(lab) == ("Learning rate: zoomed in as far as numbers go.", "danger")
    view.boxChanged.emit(((-2.0, -1.0), (0.5, 0.5 + 1e-15)))
    assert said(lab) == ("Momentum: zoomed in as far as numbers go.", "danger")
    assert np.allclose(view.announced_box(), view.layer.box)
    done(qtbot, lab)
    assert lab.chooser.choice == shown
    assert asked == []
    view.boxChanged.emit(((-2.0, -1.0), (-0.5, -0.1)))
    assert said(lab)[0].startswith("Momentum: must lie in [0, inf).")
    assert said(lab)[1] == "danger"


def test_the_widest_range_is_computed(lab: SettingsWiring, qtbot: QtBot) -> None:
    lab.page.across.logChosen.emit(False)
    lab.page.across.rangeEdited.emit(0.0, 1e300)
    done(qtbot, lab)
    assert said(lab)[1] == "muted"
    assert lab.page.map.layer.box[0] == pytest.approx((0.0, 1e300), abs=1e290)
    assert lab.display.answer.complete
    lab.page.map.grab()
    lab.page.across.rangeEdited.emit(0.0, 1e308)
    assert said(lab)[0].startswith("Learning rate: a range must lie from -1e300 to 1e300.")
    assert said(lab)[1] == "danger"


def test_beyond_the_legal_values_nothing_is_computed(lab: SettingsWiring, qtbot: QtBot) -> None:
    view = lab.page.map
    view.show_range(((-3.0, 0.0), (-1.0, 1.0)))
    view.boxChanged.emit(view.announced_box())
    done(qtbot, lab)
    assert view.layer is not None
    assert view.layer.box[1] == pytest.approx((0.0, 1.0))
    assert np.allclose(view.announced_box(), ((-3.0, 0.0), (-1.0, 1.0)))
    click(view.plot, -1.0, -0.5)
    assert said(lab)[0].startswith("Momentum: must lie in [0, inf), got -0.")
    assert said(lab)[1] == "danger"
    assert not action(lab.page.window(), "undo").isEnabled()


def test_other_settings_of_the_run_are_followed_while_the_page_is_in_view_and_those_of_others_not(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    bench, asked = window.workbench, asked_again(lab)
    bench.edit("faster", lambda d: d.with_hyper(4, "learning_rate", 0.5))
    done(qtbot, lab)
    assert asked == []
    bench.edit("start", lambda d: d.with_start((0.5, 0.5)))
    done(qtbot, lab)
    assert len(set(asked)) == 1
    assert said(lab)[0].endswith("from (0.5, 0.5)")
    action(window, "page_race").trigger()
    asked.clear()
    bench.edit("steps", lambda d: d.with_experiment(steps=20))
    settle(qtbot, window)
    assert not lab.study.busy
    assert asked == []
    action(window, "page_settings").trigger()
    done(qtbot, lab)
    assert asked
    assert "20 steps each" in said(lab)[0]


def test_chance_is_said_to_be_the_same_for_every_setting(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    window.workbench.edit("noise", lambda d: d.with_gradient(MOMENTUM, Noisy(sigma=0.1)))
    done(qtbot, lab)
    assert said(lab)[0].endswith(", seed 0 for every one")
    window.workbench.edit("calm", lambda d: d.with_gradient(MOMENTUM, Full(Clip())))
    done(qtbot, lab)
    assert "seed" not in said(lab)[0]
    window.workbench.edit("kicks", lambda d: d.with_run(MOMENTUM, escape=PerturbAtIntervals()))
    done(qtbot, lab)
    assert said(lab)[0].endswith(", seed 0 for every one")
    assert lab.page.map.lines._lines == ()


def test_theory_lies_over_the_map_where_it_applies(lab: SettingsWiring, qtbot: QtBot) -> None:
    (line,) = lab.page.map.lines._lines
    assert line.label == "theory: stable below, L = 8"
    np.testing.assert_allclose(10.0 ** line.points[:, 0], 0.25 * (1.0 + line.points[:, 1]))
    lab.page.runChosen.emit(4)
    done(qtbot, lab)
    assert lab.page.map.lines._lines == ()


def test_stopped_the_picture_stays_and_can_be_gone_on_with(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    page = lab.page
    page.cellChosen.emit(2)
    window.workbench.edit("steps", lambda d: d.with_experiment(steps=5_000))
    qtbot.waitUntil(lambda: not lab.display.outdated, timeout=LONG)
    assert not lab.display.answer.complete
    qtbot.waitUntil(lambda: not lab.display.busy, timeout=LONG)
    assert page.progress.stop.isVisible()
    shown = page.map.layer
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert not lab.study.busy
    assert page.map.layer is shown
    assert said(lab) == ("Stopped", "muted")
    assert page.compute.isVisible()
    assert not page.progress.stop.isVisible()
    page.exportRequested.emit(".csv")
    assert said(lab) == ("There is nothing complete to export yet.", "danger")
    window.workbench.edit("steps", lambda d: d.with_experiment(steps=30))
    done(qtbot, lab)
    assert not page.compute.isVisible()
    assert lab.display.answer is not None
    assert lab.display.answer.complete


def test_what_is_not_possible_is_refused_in_a_sentence(
    lab: SettingsWiring, window: MainWindow, qtbot: QtBot
) -> None:
    page = lab.page
    shown, asked = page.map.layer, asked_again(lab)
    type_number(page.across.fields[0], "20")
    earlier = " The picture is of earlier settings."
    assert said(lab) == (f"Learning rate: 20 must lie below 10.{earlier}", "danger")
    type_number(page.across.fields[0], "0")
    assert said(lab) == ("Learning rate: a log scale needs values above 0, got 0." + earlier, "danger")
    page.fitRequested.emit()
    page.metricChosen.emit("steps")
    done(qtbot, lab)
    assert not page.target.isHidden()
    lab.chooser.change(target=None)
    lab._usual_target = lambda: None  # type: ignore[method-assign]
    lab.follow()
    del lab._usual_target
    assert said(lab) == ("Target: type the loss whose steps are to be counted." + earlier, "danger")
    type_number(page.target, "-0.5")
    done(qtbot, lab)
    assert said(lab)[1] == "muted"
    assert asked
    assert page.map.layer is not shown
    assert page.map.colour_bar._layer.scale_label == "steps"


def test_axes_change_places_take_logarithms_and_are_left_out(lab: SettingsWiring, qtbot: QtBot) -> None:
    page = lab.page
    page.across.nameChosen.emit("momentum")
    assert page.map.layer is None  # a map of other axes is no picture of these
    assert page.map._axes == (("momentum μ", "learning rate η"), (False, True))
    done(qtbot, lab)
    assert [axis.name for axis in lab.display.map.axes] == ["momentum", "learning_rate"]
    page.up.logChosen.emit(False)
    page.across.logChosen.emit(True)
    done(qtbot, lab)
    assert [axis.log for axis in lab.display.map.axes] == [True, False]
    page.up.nameChosen.emit("")
    done(qtbot, lab)
    assert page.stack.currentWidget() is page.chart
    assert lab.display.map is None
    assert page.chart.chart.title == "Final loss above the minimum against momentum μ"
    page.metricChosen.emit("outcome")
    done(qtbot, lab)
    assert page.measure.key == "final_loss"


def test_an_axis_that_goes_while_its_button_is_held_takes_nothing_more(
    lab: SettingsWiring, qtbot: QtBot
) -> None:
    up = lab.page.up
    up.nameChosen.emit("")
    done(qtbot, lab)
    choice = lab.chooser.choice
    assert choice is not None
    assert choice.up is None
    up.logChosen.emit(True)
    up.rangeEdited.emit(0.1, 0.9)
    done(qtbot, lab)
    assert lab.chooser.choice == choice
    assert lab.page.stack.currentWidget() is lab.page.chart
