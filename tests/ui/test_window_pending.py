"""Scenes and tables: what is typed, built or read for one experiment does not get into another."""

from unittest import mock

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from optexplorer.core.problem import FormulaSpec
from optexplorer.ui import errands
from optexplorer.ui.main_window import MainWindow
from tests.support.program import ROOT
from tests.ui.conftest import Held, Questions
from tests.ui.window import action, edit_steps, settle, type_steps

EXPERIMENTS = ROOT / "resources" / "experiments"
Buttons = QMessageBox.StandardButton


def test_what_is_typed_or_being_built_belongs_to_the_scene_that_is_left(
    qtbot: QtBot, window: MainWindow, held: dict[str, Held]
) -> None:
    bench = window.workbench
    for _ in range(2):
        window.scene_panel.add.click()
    window.scenes.turn_to(0)
    settle(qtbot, window)
    before = bench.experiment
    type_steps(window, "123")
    bench.request_problem("formula", FormulaSpec("x^2 + 7*y^2"))
    QTimer.singleShot(100, held["building"].gate.set)
    action(window, "next_scene").trigger()
    settle(qtbot, window)
    assert bench.document.scene == 1
    assert bench.experiment == before, "nothing is entered in the scene that came"
    action(window, "undo").trigger()
    settle(qtbot, window)
    assert bench.experiment.steps == 123
    assert bench.experiment.problem.spec == FormulaSpec("x^2 + 7*y^2")


@pytest.mark.parametrize("way", ["previous_scene", "undo", "file"])
def test_a_table_that_is_still_being_read_does_not_get_into_what_comes(
    qtbot: QtBot, window: MainWindow, questions: Questions, held: dict[str, Held], way: str
) -> None:
    bench = window.workbench
    for _ in range(2):
        window.scene_panel.add.click()
    edit_steps(window, 51)
    settle(qtbot, window)
    window.wiring.open_table(ROOT / "resources" / "data" / "penguins_sex.csv")
    if way == "file":
        questions.answer = Buttons.Discard
        held["reading"].gate.set()
        window.files.open_path(EXPERIMENTS / "first.optx")
        qtbot.waitUntil(lambda: not window.files.busy)
    else:
        action(window, way).trigger()
    before = bench.experiment
    for name in ("building", "tables"):
        held[name].gate.set()
    qtbot.waitUntil(lambda: not window.wiring._tables.busy)
    settle(qtbot, window)
    assert bench.experiment == before


def test_turning_to_a_scene_waits_for_nothing_for_long_and_says_what_is_given_up(
    qtbot: QtBot, window: MainWindow, held: dict[str, Held], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(errands, "PATIENCE", 100)
    bench = window.workbench
    window.scene_panel.add.click()
    window.scenes.turn_to(0)
    settle(qtbot, window)
    bench.request_problem("formula", FormulaSpec("x^2 + 7*y^2"))
    with mock.patch.object(bench.errands, "finish") as finish:
        action(window, "next_scene").trigger()
    assert not finish.called, "there is no other scene"
    window.scenes.turn_to(0)
    assert window.status.label.text().startswith("The last change was given up")
    assert not bench.errands.busy
    held["building"].gate.set()
    settle(qtbot, window)
    assert bench.experiment.problem.spec != FormulaSpec("x^2 + 7*y^2")
