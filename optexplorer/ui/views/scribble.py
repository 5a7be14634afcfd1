"""Lines that scribble over the whole picture, with as many points as can be painted in a moment.

A noisy run jumps to and fro some thousand times, and a dozen of them would take a tenth of a second
each time that something moves over them. What is left of such a blot covers the same pixels.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from optexplorer.core.arrays import Mat
from optexplorer.ui.views.lines import SHEER
from optexplorer.ui.widgets.medium import density, fine, vector

MOST = 1_000_000.0  # device pixels of thin line, which take 10 to 25 ms
_WHOLE = 50  # points at the beginning: the way to where it jumps about
_SEEN = 400.0  # pixels of a jump at most, about what of a longer one is in the picture


def sparse(
    painter: QPainter, room: QRectF, opaque: Sequence[Mat], faint: Sequence[Mat] = ()
) -> tuple[list[Mat], list[Mat]]:
    """The lines through pixels (k, 2); on the screen every q-th point of those too long in ``room``.

    q is odd, so that a line that goes to and fro keeps both of its sides.
    """
    lines = [*opaque, *faint]
    if not (fine(painter) or vector(painter)):
        costs = [1.0] * len(opaque) + [SHEER] * len(faint)
        inks = [_seen(p, room) * density(painter) * c for p, c in zip(lines, costs, strict=True)]
        if sum(inks) > MOST:
            short = [length for length in inks if length <= MOST / len(lines)]
            share = (MOST - sum(short)) / (len(lines) - len(short))
            lines = [_every(pixels, i / share) for pixels, i in zip(lines, inks, strict=True)]
    return lines[: len(opaque)], lines[len(opaque) :]


def _seen(pixels: Mat, room: QRectF) -> float:
    """About the pixels of line in ``room``: of the pieces that may touch it."""
    sides = np.array([[room.left(), room.top()], [room.right(), room.bottom()]])
    with np.errstate(invalid="ignore"):
        low, high = np.minimum(pixels[:-1], pixels[1:]), np.maximum(pixels[:-1], pixels[1:])
        touches = np.all((high >= sides[0]) & (low <= sides[1]), axis=1)
        jumps = np.minimum(high[touches] - low[touches], _SEEN)
    return float(np.nansum(jumps))


def _every(pixels: Mat, excess: float) -> Mat:
    if excess <= 1.0:
        return pixels
    q = 2 * int(np.ceil((excess - 1.0) / 2.0)) + 1
    rows = np.concatenate([np.arange(min(_WHOLE, len(pixels))), np.arange(_WHOLE, len(pixels), q)])
    kept: Mat = pixels[np.union1d(rows, [len(pixels) - 1])]
    return kept
