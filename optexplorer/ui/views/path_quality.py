"""How well paths are painted: as well as can be in a moment, and all of them in a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QPainter

from optexplorer.core.arrays import Mat
from optexplorer.ui.views.lines import INK, SHEER, SHORT, THIN, ink, labour
from optexplorer.ui.widgets.medium import density, fine, vector

CASING = 1.6  # pixels that a casing is wider than its line
SLOW = 750_000.0  # labour from which on drafts will do while the cursor moves
MOST = 1_000_000.0  # labour of all strokes, some 10 to 30 ms; more do without casings, or as drafts
_PICKED = 0.7  # of it for the picked line, which is no draft with the others


@dataclass(frozen=True, eq=False)
class Quality:
    """What is done without."""

    drafts: Sequence[bool]  # lines of few strokes
    plain: bool  # the faint lines are drafts too
    cased: bool
    labour: float  # of all strokes, were there no drafts; none where nobody waits


def quality(
    painter: QPainter,
    lines: Sequence[tuple[Mat, float]],
    faint: Sequence[Mat],
    picked: Sequence[bool],
    *,
    hurried: bool,
) -> Quality:
    """Of ``lines``, pixels (k, 2) and a width, and of ``faint`` ones; ``hurried`` while they change."""
    if fine(painter) or vector(painter):
        return Quality([False] * len(lines), plain=False, cased=True, labour=0.0)
    each = [labour(painter, *line) for line in lines]
    bare = sum(each) + SHEER * sum(_labour_faint(painter, line) for line in faint)
    whole = bare + SHEER * sum(labour(painter, line, w + CASING) for line, w in lines if w > THIN)
    plain = hurried or bare > MOST
    most = 0.0 if hurried else _PICKED * MOST  # of a line that is no draft
    drafts = [plain and not (p and own <= most) for p, own in zip(picked, each, strict=True)]
    at_rest = whole if whole <= MOST else bare
    return Quality(drafts, plain=plain, cased=not plain and whole <= MOST, labour=at_rest)


def _labour_faint(painter: QPainter, pixels: Mat) -> float:
    """What `stroke_faint` has to do, as if what it paints were opaque."""
    several = density(painter) > 1.0 and SHORT < ink(pixels) <= INK
    return labour(painter, pixels, THIN if several else 0.0)
