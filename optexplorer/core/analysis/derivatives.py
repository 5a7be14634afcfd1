"""Value, gradient and Hessian at many points in one call."""

from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optexplorer.core import abi
from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.problem import Problem

# isort: split
from numba import float64, int64, types

Cube = NDArray[np.float64]  # (k, n, n)


class Derivatives(NamedTuple):
    """Of the objective at k points."""

    value: Vec  # (k,)
    gradient: Mat  # (k, n)
    hessian: Cube  # (k, n, n)


def derivatives(problem: Problem, points: Mat) -> Derivatives:
    """The objective's derivatives at ``points`` (k, n); the Hessian as the problem's kernel has it."""
    points = np.ascontiguousarray(points)
    k, n = points.shape
    found = Derivatives(np.empty(k), np.empty((k, n)), np.empty((k, n, n)))
    _compiled()(problem.kernels.hessian.compiled, problem.data, problem.rows(), points, *found)
    return found


def _fill(
    hessian: Any, data: Mat, rows: Ints, points: Mat, value: Vec, gradient: Mat, curvature: Cube
) -> int:
    for i in range(value.size):
        value[i] = hessian(points[i], data, rows, gradient[i], curvature[i])
    return 0


@cache
def _compiled() -> Any:
    signature = int64(
        types.FunctionType(abi.HESSIAN), abi.RO_MAT, abi.RO_INTS, abi.MAT, abi.VEC, abi.MAT,
        float64[:, :, ::1],
    )  # fmt: skip
    return abi.compile_cached(signature, _fill, abi.BORROWING)
