"""One point looked at closely, as it is drawn: its quadratic model, and a direction with its curvature.

Points and directions are in the coordinates of the picture's plane, of d = 1 or 2 axes.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.problem import Point

if TYPE_CHECKING:
    from optexplorer.core.analysis.local import Profile

STATIONARY = ("minimum", "maximum", "saddle", "degenerate")  # kinds of points without a slope


@dataclass(frozen=True, eq=False)
class ModelShape:
    """The quadratic model about the point, as far as it is drawn.

    ``lines`` (k, 2): its contour lines, pieces separated by rows of nan; for one variable its graph.
    ``sheet`` (r, s, 3): rings about the point by s directions, x, y, shade, nan where it is cut off;
    empty for one variable.
    """

    lines: Mat
    sheet: Mat


@dataclass(frozen=True, eq=False)
class LocalModel:
    """What is known of the point once it is computed."""

    value: float
    gradient_norm: float
    kind: str  # as `core.surface.classify` has it
    eigenvalues: tuple[float, ...]  # ascending
    directions: Mat  # (n, d) the eigen-directions in the picture
    hessian: Mat  # (d, d)
    change: Vec  # (d,) Hv
    change_norm: float  # |Hv|
    curvature: float  # vᵀHv
    slope: float  # gᵀv
    straight: bool  # the curvature along v is nothing beside the largest
    shape: ModelShape
    profile: "Profile"  # along v; for a moment after v was turned, along the v before

    @property
    def stationary(self) -> bool:
        """Whether the gradient is zero."""
        return self.kind in STATIONARY


@dataclass(frozen=True, eq=False)
class LocalLayer:
    """The point, the direction v, and what is known of them."""

    names: tuple[str, ...]  # of the parameters
    parameters: Point
    point: Point  # the same in the picture
    angle: float  # of v in the picture, in degrees
    direction: Vec  # (d,) v, of length 1
    model: LocalModel | None  # None: not known yet, or there is none
    undefined: bool = False  # there are no finite second derivatives

    @property
    def turns(self) -> bool:
        """Whether v can be turned: one variable has but one direction."""
        return len(self.point) > 1
