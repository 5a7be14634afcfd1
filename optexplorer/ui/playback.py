"""Plays the timeline: when the cursor moves, and how far."""

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

SECONDS_AT_ONCE = 8.0  # a whole timeline at speed 1, however long it is
RATES = (20, 30)  # frames a second


class Playback(QObject):
    """Moves a cursor over 0 ... last by the clock, so a slow picture skips steps, never slows down.

    The clock is an argument: any function that returns seconds. ``tick`` may be called by hand.
    """

    cursorMoved = Signal(int)
    playingChanged = Signal(bool)

    def __init__(
        self, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._last = 0
        self._cursor = 0
        self._speed = 1.0
        self._loop = False
        self._held = 0  # by how many
        self._origin = (0.0, 0.0)  # when, and the fractional cursor then
        self._timer = QTimer(self, interval=round(1000 / RATES[-1]))
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)  # steady, for whoever shares the screen
        self._timer.timeout.connect(self.tick)

    @property
    def playing(self) -> bool:
        """Whether the cursor is moving."""
        return self._timer.isActive()

    @property
    def cursor(self) -> int:
        """The step shown."""
        return self._cursor

    @property
    def speed(self) -> float:
        """1 plays a whole timeline in eight seconds."""
        return self._speed

    @property
    def loop(self) -> bool:
        """Whether the end leads back to the start."""
        return self._loop

    def set_rate(self, rate: int) -> None:
        """Move the cursor so many times a second."""
        self._timer.setInterval(round(1000 / rate))

    def play(self) -> None:
        """Go on from here; from the start if the end was reached."""
        if self.playing or self._last == 0:
            return
        if self._cursor >= self._last:
            self._move(0)
        self._rebase(float(self._cursor))
        self._timer.start()
        self.playingChanged.emit(True)

    def pause(self) -> None:
        """Stay here."""
        if self.playing:
            self._timer.stop()
            self.playingChanged.emit(False)

    def hold(self, still: bool) -> None:
        """Stand still for a moment, though playing; once nobody holds, go on from the same step."""
        self._rebase(self._position())
        self._held += 1 if still else -1

    def set_last(self, last: int) -> None:
        """The last step of the timeline; a longer timeline goes on from the same step."""
        if last != self._last:
            self._last = max(last, 0)
            self._cursor = min(self._cursor, self._last)
            self._rebase(float(self._cursor))

    def set_cursor(self, cursor: int) -> None:
        """Somebody else moved the cursor; playing goes on from there."""
        if cursor != self._cursor:
            self._cursor = min(max(cursor, 0), self._last)
            self._rebase(float(self._cursor))

    def set_speed(self, speed: float) -> None:
        """Play faster or slower from here."""
        self._rebase(self._position())
        self._speed = speed

    def set_loop(self, loop: bool) -> None:
        """Start again at the end, or stop there."""
        self._loop = loop

    def tick(self) -> None:
        """Move the cursor to where it should be now."""
        if not self.playing or self._held:
            return
        position = self._position()
        if position < self._last:
            self._move(int(position))
        elif self._loop and self._cursor >= self._last:
            self._rebase(0.0)
            self._move(0)
        else:
            self._move(self._last)  # a loop, too, shows the end once
            if not self._loop:
                self.pause()

    def _position(self) -> float:
        since, begun = self._origin
        if not self.playing:
            return float(self._cursor)
        if self._held:
            return begun
        return begun + (self._clock() - since) * self._speed * self._last / SECONDS_AT_ONCE

    def _rebase(self, position: float) -> None:
        self._origin = (self._clock(), position)

    def _move(self, cursor: int) -> None:
        if cursor != self._cursor:
            self._cursor = cursor
            self.cursorMoved.emit(cursor)
