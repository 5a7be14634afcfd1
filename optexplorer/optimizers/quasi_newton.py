"""BFGS: a model of the inverse Hessian, learnt from the gradients on the way."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import Order
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import norm
from optexplorer.core.status import OK
from optexplorer.optimizers import settings, wolfe
from optexplorer.optimizers.line_search import copy, dot
from optexplorer.optimizers.wolfe import (
    ALPHA,
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

_VECTORS = ("p", "u", "x_new", "g_new")
_RESTART = wolfe.KEPT  # the place in memory that says whether H = I was taken


@helper
def steepest(H: Mat, g: Vec, p: Vec) -> None:
    """H = I and p = −g."""
    for i in range(g.size):
        for j in range(g.size):
            H[i, j] = 0.0
        H[i, i] = 1.0
        p[i] = -g[i]


@helper
def direction(H: Mat, g: Vec, p: Vec) -> None:
    """p = −H g."""
    for i in range(g.size):
        p[i] = -dot(H[i], g)


@helper
def learn(H: Mat, s: Vec, y: Vec, u: Vec) -> None:
    """H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ with ρ = 1 / y·s; ``u`` (n,) becomes H y.

    Left as it is where y·s is not positive, so that H stays positive definite.
    """
    ys = dot(y, s)
    if not ys > 0.0:
        return
    for i in range(s.size):
        u[i] = dot(H[i], y)
    share = (1.0 + dot(y, u) / ys) / ys
    for i in range(s.size):
        for j in range(s.size):
            H[i, j] += share * s[i] * s[j] - (u[i] * s[j] + s[i] * u[j]) / ys


@step
def _bfgs(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    c1, c2 = hyper[0], hyper[1]
    p, u, x_new, g_new, H = state[0], state[1], state[2], state[3], state[4:]
    found = arrive(oracle, x, g, x_new, g_new, memory, t)
    memory[_RESTART] = 1.0 if t == 1 else 0.0
    if t == 1:
        steepest(H, g, p)
    else:
        direction(H, g, p)
    if found == RESTING:
        return rest(memory)
    if rate == 0.0:
        return wait(x_new, memory)
    alpha = rate * first_trial(memory, dot(g, p))
    if not search(oracle, x, g, p, alpha, c1, c2, x_new, g_new, memory):
        memory[_RESTART] = 1.0
        steepest(H, g, p)
        alpha = rate * min(1.0, 1.0 / norm(g))
        if not search(oracle, x, g, p, alpha, c1, c2, x_new, g_new, memory):
            return stay(oracle, x, g, x_new, g_new, memory)
    s, y = x, g  # neither is needed any more
    for i in range(x.size):
        s[i] = memory[ALPHA] * p[i]
        y[i] = g_new[i] - g[i]
    learn(H, s, y, u)
    copy(x_new, x)
    return OK


@dataclass(frozen=True)
class BFGS(Optimizer):
    """p = −H g, x ← x + α p with α from a strong Wolfe search, then H learns from s = α p and
    y = g(x + s) − g(x):

        H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ,   ρ = 1 / y·s

    H starts as I. Where p does not go down, or the search along it fails, H = I and −g is searched.
    """

    key: ClassVar[str] = "bfgs"
    title: ClassVar[str] = "BFGS"
    family: ClassVar[str] = "Second order"
    summary: ClassVar[str] = "Newton's method with an inverse Hessian learnt from gradients alone."
    strengths: ClassVar[str] = (
        "Converges superlinearly without Hessians or a rate; turns a ravine into a bowl by itself."
    )
    weaknesses: ClassVar[str] = (
        "Keeps an n × n matrix, and noise in the gradients spoils it; stops at kinks."
    )
    when: ClassVar[str] = (
        "For smooth problems with exact gradients and up to some hundreds of parameters."
    )
    reference: ClassVar[str] = (
        "Nocedal and Wright 2006, Numerical Optimization, algorithm 6.1, "
        "https://doi.org/10.1007/978-0-387-40065-5"
    )
    variant: ClassVar[str] = (
        "As scipy.optimize.minimize's BFGS: H starts as I, the search is that of Moré and Thuente. A "
        "pair without positive curvature is left out; a failed search starts again from H = I."
    )
    update: ClassVar[Step] = _bfgs
    pictures: ClassVar[tuple[Picture, ...]] = wolfe.PICTURES
    states: ClassVar[tuple[str, ...]] = _VECTORS
    memories: ClassVar[tuple[str, ...]] = (*wolfe.MEMORIES, "restart")
    uses_gradient: ClassVar[bool] = False
    finds_rate: ClassVar[bool] = True
    ordered: ClassVar[tuple[Order, ...]] = wolfe.ORDERED

    learning_rate: float = settings.first_trial()
    armijo: float = wolfe.armijo()
    curvature: float = wolfe.curvature(0.9)

    def states_of(self, n: int) -> tuple[str, ...]:
        """The vectors, and the rows of H."""
        return (*_VECTORS, *(f"H{i}" for i in range(n)))

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            wolfe.GRADIENT,
            op("H = where(told(restart) == 1, I, H)", "It starts again from I where H misleads."),
            op("p = -H @ g", "The direction: Newton's, with the inverse Hessian as known so far."),
            wolfe.step_length(r"\eta\,\alpha_0"),
            op("s = alpha*p", "The step."),
            op("y = grad(x + s) - g", "What the step did to the gradient."),
            op("rho = 1/dot(y, s)", "One over the curvature met on the way."),
            op(
                "H = where(dot(y, s) > 0, (I - rho*outer(s, y)) @ H @ (I - rho*outer(y, s)) "
                "+ rho*outer(s, s), H)",
                "H changes as little as it can to turn this y into this s.",
            ),
            op("x = x + s", "The point moves."),
        )
