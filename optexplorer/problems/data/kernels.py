"""Mean losses of a linear score over examples, with value, gradient and Hessian.

With φ (2,) the inputs of an example, y its target and the score z = θ·φ,

    f(θ) = (1/b) Σ ℓ(z, y) + ½ Σ pⱼ θⱼ²
    ∇f   = (1/b) Σ ℓ'(z, y) φ + p ∘ θ
    ∇²f  = (1/b) Σ ℓ''(z, y) φ φᵀ + diag(p)

the sums over the b named rows. An intercept is an input that is always 1 with penalty 0, so it
needs no case of its own. Every model here has two parameters.

Layout of ``data`` (examples + 1, 3), see `packed`: row 0 holds the penalties (p₁, p₂, 0); row i + 1
holds example i as (φ₁, φ₂, y). ``rows`` counts examples from 0.

A loss gives ℓ and its first two derivatives by z; the compiler drops what a kernel does not use.
At a kink the derivative is 0, which lies between the two one-sided ones.
"""

import math
from collections.abc import Callable
from functools import cached_property
from types import FunctionType
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from optexplorer.core.arrays import Ints, Mat, Vec, frozen
from optexplorer.core.helper import helper

if TYPE_CHECKING:
    from optexplorer.core.abi import Kernel

Derivatives: TypeAlias = tuple[float, float, float]
Loss: TypeAlias = Callable[[float, float], Derivatives]


def packed(inputs: Mat, target: Vec, penalties: Vec) -> Mat:
    """``data`` for the kernels from inputs (examples, 2), target (examples,), penalties (2,)."""
    data = np.zeros((target.size + 1, 3))
    data[0, :2] = penalties
    data[1:, :2] = inputs
    data[1:, 2] = target
    return frozen(data)


@helper
def squared(z: float, y: float) -> Derivatives:
    """(z − y)², without a half."""
    r = z - y
    return r * r, 2.0 * r, 2.0


@helper
def absolute(z: float, y: float) -> Derivatives:
    """|z − y|."""
    r = z - y
    if r > 0.0:
        return r, 1.0, 0.0
    if r < 0.0:
        return -r, -1.0, 0.0
    return r, 0.0, 0.0  # r may be nan


@helper
def huber(z: float, y: float) -> Derivatives:
    """r²/2 where |r| ≤ 1, |r| − ½ beyond, r = z − y (Huber 1964, δ = 1)."""
    r = z - y
    if r > 1.0:
        return r - 0.5, 1.0, 0.0
    if r < -1.0:
        return -r - 0.5, -1.0, 0.0
    return 0.5 * r * r, r, 1.0


@helper
def log_loss(z: float, y: float) -> Derivatives:
    """Binary cross-entropy of σ(z) against y in {0, 1}; exact where σ(z) rounds to 0 or 1."""
    e = math.exp(-abs(z))
    p = 1.0 / (1.0 + e) if z >= 0.0 else e / (1.0 + e)
    return max(z, 0.0) - y * z + math.log1p(e), p - y, e / ((1.0 + e) * (1.0 + e))


@helper
def hinge(z: float, y: float) -> Derivatives:
    """max(0, 1 − s z) with s = 2y − 1, y in {0, 1}."""
    s = 2.0 * y - 1.0
    gap = 1.0 - s * z
    if gap > 0.0:
        return gap, -s, 0.0
    return 0.0 * gap, 0.0, 0.0  # gap may be nan


loss: Loss = squared  # in the kernels below; each loss gets its own copies of them


def _value(x: Vec, data: Mat, rows: Ints) -> float:
    total = 0.0
    for i in range(rows.size):
        k = rows[i] + 1
        total += loss(x[0] * data[k, 0] + x[1] * data[k, 1], data[k, 2])[0]
    penalty = data[0, 0] * x[0] * x[0] + data[0, 1] * x[1] * x[1]
    return float(total / rows.size + 0.5 * penalty)


def _gradient(x: Vec, data: Mat, rows: Ints, g: Vec) -> float:
    x0, x1 = x[0], x[1]
    total, g0, g1 = 0.0, 0.0, 0.0
    for i in range(rows.size):
        k = rows[i] + 1
        a, b = data[k, 0], data[k, 1]
        f, d, _ = loss(x0 * a + x1 * b, data[k, 2])
        total += f
        g0 += d * a
        g1 += d * b
    p0, p1 = data[0, 0], data[0, 1]
    g[0] = g0 / rows.size + p0 * x0
    g[1] = g1 / rows.size + p1 * x1
    return float(total / rows.size + 0.5 * (p0 * x0 * x0 + p1 * x1 * x1))


def _hessian(x: Vec, data: Mat, rows: Ints, g: Vec, h: Mat) -> float:
    x0, x1 = x[0], x[1]
    total, g0, g1, h00, h01, h11 = 0.0, 0.0, 0.0, 0.0, 0.0, 0.0
    for i in range(rows.size):
        k = rows[i] + 1
        a, b = data[k, 0], data[k, 1]
        f, d, dd = loss(x0 * a + x1 * b, data[k, 2])
        total += f
        g0 += d * a
        g1 += d * b
        h00 += dd * a * a
        h01 += dd * a * b
        h11 += dd * b * b
    p0, p1 = data[0, 0], data[0, 1]
    g[0] = g0 / rows.size + p0 * x0
    g[1] = g1 / rows.size + p1 * x1
    h[0, 0] = h00 / rows.size + p0
    h[0, 1] = h[1, 0] = h01 / rows.size
    h[1, 1] = h11 / rows.size + p1
    return float(total / rows.size + 0.5 * (p0 * x0 * x0 + p1 * x1 * x1))


def _with_loss(kernel: Callable[..., Any], name: str) -> Callable[..., Any]:
    """A copy of ``kernel`` in which ``loss`` is the loss of that name.

    numba caches by qualified name, so the copy carries its loss in it. (A loss handed over as an
    argument would be inlined just as well, but numba does not cache such kernels.)
    """
    assert isinstance(kernel, FunctionType)  # noqa: S101  (declared with def)
    scope = kernel.__globals__ | {"loss": LOSSES[name]}
    copy = FunctionType(kernel.__code__, scope, f"{kernel.__name__}_{name}")
    copy.__qualname__ = copy.__name__
    copy.__module__ = kernel.__module__
    return copy


LOSSES = {
    "mse": squared,
    "mae": absolute,
    "huber": huber,
    "log_loss": log_loss,
    "hinge": hinge,
}


class LossKernels:
    """The three kernels of a loss, made on first use so that the window starts without numba."""

    def __init__(self, name: str) -> None:
        self._name = name

    @cached_property
    def value(self) -> "Kernel":
        """Signature VALUE."""
        from optexplorer.core.abi import VALUE, Kernel

        return Kernel(VALUE, _with_loss(_value, self._name))

    @cached_property
    def gradient(self) -> "Kernel":
        """Signature GRADIENT."""
        from optexplorer.core.abi import GRADIENT, Kernel

        return Kernel(GRADIENT, _with_loss(_gradient, self._name))

    @cached_property
    def hessian(self) -> "Kernel":
        """Signature HESSIAN."""
        from optexplorer.core.abi import HESSIAN, Kernel

        return Kernel(HESSIAN, _with_loss(_hessian, self._name))


KERNELS = {name: LossKernels(name) for name in LOSSES}
