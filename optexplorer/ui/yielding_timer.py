"""The timer of work that may wait a little longer: a painting, or a piece of long work."""

import math
import time
from collections import deque

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from shiboken6 import isValid

TURN = 1  # millisecond; a timer of none comes only when there is nothing else to do
_LATE = 0.01  # seconds


class YieldingTimer(QObject):
    """Comes once, after an interval in milliseconds.

    One that comes late, after other long work, gives way once to what has become due meanwhile: else
    the two together would keep a hand waiting. So does one that comes right after another of its kind;
    who has waited longest comes next.
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
        if not _LINE.lets(self, late=time.monotonic() > self._latest):
            self._latest = math.inf
            self._timer.start()
            return
        try:
            self.timeout.emit()
        finally:
            _LINE.leave(self)


class _Line:
    """Which timer comes next where several are due."""

    def __init__(self) -> None:
        self._waiting: deque[YieldingTimer] = deque()  # the longest first
        self._last: YieldingTimer | None = None
        self._turn: QTimer | None = None  # runs from the end of some work until the turn after it

    def lets(self, timer: YieldingTimer, *, late: bool) -> bool:
        """Whether ``timer`` may come now; else it waits in line."""
        while self._waiting and not (isValid(self._waiting[0]) and self._is_due(timer)):
            self._waiting.popleft()
        behind = bool(self._waiting) and self._waiting[0] is not timer
        together = timer is not self._last and self.just_left()
        if late or behind or together:
            if timer not in self._waiting:
                self._waiting.append(timer)
            return False
        if self._waiting:
            self._waiting.popleft()
        return True

    def just_left(self) -> bool:
        """Whether some work is done only now: nothing that became due meanwhile has come yet."""
        return self._turn is not None and isValid(self._turn) and self._turn.isActive()

    def leave(self, timer: YieldingTimer) -> None:
        """Its work is done."""
        self._last = timer
        if self._turn is None or not isValid(self._turn):
            # Timers come in the order in which they are due, so what was due before comes before this.
            self._turn = QTimer(QCoreApplication.instance(), singleShot=True, interval=TURN)
            self._turn.setTimerType(Qt.TimerType.PreciseTimer)
        self._turn.start()

    def _is_due(self, timer: YieldingTimer) -> bool:
        first = self._waiting[0]
        return first is timer or first.active


_LINE = _Line()  # of the one interface thread


def just_worked() -> bool:
    """Whether the work of such a timer is done only now: other work should come a turn later."""
    return _LINE.just_left()
