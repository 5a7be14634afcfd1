"""The page of settings in the real window."""

import pytest
from pytestqt.qtbot import QtBot

from optexplorer.ui.lab.settings.wiring import SettingsWiring
from optexplorer.ui.main_window import MainWindow
from tests.ui.lab.settings.tools import MOMENTUM, done
from tests.ui.window import turn_to


@pytest.fixture(scope="module", autouse=True)
def _page(shared_window: MainWindow) -> None:
    """Makes the page once: its widgets stay as long as the window."""
    turn_to(shared_window, "settings")


@pytest.fixture
def lab(window: MainWindow, qtbot: QtBot) -> SettingsWiring:
    """The page in view, a coarse map of momentum on it."""
    turn_to(window, "settings")
    wiring = window.laboratory.wirings["settings"]
    assert isinstance(wiring, SettingsWiring)
    page = wiring.page
    page.cellChosen.emit(8)
    page.runChosen.emit(MOMENTUM)
    page.metricChosen.emit("final_loss")
    page.targetEdited.emit(None)
    page.across.nameChosen.emit("learning_rate")
    page.up.nameChosen.emit("momentum")
    page.fitRequested.emit()
    done(qtbot, wiring)
    return wiring
