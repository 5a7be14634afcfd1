"""The window as a picture shows one moment of it, while it lives on."""

from pathlib import Path
from unittest import mock

from PySide6.QtCore import QCoreApplication, QEvent
from pytestqt.qtbot import QtBot

from optexplorer.ui.export import window_picture
from optexplorer.ui.export.look import WINDOW, Film, Look
from optexplorer.ui.export.strips import Strips
from optexplorer.ui.export.window_picture import steady
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.steps import Steps, at_once
from optexplorer.ui.turns import Turns


def test_a_window_that_changes_meanwhile_is_painted_of_one_moment(
    window: MainWindow, qtbot: QtBot
) -> None:
    begun, rows = [], []

    def take(strips: Strips) -> Steps[str]:
        begun.append(strips)
        for number in range(3):
            rows.append(number)
            if len(begun) == 1:
                QCoreApplication.postEvent(window, QEvent(QEvent.Type.UpdateRequest))
            yield
        return "whole"

    steps = steady(window, 1.0, take)
    result: list[str] = []

    def work() -> Steps[None]:
        made = yield from steps
        result.append(made)

    turns = Turns(window)
    turns.begin(work())
    qtbot.waitUntil(lambda: not turns.busy)
    assert result == ["whole"]
    assert len(begun) > 1
    assert rows[-3:] == [0, 1, 2]


def test_a_picture_of_the_window_waits_for_the_last_painting(window: MainWindow) -> None:
    waits, begun = [True, True], []

    def take(_strips: Strips) -> Steps[str]:
        begun.append(len(waits))
        yield
        return "whole"

    steps = steady(window, 1.0, take, waiting=lambda: bool(waits) and waits.pop())
    for _ in range(2):
        next(steps)
        assert begun == []
    assert at_once(steps) == "whole"
    assert begun == [0]


def test_a_race_that_plays_stands_still_while_its_window_is_painted(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    playback = window.playback
    playback.set_speed(0.5)
    playback.set_cursor(0)
    playback.play()
    qtbot.waitUntil(lambda: playback.cursor > 0)
    with mock.patch.object(window_picture, "at_once", wraps=window_picture.at_once) as in_one_go:
        window.exports.write(
            WINDOW, tmp_path / "window.png", Look(width=480, height=320, scale=3.0), Film()
        )
        qtbot.waitUntil(lambda: (tmp_path / "window.png").exists(), timeout=20_000)
    assert not in_one_go.called
    assert playback.playing
    qtbot.waitUntil(lambda: not window.exports.painting.busy)
    before = playback.cursor
    qtbot.waitUntil(lambda: playback.cursor > before or playback.cursor == 0)
