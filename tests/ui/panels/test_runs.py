import math
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from optexplorer.core.experiment import Run
from optexplorer.core.gradient import Clip, Full, Minibatch, Noisy
from optexplorer.core.schedule import Cosine, StepDecay, Warmup
from optexplorer.optimizers import CATALOGUE, PRESETS
from optexplorer.scene.frame import LegendEntry
from optexplorer.scene.palette import style
from optexplorer.ui import theme
from optexplorer.ui.form_rows import NumberRow
from optexplorer.ui.panels.method_help import MethodHelp
from optexplorer.ui.panels.run_card import RunCard
from optexplorer.ui.panels.run_details import RunDetails
from optexplorer.ui.panels.run_summary import run_summary
from optexplorer.ui.panels.runs import RunsPanel
from tests.ui.tools import shown
from tests.ui.window import row

KEYS = ("gd", "momentum", "adam")


def make(*keys: str) -> tuple[Run, ...]:
    return tuple(Run(CATALOGUE[key]()) for key in keys)


class Panel:
    """The panel with everything it asks for."""

    def __init__(self, qtbot: QtBot) -> None:
        self.panel = RunsPanel(tuple(CATALOGUE.values()), PRESETS)
        self.panel.resize(300, 680)
        self.runs = make(*KEYS)
        self.panel.show_runs(self.runs)
        self.asked: list[tuple[object, ...]] = []
        self.commits = 0
        for name in (
            "addRequested", "removeRequested", "duplicateRequested", "moveRequested",
            "hyperEdited", "scheduleEdited", "gradientEdited", "labelEdited", "enabledRequested",
            "soloRequested", "ownStartRequested",
        ):  # fmt: skip
            signal = getattr(self.panel, name)
            signal.connect(lambda *values, name=name: self.asked.append((name, *values)))
        self.panel.committed.connect(self._on_committed)
        shown(qtbot, self.panel)

    def _on_committed(self) -> None:
        self.commits += 1

    @property
    def cards(self) -> list[RunCard]:
        return self.panel.cards

    def unfolded(self) -> RunDetails:
        """All of the first run."""
        self.cards[0].unfold(True)
        details = self.cards[0].details
        assert details is not None
        return details


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    return Panel(qtbot)


def rate(card: RunCard) -> NumberRow:
    assert card.rate is not None
    return card.rate


def choose(menu: QMenu, text: str) -> None:
    next(a for a in menu.actions() if a.text().startswith(text)).trigger()
    menu.deleteLater()


def test_the_learning_rate_is_at_hand(qtbot: QtBot, panel: Panel) -> None:
    field = rate(panel.cards[1]).field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0,3")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert panel.asked == [("hyperEdited", 1, "learning_rate", 0.3)]
    assert panel.commits == 1


def test_a_drag_of_the_rate_goes_on_while_the_runs_are_shown_anew(qtbot: QtBot, panel: Panel) -> None:
    slider = rate(panel.cards[2]).slider
    assert slider is not None

    def echo(index: int, name: str, value: float) -> None:
        run = panel.runs[index]
        changed = replace(run, optimizer=replace(run.optimizer, **{name: value}))
        panel.runs = (*panel.runs[:index], changed, *panel.runs[index + 1 :])
        panel.panel.show_runs(panel.runs)

    panel.panel.hyperEdited.connect(echo)
    y = slider.height() // 2
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=QPoint(10, y))
    for x in range(20, 120, 20):
        qtbot.mouseMove(slider, QPoint(x, y))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=QPoint(100, y))
    assert rate(panel.cards[2]).slider is slider
    assert len(panel.asked) >= 5
    assert panel.commits == 1
    assert panel.runs[2].optimizer.rate == slider.number


def test_the_focus_and_the_typing_survive_show_runs(qtbot: QtBot, panel: Panel) -> None:
    field = rate(panel.cards[0]).field
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "0.0")
    panel.panel.show_runs(make("gd", "momentum", "adam", "rmsprop"), frozenset({1}), 0)
    panel.panel.show_runs(make("gd", "adam", "rmsprop"))
    assert field.hasFocus()
    assert field.text() == "0.0"


def test_every_setting_is_unfolded_on_demand(qtbot: QtBot, panel: Panel) -> None:
    card = panel.cards[2]
    assert card.details is None
    card.header.unfold.click()
    assert card.details is not None
    names = [p.name for p in CATALOGUE["adam"].parameters() if p.name != "learning_rate"]
    assert list(card.details.form.rows) == names
    beta = card.details.form.rows["beta1"]
    assert isinstance(beta, NumberRow)
    beta.field.setFocus()
    beta.field.selectAll()
    qtbot.keyClicks(beta.field, "0.5")
    qtbot.keyClick(beta.field, Qt.Key.Key_Return)
    assert panel.asked == [("hyperEdited", 2, "beta1", 0.5)]
    card.header.unfold.click()
    assert not card.unfolded


def test_a_schedule_is_chosen_shaped_and_drawn(qtbot: QtBot, panel: Panel) -> None:
    details = panel.unfolded()
    assert details.schedule.isHidden()
    details.schedule.chip.pick("step")
    assert panel.asked == [("scheduleEdited", 0, StepDecay())]
    assert not details.schedule.isHidden()
    every = row(details.schedule.form, "every")
    every.field.setFocus()
    every.field.selectAll()
    qtbot.keyClicks(every.field, "10")
    qtbot.keyClick(every.field, Qt.Key.Key_Return)
    assert panel.asked[-1] == ("scheduleEdited", 0, StepDecay(every=10))
    assert details.schedule.plot is not None
    t, factors = details.schedule.plot.points
    assert factors[t == 35][0] == 0.125
    assert panel.commits == 2


def test_a_warm_up_holds_another_schedule(panel: Panel) -> None:
    details = panel.unfolded()
    run = replace(panel.runs[0], schedule=Warmup(steps=10, then=Cosine()))
    panel.panel.show_runs((run, *panel.runs[1:]))
    inner = details.schedule.then
    assert inner is not None
    assert inner.schedule == Cosine()
    inner.chip.pick("step")
    assert panel.asked == [("scheduleEdited", 0, Warmup(steps=10, then=StepDecay()))]


def test_gradient_and_clipping(panel: Panel) -> None:
    panel.panel.show_runs(panel.runs, examples=150)
    details = panel.unfolded()
    details.gradient.chip.pick("minibatch")
    details.gradient.clip_chip.click()
    details.gradient.chip.pick("full")
    assert panel.asked == [
        ("gradientEdited", 0, Minibatch()),
        ("gradientEdited", 0, Minibatch(clip=Clip())),
        ("gradientEdited", 0, Full(clip=Clip())),
    ]


def test_mini_batches_are_offered_for_data_only(panel: Panel) -> None:
    details = panel.unfolded()
    assert not details.gradient.chip.possible("minibatch")
    panel.panel.show_runs(panel.runs, examples=150)
    assert details.gradient.chip.possible("minibatch")


def test_no_batch_is_larger_than_the_table(panel: Panel) -> None:
    """The loop could not draw it, and a file with it could not be opened."""
    panel.panel.show_runs(panel.runs, examples=20)
    details = panel.unfolded()
    details.gradient.chip.pick("minibatch")
    assert panel.asked == [("gradientEdited", 0, Minibatch(batch_size=20))]
    size = row(details.gradient.form, "batch_size")
    assert size.slider is not None
    size.slider.edited.emit(200.0)
    assert size.field.reason == "Batch size must lie in [1, 20], got 200."
    size.slider.committed.emit()
    assert size.field.number == 20
    assert len(panel.asked) == 1
    size.slider.edited.emit(5.0)
    assert panel.asked[-1] == ("gradientEdited", 0, Minibatch(batch_size=5))


def test_constants_that_ask_for_too_long_a_wait_are_said(panel: Panel) -> None:
    details = panel.unfolded()
    details.escape.chip.pick("perturbation.gradient")
    theory = details.escape.theory
    theory.form.edited.emit("c", 0.01)
    theory.form.edited.emit("smoothness", 1e4)
    assert "cooldown" in theory._rate.text()
    assert not theory.apply.isEnabled()
    panel.panel.show_runs(panel.runs)
    theory.form.edited.emit("c", 1.0)
    assert theory.apply.isEnabled()
    assert theory._rate.text().startswith("r ")


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Solo", ("soloRequested", 1, True)),
        ("Show in", ("enabledRequested", 1, False)),
        ("Start of", ("ownStartRequested", 1, True)),
        ("Duplicate", ("duplicateRequested", 1)),
        ("Move up", ("moveRequested", 1, 0)),
        ("Move down", ("moveRequested", 1, 2)),
        ("Remove", ("removeRequested", 1)),
    ],
)
def test_the_menu_of_a_run(panel: Panel, text: str, asked: tuple[object, ...]) -> None:
    choose(panel.cards[1].menu(), text)
    assert panel.asked == [asked]


def test_the_first_run_cannot_move_up(panel: Panel) -> None:
    for place, off in enumerate((["Move up"], [], ["Move down"])):
        entries = panel.cards[place].menu().actions()
        assert [
            a.text().split("\t")[0] for a in entries if not (a.isEnabled() or a.isSeparator())
        ] == off


def test_alt_and_arrows_move_a_run_from_any_of_its_controls(qtbot: QtBot, panel: Panel) -> None:
    alt = Qt.KeyboardModifier.AltModifier
    row = rate(panel.cards[1])
    row.field.setFocus()
    qtbot.keyClick(row.field, Qt.Key.Key_Down, alt)
    assert row.slider is not None
    row.slider.setFocus()
    qtbot.keyClick(row.slider, Qt.Key.Key_Up, alt)
    assert panel.asked == [("moveRequested", 1, 2), ("moveRequested", 1, 0)]


def test_a_card_is_dragged_to_its_place(qtbot: QtBot, panel: Panel) -> None:
    card = panel.cards[0]
    grip = QPoint(card.width() // 2, 3)
    below = card.mapFromGlobal(panel.cards[2].mapToGlobal(panel.cards[2].rect().center()))
    qtbot.mousePress(card, Qt.MouseButton.LeftButton, pos=grip)
    qtbot.mouseMove(card, below + QPoint(0, 5))
    qtbot.mouseRelease(card, Qt.MouseButton.LeftButton, pos=below)
    assert panel.asked == [("moveRequested", 0, 2)]


def test_the_marker_switches_a_run_off(panel: Panel) -> None:
    panel.cards[1].header.marker.click()
    assert panel.asked == [("enabledRequested", 1, False)]
    panel.panel.show_runs(panel.runs, hidden=frozenset({1}))
    assert not panel.cards[1].header.marker.isChecked()
    panel.panel.show_runs(panel.runs, hidden=frozenset({1}), solo=1)
    assert [card.header.marker.isChecked() for card in panel.cards] == [False, True, False]


def test_a_run_is_renamed_in_place(qtbot: QtBot, panel: Panel) -> None:
    header = panel.cards[0].header
    qtbot.mouseDClick(header, Qt.MouseButton.LeftButton, pos=header.name.geometry().center())
    editor = header.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "batch")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert panel.asked == [("labelEdited", 0, "batch")]
    assert panel.commits == 1


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_run_is_selected_by_keyboard(qtbot: QtBot, panel: Panel, key: Qt.Key) -> None:
    told: list[int] = []
    panel.panel.selected.connect(told.append)
    card = panel.cards[1]
    assert card.focusPolicy() & Qt.FocusPolicy.TabFocus
    card.setFocus()
    qtbot.keyClick(card, key)
    assert told == [1]


def test_escape_leaves_the_name(qtbot: QtBot, panel: Panel) -> None:
    header = panel.cards[0].header
    qtbot.keyClick(panel.cards[0], Qt.Key.Key_F2)
    editor = header.findChild(QLineEdit)
    assert editor is not None
    qtbot.keyClicks(editor, "batch")
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert panel.asked == []


def entry(run: int, loss: float, outcome: str = "", reason: str = "") -> LegendEntry:
    return LegendEntry(run, "", style(run), loss, 1e-3, outcome, reason)


def test_the_legend_shows_figures_and_how_a_run_ended(panel: Panel) -> None:
    panel.panel.show_legend(
        [
            entry(0, 4.214e-3, "finished"),
            entry(1, math.inf, "diverged", "left the finite numbers at step 12"),
            entry(2, 0.5, "converged"),
            entry(7, 1.0),
        ]
    )
    first, second, third = (card.header for card in panel.cards)
    assert first.loss.text() == "4.214e−3"
    assert first.outcome.isHidden()
    assert second.outcome.text() == "diverged"
    assert second.outcome.property("role") == "danger"
    assert second.outcome.toolTip() == "left the finite numbers at step 12"
    assert (third.outcome.text(), third.outcome.toolTip()) == ("✓", "converged")
    assert "0.001" in third.loss.toolTip()
    panel.panel.show_legend([entry(0, -1.0000012345678901), entry(1, -0.99961), entry(2, -0.99964)])
    assert [h.loss.text() for h in (first, second, third)] == ["−1.0000", "−0.99961", "−0.99964"]
    assert "-1.0000012345678901" in first.loss.toolTip(), "all of it"
    assert panel.asked == []


def test_show_is_silent(panel: Panel) -> None:
    panel.cards[2].unfold(True)
    run = Run(CATALOGUE["adam"](beta1=0.3), "a", Cosine(), Noisy(clip=Clip("value")))
    panel.panel.show_runs((*panel.runs[:2], run), frozenset({0}), 2, True, 50)
    panel.panel.show_selected(1)
    assert panel.asked == []
    assert panel.commits == 0


def test_twelve_runs_stay_readable(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp, "light")
    panel = RunsPanel(tuple(CATALOGUE.values()), PRESETS)
    panel.resize(300, 640)
    panel.show_runs(tuple(Run(kind()) for kind in list(CATALOGUE.values())[:11]) + make("gd"))
    panel.show_legend([entry(i, 1.234e-10) for i in range(12)])
    shown(qtbot, panel)
    assert len(panel.cards) == 12
    for card in panel.cards:
        assert card.height() <= 64
        assert card.geometry().right() <= panel.scroll_area.viewport().width()
        header = card.header
        assert header.loss.width() >= header.loss.sizeHint().width(), "figures are never cut"
    full = [c.header.name for c in panel.cards if len(c.header.name.text()) <= 16]
    assert all(name.width() >= name.sizeHint().width() - 1 for name in full)
    assert len({(style(i).colour, style(i).marker) for i in range(12)}) == 12


def test_no_runs(panel: Panel) -> None:
    panel.panel.show_runs(())
    assert panel.cards == []


def test_help_tells_all_about_the_method(qtbot: QtBot, panel: Panel) -> None:
    panel.cards[2].show_help()
    dialog = panel.cards[2].findChild(MethodHelp)
    assert dialog is not None
    assert dialog.windowTitle() == "Adam"
    dialog.reject()


@pytest.mark.parametrize("key", [kind.key for kind in CATALOGUE.values() if kind.finds_rate])
def test_a_method_that_finds_its_rate_shows_none_but_as_a_factor(
    qtbot: QtBot, panel: Panel, key: str
) -> None:
    run = Run(CATALOGUE[key]())
    panel.panel.show_runs((run,))
    (card,) = panel.cards
    assert card.rate is None
    assert not [row for row in card.findChildren(NumberRow) if row.isVisibleTo(card)]
    rate = next(p for p in run.optimizer.parameters() if p.name == "learning_rate")
    assert rate.symbol not in [word for part in run_summary(run).split(" · ") for word in part.split()]
    card.unfold(True)
    assert card.details is not None
    factor = card.details.form.rows["learning_rate"]
    assert isinstance(factor, NumberRow)
    assert factor.isVisibleTo(card)
    assert factor.field.number == 1
    factor.field.setFocus()
    factor.field.selectAll()
    qtbot.keyClicks(factor.field, "0.5")
    qtbot.keyClick(factor.field, Qt.Key.Key_Return)
    assert panel.asked == [("hyperEdited", 0, "learning_rate", 0.5)]
    changed = Run(CATALOGUE[key](learning_rate=0.5))
    assert run_summary(changed).startswith("η 0.5")
