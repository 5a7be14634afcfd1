"""A long analysis beside the window: its pieces as they come, how far it is, and called off."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from optexplorer.core.cancel import Cancel
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.yielding_timer import TURN, YieldingTimer

Progress = Callable[[int, int], None]  # done, of how many
Work = Callable[[Any, Any, Progress], Iterator[Any]]  # request, cancel, progress
_STEPS = 200  # of progress that are told at most


@dataclass(frozen=True)
class _Share:
    share: float


@dataclass(frozen=True)
class _Piece:
    piece: Any


class Study(QObject):
    """Carries out the newest request; what is shown stays until a piece of its answer comes.

    ``work(request, cancel, progress)`` yields pieces, each a whole picture and the last one complete.
    Of pieces that come faster than they are shown only the newest is passed on.
    Its refusals (`AnalysisError`, `MemoryError`) are said in their own words.
    """

    changed = Signal()  # busy, share or sentence
    answered = Signal(object, object)  # request, the newest piece

    def __init__(self, work: Work, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.share: float | None = None  # done; None where nothing is going on
        self.sentence = ""  # why there is no answer, or that it was called off
        self._jobs = LatestWins(_carrying_out(work), Cancel, self)
        self._newest: tuple[Any, Any] | None = None  # request and piece, not passed on yet
        self._soon = YieldingTimer(TURN, self)  # after all that is queued
        self._soon.timeout.connect(self._pass_on)
        self._jobs.ready.connect(self._end)
        self._jobs.reported.connect(self._take)
        self._jobs.failed.connect(self._fail)

    @property
    def busy(self) -> bool:
        """Whether more is to come."""
        return self._jobs.busy

    def ask(self, request: Any) -> None:
        """Begin; replaces what is being computed."""
        self.share, self.sentence = 0.0, ""
        self._jobs.submit(request)
        self.changed.emit()

    def cancel(self) -> None:
        """Call it off; the last piece stays."""
        if self._jobs.busy:
            self._jobs.cancel()
            self._newest = None
            self.share, self.sentence = None, "Stopped"
            self.changed.emit()

    def stop(self) -> None:
        """Nothing is passed on any more."""
        self._newest = None
        self._jobs.abandon()

    @Slot(object, object)
    def _take(self, request: Any, told: object) -> None:
        if isinstance(told, _Piece):
            self._newest = request, told.piece
            self._soon.start()
        elif isinstance(told, _Share):
            self.share = told.share
            self.changed.emit()

    @Slot()
    def _pass_on(self) -> None:
        if self._newest is not None:
            newest, self._newest = self._newest, None
            self.answered.emit(*newest)

    @Slot(object, object)
    def _end(self, _request: Any, _answer: object) -> None:
        self._pass_on()
        if not self._jobs.busy:
            self.share = None
        self.changed.emit()

    @Slot(object, object)
    def _fail(self, _request: Any, error: BaseException) -> None:
        self._pass_on()
        if not self._jobs.busy:
            self.share = None
        self.sentence = str(error)
        self.changed.emit()


def _carrying_out(work: Work) -> Callable[[Any, Job], None]:
    def carry_out(request: Any, job: Job) -> None:
        told = -1

        def progress(done: int, of: int) -> None:
            nonlocal told
            step = _STEPS * done // max(of, 1)
            if step > told:
                told = step
                job.report(_Share(done / max(of, 1)))

        for piece in work(request, job.cancel, progress):
            job.report(_Piece(piece))

    return carry_out
