"""What the surface is like about one point: its quadratic model, its curvature along a direction.

q(x + d) = f(x) + gᵀd + ½ dᵀHd            the model of second order
curvature along v = vᵀHv / vᵀv            and Hv, the change of the gradient along v
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.problem import Point, Problem
from optexplorer.core.surface import probe


@dataclass(frozen=True, eq=False)
class QuadraticModel:
    """The second-order Taylor polynomial at a point."""

    point: Vec  # (n,)
    value: float
    gradient: Vec  # (n,)
    hessian: Mat  # (n, n)

    def __call__(self, points: Mat) -> Vec:
        """The model at ``points`` (k, n)."""
        d = points - self.point
        return np.asarray(self.value + d @ self.gradient + 0.5 * np.sum(d @ self.hessian * d, axis=1))

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
    return QuadraticModel(problem.array(point), found.value, found.gradient, found.hessian)


def curvature_along(hessian: Mat, direction: Vec) -> DirectionalCurvature:
    """The curvature of ``hessian`` (n, n) along ``direction`` (n,), which is of any length but zero."""
    v = direction / np.linalg.norm(direction)
    change = hessian @ v
    return DirectionalCurvature(v, change, float(v @ change))
