"""Work that may wait gives way when it comes late, and only once."""

import time

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot

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
