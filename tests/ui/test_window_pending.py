"""Scenes and tables: what is typed, built or read for one experiment does not get into another."""

from pathlib import Path
from unittest import mock

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from optexplorer.core.problem import FormulaSpec, SurfaceSpec
from optexplorer.problems import build_problem
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


def test_the_newest_wish_counts_though_it_is_what_there_is(
    qtbot: QtBot, window: MainWindow, held: dict[str, Held]
) -> None:
    bench, panel = window.workbench, window.problem_panel
    before = bench.experiment.problem.spec
    assert isinstance(before, SurfaceSpec)
    panel.surfaces._on_chosen("beale")
    panel.surfaces._on_chosen(before.name)
    held["building"].gate.set()
    settle(qtbot, window)
    assert bench.experiment.problem.spec == before
    assert panel.surfaces.gallery.current == before.name


def test_a_surface_that_was_given_up_can_be_asked_for_again(
    qtbot: QtBot, window: MainWindow, held: dict[str, Held]
) -> None:
    bench, panel = window.workbench, window.problem_panel.surfaces
    before = bench.experiment.problem.spec
    panel._on_chosen("beale")
    bench.cancel()
    assert SurfaceSpec(panel.gallery.current or "") == before
    panel._on_chosen("beale")
    held["building"].gate.set()
    settle(qtbot, window)
    assert bench.experiment.problem.spec == SurfaceSpec("beale")


def test_suggested_rates_find_their_runs(qtbot: QtBot, window: MainWindow) -> None:
    bench = window.workbench
    document = bench.document
    asked, count = document.experiment, len(document.runs)
    rates = tuple(1e-3 * (i + 1) for i in range(count))
    moved = document.moving(0, count - 1).removing(0)
    given = moved.with_rates(asked, rates)
    wanted = [rates[2], *rates[3:], rates[0]]
    assert [run.optimizer.rate for run in given.runs] == wanted
    elsewhere = document.with_experiment(problem=build_problem(SurfaceSpec("beale")))
    assert elsewhere.with_rates(asked, rates) is elsewhere


def test_typing_a_start_is_one_edit(qtbot: QtBot, window: MainWindow) -> None:
    bench, foot = window.workbench, window.problem_panel.foot
    before = bench.document
    for x in (0.1, 0.2, 0.3):
        foot.startEdited.emit((x, 1.0))
    foot.committed.emit()
    assert bench.experiment.origin == (0.3, 1.0)
    action(window, "undo").trigger()
    assert bench.document == before
    settle(qtbot, window)


def test_each_lock_is_an_edit(qtbot: QtBot, window: MainWindow) -> None:
    window.workbench.turn_side("scenes")
    window.scene_panel.add.click()
    for chip in window.scene_panel.locks.values():
        chip.click()
    assert window.workbench.document.scenes[0].locked == ("problem", "runs")
    action(window, "undo").trigger()
    assert window.workbench.document.scenes[0].locked == ("problem",)
    settle(qtbot, window)


def test_the_words_under_the_mouse_go_with_their_problem(qtbot: QtBot, window: MainWindow) -> None:
    bench, contour = window.workbench, window.contour
    settle(qtbot, window)
    contour.hovered.emit(0.5, 0.5)
    assert contour.readout.isVisible()
    bench.set_cursor(3)
    assert contour.readout.isVisible(), "it is still so"
    bench.request_problem("formula", FormulaSpec("x^2 + 7*y^2"))
    settle(qtbot, window)
    assert not contour.readout.isVisible()
    window.surface3d.cursorMoved.emit(0.5, 0.5)
    assert contour.readout.isVisible()
    bench.request_problem("formula", FormulaSpec("x^2 + 9*y^2"))
    settle(qtbot, window)
    assert not contour.readout.isVisible()


def test_a_table_that_was_corrected_and_opened_again_is_the_new_one(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    bench, table = window.workbench, tmp_path / "t.csv"
    minima = []
    for last in ("9", "12.5"):
        table.write_text(f"x,y\n1,2\n2,4\n3,7\n4,{last}\n", "utf-8")
        window.wiring.open_table(table)
        settle(qtbot, window)
        minima.append(bench.experiment.problem.minimum)
    assert minima[0] != minima[1]
    window.wiring.open_table(table)
    before = bench.undo_list.undo_text, bench.document
    settle(qtbot, window)
    assert (bench.undo_list.undo_text, bench.document) == before, "unchanged, it is no edit"
    action(window, "undo").trigger()
    settle(qtbot, window)
    assert bench.experiment.problem.minimum == minima[0]
