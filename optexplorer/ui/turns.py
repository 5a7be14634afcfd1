"""Long work of the main thread, piece by piece: between two pieces the window answers."""

from PySide6.QtCore import QObject

from optexplorer.ui.steps import Steps
from optexplorer.ui.yielding_timer import YieldingTimer

_BETWEEN = 2  # milliseconds between two pieces


class Turns(QObject):
    """Takes one piece in each turn of the event loop; what waits, is painted or typed comes between.

    A window is painted a millisecond after it asks for it, so the next piece waits a little longer.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pieces: Steps[None] = nothing()
        self._taking = self._begun = False
        self._timer = YieldingTimer(_BETWEEN, self)
        self._timer.timeout.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether pieces are left."""
        return self._begun

    def begin(self, pieces: Steps[None]) -> None:
        """Do these from now on, and no longer the ones before."""
        self.stop()
        self._pieces, self._begun = pieces, True
        self._timer.start()

    def stop(self) -> None:
        """Leave the rest, but for what stands in a ``finally``."""
        self._timer.stop()
        self._begun = False
        pieces, self._pieces = self._pieces, nothing()
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
                self._timer.start()


def nothing() -> Steps[None]:
    """No pieces."""
    yield from ()
