"""Gives the system back what the C library keeps of memory that was let go.

Arrays and pictures of all sizes come and go on many threads. glibc keeps the room between those that
stay for the next ones, and after a while of dragging that is as much as is in use.
"""

import ctypes
import sys
import threading
import time
from collections.abc import Callable

_EVERY = 20.0  # seconds
_WORK = 1.0  # seconds of it, on all threads, before it is worth the while


class SpareMemory:
    """Does so every now and then while the program works, on a thread of its own, until ``stop``."""

    def __init__(
        self, give_back: Callable[[], object], every: float = _EVERY, work: float = _WORK
    ) -> None:
        self._give_back, self._every, self._work = give_back, every, work
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="spare memory", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Keep what there is."""
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        worked = 0.0
        while not self._ended.wait(self._every):
            if time.process_time() - worked >= self._work:
                self._give_back()
                worked = time.process_time()


def giver() -> Callable[[], object] | None:
    """What gives spare memory back; None where the C library has no such thing."""
    if sys.platform != "linux":
        return None
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    return None if trim is None else lambda: trim(ctypes.c_size_t(0))
