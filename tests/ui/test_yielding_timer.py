"""Work that may wait gives way when it comes late, and only once."""

import time

import pytest
from PySide6.QtCore import QObject, Qt, QTimer
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from optexplorer.ui import yielding_timer
from optexplorer.ui.yielding_timer import YieldingTimer


def long_work() -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < 0.03:
        pass


def test_what_became_due_during_long_work_comes_first(qtbot: QtBot) -> None:
    owner, order = QObject(), list[str]()
    timer = YieldingTimer(1, owner)
    timer.timeout.connect(lambda: order.append("timer"))
    QTimer.singleShot(0, owner, long_work)
    timer.start()
    QTimer.singleShot(20, owner, lambda: order.append("other"))
    qtbot.waitUntil(lambda: len(order) == 2)
    assert order == ["other", "timer"]


def test_it_gives_way_once(qtbot: QtBot) -> None:
    owner, order = QObject(), list[str]()
    timer = YieldingTimer(1, owner)
    timer.timeout.connect(lambda: order.append("timer"))
    busy = QTimer(owner, interval=0)
    busy.timeout.connect(lambda: (order.append("busy"), long_work()))
    busy.start()
    timer.start()
    qtbot.waitUntil(lambda: "timer" in order)


def test_stopped_it_does_not_come(qtbot: QtBot) -> None:
    owner, order = QObject(), list[str]()
    timer = YieldingTimer(1, owner)
    timer.timeout.connect(lambda: order.append("timer"))
    timer.start()
    assert timer.active
    timer.stop()
    assert not timer.active
    QTimer.singleShot(20, owner, lambda: order.append("later"))
    qtbot.waitUntil(lambda: bool(order))
    assert order == ["later"]


def some_work() -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < 0.006:
        pass


def test_two_do_not_come_in_one_turn(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(yielding_timer, "_LATE", 10.0)
    owner, order = QObject(), list[str]()
    timers = YieldingTimer(1, owner), YieldingTimer(1, owner)
    for name, timer in zip(("one", "two"), timers, strict=True):
        timer.timeout.connect(lambda name=name: (order.append(name), some_work()))
        timer.start()
    other = QTimer(owner, singleShot=True, interval=4, timerType=Qt.TimerType.PreciseTimer)
    other.timeout.connect(lambda: order.append("other"))
    other.start()
    qtbot.waitUntil(lambda: len(order) == 3)
    assert order == ["one", "other", "two"]


def test_who_comes_again_and_again_lets_the_others_come(qtbot: QtBot) -> None:
    owner, order = QObject(), list[str]()
    timers = {name: YieldingTimer(1, owner) for name in ("one", "two", "three")}
    for name, timer in timers.items():
        timer.timeout.connect(lambda name=name: (order.append(name), some_work(), timers[name].start()))
        timer.start()
    qtbot.waitUntil(lambda: len(order) >= 30)
    for timer in timers.values():
        timer.stop()
    assert all(order[:30].count(name) >= 8 for name in timers), order


def test_one_that_is_stopped_or_gone_keeps_nobody_waiting(qtbot: QtBot) -> None:
    owner, gone, order = QObject(), QObject(), list[str]()
    first, stopped = YieldingTimer(1, owner), YieldingTimer(1, owner)
    lost, last = YieldingTimer(1, gone), YieldingTimer(1, owner)
    first.timeout.connect(lambda: (order.append("first"), some_work()))
    last.timeout.connect(lambda: order.append("last"))
    for timer in (first, stopped, lost, last):
        timer.start()

    def change() -> None:  # once the others wait for the first
        stopped.stop()
        delete(gone)

    first.timeout.connect(lambda: QTimer.singleShot(0, owner, change))
    qtbot.waitUntil(lambda: order == ["first", "last"])
