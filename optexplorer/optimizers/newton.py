"""Methods that ask for the Hessian."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, op
from optexplorer.core.optimizer import Optimizer, Step, allocating_step
from optexplorer.core.oracle import hessian_at
from optexplorer.core.status import OK, SINGULAR
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle


@helper
def solve(a: Mat, b: Vec) -> bool:
    """Solve a z = b in place: ``b`` (n,) becomes z, ``a`` (n, n) is used up. False: a is singular.

    Gaussian elimination with partial pivoting: an indefinite Hessian has no Cholesky factor.
    """
    n = b.size
    for k in range(n):
        pivot = k
        for i in range(k + 1, n):
            if abs(a[i, k]) > abs(a[pivot, k]):
                pivot = i
        if a[pivot, k] == 0.0:
            return False
        if pivot != k:
            for j in range(k, n):
                a[k, j], a[pivot, j] = a[pivot, j], a[k, j]
            b[k], b[pivot] = b[pivot], b[k]
        for i in range(k + 1, n):
            share = a[i, k] / a[k, k]
            for j in range(k + 1, n):
                a[i, j] -= share * a[k, j]
            b[i] -= share * b[k]
    for k in range(n - 1, -1, -1):
        for j in range(k + 1, n):
            b[k] -= a[k, j] * b[j]
        b[k] /= a[k, k]
    return True


@allocating_step
def _newton(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    n = x.size
    undisturbed = np.empty(n)
    H = np.empty((n, n))
    hessian_at(oracle, x, undisturbed, H)
    for i in range(n):
        H[i, i] += hyper[0]
    if not solve(H, g):
        return SINGULAR
    for i in range(n):
        x[i] -= rate * g[i]
    return OK


@dataclass(frozen=True)
class Newton(Optimizer):
    """x ← x − η (H + δ I)⁻¹ g with the gradient it is given, noise and clipping included."""

    key: ClassVar[str] = "newton"
    title: ClassVar[str] = "Newton"
    family: ClassVar[str] = "Second order"
    summary: ClassVar[str] = "Jumps to the stationary point of the parabola that fits the surface here."
    strengths: ClassVar[str] = (
        "One step on a quadratic bowl of any shape; near a minimum it doubles the digits every step."
    )
    weaknesses: ClassVar[str] = (
        "Goes to saddle points and maxima as gladly as to minima; far away its jumps may be wild, "
        "and where the Hessian is singular it stops."
    )
    when: ClassVar[str] = "Few parameters, second derivatives at hand, and a start near the minimum."
    reference: ClassVar[str] = (
        "Nocedal and Wright 2006, Numerical Optimization, section 3.3, "
        "https://doi.org/10.1007/978-0-387-40065-5; damping: Levenberg 1944, "
        "https://doi.org/10.1090/qam/10666"
    )
    variant: ClassVar[str] = "Pure Newton with a constant shift; no line search, no trust region."
    update: ClassVar[Step] = _newton

    learning_rate: float = settings.learning_rate(1.0)
    damping: float = number(
        0.0, "δ", "Added to every eigenvalue of the Hessian: large values turn it to gradient descent.",
        low=0.0, span=(0.0, 100.0),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        lifted = op("H = H + damping*I", "The damping lifts every eigenvalue.")
        return (
            op("H = hess(x)", "The second derivatives where the point is."),
            *((lifted,) if self.damping else ()),
            op("x = x - rate*solve(H, g)", "The step: to where the fitted parabola is level."),
        )
