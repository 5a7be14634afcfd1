"""Newton's method and its form for saddles, which ask for the whole Hessian."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.operations import Operation, op
from optexplorer.core.optimizer import Optimizer, Step, allocating_step
from optexplorer.core.oracle import hessian_at
from optexplorer.core.status import OK, SINGULAR
from optexplorer.optimizers import settings
from optexplorer.optimizers.linear_algebra import eigen, solve

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Second order"


def _damping() -> Any:
    return number(
        0.0, "δ", "Added to every eigenvalue of the Hessian, |H| where that is used: large values "
        "turn it to gradient descent.", low=0.0, span=(0.0, 100.0),
    )  # fmt: skip


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
    family: ClassVar[str] = _FAMILY
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
    damping: float = _damping()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        lifted = op("H = H + damping*I", "The damping lifts every eigenvalue.")
        return (
            op("H = hess(x)", "The second derivatives where the point is."),
            *((lifted,) if self.damping else ()),
            op("x = x - rate*solve(H, g)", "The step: to where the fitted parabola is level."),
        )


@allocating_step
def _saddle_free_newton(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    n = x.size
    undisturbed = np.empty(n)
    H, Q = np.empty((n, n)), np.empty((n, n))
    hessian_at(oracle, x, undisturbed, H)
    eigen(H, Q)
    for k in range(n):  # the step is the sum of its parts along the eigenvectors
        size = abs(H[k, k]) + hyper[0]
        if size == 0.0:
            return SINGULAR
        share = 0.0
        for i in range(n):
            share += Q[i, k] * g[i]
        for i in range(n):
            x[i] -= rate * share / size * Q[i, k]
    return OK


@dataclass(frozen=True)
class SaddleFreeNewton(Optimizer):
    """x ← x − η (|H| + δ I)⁻¹ g, where |H| = Q |Λ| Qᵀ has the absolute eigenvalues of H = Q Λ Qᵀ."""

    key: ClassVar[str] = "saddle_free_newton"
    title: ClassVar[str] = "Saddle-free Newton"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Newton's step with the sign set right, so that it leaves saddles in place of seeking them."
    )
    strengths: ClassVar[str] = (
        "Near a minimum it is Newton's method; at a saddle it speeds away along the downward "
        "directions as fast as it closes in along the others."
    )
    weaknesses: ClassVar[str] = (
        "Far from where a parabola fits, its jumps may be wild; where the Hessian is nearly singular "
        "it needs damping. The eigenvectors cost more than solving a system."
    )
    when: ClassVar[str] = (
        "For smooth functions of few parameters with saddles in the way. Add damping or lower η "
        "where it overshoots."
    )
    reference: ClassVar[str] = (
        "Dauphin et al. 2014, Identifying and attacking the saddle point problem in "
        "high-dimensional non-convex optimization, https://arxiv.org/abs/1406.2572"
    )
    variant: ClassVar[str] = (
        "The exact |H| of all parameters, where the paper works in a Krylov subspace; constant "
        "damping, no line search."
    )
    update: ClassVar[Step] = _saddle_free_newton

    learning_rate: float = settings.learning_rate(1.0)
    damping: float = _damping()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        lifted = op("H = H + damping*I", "The damping lifts every eigenvalue.")
        return (
            op("H = absolute(hess(x))", "The second derivatives, their eigenvalues made positive."),
            *((lifted,) if self.damping else ()),
            op("x = x - rate*solve(H, g)", "The step: downhill along every eigenvector."),
        )
