"""Objectives of any number of parameters, written by hand."""

import numpy as np

from optexplorer.core import abi
from optexplorer.core.arrays import Ints, Mat, Vec, frozen


def _value(x: Vec, data: Mat, rows: Ints) -> float:
    f = 0.0
    for i in range(x.size - 1):
        f += 100.0 * (x[i + 1] - x[i] * x[i]) ** 2 + (1.0 - x[i]) ** 2
    return f


def _gradient(x: Vec, data: Mat, rows: Ints, g: Vec) -> float:
    f = 0.0
    g[:] = 0.0
    for i in range(x.size - 1):
        rise = x[i + 1] - x[i] * x[i]
        f += 100.0 * rise**2 + (1.0 - x[i]) ** 2
        g[i] -= 400.0 * x[i] * rise + 2.0 * (1.0 - x[i])
        g[i + 1] += 200.0 * rise
    return f


def _hessian(x: Vec, data: Mat, rows: Ints, g: Vec, h: Mat) -> float:
    f = 0.0
    g[:] = 0.0
    h[:] = 0.0
    for i in range(x.size - 1):
        rise = x[i + 1] - x[i] * x[i]
        f += 100.0 * rise**2 + (1.0 - x[i]) ** 2
        g[i] -= 400.0 * x[i] * rise + 2.0 * (1.0 - x[i])
        g[i + 1] += 200.0 * rise
        h[i, i] += 800.0 * x[i] * x[i] - 400.0 * rise + 2.0
        h[i, i + 1] -= 400.0 * x[i]
        h[i + 1, i] -= 400.0 * x[i]
        h[i + 1, i + 1] += 200.0
    return f


def _bowl(x: Vec, data: Mat, rows: Ints) -> float:
    f = 0.0
    for i in range(x.size):
        f += 0.5 * (i + 1) * x[i] * x[i]
    return f


def _bowl_gradient(x: Vec, data: Mat, rows: Ints, g: Vec) -> float:
    f = 0.0
    for i in range(x.size):
        f += 0.5 * (i + 1) * x[i] * x[i]
        g[i] = (i + 1) * x[i]
    return f


def _bowl_hessian(x: Vec, data: Mat, rows: Ints, g: Vec, h: Mat) -> float:
    f = 0.0
    h[:] = 0.0
    for i in range(x.size):
        f += 0.5 * (i + 1) * x[i] * x[i]
        g[i] = (i + 1) * x[i]
        h[i, i] = i + 1
    return f


def _uphill(x: Vec, data: Mat, rows: Ints, g: Vec) -> float:
    f = 0.0
    for i in range(x.size):
        f += 0.5 * (i + 1) * x[i] * x[i]
        g[i] = -(i + 1) * x[i]
    return f


# f = Σ 100 (x_{i+1} − x_i²)² + (1 − x_i)², and f = Σ i x_i² / 2 with i from 1.
Objective = tuple[abi.Kernel, abi.Kernel, abi.Kernel]
ROSENBROCK: Objective = (
    abi.Kernel(abi.VALUE, _value),
    abi.Kernel(abi.GRADIENT, _gradient),
    abi.Kernel(abi.HESSIAN, _hessian),
)
BOWL: Objective = (
    abi.Kernel(abi.VALUE, _bowl),
    abi.Kernel(abi.GRADIENT, _bowl_gradient),
    abi.Kernel(abi.HESSIAN, _bowl_hessian),
)
# A gradient of the wrong sign.
WRONG: Objective = (BOWL[0], abi.Kernel(abi.GRADIENT, _uphill), BOWL[2])


def oracle(objective: Objective, n: int, *, stochastic: bool = False) -> abi.Oracle:
    """Questions about the objective, counted in ``calls``."""
    value, gradient, hessian = objective
    return abi.Oracle(
        value.compiled, gradient.compiled, hessian.compiled, frozen(np.zeros((1, 0))),
        frozen(np.zeros(0, dtype=np.int64)), frozen(np.zeros(n)), frozen(np.zeros(2)),
        np.zeros(3, dtype=np.int64), stochastic,
    )  # fmt: skip
