"""Plain pictures while changes chase each other, good ones as soon as they pause."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

PAUSE = 150  # milliseconds without a change after which the picture is painted well


class Draft(QObject):
    """Tells an item how to paint, and calls ``redo`` when a draft is to become a good picture."""

    def __init__(self, redo: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self.on = False
        self._redo = redo
        self._pause = QTimer(self, singleShot=True, interval=PAUSE)
        self._pause.timeout.connect(self._end)

    def changed(self) -> None:
        """What is painted has changed; a draft will do if it did so a moment ago, too."""
        self.on = self._pause.isActive()
        self._pause.start()

    def _end(self) -> None:
        if self.on:
            self.on = False
            self._redo()
