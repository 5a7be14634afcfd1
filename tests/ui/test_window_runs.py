"""The list of runs in the real window: every change is shown, exact to undo and to do again."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from optexplorer.core.gradient import Noisy
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.panels.run_card import RunCard
from tests.ui.window import LEFT, action, add_method, choose, ends, same, settle, undoing


def names(window: MainWindow) -> list[str]:
    return [run.name for run in window.workbench.experiment.runs]


def of_the_menu(card: RunCard, text: str) -> None:
    menu = card.menu()
    choose(menu, text)
    menu.deleteLater()


def test_cards_and_paths_belong_together(qtbot: QtBot, window: MainWindow) -> None:
    frame = settle(qtbot, window)
    cards = window.runs_panel.cards
    assert [c.header.name.text() for c in cards] == [e.label for e in frame.legend] == names(window)
    assert [p.run for p in frame.paths] == [0, 1, 2, 3, 4]
    assert all(c.header.loss.text() for c in cards)


def test_add_an_optimizer_of_the_catalogue(qtbot: QtBot, window: MainWindow) -> None:
    before = settle(qtbot, window)
    after = undoing(qtbot, window, lambda: add_method(window, "AdaGrad"))
    assert names(window)[-1] == "AdaGrad"
    assert len(after.paths) == len(window.runs_panel.cards) == 6
    for old, new in zip(before.paths, after.paths, strict=False):
        assert old.points.tobytes() == new.points.tobytes(), "the others run as before"


@pytest.mark.parametrize("title", ["Batch GD", "SGD", "Mini-batch GD"])
def test_add_what_people_look_for(qtbot: QtBot, window: MainWindow, title: str) -> None:
    undoing(qtbot, window, lambda: add_method(window, title))
    run = window.workbench.experiment.runs[-1]
    assert (run.name, run.optimizer.key) == (title, "gd")
    assert isinstance(run.gradient, Noisy) == (title != "Batch GD"), "a surface has no examples"


def test_a_form_of_gradient_descent_is_set_as_the_one_it_is_compared_with(
    qtbot: QtBot, window: MainWindow
) -> None:
    bench = window.workbench
    bench.edit("rate", lambda d: d.with_hyper(0, "learning_rate", 0.0007))
    add_method(window, "SGD")
    first, *_, last = bench.experiment.runs
    assert last.optimizer == first.optimizer
    bench.edit("remove", lambda d: d.removing(5).removing(0))
    add_method(window, "SGD")
    settle(qtbot, window)
    assert bench.experiment.runs[-1].optimizer == type(first.optimizer)(), "nothing to compare with"


def test_the_button_opens_the_list_of_methods(qtbot: QtBot, window: MainWindow) -> None:
    picker = window.runs_panel.picker
    qtbot.mouseClick(window.runs_panel.add_button, LEFT)
    assert picker.isVisible()
    assert picker.screen().availableGeometry().contains(picker.geometry())
    qtbot.keyClick(picker.search, Qt.Key.Key_Escape)
    assert not picker.isVisible()


def test_remove_duplicate_and_move(qtbot: QtBot, window: MainWindow) -> None:
    cards = window.runs_panel.cards
    gd, _, nesterov, rmsprop, adam = names(window)
    undoing(qtbot, window, lambda: of_the_menu(cards[1], "Remove"))
    assert names(window) == [gd, nesterov, rmsprop, adam]
    undoing(qtbot, window, lambda: of_the_menu(window.runs_panel.cards[0], "Duplicate"))
    assert names(window) == [gd, gd, nesterov, rmsprop, adam]
    frame = settle(qtbot, window)
    assert ends(frame)[0] == ends(frame)[1]
    assert frame.legend[0].style is not frame.legend[1].style
    undoing(qtbot, window, lambda: of_the_menu(window.runs_panel.cards[4], "Move up"))
    assert names(window) == [gd, gd, nesterov, adam, rmsprop]


def test_a_card_is_dragged_to_another_place(qtbot: QtBot, window: MainWindow) -> None:
    card, below = window.runs_panel.cards[0], window.runs_panel.cards[2]
    first, second, third, *rest = names(window)

    def move() -> None:
        target = card.mapFromGlobal(below.mapToGlobal(below.rect().center()))
        qtbot.mousePress(card, LEFT, pos=QPoint(card.width() // 2, 3))
        qtbot.mouseMove(card, target + QPoint(0, 6))
        qtbot.mouseRelease(card, LEFT, pos=target)

    undoing(qtbot, window, move)
    assert names(window) == [second, third, first, *rest]


def test_the_luck_of_a_run_goes_with_it(qtbot: QtBot, window: MainWindow) -> None:
    add_method(window, "SGD")
    before = ends(settle(qtbot, window))
    of_the_menu(window.runs_panel.cards[0], "Remove")
    of_the_menu(window.runs_panel.cards[4], "Move up")
    after = ends(settle(qtbot, window))
    assert after[3] == before[5], "noise is the run's own, whatever its place"


def test_a_run_is_switched_off_and_on(qtbot: QtBot, window: MainWindow) -> None:
    marker = window.runs_panel.cards[2].header.marker
    after = undoing(qtbot, window, lambda: qtbot.mouseClick(marker, LEFT))
    assert not marker.isChecked()
    assert [p.run for p in after.paths] == [h.run for h in after.heads] == [0, 1, 3, 4]
    assert all([c.run for c in panel.curves] == [0, 1, 3, 4] for panel in after.curves)
    assert len(after.legend) == 5
    undoing(qtbot, window, lambda: qtbot.mouseClick(marker, LEFT))
    assert len(settle(qtbot, window).paths) == 5


def test_one_run_alone(qtbot: QtBot, window: MainWindow) -> None:
    cards = window.runs_panel.cards
    qtbot.mouseClick(cards[3].header.marker, LEFT)  # off, which solo overrules
    after = undoing(qtbot, window, lambda: of_the_menu(cards[3], "Solo"))
    assert [p.run for p in after.paths] == [3]
    assert [c.header.marker.isChecked() for c in cards] == [False, False, False, True, False]
    after = undoing(qtbot, window, lambda: of_the_menu(cards[3], "Solo"))
    assert [p.run for p in after.paths] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("pressed", [1, 3])
def test_a_marker_ends_solo(qtbot: QtBot, window: MainWindow, pressed: int) -> None:
    cards = window.runs_panel.cards
    of_the_menu(cards[3], "Solo")
    qtbot.mouseClick(cards[pressed].header.marker, LEFT)
    shown = {p.run for p in settle(qtbot, window).paths}
    assert shown == {0, 1, 2, 3, 4} - ({3} if pressed == 3 else set())
    assert {i for i, c in enumerate(cards) if c.header.marker.isChecked()} == shown


def test_hidden_and_solo_follow_a_run_that_moves(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.mouseClick(window.runs_panel.cards[2].header.marker, LEFT)
    of_the_menu(window.runs_panel.cards[2], "Move up")
    of_the_menu(window.runs_panel.cards[0], "Remove")
    assert [p.run for p in settle(qtbot, window).paths] == [1, 2, 3]
    assert not window.runs_panel.cards[0].header.marker.isChecked()


def test_a_run_is_renamed(qtbot: QtBot, window: MainWindow) -> None:
    card = window.runs_panel.cards[1]

    def rename() -> None:
        card.header.rename()
        editor = card.header.findChild(QLineEdit)
        qtbot.keyClicks(editor, "heavy ball")
        qtbot.keyClick(editor, Qt.Key.Key_Return)

    after = undoing(qtbot, window, rename)
    assert after.legend[1].label == card.header.name.text() == "heavy ball"


def test_a_name_that_is_pasted_loses_its_control_characters(qtbot: QtBot, window: MainWindow) -> None:
    header = window.runs_panel.cards[1].header
    header.rename()
    editor = header.findChild(QLineEdit)
    QGuiApplication.clipboard().setText("heavy\0ball\x1b")
    editor.paste()
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    settle(qtbot, window)
    assert names(window)[1] == "heavy ball"


def test_a_long_name_of_a_file_is_left_as_it_is(qtbot: QtBot, window: MainWindow) -> None:
    window.workbench.edit("rename", lambda d: d.with_run(1, label="l" * 200))
    settle(qtbot, window)
    header = window.runs_panel.cards[1].header
    header.rename()
    qtbot.keyClick(header.findChild(QLineEdit), Qt.Key.Key_Escape)
    settle(qtbot, window)
    assert names(window)[1] == "l" * 200


def test_an_undo_calls_a_setting_as_its_card_does(qtbot: QtBot, window: MainWindow) -> None:
    for name, text in (("beta1", "change β₁"), ("learning_rate", "change learning rate")):
        window.runs_panel.hyperEdited.emit(4, name, 0.5)
        assert window.workbench.undo_list.undo_text == text
    card = window.runs_panel.cards[4]
    card.unfold(True)
    assert card.details.around.chip.text() == "look-ahead, average ▾"
    settle(qtbot, window)


def test_a_click_on_a_card_selects_its_run(qtbot: QtBot, window: MainWindow) -> None:
    card = window.runs_panel.cards[3]
    qtbot.mouseClick(card, LEFT, pos=QPoint(card.width() // 2, 3))
    assert [p.emphasised for p in settle(qtbot, window).paths] == [False, False, False, True, False]
    assert window.workbench.undo_list.undo_text is None
    window.contour.setFocus()
    card.setFocus(Qt.FocusReason.ActiveWindowFocusReason)
    assert window.workbench.view.selected == 3, "coming back to the window is no click"
    qtbot.mouseClick(card, LEFT, pos=QPoint(card.width() // 2, 3))
    assert window.workbench.view.selected is None


def test_without_runs_the_surface_stays(qtbot: QtBot, window: MainWindow) -> None:
    before = settle(qtbot, window)
    for _ in range(5):
        of_the_menu(window.runs_panel.cards[0], "Remove")
    empty = settle(qtbot, window)
    assert (empty.paths, empty.legend, empty.last_step) == ((), (), 0)
    assert empty.surface is not None
    action(window, "play").trigger()
    assert not window.playback.playing
    for _ in range(5):
        action(window, "undo").trigger()
    assert same(settle(qtbot, window), before)


def test_twelve_runs(qtbot: QtBot, window: MainWindow) -> None:
    for _ in range(7):
        of_the_menu(window.runs_panel.cards[0], "Duplicate")
    frame = settle(qtbot, window)
    assert len({(p.style.colour, p.style.marker) for p in frame.paths}) == 12


def ringed(window: MainWindow) -> list[int]:
    """The places of the cards with a ring."""
    return [i for i, card in enumerate(window.runs_panel.cards) if card.property("selected")]


def test_the_ring_stays_with_its_run(qtbot: QtBot, window: MainWindow) -> None:
    bench, panel = window.workbench, window.runs_panel
    bench.select(1)
    assert ringed(window) == [1]
    panel.removeRequested.emit(0)
    assert ringed(window) == [bench.view.selected] == [0]
    bench.undo()
    assert ringed(window) == [bench.view.selected] == [1]
    panel.moveRequested.emit(1, 3)
    assert ringed(window) == [bench.view.selected] == [3]
    panel.removeRequested.emit(3)
    assert ringed(window) == []
    settle(qtbot, window)


@pytest.mark.parametrize("change", ["removeRequested", "duplicateRequested"])
def test_a_card_stays_as_it_is_when_one_above_goes_or_comes(
    qtbot: QtBot, window: MainWindow, change: str
) -> None:
    card = window.runs_panel.cards[4]
    card.unfold(True)
    getattr(window.runs_panel, change).emit(0)
    assert window.runs_panel.cards[-1] is card
    assert card.unfolded
    settle(qtbot, window)


def test_a_card_is_moved_on_by_keyboard(qtbot: QtBot, window: MainWindow) -> None:
    card = window.runs_panel.cards[4]
    card.setFocus()
    for place in (3, 2):
        qtbot.keyClick(card, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
        assert window.runs_panel.cards.index(card) == place
        assert card.hasFocus()
    settle(qtbot, window)
