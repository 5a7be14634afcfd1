"""The worker: newest wins, none starves, nothing arrives after the end. Races are held by gates."""

import os
import sys
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from optexplorer.core.cancel import Cancel
from optexplorer.core.priority import ANSWERING
from optexplorer.ui.jobs import GRACE, Job, LatestWins


class Gated:
    """Work that waits at a gate of its own for every request."""

    def __init__(self) -> None:
        self.started: dict[object, threading.Event] = {}
        self.gates: dict[object, threading.Event] = {}
        self.seen: list[object] = []
        self.threads: set[object] = set()
        self.cancels: dict[object, Cancel] = {}

    def expect(self, *requests: object) -> None:
        for request in requests:
            self.started[request] = threading.Event()
            self.gates[request] = threading.Event()

    def __call__(self, request: object, job: Job) -> object:
        self.threads.add(threading.current_thread().name)
        self.cancels[request] = job.cancel
        self.seen.append(request)
        self.started[request].set()
        assert self.gates[request].wait(10)
        return f"answer {request}"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def gated() -> Gated:
    return Gated()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(qapp: object, gated: Gated, clock: Clock) -> Iterator[LatestWins]:
    jobs = LatestWins(gated, Cancel, clock=clock)
    yield jobs
    for gate in gated.gates.values():
        gate.set()
    jobs.close()


def test_the_answer_comes_to_the_main_thread(qtbot: QtBot, jobs: LatestWins, gated: Gated) -> None:
    gated.expect("a")
    arrived: list[object] = []
    jobs.ready.connect(
        lambda request, answer: arrived.append((request, answer, QThread.isMainThread()))
    )
    with qtbot.waitSignal(jobs.ready):
        jobs.submit("a")
        assert jobs.busy
        gated.gates["a"].set()
    assert arrived == [("a", "answer a", True)]
    assert gated.threads == {"compute"}
    assert not jobs.busy


def test_what_waits_is_replaced_by_the_newer(qtbot: QtBot, jobs: LatestWins, gated: Gated) -> None:
    gated.expect("a", "b", "c")
    jobs.submit("a")
    assert gated.started["a"].wait(10)
    jobs.submit("b")
    jobs.submit("c")
    gated.gates["a"].set()
    gated.gates["c"].set()
    arrived: list[object] = []
    jobs.ready.connect(lambda request, _answer: arrived.append(request))
    qtbot.waitUntil(lambda: "c" in arrived)
    assert gated.seen == ["a", "c"]


def test_a_quick_answer_is_shown_although_a_newer_request_waits(
    qtbot: QtBot, jobs: LatestWins, gated: Gated
) -> None:
    gated.expect("a", "b")
    arrived: list[object] = []
    jobs.ready.connect(lambda request, _answer: arrived.append(request))
    jobs.submit("a")
    assert gated.started["a"].wait(10)
    jobs.submit("b")
    assert not gated.cancels["a"].is_set
    gated.gates["a"].set()
    assert gated.started["b"].wait(10)
    qtbot.waitUntil(lambda: arrived == ["a"])
    assert jobs.busy
    gated.gates["b"].set()
    qtbot.waitUntil(lambda: arrived == ["a", "b"])


def test_a_long_one_is_cancelled_for_the_newer(
    qtbot: QtBot, jobs: LatestWins, gated: Gated, clock: Clock
) -> None:
    gated.expect("a", "b")
    arrived: list[object] = []
    jobs.ready.connect(lambda request, _answer: arrived.append(request))
    jobs.submit("a")
    assert gated.started["a"].wait(10)
    clock.now += 2 * GRACE
    jobs.submit("b")
    assert gated.cancels["a"].is_set
    gated.gates["a"].set()
    gated.gates["b"].set()
    qtbot.waitUntil(lambda: arrived == ["b"])


def test_one_that_outlives_its_grace_is_cancelled_without_another_request(
    qtbot: QtBot, jobs: LatestWins, gated: Gated
) -> None:
    gated.expect("a", "b")
    jobs.submit("a")
    assert gated.started["a"].wait(10)
    jobs.submit("b")
    qtbot.waitUntil(lambda: gated.cancels["a"].is_set)


def test_nothing_arrives_after_cancel(qtbot: QtBot, jobs: LatestWins, gated: Gated) -> None:
    gated.expect("a", "b")
    arrived: list[object] = []
    jobs.ready.connect(lambda request, _answer: arrived.append(request))
    jobs.submit("a")
    assert gated.started["a"].wait(10)
    jobs.cancel()
    assert gated.cancels["a"].is_set
    assert not jobs.busy
    gated.gates["a"].set()
    jobs.submit("b")
    gated.gates["b"].set()
    qtbot.waitUntil(lambda: bool(arrived))
    assert arrived == ["b"]


def test_a_failure_is_delivered_and_the_worker_lives_on(qtbot: QtBot) -> None:
    def work(request: int, _job: Job) -> float:
        return 1 / request

    jobs = LatestWins(work, Cancel)
    with qtbot.captureExceptions() as unforeseen, qtbot.waitSignal(jobs.failed) as failed:
        jobs.submit(0)
    assert isinstance(failed.args[1], ZeroDivisionError)
    assert [kind for kind, _error, _trace in unforeseen] == [ZeroDivisionError]
    with qtbot.waitSignal(jobs.ready) as ready:
        jobs.submit(2)
    assert ready.args == [2, 0.5]
    jobs.close()


def test_close_ends_the_thread_while_work_runs(qtbot: QtBot) -> None:
    started = threading.Event()

    def work(_request: object, job: Job) -> None:
        started.set()
        while not job.cancel.is_set:
            pass

    jobs = LatestWins(work, Cancel)
    jobs.submit("endless")
    assert started.wait(10)
    jobs.close()
    assert "compute" not in {t.name for t in threading.enumerate()}


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere a program has one priority")
def test_the_window_goes_before_the_worker(qtbot: QtBot) -> None:
    def niceness(_request: object, _job: Job) -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    jobs = LatestWins(niceness, Cancel)
    with qtbot.waitSignal(jobs.ready) as answer:
        jobs.submit("how nice")
    jobs.close()
    window = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())
    assert answer.args == ["how nice", max(window, ANSWERING)]
