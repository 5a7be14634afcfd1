"""Newton's method whose system is solved by conjugate gradients, and only as well as it pays."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import Order
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import hessian_at, norm
from optexplorer.core.status import OK
from optexplorer.optimizers import settings, wolfe
from optexplorer.optimizers.line_search import copy, dot
from optexplorer.optimizers.wolfe import (
    KEPT,
    NEW,
    RESTING,
    arrive,
    first_trial,
    rest,
    search,
    stay,
    wait,
)

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_VECTORS = ("p", "r", "d", "q", "x_new", "g_new")
_INNER = KEPT  # the place in memory for how many steps the conjugate gradients made
_FLAT = 3.0 * 2.0**-52  # a curvature that counts as none
_MOST = 20  # steps of the conjugate gradients for each parameter


@helper
def total(v: Vec) -> float:
    """‖v‖₁ = Σ |vᵢ| of ``v`` (n,)."""
    s = 0.0
    for i in range(v.size):
        s += abs(v[i])
    return s


@helper
def truncated(H: Mat, g: Vec, p: Vec, r: Vec, d: Vec, q: Vec) -> int:
    """Solve H p = −g roughly; how many steps that took. ``r``, ``d`` and ``q`` (n,) are room to work.

    From p = 0, r = g, d = −g, until ‖r‖₁ ≤ τ = min(½, √‖g‖₁) ‖g‖₁:

        q = H d,   α = r·r / d·q,   p ← p + α d,   r ← r + α q,   d ← −r + d · r·r / (r·r before)

    Where d·q is negative, H curves down along d: p stays as it is, and is (r·r / |d·q|) d at first.
    """
    tau = min(0.5, math.sqrt(total(g))) * total(g)
    for i in range(g.size):
        p[i], r[i], d[i] = 0.0, g[i], -g[i]
    rr = dot(r, r)
    for k in range(_MOST * g.size):
        if total(r) <= tau:
            return k
        for i in range(g.size):
            q[i] = dot(H[i], d)
        curvature = dot(d, q)
        if 0.0 <= curvature <= _FLAT:
            return k
        if curvature < 0.0:
            if k == 0:
                for i in range(g.size):
                    p[i] = rr / -curvature * d[i]
            return k
        alpha = rr / curvature
        for i in range(g.size):
            p[i] += alpha * d[i]
            r[i] += alpha * q[i]
        rr, before = dot(r, r), rr
        for i in range(g.size):
            d[i] = rr / before * d[i] - r[i]
    return _MOST * g.size


@step
def _newton_cg(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    c1, c2 = hyper[0], hyper[1]
    p, r, d, q, x_new, g_new = state[0], state[1], state[2], state[3], state[4], state[5]
    H = state[len(_VECTORS) :]
    found = arrive(oracle, x, g, x_new, g_new, memory, t)
    hessian_at(oracle, x, q, H)
    memory[_INNER] = truncated(H, g, p, r, d, q)
    if found == RESTING:
        return rest(memory)
    if rate == 0.0:
        return wait(x_new, memory)
    alpha = rate if found == NEW else rate * first_trial(memory, dot(g, p))
    if not search(oracle, x, g, p, alpha, c1, c2, x_new, g_new, memory):
        for i in range(x.size):
            p[i] = -g[i]
        alpha = rate * min(1.0, 1.0 / norm(g))
        if not search(oracle, x, g, p, alpha, c1, c2, x_new, g_new, memory):
            return stay(oracle, x, g, x_new, g_new, memory)
    copy(x_new, x)
    return OK


@dataclass(frozen=True)
class NewtonCG(Optimizer):
    """x ← x + α p with α from a strong Wolfe search, and p from conjugate gradients on H p = −g that
    stop once ‖H p + g‖₁ ≤ min(½, √‖g‖₁) ‖g‖₁, or where H curves down.

    Where p does not go down, or the search along it fails, −g is searched.
    """

    key: ClassVar[str] = "newton_cg"
    title: ClassVar[str] = "Newton-CG"
    family: ClassVar[str] = "Second order"
    summary: ClassVar[str] = (
        "Newton's direction, solved for roughly while far away and ever better near the minimum."
    )
    strengths: ClassVar[str] = (
        "Goes down at saddles and maxima too, where Newton's method goes wrong, and is as fast as it "
        "near a minimum. The Hessian is only multiplied with vectors."
    )
    weaknesses: ClassVar[str] = (
        "In a curved ravine the rough direction is little better than the gradient, so that it zigzags."
    )
    when: ClassVar[str] = (
        "For smooth problems with exact second derivatives, of many parameters too; trust-exact "
        "where there are few."
    )
    reference: ClassVar[str] = (
        "Dembo and Steihaug 1983, Truncated-Newton algorithms for large-scale unconstrained "
        "optimization, https://doi.org/10.1007/BF02592055; Nocedal and Wright 2006, Numerical "
        "Optimization, algorithm 7.1, https://doi.org/10.1007/978-0-387-40065-5"
    )
    variant: ClassVar[str] = (
        "As scipy.optimize.minimize's Newton-CG with its accuracy by 1-norms, but where a search "
        "fails −g is searched before giving up."
    )
    update: ClassVar[Step] = _newton_cg
    pictures: ClassVar[tuple[Picture, ...]] = wolfe.PICTURES
    states: ClassVar[tuple[str, ...]] = _VECTORS
    memories: ClassVar[tuple[str, ...]] = (*wolfe.MEMORIES, "inner")
    uses_gradient: ClassVar[bool] = False
    finds_rate: ClassVar[bool] = True
    ordered: ClassVar[tuple[Order, ...]] = wolfe.ORDERED

    learning_rate: float = settings.first_trial()
    armijo: float = wolfe.armijo()
    curvature: float = wolfe.curvature(0.9)

    def states_of(self, n: int) -> tuple[str, ...]:
        """The vectors, and the rows of the Hessian."""
        return (*_VECTORS, *(f"H{i}" for i in range(n)))

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            wolfe.GRADIENT,
            op("H = hess(x)", "The second derivatives there."),
            op("b = sum(abs(g))", "The size of the gradient."),
            op("tau = min(0.5, sqrt(b))*b", "How far from solved will do: less the nearer it comes."),
            op(
                "p = told(p)",
                "The direction: Newton's as far as conjugate gradients went before they were near "
                "enough, or met a way on which the slope gets steeper.",
                shown=r"p_k \approx -H^{-1} g:\ \left\|H\,p_k + g\right\|_1 \le \tau",
            ),
            wolfe.step_length(r"\eta\,\alpha_0"),
            op("x = x + alpha*p", "The step."),
        )
