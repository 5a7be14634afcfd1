"""Experiments are written beside the interface: a disk may take a second until it has them."""

from collections import deque
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from optexplorer.core.cancel import Cancel
from optexplorer.storage.session import Session, save
from optexplorer.ui.document import Document
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.waiting import wait_while


@dataclass(frozen=True, eq=False)
class Saving:
    """What is written where, as it was when that was asked for."""

    path: Path
    session: Session
    document: Document
    opening: int  # of which experiment


class Saver(QObject):
    """Writes each, one after the other."""

    saved = Signal(object)  # Saving
    failed = Signal(object, object)  # Saving, exception
    _ended = Signal()  # one of them, either way

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[Saving] = deque()  # the first is being written
        self._refused: list[Saving] = []
        self._jobs = LatestWins(_write, Cancel, self)
        self._jobs.ready.connect(self._take)
        self._jobs.failed.connect(self._fail)

    @property
    def busy(self) -> bool:
        """Whether something is still to be written."""
        return bool(self._waiting)

    def place(self, opening: int) -> Path | None:
        """Where an experiment will be, once what is asked for is written."""
        return next((one.path for one in reversed(self._waiting) if one.opening == opening), None)

    def save(self, saving: Saving) -> None:
        """Write it after those that are asked for already."""
        self._waiting.append(saving)
        if len(self._waiting) == 1:
            self._jobs.submit(saving)

    def finish(self) -> bool:
        """Wait until everything is written, while the window takes no input; whether it could be."""
        self._refused.clear()
        return wait_while(lambda: self.busy, self._ended) and not self._refused

    def close(self) -> None:
        """Write what is being written, and tell no more."""
        self._jobs.close()

    @Slot(object, object)
    def _take(self, saving: Saving, _answer: object) -> None:
        self._go_on()
        self.saved.emit(saving)
        self._ended.emit()

    @Slot(object, object)
    def _fail(self, saving: Saving, error: Exception) -> None:
        self._go_on()
        self._refused.append(saving)
        self.failed.emit(saving, error)
        self._ended.emit()

    def _go_on(self) -> None:
        self._waiting.popleft()
        if self._waiting:
            self._jobs.submit(self._waiting[0])


def _write(asked: Saving, _job: Job) -> None:
    session = asked.session
    save(asked.path, session.experiment, session.view, session.scenes)
