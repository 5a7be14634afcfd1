"""Saving goes on beside the window: in order, to the right place, and nothing is lost meanwhile."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from optexplorer.storage.session import load, save
from optexplorer.ui.jobs import Job
from optexplorer.ui.main_window import MainWindow
from tests.support.program import ROOT
from tests.ui.conftest import Questions
from tests.ui.window import action, settle

EXPERIMENTS = ROOT / "resources" / "experiments"
Buttons = QMessageBox.StandardButton


class Held:
    """Writing that takes until it is let go."""

    def __init__(self, window: MainWindow) -> None:
        self.jobs = window.files._saver._jobs
        self.write = self.jobs._work
        self.written: list[str] = []
        self.begun, self.gate = threading.Event(), threading.Event()

    def __call__(self, asked: Any, job: Job) -> None:
        self.begun.set()
        assert self.gate.wait(20)
        self.written.append(asked.path.name)
        self.write(asked, job)


@pytest.fixture
def held(window: MainWindow) -> Iterator[Held]:
    held = Held(window)
    held.jobs._work = held
    yield held
    held.gate.set()
    held.jobs._work = held.write


def edit_steps(window: MainWindow, steps: int) -> None:
    window.workbench.edit("change the steps", lambda d: d.with_experiment(steps=steps))


def begin_to_save(window: MainWindow, held: Held, path: Path) -> None:
    edit_steps(window, 50)
    window.files.save_to(path)
    assert held.begun.wait(20)


def steps_in(path: Path) -> int:
    return load(path).experiment.steps


def test_the_window_goes_on_while_a_slow_disk_writes(
    qtbot: QtBot, window: MainWindow, held: Held, tmp_path: Path
) -> None:
    begin_to_save(window, held, tmp_path / "slow.optx")
    edit_steps(window, 60)  # while it is written
    held.gate.set()
    settle(qtbot, window)
    assert steps_in(tmp_path / "slow.optx") == 50
    assert window.files.title == "slow.optx — edited"
    action(window, "undo").trigger()
    assert window.files.title == "slow.optx"


def test_an_experiment_opened_meanwhile_keeps_its_own_place(
    qtbot: QtBot, window: MainWindow, held: Held, tmp_path: Path
) -> None:
    begin_to_save(window, held, tmp_path / "before.optx")
    window.files._show(load(EXPERIMENTS / "first.optx"), EXPERIMENTS / "first.optx")
    edit_steps(window, 70)
    held.gate.set()
    settle(qtbot, window)
    assert window.files.path == EXPERIMENTS / "first.optx"
    assert window.workbench.undo_list.dirty
    assert steps_in(tmp_path / "before.optx") == 50


def test_one_save_after_another_writes_each_as_it_was(
    qtbot: QtBot, window: MainWindow, held: Held, tmp_path: Path
) -> None:
    for steps in (50, 60, 70):
        edit_steps(window, steps)
        window.files.save_to(tmp_path / f"{steps}.optx")
    held.gate.set()
    settle(qtbot, window)
    assert held.written == ["50.optx", "60.optx", "70.optx"]
    assert [steps_in(tmp_path / name) for name in held.written] == [50, 60, 70]
    assert window.files.path == tmp_path / "70.optx"


def test_save_goes_where_save_as_is_going(
    qtbot: QtBot, window: MainWindow, held: Held, answers: list[str], tmp_path: Path
) -> None:
    original, copy = tmp_path / "original.optx", tmp_path / "copy.optx"
    save(original, window.workbench.experiment, {})
    window.files.path, before = original, original.read_bytes()
    answers[:] = [str(copy)]
    edit_steps(window, 50)
    action(window, "save_as").trigger()
    edit_steps(window, 60)
    action(window, "save").trigger()
    held.gate.set()
    settle(qtbot, window)
    assert original.read_bytes() == before
    assert steps_in(copy) == 60
    assert window.files.title == "copy.optx"


def test_a_name_without_its_ending_replaces_nothing_unasked(
    qtbot: QtBot, window: MainWindow, questions: Questions, answers: list[str], tmp_path: Path
) -> None:
    there = tmp_path / "lecture.optx"
    there.write_text("a term's work", "utf-8")
    for answer in (QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Yes):
        assert there.read_text("utf-8") == "a term's work"
        questions.answer = answer
        answers[:] = [str(tmp_path / "lecture")]
        action(window, "save_as").trigger()
        settle(qtbot, window)
    assert questions.asked == ["lecture.optx exists already. Replace it?"] * 2
    assert steps_in(there) == window.workbench.experiment.steps
    assert window.files.path == there


@pytest.mark.parametrize("first", ["the file", "the failure"])
def test_what_could_not_be_saved_is_not_given_up_for_a_file_that_comes(
    qtbot: QtBot, window: MainWindow, held: Held, questions: Questions, tmp_path: Path, first: str
) -> None:
    files = window.files
    load, gate = files._loads._work, threading.Event()

    def slow(asked: Any, job: Job) -> Any:
        assert gate.wait(20)
        return load(asked, job)

    with mock.patch.object(files._loads, "_work", slow):
        edit_steps(window, 50)
        files.open_path(EXPERIMENTS / "first.optx", ask=False)  # as if it had been given up
        files.save_to(tmp_path / "nowhere" / "mine.optx")
        if first == "the file":
            files._loads.busy_changed.connect(  # told just before
                lambda: QTimer.singleShot(0, held.gate.set), Qt.ConnectionType.SingleShotConnection
            )
            QTimer.singleShot(0, gate.set)
        else:
            held.gate.set()
            qtbot.waitUntil(lambda: bool(questions.warnings))
            gate.set()
        qtbot.waitUntil(lambda: bool(questions.asked))
        settle(qtbot, window)
    assert "there is no folder" in questions.warnings[0]
    assert window.workbench.experiment.steps == 50, "the answer was Cancel"


@pytest.mark.parametrize("works", [True, False])
def test_what_is_to_be_saved_first_is_waited_for(
    qtbot: QtBot, window: MainWindow, held: Held, questions: Questions, tmp_path: Path, works: bool
) -> None:
    edit_steps(window, 50)
    window.files.path = tmp_path / "mine.optx" if works else tmp_path / "nowhere" / "mine.optx"
    questions.answer = Buttons.Save
    QTimer.singleShot(30, held.gate.set)
    assert window.files.may_discard() == works
    assert window.files.path.exists() == works
    assert len(questions.warnings) == (0 if works else 1)
    assert window.workbench.undo_list.dirty != works


def test_what_is_being_saved_is_not_asked_about(
    qtbot: QtBot, window: MainWindow, held: Held, questions: Questions, tmp_path: Path
) -> None:
    edit_steps(window, 50)
    window.files.save_to(tmp_path / "mine.optx")
    QTimer.singleShot(30, held.gate.set)
    assert window.files.may_discard()
    assert questions.asked == []
