import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from optexplorer.scene.frame import EventLayer, Style
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


def test_escapes_are_marked_over_the_groove(bar: TimelineBar) -> None:
    marks = EventLayer(
        0, Style("#ff0000", "circle", "solid"), np.array([35, 105]), np.array([1, 2], dtype=np.int8),
        np.zeros((2, 2)), np.zeros(2), np.zeros(2),
    )  # fmt: skip

    def red(step: int) -> bool:
        image = bar.scrub.grab().toImage()
        x = round(bar.scrub._x_of(step) * image.devicePixelRatio())
        column = [image.pixelColor(x + dx, y) for dx in (-2, 0, 2) for y in range(image.height())]
        return any(c.red() > 200 and c.green() < 60 for c in column)

    bar.show_position(70, 140, (marks,))
    assert [red(step) for step in (20, 35, 105, 120)] == [False, True, True, False]
    assert "perturbed and where a run was restarted" in bar.scrub.toolTip()
    bar.show_position(70, 140)
    assert not red(35)
    assert "Marks" not in bar.scrub.toolTip()
