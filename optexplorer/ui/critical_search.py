"""Keeps the critical points in view in time with the frame on screen."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from optexplorer.core.cancel import Cancel
from optexplorer.core.problem import Box, Problem
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.workbench import Workbench


@dataclass(frozen=True)
class CriticalRequest:
    """What is searched."""

    problem: Problem
    box: Box


@dataclass(frozen=True)
class CriticalAnswer:
    """What was found, and where."""

    request: CriticalRequest
    found: Any  # CriticalPoints


def find(request: CriticalRequest, job: Job) -> CriticalAnswer:
    """The search, beside the interface."""
    from optexplorer.core.analysis.critical import critical_points

    found = critical_points(request.problem, request.box, cancel=job.cancel)
    return CriticalAnswer(request, found)


class CriticalSearch(QObject):
    """Asks the worker for the box in view, and hands what it finds to the workbench."""

    changed = Signal()  # what is known, or whether more is to come
    failed = Signal(str)

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._asked: CriticalRequest | None = None
        self._jobs = LatestWins(find, Cancel, self)
        self._jobs.ready.connect(self._take)
        self._jobs.failed.connect(self._fail)
        self._jobs.busy_changed.connect(lambda _busy: self.changed.emit())
        bench.frameChanged.connect(self._follow)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._jobs.busy

    def cancel(self) -> None:
        """Give up the search; what is known stays."""
        if self._jobs.busy:
            self._jobs.cancel()

    def stop(self) -> None:
        """Ask for nothing more."""
        self._jobs.abandon()

    @Slot(object)
    def _follow(self, _frame: object) -> None:
        layers = self._bench.layers
        wanted = self._bench.view.critical and layers is not None
        request = CriticalRequest(layers.experiment.problem, layers.background.box) if wanted else None
        if request == self._asked:
            return
        self._asked = request
        if request is None:
            self._jobs.cancel()
        else:
            self._jobs.submit(request)

    @Slot(object, object)
    def _take(self, _request: CriticalRequest, answer: CriticalAnswer) -> None:
        self._bench.show_critical(answer)
        self.changed.emit()

    @Slot(object, object)
    def _fail(self, _request: CriticalRequest, error: BaseException) -> None:
        self.failed.emit(f"The critical points could not be found: {error}")
        self.changed.emit()
