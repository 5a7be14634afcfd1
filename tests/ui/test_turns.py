"""Work in pieces: one a turn, given up in order."""

import sys
import time

import pytest
from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

from optexplorer.ui.app import application
from optexplorer.ui.steps import Steps
from optexplorer.ui.turns import Turns


def pieces(done: list[object], count: int = 3) -> Steps[None]:
    try:
        for number in range(count):
            done.append(number)
            yield
    finally:
        done.append("end")


def test_other_events_come_between_two_pieces(qtbot: QtBot) -> None:
    owner, done = QObject(), list[object]()
    turns = Turns(owner)

    def work() -> Steps[None]:
        for number in range(3):
            done.append(number)
            QTimer.singleShot(0, owner, lambda: done.append("other"))
            yield

    turns.begin(work())
    assert done == []
    qtbot.waitUntil(lambda: not turns.busy)
    assert done == [0, "other", 1, "other", 2, "other"]
    assert not turns._timer.active, "with nothing left it rests"


def test_a_new_beginning_ends_what_was_begun(qtbot: QtBot) -> None:
    owner, first, second = QObject(), list[object](), list[object]()
    turns = Turns(owner)
    turns.begin(pieces(first, 1000))
    qtbot.waitUntil(lambda: len(first) > 1)
    turns.begin(pieces(second))
    assert first[-1] == "end"
    turns.finish()
    assert second == [0, 1, 2, "end"]
    assert not turns.busy


def test_the_last_piece_may_begin_something_else(qtbot: QtBot) -> None:
    owner, done = QObject(), list[object]()
    turns = Turns(owner)

    def first() -> Steps[None]:
        yield
        turns.begin(pieces(done))

    turns.begin(first())
    qtbot.waitUntil(lambda: done == [0, 1, 2, "end"] and not turns.busy)


def test_a_piece_that_fails_ends_the_work(qtbot: QtBot) -> None:
    owner = QObject()
    turns = Turns(owner)

    def work() -> Steps[None]:
        yield
        raise ValueError("no")

    turns.begin(work())
    with pytest.raises(ValueError, match="no"):
        turns.finish()
    assert not turns.busy


@pytest.mark.usefixtures("qapp")
def test_a_thread_that_never_rests_hands_python_over_soon() -> None:
    application()
    assert sys.getswitchinterval() < 0.001


def test_a_piece_that_comes_late_gives_way_once(qtbot: QtBot) -> None:
    owner, done = QObject(), list[object]()
    turns = Turns(owner)

    def long_work() -> None:
        begun = time.monotonic()
        while time.monotonic() - begun < 0.03:
            pass
        QTimer.singleShot(1, owner, lambda: done.append("other"))

    QTimer.singleShot(1, owner, long_work)
    turns.begin(pieces(done))
    qtbot.waitUntil(lambda: not turns.busy)
    assert done == ["other", 0, 1, 2, "end"]
