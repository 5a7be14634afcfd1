"""Nonlinear conjugate gradients: each direction remembers the one before it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import Order, choice
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import norm
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

# β with y = g − g_last, in the language of operations; the order is that of the kernel.
_FORMULAS = {
    "fletcher_reeves": "dot(g, g)/dot(g_last, g_last)",
    "polak_ribiere": "dot(g, y)/dot(g_last, g_last)",
    "hestenes_stiefel": "dot(g, y)/dot(p, y)",
    "dai_yuan": "dot(g, g)/dot(p, y)",
}
_FLETCHER_REEVES, _POLAK_RIBIERE, _HESTENES_STIEFEL, _DAI_YUAN = range(4)
_BETA, _RESTART = KEPT, KEPT + 1


@helper
def conjugacy(formula: float, g: Vec, g_last: Vec, p: Vec) -> float:
    """β, and 0 for a negative one or where the formula divides by 0."""
    gg = gy = py = last = 0.0
    for i in range(g.size):
        y = g[i] - g_last[i]
        gg += g[i] * g[i]
        gy += g[i] * y
        py += p[i] * y
        last += g_last[i] * g_last[i]
    top = gg if formula in (_FLETCHER_REEVES, _DAI_YUAN) else gy
    bottom = last if formula in (_FLETCHER_REEVES, _POLAK_RIBIERE) else py
    return 0.0 if bottom == 0.0 else max(top / bottom, 0.0)


@step
def _nonlinear_cg(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    c1, c2 = hyper[1], hyper[2]
    p, g_last, x_new, g_new = state[0], state[1], state[2], state[3]
    found = arrive(oracle, x, g, x_new, g_new, memory, t)
    restart = t == 1 or found == RESTING or (found == NEW and not oracle.stochastic)
    beta = 0.0 if restart else conjugacy(hyper[0], g, g_last, p)
    for i in range(x.size):
        p[i] = beta * p[i] - g[i]
    copy(g, g_last)
    memory[_BETA], memory[_RESTART] = beta, 1.0 if restart else 0.0
    if found == RESTING:
        return rest(memory)
    if rate == 0.0:
        return wait(x_new, memory)
    alpha = rate * first_trial(memory, dot(g, p))
    if not search(oracle, x, g, p, alpha, c1, c2, x_new, g_new, memory):
        for i in range(x.size):
            p[i] = -g[i]
        memory[_BETA], memory[_RESTART] = 0.0, 1.0
        alpha = rate * min(1.0, 1.0 / norm(g))
        if not search(oracle, x, g, p, alpha, c1, c2, x_new, g_new, memory):
            return stay(oracle, x, g, x_new, g_new, memory)
    copy(x_new, x)
    return OK


@dataclass(frozen=True)
class NonlinearCG(Optimizer):
    """p ← −g + β p, x ← x + α p with α from a strong Wolfe search; with y = g − g_last

        Fletcher-Reeves  β = g·g / g_last·g_last      Polak-Ribière  β = g·y / g_last·g_last
        Dai-Yuan         β = g·g / p·y                Hestenes-Stiefel  β = g·y / p·y

    A negative β counts as 0 (PR⁺). p = −g at first, and where p does not go down or the search along
    it fails.
    """

    key: ClassVar[str] = "nonlinear_cg"
    title: ClassVar[str] = "Nonlinear conjugate gradients"
    family: ClassVar[str] = "Line search"
    summary: ClassVar[str] = "Gradient steps bent so that none undoes what the last ones gained."
    strengths: ClassVar[str] = (
        "Far quicker than gradient descent in ravines, with only a few vectors to keep."
    )
    weaknesses: ClassVar[str] = (
        "Needs a careful line search and exact gradients; usually behind L-BFGS."
    )
    when: ClassVar[str] = (
        "For smooth problems with exact gradients and so many parameters that vectors are dear."
    )
    reference: ClassVar[str] = (
        "Nocedal and Wright 2006, Numerical Optimization, section 5.2, "
        "https://doi.org/10.1007/978-0-387-40065-5; Dai and Yuan 1999, "
        "https://doi.org/10.1137/S1052623497318992"
    )
    variant: ClassVar[str] = (
        "As scipy.optimize.minimize's CG with polak_ribiere, but a direction that does not go down is "
        "replaced by −g. No restart every n updates."
    )
    update: ClassVar[Step] = _nonlinear_cg
    pictures: ClassVar[tuple[Picture, ...]] = wolfe.PICTURES
    states: ClassVar[tuple[str, ...]] = ("p", "g_last", "x_new", "g_new")
    memories: ClassVar[tuple[str, ...]] = (*wolfe.MEMORIES, "beta", "restart")
    uses_gradient: ClassVar[bool] = False
    finds_rate: ClassVar[bool] = True
    ordered: ClassVar[tuple[Order, ...]] = wolfe.ORDERED

    learning_rate: float = settings.first_trial()
    formula: str = choice(
        "polak_ribiere", tuple(_FORMULAS), help="How much of the last direction is kept."
    )
    armijo: float = wolfe.armijo()
    curvature: float = wolfe.curvature(0.4)

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        beta = _FORMULAS[self.formula]
        return (
            wolfe.GRADIENT,
            op("y = g - g_last", "What the last step did to the gradient."),
            op(
                f"beta = where(told(restart) == 1, 0, max({beta}, 0))",
                "How much of the last direction to keep; nothing where it would mislead.",
            ),
            op("p = -g + beta*p", "The direction."),
            op("g_last = g", "For the next update."),
            wolfe.step_length(r"\eta\,\alpha_0"),
            op("x = x + alpha*p", "The step."),
        )
