"""Every kind of setting of a run, changed through its own widget in the real window."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.core.around import Lookahead, MovingAverage
from optexplorer.core.escape import PerturbAtIntervals
from optexplorer.core.escape_theory import Theory
from optexplorer.core.gradient import Clip, Noisy
from optexplorer.core.schedule import Cosine, Exponential, MultiStep, StepDecay, Warmup
from optexplorer.ui.form_rows import IntegersRow, NameChip, SwitchChip
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.panels.run_details import RunDetails
from optexplorer.ui.widgets.chips import ChoiceChip
from tests.ui.window import (
    LEFT,
    action,
    add_method,
    choose,
    ends,
    row,
    same,
    settle,
    slide,
    type_number,
    undoing,
)

GD, MOMENTUM, RMSPROP, ADAM = 0, 1, 3, 4


def details(window: MainWindow, run: int) -> RunDetails:
    card = window.runs_panel.cards[run]
    card.unfold(True)
    assert card.details is not None
    return card.details


def changing(qtbot: QtBot, window: MainWindow, run: int, change: Callable[[], object]) -> object:
    """Make a change to one run, and see that only its path changes; the run afterwards."""
    before = ends(settle(qtbot, window))
    after = ends(undoing(qtbot, window, change))
    assert {r for r in before if before[r] != after[r]} == {run}
    return window.workbench.experiment.runs[run]


def test_a_number_is_typed(qtbot: QtBot, window: MainWindow) -> None:
    beta = row(details(window, ADAM).form, "beta1")
    run = changing(qtbot, window, ADAM, lambda: type_number(beta.field, "0,5"))
    assert run.optimizer.beta1 == 0.5


def test_any_rate_can_be_typed(qtbot: QtBot, window: MainWindow) -> None:
    rate = window.runs_panel.cards[GD].rate
    run = changing(qtbot, window, GD, lambda: type_number(rate.field, "0.0123456789"))
    assert run.optimizer.learning_rate == 0.0123456789
    changing(qtbot, window, GD, lambda: type_number(rate.field, "25"))
    assert settle(qtbot, window).legend[GD].outcome == "diverged"
    assert window.runs_panel.cards[GD].header.outcome.text() == "diverged"


def test_a_rate_out_of_range_is_refused_at_the_field(qtbot: QtBot, window: MainWindow) -> None:
    field = window.runs_panel.cards[GD].rate.field
    document = window.workbench.document
    type_number(field, "-1")
    assert "must" in field.reason
    assert window.workbench.document == document
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.02"


def test_a_drag_of_a_slider_is_live_and_one_entry(qtbot: QtBot, window: MainWindow) -> None:
    slider = window.runs_panel.cards[MOMENTUM].rate.slider
    before = settle(qtbot, window)
    middle = slider.height() // 2
    QTest.mousePress(slider, LEFT, pos=QPoint(slider.width() // 2, middle))
    seen = [ends(settle(qtbot, window))[MOMENTUM]]
    for share in (0.45, 0.4, 0.35):
        QTest.mouseMove(slider, QPoint(int(share * slider.width()), middle))
        seen.append(ends(settle(qtbot, window))[MOMENTUM])
    QTest.mouseRelease(slider, LEFT, pos=QPoint(int(0.35 * slider.width()), middle))
    assert len(set(seen)) == 4, "the path follows while the slider moves"
    action(window, "undo").trigger()
    assert same(settle(qtbot, window), before)
    assert window.workbench.undo_list.undo_text is None


def test_drags_of_two_sliders_are_two_entries(qtbot: QtBot, window: MainWindow) -> None:
    rows = [window.runs_panel.cards[i].rate for i in (GD, ADAM)]
    for rate in rows:
        slide(rate.slider, 0.5, 0.6, 0.7)
    assert window.workbench.undo_list.undo_text == "change learning rate"
    action(window, "undo").trigger()
    assert rows[0].field.number != 0.02
    assert rows[1].field.number == 0.08
    action(window, "undo").trigger()
    assert rows[0].field.number == 0.02
    assert not action(window, "undo").isEnabled()


def test_a_switch(qtbot: QtBot, window: MainWindow) -> None:
    chip = details(window, ADAM).form.rows["bias_correction"]
    assert isinstance(chip, SwitchChip)
    run = changing(qtbot, window, ADAM, lambda: qtbot.mouseClick(chip, LEFT))
    assert run.optimizer.bias_correction is False


def test_a_schedule_with_whole_numbers(qtbot: QtBot, window: MainWindow) -> None:
    editor = details(window, GD).schedule
    run = changing(qtbot, window, GD, lambda: _pick(qtbot, editor.chip, "step"))
    assert run.schedule == StepDecay()
    every = row(editor.form, "every")
    run = changing(qtbot, window, GD, lambda: type_number(every.field, "20"))
    assert run.schedule == StepDecay(every=20)
    rates = settle(qtbot, window).curves[2].curves[GD].y
    assert len(set(rates.tolist())) > 4, "the curve of the rate shows the steps"


def test_a_list_of_whole_numbers(qtbot: QtBot, window: MainWindow) -> None:
    editor = details(window, GD).schedule
    _pick(qtbot, editor.chip, "multi_step")
    milestones = editor.form.rows["milestones"]
    assert isinstance(milestones, IntegersRow)

    def enter() -> None:
        milestones.field.setFocus()
        milestones.field.selectAll()
        qtbot.keyClicks(milestones.field, "10, 30")
        qtbot.keyClick(milestones.field, Qt.Key.Key_Return)

    run = changing(qtbot, window, GD, enter)
    assert run.schedule == MultiStep(milestones=(10, 30))


def test_an_escape(qtbot: QtBot, window: MainWindow) -> None:
    editor = details(window, GD).escape
    assert not editor.isVisible()
    run = changing(qtbot, window, GD, lambda: _pick(qtbot, editor.chip, "perturbation.interval"))
    assert run.escape == PerturbAtIntervals()
    assert editor.isVisible()
    every = row(editor.form, "every")
    run = changing(qtbot, window, GD, lambda: type_number(every.field, "20"))
    assert run.escape == PerturbAtIntervals(every=20)
    _pick(qtbot, editor.chip, "restart.stationary")
    assert "every" not in editor.form.rows
    assert {"patience", "budget", "sampler", "reset_state"} <= editor.form.rows.keys()
    _pick(qtbot, editor.chip, "perturbation.interval")
    assert window.workbench.experiment.runs[GD].escape == PerturbAtIntervals(every=20)
    assert "perturb at intervals" in window.runs_panel.cards[GD].header.summary.toolTip()


def test_an_escape_from_the_constants_of_the_theory(qtbot: QtBot, window: MainWindow) -> None:
    editor = details(window, GD).escape
    _pick(qtbot, editor.chip, "perturbation.gradient")
    assert not editor.theory.isVisible()
    qtbot.mouseClick(editor.theory_button, LEFT)
    assert editor.theory.isVisible()
    type_number(row(editor.theory.form, "epsilon").field, "0.5")
    undoing(qtbot, window, lambda: qtbot.mouseClick(editor.theory.apply, LEFT))
    assert window.workbench.experiment.runs[GD].escape == Theory(epsilon=0.5).derive(2)


def test_a_lookahead_around_it(qtbot: QtBot, window: MainWindow) -> None:
    editor = details(window, MOMENTUM).around
    assert not editor.isVisible()
    menu = editor.chip.actions_menu
    run = changing(qtbot, window, MOMENTUM, lambda: choose(menu, "Add Lookahead"))
    assert run.around == (Lookahead(),)
    assert editor.isVisible()
    share = row(editor.wrappers[0].form, "alpha")
    run = changing(qtbot, window, MOMENTUM, lambda: type_number(share.field, "0.8"))
    assert run.around == (Lookahead(alpha=0.8),)
    undoing(qtbot, window, lambda: choose(menu, "Add Moving average"))
    decay = row(editor.wrappers[1].form, "decay")
    undoing(qtbot, window, lambda: type_number(decay.field, "0.5"))
    assert window.workbench.experiment.runs[MOMENTUM].around[1] == MovingAverage(decay=0.5)
    close = editor.wrappers[0].remove_button
    run = changing(qtbot, window, MOMENTUM, lambda: qtbot.mouseClick(close, LEFT))
    assert run.around == (MovingAverage(decay=0.5),)
    undoing(qtbot, window, lambda: qtbot.mouseClick(editor.wrappers[0].remove_button, LEFT))
    assert not editor.isVisible()


def test_a_warm_up_into_another_schedule(qtbot: QtBot, window: MainWindow) -> None:
    editor = details(window, MOMENTUM).schedule
    changing(qtbot, window, MOMENTUM, lambda: _pick(qtbot, editor.chip, "warmup"))
    changing(qtbot, window, MOMENTUM, lambda: _pick(qtbot, editor.then.chip, "exponential"))
    factor = row(editor.then.form, "factor")
    run = changing(qtbot, window, MOMENTUM, lambda: type_number(factor.field, "0.9"))
    assert run.schedule == Warmup(then=Exponential(factor=0.9))
    run = changing(qtbot, window, MOMENTUM, lambda: _pick(qtbot, editor.chip, "cosine"))
    assert isinstance(run.schedule, Cosine)


def test_noise_and_clipping(qtbot: QtBot, window: MainWindow) -> None:
    editor = details(window, RMSPROP).gradient
    changing(qtbot, window, RMSPROP, lambda: _pick(qtbot, editor.chip, "noisy"))
    sigma = row(editor.form, "sigma")
    run = changing(qtbot, window, RMSPROP, lambda: type_number(sigma.field, "0.4"))
    assert run.gradient == Noisy(sigma=0.4)
    undoing(qtbot, window, lambda: qtbot.mouseClick(editor.clip_chip, LEFT))
    threshold = row(editor.clip_form, "threshold")
    run = changing(qtbot, window, RMSPROP, lambda: type_number(threshold.field, "0.01"))
    assert run.gradient == Noisy(sigma=0.4, clip=Clip("norm", 0.01))
    kind = editor.clip_form.rows["kind"]
    assert isinstance(kind, NameChip)
    run = changing(qtbot, window, RMSPROP, lambda: _pick(qtbot, kind, "value"))
    assert run.gradient.clip == Clip("value", 0.01)


@pytest.mark.parametrize(("name", "text", "value"), [("steps", "20", 20), ("seed", "7", 7)])
def test_length_and_seed(qtbot: QtBot, window: MainWindow, name: str, text: str, value: int) -> None:
    add_method(window, "SGD")
    field = getattr(window.problem_panel.foot, name).field
    before = settle(qtbot, window)
    after = undoing(qtbot, window, lambda: type_number(field, text))
    assert getattr(window.workbench.experiment, name) == value
    assert ends(before)[5] != ends(after)[5]
    assert after.last_step == (20 if name == "steps" else 160)


def test_rates_that_suit(qtbot: QtBot, window: MainWindow) -> None:
    after = undoing(qtbot, window, action(window, "suggest_rates").trigger)
    assert all(entry.outcome != "diverged" for entry in after.legend)


def _pick(qtbot: QtBot, chip: ChoiceChip, key: str) -> None:
    """Open the chip's menu and take an entry, as a person does."""
    qtbot.mouseClick(chip, LEFT)
    menu = chip._menu
    assert menu.isVisible()
    entry = next(a for a in menu.actions() if a.data() == key)
    qtbot.mouseClick(menu, LEFT, pos=menu.actionGeometry(entry).center())
