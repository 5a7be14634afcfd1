"""The timer of work that may wait a little longer: a painting, or a piece of long work."""

import math
import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

TURN = 1  # millisecond; a timer of none comes only when there is nothing else to do
_LATE = 0.01  # seconds


class YieldingTimer(QObject):
    """Comes once, after an interval in milliseconds.

    One that comes late, after other long work, gives way once to what has become due meanwhile: else
    the two together would keep a hand waiting.
    """

    timeout = Signal()

    def __init__(self, interval: int, parent: QObject) -> None:
        super().__init__(parent)
        self._timer = QTimer(self, singleShot=True, interval=interval)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._come)
        self._latest = math.inf  # seconds; when it comes without being late

    @property
    def active(self) -> bool:
        """Whether it is still to come."""
        return self._timer.isActive()

    def start(self) -> None:
        """Come after the interval, counted from now."""
        self._latest = time.monotonic() + self._timer.interval() / 1000 + _LATE
        self._timer.start()

    def stop(self) -> None:
        """Do not come."""
        self._timer.stop()

    def _come(self) -> None:
        if time.monotonic() > self._latest:
            self._latest = math.inf
            self._timer.start()
        else:
            self.timeout.emit()
