"""Calling a computation off, from any thread."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from optexplorer.core.arrays import Ints


class Cancelled(Exception):  # noqa: N818  (not an error)
    """The computation was called off."""


class Cancel:
    """A flag that compiled loops read."""

    def __init__(self) -> None:
        self.flag: Ints = np.zeros(1, dtype=np.int64)
        self._woken: list[threading.Event] = []

    def set(self) -> None:
        """Ask the computation to stop."""
        self.flag[0] = 1
        for event in [*self._woken]:
            event.set()

    @property
    def is_set(self) -> bool:
        """Whether it was asked to stop."""
        return bool(self.flag[0])

    @contextmanager
    def waking(self, event: threading.Event) -> Iterator[None]:
        """Set ``event`` as soon as this is, for who waits for something else meanwhile."""
        self._woken.append(event)
        if self.is_set:
            event.set()
        try:
            yield
        finally:
            self._woken.remove(event)
