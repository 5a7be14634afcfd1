"""Writes pictures on a worker: packing, outlining and the disk are slow, painting must come first."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from optexplorer.core.cancel import Cancel
from optexplorer.ui.export import picture
from optexplorer.ui.jobs import Job, LatestWins


@dataclass(frozen=True, eq=False)
class _Order:
    path: Path
    make: picture.Make


class Writer(QObject):
    """One file at a time, which is written to its end."""

    done = Signal(object)  # Path
    failed = Signal(object, object)  # Path, exception

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = LatestWins(_write, Cancel, self)
        self._jobs.ready.connect(self._end)
        self._jobs.failed.connect(self._fail)
        self.path: Path | None = None  # being written

    def write(self, path: Path, make: picture.Make) -> None:
        """Write what ``make`` makes; there must be no other file in the making."""
        assert self.path is None  # noqa: S101
        self.path = path
        self._jobs.submit(_Order(path, make))

    def stop(self) -> None:
        """Wait for what is being written, and end the worker."""
        self._jobs.close()

    @Slot(object, object)
    def _end(self, order: _Order, _answer: object) -> None:
        self.path = None
        self.done.emit(order.path)

    @Slot(object, object)
    def _fail(self, order: _Order, error: Exception) -> None:
        self.path = None
        self.failed.emit(order.path, error)


def _write(order: _Order, _job: Job) -> None:
    picture.write(order.path, order.make())
