"""Before the first picture, in the real window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from optexplorer.ui.app import new_window
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.settings import Settings
from optexplorer.ui.views.empty_state import EmptyState
from tests.ui.conftest import end
from tests.ui.tools import shown
from tests.ui.window import settle


@pytest.fixture
def fresh_window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    """A window that has computed nothing yet."""
    window = new_window(Settings(tmp_path / "window.ini"))
    yield window
    end(window)


def test_it_says_what_is_prepared_unless_that_is_over_at_once(qtbot: QtBot) -> None:
    empty = EmptyState()
    empty.resize(340, 440)
    shown(qtbot, empty)
    empty.show_notice("Preparing the engine…")
    assert empty.title.isHidden(), "a warm start needs no word"
    qtbot.waitUntil(empty.title.isVisible)
    empty.show_notice("Preparing Adam…", None)
    assert empty.title.text() == "Getting ready"
    assert empty.sentence.text() == "Preparing Adam…"
    for line in (empty.title, empty.sentence, empty.why):
        assert line.height() >= line.heightForWidth(line.width()), "nothing is cut"


def test_it_stands_in_the_place_of_the_first_picture(qtbot: QtBot, fresh_window: MainWindow) -> None:
    window = fresh_window
    assert window.flat.currentWidget() is window.empty
    window.workbench.noticed.emit("Preparing Adam…", None)
    assert window.empty.sentence.text() == "Preparing Adam…"
    settle(qtbot, window, started=True)
    assert window.flat.currentWidget() is window.contour


def test_it_says_why_there_is_no_picture(qtbot: QtBot, fresh_window: MainWindow) -> None:
    window = fresh_window
    window.workbench.said.emit("This could not be computed: no room")
    assert window.empty.title.text() == "No picture yet"
    assert window.empty.sentence.text() == "This could not be computed: no room"
    window.workbench.refresh()
    settle(qtbot, window, started=True)
    assert window.flat.currentWidget() is window.contour
