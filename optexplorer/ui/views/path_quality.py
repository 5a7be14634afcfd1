"""How well paths are painted: as well as can be in a moment, and all of them in a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QPainter

from optexplorer.core.arrays import Mat
from optexplorer.ui.views.lines import THIN, labour
from optexplorer.ui.widgets.stamp import fine, vector

CASING = 1.6  # pixels that a casing is wider than its line
SLOW = 500_000.0  # labour of all strokes, from which on drafts will do while something moves
MOST = 1_000_000.0  # labour of all strokes, some 10 to 30 ms; more do without casings, or as drafts
_PICKED = 0.7  # of it for the picked line, which is no draft with the others
_SHEER = 3.0  # times as long takes a stroke that lets through what is under it


@dataclass(frozen=True, eq=False)
class Quality:
    """What is done without."""

    drafts: Sequence[bool]  # lines of few strokes
    plain: bool  # the faint lines are drafts too
    cased: bool
    labour: float  # of all strokes, were nothing done without; none where nobody waits


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
    whole = sum(each) + _SHEER * sum(labour(painter, line, THIN) for line in faint)
    if hurried or whole > MOST:
        spared = [
            p and one <= _PICKED * MOST and not hurried for p, one in zip(picked, each, strict=True)
        ]
        return Quality([not one for one in spared], plain=True, cased=False, labour=whole)
    casings = _SHEER * sum(labour(painter, line, w + CASING) for line, w in lines if w > THIN)
    cased = whole + casings <= MOST
    return Quality([False] * len(lines), plain=False, cased=cased, labour=whole + cased * casings)
