"""Before an experiment goes: what is typed, what is being built and what arrives are not lost."""

import os
import threading
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from optexplorer.core.problem import FormulaSpec
from optexplorer.storage.session import load
from optexplorer.ui import errands
from optexplorer.ui.jobs import Job
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.start import first_session
from tests.support.program import ROOT
from tests.ui.conftest import Held, Questions
from tests.ui.window import action, edit_steps, settle, type_steps

EXPERIMENTS = ROOT / "resources" / "experiments"
Buttons = QMessageBox.StandardButton


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


@pytest.mark.parametrize("answer", [Buttons.Discard, Buttons.Cancel])
@pytest.mark.parametrize("edited", [False, True])
def test_what_takes_too_long_to_build_is_asked_about_once(
    qtbot: QtBot,
    window: MainWindow,
    held: dict[str, Held],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    edited: bool,
    answer: Buttons,
) -> None:
    window.files.save_to(tmp_path / "mine.optx")
    settle(qtbot, window)
    before = window.workbench.experiment.steps
    if edited:
        edit_steps(window, 54)
    monkeypatch.setattr(errands, "PATIENCE", 100)
    waiting = mock.Mock(wraps=errands.wait_while)
    monkeypatch.setattr(errands, "wait_while", waiting)
    window.workbench.request_problem("formula", FormulaSpec("x^2 + 7*y^2"))
    asked = list[str]()

    def question(_window: object, _title: str, text: str, *_buttons: object) -> Buttons:
        asked.append(text)
        return Buttons.Save if "Save" in text else answer

    monkeypatch.setattr(QMessageBox, "question", question)
    held["reading"].gate.set()
    window.files.open_path(EXPERIMENTS / "first.optx")
    saving = ["Save the changes to mine.optx?"] if edited else []
    assert asked == [*saving, "The last change is still being worked out. Give it up?"]
    assert waiting.call_count == 1
    assert QApplication.overrideCursor() is None
    qtbot.waitUntil(lambda: not window.files.busy)
    held["building"].gate.set()
    settle(qtbot, window)
    assert len(asked) == len(saving) + 1, "what is given up is not asked about again"
    assert load(tmp_path / "mine.optx").experiment.steps == (54 if edited else before)
    opened = window.files.path == EXPERIMENTS / "first.optx"
    assert opened == (answer == Buttons.Discard)
    built = window.workbench.experiment.problem.spec == FormulaSpec("x^2 + 7*y^2")
    assert built == (answer == Buttons.Cancel)


def test_a_file_that_comes_does_not_take_the_place_of_what_is_being_built(
    qtbot: QtBot, window: MainWindow, held: dict[str, Held], monkeypatch: pytest.MonkeyPatch
) -> None:
    files, bench = window.files, window.workbench
    files.open_path(EXPERIMENTS / "first.optx", ask=False)
    bench.request_problem("formula", FormulaSpec("x^2 + 7*y^2"))
    built = list[bool]()

    def question(*_: object) -> Buttons:
        built.append(bench.experiment.problem.spec == FormulaSpec("x^2 + 7*y^2"))
        return Buttons.Cancel

    monkeypatch.setattr(QMessageBox, "question", question)
    QTimer.singleShot(300, held["building"].gate.set)  # while the file waits for it
    held["reading"].gate.set()
    qtbot.waitUntil(lambda: bool(built))
    assert built == [True], "the question comes after it"
    settle(qtbot, window)
    assert bench.experiment.problem.spec == FormulaSpec("x^2 + 7*y^2")


def test_what_is_typed_while_a_file_is_read_is_asked_about(
    qtbot: QtBot, window: MainWindow, questions: Questions, held: dict[str, Held]
) -> None:
    window.files.open_path(EXPERIMENTS / "escape-monkey.optx")
    type_steps(window, "123")
    held["reading"].gate.set()
    qtbot.waitUntil(lambda: not window.files.busy)
    assert questions.asked
    assert window.workbench.experiment.steps == 123, "the answer was Cancel"
    settle(qtbot, window)


def test_a_file_gives_way_to_a_later_wish_while_what_was_typed_is_shown(
    qtbot: QtBot, window: MainWindow, questions: Questions, held: dict[str, Held]
) -> None:
    questions.answer = Buttons.Discard
    files = window.files
    files.open_path(EXPERIMENTS / "escape-monkey.optx")
    type_steps(window, "123")
    window.workbench.documentChanged.connect(
        lambda _document: QTimer.singleShot(0, files.new), Qt.ConnectionType.SingleShotConnection
    )
    held["reading"].gate.set()
    qtbot.waitUntil(lambda: not files.busy)
    settle(qtbot, window)
    assert files.path is None
    assert window.workbench.experiment == first_session().experiment


@pytest.mark.parametrize("name", ["", "mine.optx"])
def test_a_file_that_comes_during_the_question_comes_after_a_save_that_was_called_off(
    qtbot: QtBot,
    window: MainWindow,
    held: dict[str, Held],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    name: str,
) -> None:
    files, bench = window.files, window.workbench
    edit_steps(window, 55)
    files.open_path(EXPERIMENTS / "first.optx", ask=False)  # as if it had been given up
    asked = list[str]()

    def question(_window: object, _title: str, text: str, *_buttons: object) -> Buttons:
        asked.append(text)
        held["reading"].gate.set()
        qtbot.waitUntil(lambda: not files._loads.busy)
        return Buttons.Save if len(asked) == 1 else Buttons.Discard

    place = str(tmp_path / name) if name else ""
    monkeypatch.setattr(QMessageBox, "question", question)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (place, ""))
    assert files.may_discard() == bool(name)
    assert len(asked) == (1 if name else 2), "asked again for the file that came"
    settle(qtbot, window)
    assert (files.path == EXPERIMENTS / "first.optx") == (not name)
    assert (bench.experiment.steps == 55) == bool(name)


def test_a_file_that_comes_is_shown_where_another_was_not_chosen_after_all(
    qtbot: QtBot, window: MainWindow, held: dict[str, Held], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = window.files
    files.open_path(EXPERIMENTS / "first.optx")

    def ask(*_: object) -> tuple[str, str]:
        held["reading"].gate.set()
        qtbot.waitUntil(lambda: not files._loads.busy)
        return "", ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    files.open()
    settle(qtbot, window)
    assert files.path == EXPERIMENTS / "first.optx"


def test_a_file_that_comes_while_one_is_asked_where_to_save_is_not_saved_there(
    qtbot: QtBot,
    window: MainWindow,
    questions: Questions,
    held: dict[str, Held],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> None:
    files, bench = window.files, window.workbench
    edit_steps(window, 53)
    files.open_path(EXPERIMENTS / "first.optx", ask=False)  # as if it had been given up

    def ask(*_: object) -> tuple[str, str]:
        held["reading"].gate.set()
        qtbot.waitUntil(lambda: not files._loads.busy)
        return str(tmp_path / "mine.optx"), ""

    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    action(window, "save_as").trigger()
    settle(qtbot, window)
    assert not questions.asked
    assert load(tmp_path / "mine.optx").experiment.steps == 53
    assert bench.experiment.steps != 53, "it comes once the other is on disk"
    assert files.path == EXPERIMENTS / "first.optx"


def test_saving_leaves_the_focus_of_pictures(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    window.contour.setFocus()
    with mock.patch.object(window.contour, "clearFocus") as cleared:
        window.files.save_to(tmp_path / "mine.optx")
        action(window, "save").trigger()
    assert window.contour.hasFocus()
    assert not cleared.called
    settle(qtbot, window)


@pytest.mark.parametrize("edited", [False, True])
def test_nothing_is_given_up_where_no_file_is_chosen_after_all(
    qtbot: QtBot,
    window: MainWindow,
    questions: Questions,
    answers: list[str],
    held: dict[str, Held],
    monkeypatch: pytest.MonkeyPatch,
    edited: bool,
) -> None:
    monkeypatch.setattr(errands, "PATIENCE", 100)
    if edited:
        edit_steps(window, 51)
    window.workbench.request_problem("formula", FormulaSpec("x^2 + 7*y^2"))
    questions.answer = Buttons.Discard
    answers.append("")
    window.files.open()
    assert questions.asked
    held["building"].gate.set()
    settle(qtbot, window)
    assert window.workbench.experiment.problem.spec == FormulaSpec("x^2 + 7*y^2")
