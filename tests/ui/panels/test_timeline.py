import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from optexplorer.ui.panels.timeline import TimelineBar
from tests.ui.tools import shown, wheel


@pytest.fixture
def bar(qtbot: QtBot) -> TimelineBar:
    bar = TimelineBar()
    bar.resize(800, 44)
    bar.show_position(70, 140)
    return shown(qtbot, bar)


@pytest.fixture
def asked(bar: TimelineBar) -> list[object]:
    asked: list[object] = []
    bar.cursorRequested.connect(asked.append)
    bar.speedRequested.connect(asked.append)
    bar.loopRequested.connect(asked.append)
    bar.playRequested.connect(lambda: asked.append("play"))
    bar.pauseRequested.connect(lambda: asked.append("pause"))
    return asked


def test_the_buttons_ask(bar: TimelineBar, asked: list[object]) -> None:
    for button in (bar.first, bar.back, bar.forward, bar.last, bar.play):
        button.click()
    assert asked == [0, 69, 71, 140, "play"]


def test_play_turns_into_pause(bar: TimelineBar, asked: list[object]) -> None:
    bar.show_playing(True)
    assert bar.play.accessibleName().startswith("Pause")
    bar.play.click()
    bar.show_playing(False)
    bar.play.click()
    assert asked == ["pause", "play"]


def test_speed_and_loop(bar: TimelineBar, asked: list[object]) -> None:
    bar.speed.pick("4.0")
    bar.loop.click()
    assert asked == [4.0, True]


def test_scrubbing(qtbot: QtBot, bar: TimelineBar, asked: list[object]) -> None:
    middle = bar.scrub.height() // 2
    qtbot.mousePress(bar.scrub, Qt.MouseButton.LeftButton, pos=QPoint(0, middle))
    qtbot.mouseMove(bar.scrub, QPoint(bar.scrub.width(), middle))
    qtbot.mouseRelease(bar.scrub, Qt.MouseButton.LeftButton, pos=QPoint(bar.scrub.width(), middle))
    assert asked[0] == 0
    assert asked[-1] == 140


def test_keys_on_the_slider(qtbot: QtBot, bar: TimelineBar, asked: list[object]) -> None:
    for key in (Qt.Key.Key_Left, Qt.Key.Key_PageUp, Qt.Key.Key_End, Qt.Key.Key_Home):
        qtbot.keyClick(bar.scrub, key)
    assert asked == [69, 83, 140, 0]


def test_show_is_silent(bar: TimelineBar, asked: list[object]) -> None:
    bar.show_position(3, 10)
    bar.show_speed(0.25)
    bar.show_loop(True)
    bar.show_playing(True)
    assert asked == []
    assert (bar.step.text(), bar.end.text()) == ("3", "/ 10")


def test_the_ends_of_the_timeline_switch_their_buttons_off(bar: TimelineBar) -> None:
    bar.show_position(0, 140)
    assert not bar.first.isEnabled()
    assert not bar.back.isEnabled()
    assert bar.last.isEnabled()
    bar.show_position(140, 140)
    assert not bar.forward.isEnabled()


def test_figures_of_any_length_do_not_move_the_slider(bar: TimelineBar) -> None:
    bar.show_position(0, 2_000_000)
    bar.layout().activate()
    left = bar.scrub.x()
    bar.show_position(1_999_999, 2_000_000)
    bar.layout().activate()
    assert bar.scrub.x() == left
    assert bar.step.sizeHint().width() <= bar.step.width()


def test_the_wheel_and_assistive_technology_scrub_too(bar: TimelineBar, asked: list[object]) -> None:
    wheel(bar.scrub, 1)
    wheel(bar.scrub, -1)
    bar.scrub.setValue(100)
    assert asked == [71, 70, 100]
