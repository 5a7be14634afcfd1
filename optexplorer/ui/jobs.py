"""Run a pure function beside the interface; the newest request wins, and none starves.

While the mouse moves, requests come faster than answers. The one being worked on is therefore left to
finish if it does so soon (`GRACE`), and its answer is shown, even though a newer request is waiting;
only a long one is cancelled for the newer.

A failure is told to who asked. One that nobody has foreseen goes to ``sys.excepthook`` besides, as if
it had happened in a slot.
"""

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot

from optexplorer.core.priority import ANSWERING, give_way
from optexplorer.ui.answers import answers
from optexplorer.ui.diagnosis.faults import is_fault

GRACE = 0.15  # seconds


@dataclass(frozen=True)
class Job:
    """What the work may use besides its request."""

    cancel: Any  # has ``set()`` and ``is_set``
    report: Callable[[object], None]  # hand over something before the answer, from the worker


Work = Callable[[Any, Job], Any]


class LatestWins(QObject):
    """One worker thread with room for one waiting request.

    ``work(request, job)`` runs on the worker and touches nothing but its arguments. ``new_cancel``
    makes the flag it looks at; a cancelled job's answer is dropped.
    """

    ready = Signal(object, object)  # request, answer
    failed = Signal(object, object)  # request, exception
    reported = Signal(object, object)  # request, what was handed over
    busy_changed = Signal(bool)
    _posted = Signal(object)  # what passes it on, on the main thread

    def __init__(
        self,
        work: Work,
        new_cancel: Callable[[], Any],
        parent: QObject | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(parent)
        self._work, self._new_cancel, self._clock = work, new_cancel, clock
        self._wake = threading.Condition()
        self._waiting: tuple[int, Any] | None = None
        self._running: tuple[int, Any, float] | None = None  # ticket, cancel, since
        self._newest = 0
        self._shown = 0
        self._closed = False
        self._busy = False
        self._answers = answers()
        self._posted.connect(self._receive, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="compute", daemon=True)
        self._timer: threading.Timer | None = None
        self._thread.start()

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._busy

    def submit(self, request: Any) -> None:
        """Ask; replaces what is waiting and, once its grace is over, what is running."""
        with self._wake:
            self._newest += 1
            self._waiting = (self._newest, request)
            if self._running:
                ticket, cancel, since = self._running
                left = GRACE - (self._clock() - since)
                if left <= 0:
                    cancel.set()
                elif self._timer is None:
                    self._timer = threading.Timer(left, self._overdue, (ticket, cancel))
                    self._timer.daemon = True
                    self._timer.start()
            self._wake.notify()
        self._set_busy(True)

    def cancel(self) -> None:
        """Give up what is running and waiting; nothing of it will be delivered."""
        with self._wake:
            self._waiting = None
            self._newest += 1
            self._shown = self._newest
            if self._running:
                self._running[1].set()
        self._set_busy(False)

    def close(self) -> None:
        """Abandon all work and wait for the thread, as is due to one that writes a file."""
        self.abandon()
        self._thread.join()

    def abandon(self) -> None:
        """Abandon all work; nothing is told any more, and the thread ends once its work does.

        A kernel that is being compiled, or a library that reads a large file, cannot be called off.
        """
        with self._wake:
            self._waiting, self._closed = None, True
            self._shown = self._newest + 1
            if self._running:
                self._running[1].set()
            if self._timer:
                self._timer.cancel()
            self._wake.notify()

    def _overdue(self, ticket: int, cancel: Any) -> None:
        with self._wake:
            self._timer = None
            if self._running and self._running[0] == ticket and self._waiting:
                cancel.set()

    def _run(self) -> None:
        give_way(ANSWERING)
        while (job := self._next()) is not None:
            ticket, request, cancel = job
            answer: Any = None
            error: BaseException | None = None
            try:
                answer = self._work(request, Job(cancel, self._reporter(ticket, request)))
            except Exception as caught:  # noqa: BLE001  (every failure belongs on screen)
                error = caught
            with self._wake:
                self._running = None
                if self._timer:
                    self._timer.cancel()
                    self._timer = None
                if not self._closed and not cancel.is_set:
                    self._posted.emit(partial(self._deliver, ticket, request, answer, error))

    def _reporter(self, ticket: int, request: Any) -> Callable[[object], None]:
        def report(something: object) -> None:
            with self._wake:  # once it is closed, the receivers may be gone
                if not self._closed:
                    self._posted.emit(partial(self._hand_over, ticket, request, something))

        return report

    def _next(self) -> tuple[int, Any, Any] | None:
        with self._wake:
            self._wake.wait_for(lambda: self._closed or self._waiting is not None)
            if self._closed or self._waiting is None:
                return None
            (ticket, request), self._waiting = self._waiting, None
            cancel = self._new_cancel()
            self._running = (ticket, cancel, self._clock())
            return ticket, request, cancel

    def _set_busy(self, busy: bool) -> None:
        if busy != self._busy:
            self._busy = busy
            self.busy_changed.emit(busy)

    @Slot(object)
    def _receive(self, pass_on: Callable[[], None]) -> None:
        self._answers.tell(self, pass_on)

    def _hand_over(self, ticket: int, request: Any, something: object) -> None:
        if ticket > self._shown:
            self.reported.emit(request, something)

    def _deliver(self, ticket: int, request: Any, answer: Any, error: Any) -> None:
        if ticket <= self._shown:
            return
        self._shown = ticket
        if ticket == self._newest:
            self._set_busy(False)
        if error is None:
            self.ready.emit(request, answer)
        else:
            self.failed.emit(request, error)
            if is_fault(error):
                sys.excepthook(type(error), error, error.__traceback__)
