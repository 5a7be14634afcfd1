"""Names for the arrays that values are made of; no numba, so that the window can start without."""

from typing import Any, TypeAlias, TypeVar

import numpy as np
from numpy.typing import NDArray

Vec: TypeAlias = NDArray[np.float64]  # (n,)
Mat: TypeAlias = NDArray[np.float64]  # (rows, columns), C order
Ints: TypeAlias = NDArray[np.int64]
Words: TypeAlias = NDArray[np.uint64]

Array = TypeVar("Array", bound=NDArray[Any])


def frozen(array: Array) -> Array:
    """The same array, marked read-only."""
    array.flags.writeable = False
    return array
