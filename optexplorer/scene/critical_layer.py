"""Critical points as they are drawn and listed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from optexplorer.core.arrays import Mat
from optexplorer.core.problem import Point

CriticalKind = Literal["minimum", "maximum", "saddle", "degenerate"]


@dataclass(frozen=True, eq=False)
class CriticalMark:
    """A place where the gradient is zero."""

    kind: CriticalKind
    detail: str  # of a degenerate one: what the surface does about it
    parameters: Point  # where it is, to be started from
    point: Point  # the same in the picture
    loss: float
    shade: float  # height on the drawn surface; nan outside the box
    eigenvalues: tuple[float, ...]  # ascending
    directions: Mat  # (n, d) the eigen-directions in the picture, of length 1
    chosen: bool = False

    @property
    def flat(self) -> tuple[bool, ...]:
        """Along which directions there is no curvature; a degenerate point has one at least."""
        sizes = [abs(value) for value in self.eigenvalues]
        noise = max(10.0 * min(sizes), 1e-6 * max(sizes)) if self.kind == "degenerate" else -1.0
        return tuple(size <= noise for size in sizes)

    @property
    def unstable(self) -> tuple[bool, ...]:
        """Along which directions it curves down, so that descent leaves it."""
        return tuple(
            value < 0.0 and not flat for value, flat in zip(self.eigenvalues, self.flat, strict=True)
        )


@dataclass(frozen=True, eq=False)
class CriticalLayer:
    """The critical points in view, lowest first."""

    marks: Sequence[CriticalMark]  # all of them, each made when it is asked for
    drawn: tuple[CriticalMark, ...]  # those that the pictures have room for, the chosen one among them
    places: Mat  # (k, d) of those drawn, in the picture
    continuum: bool  # there are curves or plateaus of them besides
    more: bool  # there may be more than was found
    chosen: int = -1  # which of ``marks`` is picked out

    @property
    def kinds(self) -> tuple[CriticalKind, ...]:
        """Those that need a word in the legend."""
        kinds: tuple[CriticalKind, ...] = ("minimum", "maximum", "saddle", "degenerate")
        seen = {mark.kind for mark in self.drawn}
        return tuple(kind for kind in kinds if kind in seen)
