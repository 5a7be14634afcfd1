"""Calling a computation off, from any thread."""

import numpy as np

from optexplorer.core.arrays import Ints


class Cancelled(Exception):  # noqa: N818  (not an error)
    """The computation was called off."""


class Cancel:
    """A flag that compiled loops read."""

    def __init__(self) -> None:
        self.flag: Ints = np.zeros(1, dtype=np.int64)

    def set(self) -> None:
        """Ask the computation to stop."""
        self.flag[0] = 1

    @property
    def is_set(self) -> bool:
        """Whether it was asked to stop."""
        return bool(self.flag[0])
