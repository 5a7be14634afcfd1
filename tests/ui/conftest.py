"""The whole window, on settings of its own."""

import gc
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.core import abi
from optexplorer.scene.view import View
from optexplorer.ui.app import new_window
from optexplorer.ui.document import Document
from optexplorer.ui.garbage import collect
from optexplorer.ui.jobs import Job
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.settings import Settings
from optexplorer.ui.start import first_session
from tests.ui.window import settle

Buttons = QMessageBox.StandardButton


def end(window: MainWindow) -> None:
    """Shut a window down and take it away."""
    window.shut_down()
    window.hide()
    window.deleteLater()
    QCoreApplication.sendPostedEvents(window, QEvent.Type.DeferredDelete)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """As in the program: Qt does not survive that another thread takes its objects away."""
    gc.disable()


@pytest.hookimpl(trylast=True)
def pytest_runtest_teardown(nextitem: pytest.Item | None) -> None:
    """Nothing is collected by itself until a test comes that knows no windows; nor compiled there."""
    collect()
    if nextitem is None or Path(__file__).parent not in nextitem.path.parents:
        gc.enable()
        abi.compile_ahead = None
    else:
        gc.disable()


@pytest.fixture(scope="module")
def shared_window(
    request: pytest.FixtureRequest, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[MainWindow]:
    """One window for the tests of a module; take it through ``window``."""
    settings = Settings(tmp_path_factory.mktemp("settings") / "window.ini")
    settings.set_text("appearance/scheme", "light")
    folders = {
        name: str(tmp_path_factory.mktemp("home")) for name in ("XDG_CACHE_HOME", "XDG_STATE_HOME")
    }
    with mock.patch.dict(os.environ, folders):
        window = new_window(settings)
    window.resize(window.minimumSize())
    settle(QtBot(request), window, started=True)
    yield window
    end(window)


@pytest.fixture
def window(shared_window: MainWindow, qtbot: QtBot) -> MainWindow:
    """The window with the first experiment, computed, and nothing to undo."""
    shared_window.playback.pause()
    shared_window.files.path = None
    shared_window.workbench.open(Document(first_session().experiment), View())
    settle(qtbot, shared_window)
    shared_window.activateWindow()
    qtbot.waitUntil(shared_window.isActiveWindow)  # keys of a window reach no other
    return shared_window


@pytest.fixture
def make_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[..., MainWindow]]:
    """Makes further windows, all with the same settings, each computed."""
    windows = []

    def make(path: Path | None = None) -> MainWindow:
        window = new_window(Settings(tmp_path / "window.ini"), path)
        windows.append(window)
        settle(qtbot, window, started=True)
        window.grab()
        QCoreApplication.processEvents()  # axes take the width of their numbers once painted
        return window

    yield make
    for window in windows:
        end(window)


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """File names that the next file dialogs return, in order; "" is Cancel."""
    names: list[str] = []

    def ask(*_arguments: object) -> tuple[str, str]:
        return names.pop(0), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", ask)
    monkeypatch.setattr(QFileDialog, "getSaveFileName", ask)
    return names


class Questions:
    """Answers the question about unsaved changes, and keeps what warnings said."""

    def __init__(self) -> None:
        self.answer = Buttons.Cancel
        self.asked: list[str] = []
        self.warnings: list[str] = []

    def question(self, _parent: QWidget, _title: str, text: str, *_buttons: object) -> Buttons:
        self.asked.append(text)
        return self.answer

    def warning(self, _parent: QWidget, _title: str, text: str, *_buttons: object) -> Buttons:
        self.warnings.append(text)
        return Buttons.Ok


@pytest.fixture
def questions(monkeypatch: pytest.MonkeyPatch) -> Questions:
    questions = Questions()
    monkeypatch.setattr(QMessageBox, "question", questions.question)
    monkeypatch.setattr(QMessageBox, "warning", questions.warning)
    return questions


class Held:
    """Work that waits until it is let go."""

    def __init__(self, jobs: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.gate, self._work = threading.Event(), jobs._work
        monkeypatch.setattr(jobs, "_work", self)

    def __call__(self, asked: Any, job: Job) -> Any:
        assert self.gate.wait(20)
        return self._work(asked, job)


@pytest.fixture
def held(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Held]]:
    """Building of problems, reading of files and of tables."""
    jobs = {
        "building": window.workbench.errands._builder,
        "reading": window.files._loads,
        "tables": window.wiring._tables,
    }
    held = {name: Held(job, monkeypatch) for name, job in jobs.items()}
    yield held
    for one in held.values():
        one.gate.set()
