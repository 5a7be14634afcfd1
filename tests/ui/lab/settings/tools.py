"""What the tests of the page of settings share."""

from typing import Any

from pytestqt.qtbot import QtBot

from optexplorer.ui.lab.settings.wiring import SettingsWiring
from optexplorer.ui.main_window import MainWindow
from tests.ui.window import LONG

MOMENTUM = 1  # the place of the run in the first experiment


def done(qtbot: QtBot, lab: SettingsWiring) -> None:
    qtbot.waitUntil(lambda: not lab.busy, timeout=LONG)


def said(lab: SettingsWiring) -> tuple[str, str]:
    return lab.page.state.text(), lab.page.state.property("role")


def optimizer(window: MainWindow, run: int = MOMENTUM) -> Any:
    return window.workbench.experiment.runs[run].optimizer


def asked_again(lab: SettingsWiring) -> list[object]:
    """The requests from now on."""
    asked: list[object] = []
    lab.study.answered.connect(lambda request, _piece: asked.append(request))
    return asked
