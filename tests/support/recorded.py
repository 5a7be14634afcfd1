"""Kernels that hand out recorded values and derivatives: row ``rows[0]`` of ``data`` everywhere."""

import numpy as np

from optexplorer.core import abi
from optexplorer.core.arrays import Ints, Mat, Vec, frozen


def _value(x: Vec, data: Mat, rows: Ints) -> float:
    return data[rows[0], 0]


def _gradient(x: Vec, data: Mat, rows: Ints, g: Vec) -> float:
    g[0] = data[rows[0], 1]
    g[1] = data[rows[0], 2]
    return data[rows[0], 0]


def _hessian(x: Vec, data: Mat, rows: Ints, g: Vec, h: Mat) -> float:
    g[0] = data[rows[0], 1]
    g[1] = data[rows[0], 2]
    h[0, 0] = data[rows[0], 3]
    h[0, 1] = h[1, 0] = data[rows[0], 4]
    h[1, 1] = data[rows[0], 5]
    return data[rows[0], 0]


VALUE = abi.Kernel(abi.VALUE, _value)
GRADIENT = abi.Kernel(abi.GRADIENT, _gradient)
HESSIAN = abi.Kernel(abi.HESSIAN, _hessian)


def oracle(data: Mat, row: int, n: int = 2) -> abi.Oracle:
    """An oracle for this row of recorded derivatives."""
    return abi.Oracle(
        value=VALUE.compiled,
        gradient=GRADIENT.compiled,
        hessian=HESSIAN.compiled,
        data=frozen(data),
        rows=frozen(np.array([row])),
        noise=frozen(np.zeros(n)),
        clip=frozen(np.zeros(2)),
        calls=np.zeros(3, dtype=np.int64),
        stochastic=False,
    )
