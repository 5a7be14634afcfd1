"""Long work of the main thread, piece by piece: between two pieces the window answers."""

from PySide6.QtCore import QObject, QTimer

from optexplorer.ui.steps import Steps


class Turns(QObject):
    """Takes one piece in each turn of the event loop; what waits, is painted or typed comes between."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pieces: Steps[None] = _nothing()
        self._taking = False
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._take)

    @property
    def busy(self) -> bool:
        """Whether pieces are left."""
        return self._timer.isActive()

    def begin(self, pieces: Steps[None]) -> None:
        """Do these from now on, and no longer the ones before."""
        self.stop()
        self._pieces = pieces
        self._timer.start()

    def stop(self) -> None:
        """Leave the rest, but for what stands in a ``finally``."""
        self._timer.stop()
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


def _nothing() -> Steps[None]:
    yield from ()
