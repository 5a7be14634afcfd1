"""Paints the frames of a film step by step, and hands them to the worker that encodes them."""

import queue
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.scene.frame import Frame
from optexplorer.ui.diagnosis.faults import is_fault
from optexplorer.ui.export.encode import Raster, encode
from optexplorer.ui.export.stage import Stage
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.steps import Steps
from optexplorer.ui.yielding_timer import YieldingTimer

_AHEAD = 6  # frames that wait for the encoder
_PATIENCE = 0.05  # seconds
_PAUSE = 4  # milliseconds between steps, for the mouse


@dataclass(frozen=True, eq=False)
class _Order:
    path: Path
    count: int
    rate: int
    frames: "queue.Queue[Raster]" = field(default_factory=lambda: queue.Queue(_AHEAD))


class Reel(QObject):
    """One film at a time; the stage and the frames are of the interface's thread."""

    progressed = Signal(float)  # share of the frames
    done = Signal(object)  # Path
    failed = Signal(object, object)  # Path, exception

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = LatestWins(_encode, Cancel, self)
        self._jobs.ready.connect(self._end)
        self._jobs.failed.connect(self._fail)
        self._order: _Order | None = None
        self._stage: Stage | None = None
        self._frames = _nothing()
        self._turn = YieldingTimer(_PAUSE, self)
        self._turn.timeout.connect(self._paint)

    @property
    def busy(self) -> bool:
        """Whether a film is being made."""
        return self._order is not None

    @property
    def path(self) -> Path | None:
        """The film that is being made."""
        return self._order.path if self._order else None

    def make(self, path: Path, stage: Stage, moments: list[Callable[[], Frame]], rate: int) -> None:
        """Show ``moments`` on ``stage`` in turn; the stage is the reel's from now on."""
        self.cancel()
        # The last frame comes first: the colours of a GIF are chosen from it.
        self._order, self._stage = _Order(path, len(moments) + 1, rate), stage
        self._frames = self._paint_frames(self._order, stage, moments)
        self._jobs.submit(self._order)
        self._turn.start()

    def cancel(self) -> None:
        """Give it up; no file is left."""
        if self._order is not None:
            self._jobs.cancel()
            self._clear()

    def stop(self) -> None:
        """Give it up and end the worker."""
        self._clear()
        self._jobs.close()

    def _clear(self) -> None:
        self._turn.stop()
        self._order, self._frames = None, _nothing()
        if self._stage is not None:
            self._stage.deleteLater()
            self._stage = None

    @Slot()
    def _paint(self) -> None:
        order = self._order
        if order is None:
            return
        self._turn.start()
        if order.frames.full():
            return
        try:
            next(self._frames)
        except StopIteration:
            self._turn.stop()
        except Exception as error:  # noqa: BLE001  (or the film would never end)
            self.cancel()
            self.failed.emit(order.path, error)
            if is_fault(error):
                sys.excepthook(type(error), error, error.__traceback__)

    def _paint_frames(
        self, order: _Order, stage: Stage, moments: list[Callable[[], Frame]]
    ) -> Steps[None]:
        yield from stage.making
        stage.keep_pictures()
        for painted, moment in enumerate([moments[-1], *moments], start=1):
            yield from stage.show_frame(moment())
            yield
            frame = yield from stage.strips().raster()
            order.frames.put_nowait(frame)
            self.progressed.emit(painted / order.count)
            yield

    @Slot(object, object)
    def _end(self, order: _Order, _answer: object) -> None:
        self._clear()
        self.done.emit(order.path)

    @Slot(object, object)
    def _fail(self, order: _Order, error: Exception) -> None:
        self._clear()
        self.failed.emit(order.path, error)


def _encode(order: _Order, job: Job) -> None:
    def taken() -> Raster:
        while True:
            if job.cancel.is_set:
                raise Cancelled
            try:
                return order.frames.get(timeout=_PATIENCE)
            except queue.Empty:
                continue

    def frames() -> Iterator[Raster]:
        for _ in range(order.count - 1):
            yield taken()

    last = taken()
    encode(order.path, frames(), order.rate, last=last, wanted=lambda: not job.cancel.is_set)


def _nothing() -> Steps[None]:
    yield from ()
