"""The bar of a lecture by itself."""

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.core.resources import folder
from optexplorer.storage.session import load
from optexplorer.ui.scenes.bar import SceneBar
from tests.ui.tools import shown

LECTURE = folder() / "experiments" / "lecture-saddles.optx"
LONG = "Every direction curves up or down, and the way out is along the one that curves down. " * 3


@pytest.fixture
def bar(qtbot: QtBot) -> SceneBar:
    """At the top of a window."""
    window, made = QWidget(), SceneBar()
    column = QVBoxLayout(window)
    column.addWidget(made)
    column.addWidget(QLabel("the pictures"), 1)
    window.resize(700, 500)
    shown(qtbot, window)
    return made


def test_a_bar_that_comes_back_is_as_high_as_its_words(qtbot: QtBot, bar: SceneBar) -> None:
    (scene, *_others) = load(LECTURE).scenes
    short, long = (replace(scene, note=words) for words in ("Short.", LONG))
    bar.show_scene((short,), 0, veiled=False)
    qtbot.waitUntil(lambda: bar.height() < 100)  # arranged
    low = bar.height()
    for scenes in ((), (short,)):
        bar.show_scene(scenes, 0 if scenes else None, veiled=False)
        qtbot.wait(1)  # what hides and shows is not in one turn
        assert bar.isVisible() == bool(scenes)
    bar.show_scene((long,), 0, veiled=False)
    qtbot.waitUntil(lambda: bar.height() > low + bar.fontMetrics().lineSpacing())
    room = bar.words.parentWidget().parentWidget()
    assert room is not None
    place = room.geometry()
    assert bar.rect().contains(place)
    assert place.top() >= bar.next.geometry().bottom()
    assert bar.words.heightForWidth(bar.words.width()) <= room.height()


def test_letters_of_another_size_take_the_room_they_need(qtbot: QtBot, bar: SceneBar) -> None:
    """As where a presentation ends: its words took two lines, and take one at the desk."""
    (scene, *_others) = load(LECTURE).scenes
    bar.show_scene((replace(scene, note=LONG[:80]),), 0, veiled=False)
    qtbot.waitUntil(lambda: bar.height() < 100)
    before = bar.height()
    bar.words.setStyleSheet("font-size: 30px")
    qtbot.waitUntil(lambda: bar.height() > before + 40)
    bar.words.setStyleSheet("")
    qtbot.waitUntil(lambda: bar.height() == before)
