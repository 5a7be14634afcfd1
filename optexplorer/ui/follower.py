"""Keeps something that a worker finds out in time with the frame on screen."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from optexplorer.core.cancel import Cancel
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.workbench import Workbench


class Follower(QObject):
    """Asks the worker for what each frame needs, unless it is the same as for the one before."""

    said = Signal(str)  # one sentence: that it failed, or was given up
    changed = Signal()  # what is known, or whether more is to come

    def __init__(
        self, bench: Workbench, work: Callable[[Any, Job], Any], complaint: str, parent: QObject
    ) -> None:
        """``complaint`` begins the sentence that says that ``work`` failed."""
        super().__init__(parent)
        self._bench, self._complaint = bench, complaint
        self._asked: Any = None
        self._stopped = False
        self._jobs = LatestWins(work, Cancel, self)
        self._jobs.ready.connect(self._take)
        self._jobs.failed.connect(self._fail)
        self._jobs.busy_changed.connect(lambda _busy: self.changed.emit())
        bench.frameChanged.connect(self._follow)

    # What a subclass says

    def wanted(self) -> Any:
        """The request for the frame on screen; None where nobody looks."""
        raise NotImplementedError

    def take(self, answer: Any) -> None:
        """Hand an answer to the workbench."""
        raise NotImplementedError

    # What the window says

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._jobs.busy

    @property
    def stopped(self) -> bool:
        """Whether the person gave up what the frame on screen needs."""
        return self._stopped

    def cancel(self) -> None:
        """Give up; what is known stays."""
        if self._jobs.busy:
            self._stopped = True
            self._jobs.cancel()
            self.said.emit("Stopped")

    def again(self) -> None:
        """Ask once more for what was given up."""
        if self._stopped:
            self._asked, self._stopped = None, False
            self._follow(self._bench.frame)

    def stop(self) -> None:
        """Ask for nothing more."""
        self._jobs.abandon()

    # Inside

    @Slot(object)
    def _follow(self, _frame: object) -> None:
        request = self.wanted()
        if request == self._asked:
            return
        self._asked, self._stopped = request, False
        if request is None:
            self._jobs.cancel()
        else:
            self._jobs.submit(request)

    @Slot(object, object)
    def _take(self, _request: object, answer: object) -> None:
        self.take(answer)
        self.changed.emit()

    @Slot(object, object)
    def _fail(self, _request: object, error: BaseException) -> None:
        self.said.emit(f"{self._complaint}: {error}")
        self.changed.emit()
