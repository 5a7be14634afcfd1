"""What the surface is like about one point: its quadratic model, its curvature along a direction.

q(x + d) = f(x) + gᵀd + ½ dᵀHd            the model of second order
curvature along v = vᵀHv / vᵀv            and Hv, the change of the gradient along v
f(x + tv) beside q(x + tv)                the profile along v
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.cancel import Cancel
from optexplorer.core.plane import Plane
from optexplorer.core.problem import Point, Problem
from optexplorer.core.surface import Classification, probe, sample


@dataclass(frozen=True, eq=False)
class QuadraticModel:
    """The second-order Taylor polynomial at a point."""

    point: Vec  # (n,)
    value: float
    gradient: Vec  # (n,)
    hessian: Mat  # (n, n)
    kind: Classification

    @cached_property
    def eigen(self) -> tuple[Vec, Mat]:
        """Eigenvalues (n,) ascending, and their eigenvectors (n, n), one a row, of length 1."""
        eigenvalues, V = np.linalg.eigh(self.hessian)
        return eigenvalues, np.ascontiguousarray(V.T)

    def __call__(self, points: Mat) -> Vec:
        """The model at ``points`` (k, n)."""
        d = points - self.point
        with np.errstate(over="ignore", invalid="ignore"):
            q = self.value + d @ self.gradient + 0.5 * np.sum(d @ self.hessian * d, axis=1)
        return np.asarray(q)

    def along(self, direction: Vec) -> "DirectionalCurvature":
        """How the surface bends along ``direction`` (n,)."""
        return curvature_along(self.hessian, direction)

    @cached_property
    def stationary(self) -> Vec | None:
        """Where the model's gradient is zero (n,); None where that is nowhere, or in many places."""
        if np.linalg.matrix_rank(self.hessian) < self.point.size:
            return None
        return np.asarray(self.point - np.linalg.solve(self.hessian, self.gradient))


@dataclass(frozen=True, eq=False)
class DirectionalCurvature:
    """How the surface bends along a direction; bent up like a minimum where positive."""

    direction: Vec  # (n,) of length 1
    change: Vec  # (n,) Hv
    curvature: float  # vᵀHv


def quadratic_model(problem: Problem, point: Point) -> QuadraticModel | None:
    """The model at ``point``; None where the surface has no finite second derivatives."""
    found = probe(problem, point)
    if found.classification == "not finite":
        return None
    return QuadraticModel(
        problem.array(point), found.value, found.gradient, found.hessian, found.classification
    )


def curvature_along(hessian: Mat, direction: Vec) -> DirectionalCurvature:
    """The curvature of ``hessian`` (n, n) along ``direction`` (n,), which is of any length but zero."""
    v = direction / np.linalg.norm(direction)
    change = hessian @ v
    return DirectionalCurvature(v, change, float(v @ change))


@dataclass(frozen=True, eq=False)
class Profile:
    """The surface and its model along a line through the point."""

    t: Vec  # (k,) ascending, 0 in the middle
    value: Vec  # (k,) f(x + tv); may hold inf and nan
    model: Vec  # (k,) q(x + tv)


def profile(
    problem: Problem,
    model: QuadraticModel,
    direction: Vec,
    reach: float,
    count: int = 101,
    cancel: Cancel | None = None,
) -> Profile:
    """Both for t from -``reach`` to ``reach``, at the price of ``count`` values.

    ``direction`` (n,) is of length 1. Raises `Cancelled` before it begins, once ``cancel`` is set.
    """
    line = Plane(model.point, direction[None, :])
    found = sample(problem, line, ((-reach, reach),), (1, count), cancel)
    return Profile(found.x, found.loss[0], model(model.point + found.x[:, None] * direction))


@dataclass(frozen=True, eq=False)
class Neighbourhood:
    """What there is to know about a point; nothing where there are no finite second derivatives."""

    model: QuadraticModel | None
    profile: Profile | None
