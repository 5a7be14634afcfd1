"""Long work of the main thread, piece by piece: between two pieces the window answers."""

import math
import time

from PySide6.QtCore import QObject, QTimer

from optexplorer.ui.steps import Steps

_BETWEEN = 2  # milliseconds between two pieces
_LATE = 0.01  # seconds


class Turns(QObject):
    """Takes one piece in each turn of the event loop; what waits, is painted or typed comes between.

    A window is painted a millisecond after it asks for it, so the next piece waits a little longer. One
    that comes late, after other long work, gives way once to what has become due meanwhile.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pieces: Steps[None] = _nothing()
        self._taking = self._begun = False
        self._timer = QTimer(self, interval=_BETWEEN, singleShot=True)
        self._timer.timeout.connect(self._take_turn)
        self._due = 0.0  # seconds; when the next piece is

    @property
    def busy(self) -> bool:
        """Whether pieces are left."""
        return self._begun

    def begin(self, pieces: Steps[None]) -> None:
        """Do these from now on, and no longer the ones before."""
        self.stop()
        self._pieces, self._begun = pieces, True
        self._wait()

    def stop(self) -> None:
        """Leave the rest, but for what stands in a ``finally``."""
        self._timer.stop()
        self._begun = False
        pieces, self._pieces = self._pieces, _nothing()
        if not self._taking:  # else a piece itself begins something else, and ends by that
            pieces.close()

    def finish(self) -> None:
        """Do what is left at once."""
        while self.busy:
            self._take()

    def _take(self) -> None:
        pieces, outer, self._taking = self._pieces, self._taking, True
        try:
            next(pieces)
        except StopIteration:
            if pieces is self._pieces:
                self.stop()
        except BaseException:
            if pieces is self._pieces:
                self.stop()
            raise
        finally:
            self._taking = outer
            if self._begun:
                self._wait()

    def _wait(self) -> None:
        self._due = time.monotonic() + _BETWEEN / 1000
        self._timer.start()

    def _take_turn(self) -> None:
        if time.monotonic() > self._due + _LATE:
            self._due = math.inf
            self._timer.start()
        else:
            self._take()


def _nothing() -> Steps[None]:
    yield from ()
