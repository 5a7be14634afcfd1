"""Lets so many threads through at once, in the order in which they came."""

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from optexplorer.core.cancel import Cancel

PATIENCE = 1.0  # seconds


class Turnstile:
    """Shares a few places between many threads, each of which comes again and again.

    A place that becomes free is handed to whoever has waited longest: `threading.Semaphore` gives it
    to the thread that has just left, if that comes again at once. Who is called off, or has waited for
    a second because the turns of others are long, goes without a place.
    """

    def __init__(self, places: int) -> None:
        self._lock = threading.Lock()
        self._free = places
        self._waiting: deque[threading.Event] = deque()

    @contextmanager
    def turn(self, cancel: Cancel) -> Iterator[None]:
        """Wait for a place, and keep it meanwhile."""
        mine = self._come(cancel)
        try:
            yield
        finally:
            if mine:
                self._leave()

    def _come(self, cancel: Cancel) -> bool:
        called = threading.Event()
        with self._lock:
            if self._free:
                self._free -= 1
                return True
            self._waiting.append(called)
        with cancel.waking(called):
            called.wait(PATIENCE)
        with self._lock:
            if called not in self._waiting:
                return True
            self._waiting.remove(called)
            return False

    def _leave(self) -> None:
        with self._lock:
            if self._waiting:
                self._waiting.popleft().set()
            else:
                self._free += 1
