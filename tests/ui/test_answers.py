"""Answers of threads: a little in a turn of the event loop, in order, and none for what is gone."""

import time

import pytest
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from optexplorer.core.cancel import Cancel
from optexplorer.ui.answers import Answers, answers
from optexplorer.ui.jobs import LatestWins
from optexplorer.ui.yielding_timer import TURN, YieldingTimer


def long_work(seconds: float = 0.03) -> None:
    begun = time.monotonic()
    while time.monotonic() - begun < seconds:
        pass


def post(job: LatestWins) -> None:
    """Ask, and wait until the answer is posted; the event loop does not run meanwhile."""
    job.submit("answer")
    posted = False
    while not posted:
        with job._wake:
            posted = not (job._waiting or job._running)


def test_other_events_come_between_two_answers(qtbot: QtBot) -> None:
    jobs = [LatestWins(lambda request, _job: request, Cancel) for _ in range(3)]
    told, owner = list[str](), QObject()
    timer = QTimer(owner, interval=5)
    timer.timeout.connect(lambda: told.append("timer"))
    for job in jobs:
        job.ready.connect(lambda _request, answer: (told.append(answer), long_work()))
        post(job)
    timer.start()
    qtbot.waitUntil(lambda: told.count("answer") == 3)
    timer.stop()
    between = "".join("a" if name == "answer" else "t" for name in told)
    assert "aa" not in between, between
    for job in jobs:
        job.close()


def test_other_events_come_between_a_painting_and_an_answer(qtbot: QtBot) -> None:
    owner, told = QObject(), list[str]()
    all_of, painting = Answers(owner), YieldingTimer(TURN, owner)
    timer = QTimer(owner, interval=5)
    timer.timeout.connect(lambda: told.append("timer"))

    def paint() -> None:
        told.append("painting")
        QTimer.singleShot(0, owner, lambda: all_of.tell(owner, lambda: told.append("answer")))
        long_work()

    painting.timeout.connect(paint)
    timer.start()
    painting.start()
    qtbot.waitUntil(lambda: "answer" in told)
    timer.stop()
    assert "timer" in told[told.index("painting") : told.index("answer")]


@pytest.mark.usefixtures("qapp")
def test_what_takes_no_time_is_told_at_once() -> None:
    owner, told = QObject(), list[int]()
    all_of = Answers(owner)
    for number in range(3):
        all_of.tell(owner, lambda number=number: told.append(number))
    assert told == [0, 1, 2]
    all_of.tell(owner, long_work)
    all_of.tell(owner, lambda: told.append(3))
    assert told == [0, 1, 2]


def test_they_keep_their_order_while_a_dialog_waits(qtbot: QtBot) -> None:
    owner, dialog, told = QObject(), QDialog(), list[int]()
    all_of = Answers(owner)
    qtbot.addWidget(dialog)

    def ask() -> None:
        dialog.exec()
        told.append(0)

    all_of.tell(owner, long_work)
    all_of.tell(owner, ask)
    for number in (1, 2):
        all_of.tell(owner, lambda number=number: told.append(number))
    all_of.tell(owner, dialog.accept)
    qtbot.waitUntil(lambda: 0 in told)
    assert told == [1, 2, 0]


def test_nothing_is_told_to_what_is_gone(qtbot: QtBot) -> None:
    owner, gone, told = QObject(), QObject(), list[str]()
    all_of = Answers(owner)
    all_of.tell(owner, long_work)
    all_of.tell(gone, lambda: told.append("gone"))
    all_of.tell(owner, lambda: told.append("there"))
    delete(gone)
    qtbot.waitUntil(lambda: bool(told))
    assert told == ["there"]


def test_one_that_fails_does_not_keep_the_others(qtbot: QtBot) -> None:
    owner, told = QObject(), list[str]()
    all_of = Answers(owner)

    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        all_of.tell(owner, fail)
    all_of.tell(owner, lambda: told.append("next"))
    qtbot.waitUntil(lambda: told == ["next"])


def test_with_nothing_to_tell_it_rests(qtbot: QtBot) -> None:
    owner, turns = QObject(), list[int]()
    all_of = Answers(owner)
    all_of._turn.timeout.connect(lambda: turns.append(1))
    all_of.tell(owner, lambda: None)
    qtbot.waitUntil(lambda: not all_of._turn.active)
    QTimer.singleShot(50, owner, lambda: turns.append(2))
    qtbot.waitUntil(lambda: 2 in turns)
    assert turns == [1, 2]


def test_what_was_abandoned_is_not_told_later(qtbot: QtBot) -> None:
    job, told, owner = LatestWins(lambda request, _job: request, Cancel), list[str](), QObject()
    job.ready.connect(lambda _request, answer: told.append(answer))
    post(job)
    answers().tell(owner, lambda: (long_work(), QTimer.singleShot(0, owner, job.close)))
    QTimer.singleShot(100, owner, lambda: told.append("end"))
    qtbot.waitUntil(lambda: "end" in told)
    assert told == ["end"]


@pytest.mark.usefixtures("qapp")
def test_the_application_has_one() -> None:
    assert answers() is answers()
