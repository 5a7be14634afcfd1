"""When a run counts as at rest, and when it has left the numbers."""

import math

from optexplorer.core.arrays import Vec
from optexplorer.core.helper import helper

# A run rests when this many updates in a row moved it by no more than this share of its position
# (or of 1), all at a true gradient this small. It is never ended for that: rest is a verdict on the
# last row.
REST_UPDATES = 10
REST_MOVE = 1e-9
REST_GRADIENT = 1e-6


@helper
def rested(x: Vec, before: Vec) -> bool:
    """Whether the update was too small to matter."""
    for i in range(x.size):
        if not abs(x[i] - before[i]) <= REST_MOVE * max(1.0, abs(x[i])):
            return False
    return True


@helper
def all_finite(x: Vec) -> bool:
    """Whether every coordinate is a finite number."""
    for i in range(x.size):
        if not math.isfinite(x[i]):
            return False
    return True
