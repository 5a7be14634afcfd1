"""The loss sampled on a plane, and everything about one point."""

from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import numpy as np

from optexplorer.core import abi
from optexplorer.core.arrays import Ints, Mat, Vec, frozen
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.plane import Plane
from optexplorer.core.problem import Box, Point, Problem

# isort: split
from numba import int64, types

Classification = Literal[
    "minimum", "maximum", "saddle", "degenerate", "convex", "concave", "saddle-like", "flat",
    "not finite",
]  # fmt: skip

# A point counts as stationary where the gradient is this small beside the curvature (or 1).
STATIONARY = 1e-6
# An eigenvalue counts as zero when this small beside the largest one.
FLAT = 1e-9


@dataclass(frozen=True, eq=False)
class Surface:
    """The loss on a grid: ``loss[j, i]`` at plane coordinates ``(x[i], y[j])``; read-only."""

    box: Box
    x: Vec  # (nx,)
    y: Vec  # (ny,); (1,) for a one-variable problem
    loss: Mat  # (ny, nx)


def _fill(
    value: Any, data: Mat, rows: Ints, origin: Vec, axes: Mat, x: Vec, y: Vec, out: Mat, cancel: Ints
) -> int:
    n = origin.size
    p = np.empty(n)
    for j in range(y.size):
        if cancel[0] != 0:
            return j
        for i in range(x.size):
            for k in range(n):
                p[k] = origin[k] + axes[0, k] * x[i]
                if axes.shape[0] > 1:
                    p[k] += axes[1, k] * y[j]
            out[j, i] = value(p, data, rows)
    return y.size


@cache
def _compiled_fill() -> Any:
    signature = int64(
        types.FunctionType(abi.VALUE),
        abi.RO_MAT,
        abi.RO_INTS,
        abi.RO_VEC,
        abi.RO_MAT,
        abi.RO_VEC,
        abi.RO_VEC,
        abi.MAT,
        abi.INTS,
    )
    return abi.compile_cached(signature, _fill, abi.OPTIONS)


def sample(
    problem: Problem, plane: Plane, box: Box, shape: tuple[int, int], cancel: Cancel | None = None
) -> Surface:
    """The loss at ``shape`` = (ny, nx) points over ``box``, edges included.

    Costs one value call a point. Raises `Cancelled` within one row of ``cancel.set()``.
    """
    cancel = cancel or Cancel()
    x = np.linspace(*box[0], shape[1])
    y = np.linspace(*box[1], shape[0]) if len(box) > 1 else np.zeros(1)
    loss = np.empty((y.size, x.size))
    done = _compiled_fill()(
        problem.kernels.value.compiled, problem.data, problem.rows(), plane.origin, plane.axes, x, y,
        loss, cancel.flag,
    )  # fmt: skip
    if done < y.size:
        raise Cancelled
    return Surface(box, frozen(x), frozen(y), frozen(loss))


@dataclass(frozen=True, eq=False)
class Probe:
    """Everything about one point."""

    point: Point
    value: float
    gradient: Vec  # (n,)
    hessian: Mat  # (n, n), symmetric
    eigenvalues: Vec  # (n,) ascending; nan where the Hessian is not finite
    classification: Classification

    @property
    def gradient_norm(self) -> float:
        """Euclidean length of the gradient."""
        return float(np.hypot.reduce(self.gradient))


def probe(problem: Problem, point: Point) -> Probe:
    """Value, gradient, Hessian and the kind of point, by the problem's own kernels."""
    n = problem.size
    g, h = np.zeros(n), np.zeros((n, n))
    x = problem.array(point)
    value = float(problem.kernels.hessian.compiled(x, problem.data, problem.rows(), g, h))
    finite = bool(np.isfinite(h).all())
    eigenvalues: Vec = np.asarray(np.linalg.eigvalsh(h) if finite else np.full(n, np.nan))
    return Probe(point, value, g, h, eigenvalues, classify(value, g, eigenvalues))


def classify(value: float, gradient: Vec, eigenvalues: Vec) -> Classification:
    """The kind of point, from its gradient (n,) and the Hessian's eigenvalues (n,).

    At a stationary point: minimum, maximum, saddle, or degenerate where an eigenvalue is zero and
    the second derivatives cannot tell. Elsewhere the shape of the surface: convex, concave,
    saddle-like or flat.
    """
    if not (np.isfinite(value) and np.isfinite(gradient).all() and np.isfinite(eigenvalues).all()):
        return "not finite"
    largest = float(np.abs(eigenvalues).max())
    zero = np.abs(eigenvalues) <= FLAT * max(largest, 1e-3)
    up, down = bool((eigenvalues[~zero] > 0).any()), bool((eigenvalues[~zero] < 0).any())
    stationary = float(np.hypot.reduce(gradient)) <= STATIONARY * max(1.0, largest)
    if up and down:
        return "saddle" if stationary else "saddle-like"
    if stationary:
        return "degenerate" if zero.any() else "minimum" if up else "maximum"
    return "convex" if up else "concave" if down else "flat"
