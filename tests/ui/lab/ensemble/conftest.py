"""The page of ensembles in the real window."""

import pytest
from pytestqt.qtbot import QtBot

from optexplorer.scene.view import View
from optexplorer.ui.document import Document
from optexplorer.ui.lab.ensemble.settings import EnsembleSettings
from optexplorer.ui.lab.ensemble.wiring import EnsembleWiring
from optexplorer.ui.main_window import MainWindow
from tests.ui.lab.ensemble.tools import WELLS
from tests.ui.window import settle, turn_to


@pytest.fixture(scope="module")
def made(shared_window: MainWindow) -> EnsembleWiring:
    """The page, made once."""
    turn_to(shared_window, "ensemble")
    wiring = shared_window.laboratory.wirings["ensemble"]
    assert isinstance(wiring, EnsembleWiring)
    return wiring


@pytest.fixture
def page(qtbot: QtBot, made: EnsembleWiring, window: MainWindow) -> EnsembleWiring:
    """The page over `WELLS`, nothing asked yet."""
    made.study.cancel()
    made._asked = made._answer = made._complete = None
    made.page.form.show_settings(EnsembleSettings(members=300))
    made.page.show_crowds([])
    window.workbench.open(Document(WELLS), View())
    settle(qtbot, window)
    turn_to(window, "ensemble")
    return made
