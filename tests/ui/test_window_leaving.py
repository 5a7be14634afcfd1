"""Before an experiment goes: what is typed, what is being built and what arrives are not lost."""

import os
import threading
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from optexplorer.core.problem import FormulaSpec
from optexplorer.storage.session import load
from optexplorer.ui.jobs import Job
from optexplorer.ui.main_window import MainWindow
from tests.support.program import ROOT
from tests.ui.conftest import Questions
from tests.ui.window import action, settle

EXPERIMENTS = ROOT / "resources" / "experiments"
Buttons = QMessageBox.StandardButton


def edit_steps(window: MainWindow, steps: int) -> None:
    window.workbench.edit("change the steps", lambda d: d.with_experiment(steps=steps))


def type_steps(window: MainWindow, text: str) -> Any:
    """Type, without Enter."""
    field = window.problem_panel.foot.steps.field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    return field


def test_what_is_typed_is_saved(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    window.files.save_to(tmp_path / "mine.optx")
    settle(qtbot, window)
    field = type_steps(window, "123")
    action(window, "save").trigger()
    settle(qtbot, window)
    assert load(tmp_path / "mine.optx").experiment.steps == 123
    assert field.hasFocus(), "one types on"
    assert field.text() == "123"


def test_what_is_typed_is_asked_about(qtbot: QtBot, window: MainWindow, questions: Questions) -> None:
    type_steps(window, "123")
    assert not window.files.may_discard()
    assert questions.asked
    settle(qtbot, window)
    assert window.workbench.experiment.steps == 123


def test_what_is_being_built_is_asked_about(
    qtbot: QtBot, window: MainWindow, questions: Questions
) -> None:
    window.workbench.request_problem("formula", FormulaSpec("x^2 + 7*y^2"))
    assert not window.workbench.undo_list.dirty
    assert not window.files.may_discard()
    assert questions.asked
    assert window.workbench.undo_list.dirty
    settle(qtbot, window)


@pytest.mark.parametrize("answer", [Buttons.Save, Buttons.Discard, Buttons.Cancel])
def test_a_file_that_comes_while_one_is_asked_replaces_nothing(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, answer: Buttons
) -> None:
    files, bench = window.files, window.workbench
    files.save_to(tmp_path / "mine.optx")
    settle(qtbot, window)
    before = bench.experiment.steps
    edit_steps(window, 51)
    read, gate = files._loads._work, threading.Event()

    def slow(asked: Any, job: Job) -> Any:
        assert gate.wait(20)
        return read(asked, job)

    open_then = list[int]()

    def question(*_: object) -> Buttons:
        gate.set()
        qtbot.waitUntil(lambda: not files._loads.busy)
        open_then.append(bench.experiment.steps)
        return answer

    monkeypatch.setattr(QMessageBox, "question", question)
    with mock.patch.object(files._loads, "_work", slow):
        files.open_path(EXPERIMENTS / "first.optx", ask=False)  # as if it had been given up
        may = files.may_discard()
    assert open_then == [51]
    assert may == (answer != Buttons.Cancel)
    settle(qtbot, window)
    assert load(tmp_path / "mine.optx").experiment.steps == (51 if answer == Buttons.Save else before)
    assert (bench.experiment.steps == 51) == may, "it comes after a Cancel alone"


def test_a_copy_that_could_not_be_written_keeps_the_window(
    qtbot: QtBot, window: MainWindow, questions: Questions, tmp_path: Path
) -> None:
    settle(qtbot, window)
    window.files.save_to(tmp_path / "nowhere" / "copy.optx")
    assert not window.files.may_discard()
    assert "there is no folder" in questions.warnings[0]
    assert window.files.may_discard(), "it has been said"


def test_a_place_is_the_same_from_every_folder(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.optx").write_bytes((EXPERIMENTS / "first.optx").read_bytes())
    window.files.open_path(Path("mine.optx"), ask=False)
    settle(qtbot, window)
    (tmp_path / "elsewhere").mkdir()
    os.chdir(tmp_path / "elsewhere")
    assert window.files.path == tmp_path / "mine.optx"
    edit_steps(window, 52)
    action(window, "save").trigger()
    settle(qtbot, window)
    assert load(tmp_path / "mine.optx").experiment.steps == 52
    assert not list((tmp_path / "elsewhere").iterdir())
