"""Help > Self-test: a process of its own, its report, and what happens where there is none."""

import json
import sys
from collections.abc import Callable

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from optexplorer.ui.diagnosis import self_test_dialog
from optexplorer.ui.diagnosis.self_test_dialog import SelfTestDialog
from optexplorer.ui.itself import command
from optexplorer.ui.main_window import MainWindow
from tests.ui.window import LONG, action


@pytest.fixture
def opened(qtbot: QtBot, window: MainWindow) -> Callable[[], SelfTestDialog]:
    def open_it() -> SelfTestDialog:
        action(window, "self_test").trigger()
        (dialog,) = window.findChildren(SelfTestDialog)
        return dialog

    return open_it


def test_the_report_is_shown_and_copied(qtbot: QtBot, opened: Callable[[], SelfTestDialog]) -> None:
    dialog = opened()
    assert dialog.progress.isVisible()
    assert not dialog.report.copy_button.isEnabled()
    qtbot.waitUntil(dialog.report.copy_button.isEnabled, timeout=LONG)
    assert dialog.heading.text() == "Everything works.", dialog.report.toPlainText()
    assert not dialog.progress.isVisible()
    dialog.report.copy_button.click()
    report = json.loads(QGuiApplication.clipboard().text())
    assert report["passed"]
    assert report["views"]["surface_3d"]
    dialog.reject()


def test_problems_are_listed(
    qtbot: QtBot, opened: Callable[[], SelfTestDialog], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    dialog = opened()
    qtbot.waitUntil(dialog.report.copy_button.isEnabled, timeout=LONG)
    assert dialog.heading.text() == "The program works here, but:"
    assert dialog.words.text().startswith("• No 3-D picture: ")
    dialog.reject()


@pytest.mark.parametrize(
    "start", [["nowhere/optexplorer"], [sys.executable, "-c", "import sys; sys.exit('broken')"]]
)
def test_without_a_report_it_says_so(
    qtbot: QtBot,
    opened: Callable[[], SelfTestDialog],
    monkeypatch: pytest.MonkeyPatch,
    start: list[str],
) -> None:
    monkeypatch.setattr(self_test_dialog, "command", lambda: start)
    dialog = opened()
    qtbot.waitUntil(dialog.report.copy_button.isEnabled)
    assert dialog.heading.text() == "Something does not work here."
    assert "without a report" in dialog.words.text()
    assert dialog.report.toPlainText()
    dialog.reject()


def test_closed_it_ends_the_test(opened: Callable[[], SelfTestDialog]) -> None:
    dialog = opened()
    process, folder = dialog._process, dialog._out.parent
    assert process.waitForStarted()
    dialog.reject()
    assert process.state() == process.ProcessState.NotRunning
    assert not folder.exists()


def test_a_packaged_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    assert command() == [sys.executable, "-P", "-m", "optexplorer"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert command() == [sys.executable]
