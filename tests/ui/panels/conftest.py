"""What the tests of panels share."""

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.panels.inside_tools import Panel
from tests.ui.tools import shown


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    made = Panel(qtbot)
    shown(qtbot, made.panel)
    return made
