"""Extrapolation: Nesterov's method for convex functions, and the optimistic gradient."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import choice, number
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.oracle import gradient_at
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_LINEAR, _ROOT = "linear", "root"


@helper
def following(tau: float) -> float:
    """τ' = (1 + √(1 + 4τ²))/2, Nesterov's sequence; 1 comes after 0."""
    return (1.0 + math.sqrt(1.0 + 4.0 * tau * tau)) / 2.0


@step
def _nesterov_convex(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    root = hyper[0] != 0.0
    x_old, y = state[0], state[1]
    share = (t - 1.0) / (t + 2.0)
    if root:
        memory[0] = following(memory[0])
        share = (memory[0] - 1.0) / following(memory[0])
    for i in range(x.size):
        y[i] = x[i] + share * (x[i] - x_old[i])
    gradient_at(oracle, y, g)
    for i in range(x.size):
        x_old[i] = x[i]
        x[i] = y[i] - rate * g[i]
    return OK


@dataclass(frozen=True)
class NesterovConvex(Optimizer):
    """y = x + s (x − x of the step before), x ← y − η ∇f(y), with a share s that rises towards 1.

    ``linear``: s = (t − 1)/(t + 2). ``root``: s = (τ − 1)/τ' with τ = 1 at first and
    τ' = (1 + √(1 + 4τ²))/2, Nesterov's own sequence. Both have the bound O(1/t²) for convex f. The
    sources count so that the first two updates have the share 0: here the first extrapolation comes
    one update earlier, at t = 2.
    """

    key: ClassVar[str] = "nesterov_convex"
    title: ClassVar[str] = "Nesterov (convex)"
    family: ClassVar[str] = "Momentum"
    summary: ClassVar[str] = "Extrapolates further with every step, as fast as is known for convex f."
    strengths: ClassVar[str] = (
        "No momentum to choose; provably as fast as any first-order method on smooth convex functions."
    )
    weaknesses: ClassVar[str] = (
        "The share approaches 1 and never falls, so it ripples about a minimum; the rate must stay "
        "below 1 divided by the largest curvature."
    )
    when: ClassVar[str] = (
        "On smooth convex problems, above all flat ones where the strong convexity is not known."
    )
    reference: ClassVar[str] = (
        "Nesterov 1983, A method for solving the convex programming problem with convergence rate "
        "O(1/k²), Soviet Mathematics Doklady 27, 372-376, https://www.mathnet.ru/eng/dan46009; "
        "linear: Su, Boyd and Candès 2016, https://jmlr.org/papers/v17/15-084.html"
    )
    variant: ClassVar[str] = (
        "The gradient is taken at the extrapolated point y, and x is what is drawn; by default with "
        "the share (t - 1)/(t + 2). The first extrapolation, at t = 2, comes one update earlier than "
        "in the sources."
    )
    update: ClassVar[Step] = _nesterov_convex
    effective_rate: ClassVar[str] = "rate"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("point", "y", "extrapolated point"),)
    rate_rule: ClassVar[RateRule] = ("curvature", 0.9)
    states: ClassVar[tuple[str, ...]] = ("x_old", "y")
    places: ClassVar[tuple[str, ...]] = ("x_old",)
    memories: ClassVar[tuple[str, ...]] = ("tau",)  # of the root only
    uses_gradient: ClassVar[bool] = False

    learning_rate: float = settings.learning_rate(0.0005)
    sequence: str = choice(
        _LINEAR, (_LINEAR, _ROOT), "τ",
        "The share of the last move that is added: (t − 1)/(t + 2), or from Nesterov's sequence τ.",
    )  # fmt: skip

    def memories_of(self, n: int) -> tuple[str, ...]:  # noqa: ARG002
        """τ, where the sequence is the root's."""
        return self.memories if self.sequence == _ROOT else ()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        ahead = "Where the last move carries it, if it goes on with this share."
        root = (
            op("tau = (1 + sqrt(1 + 4*tau^2))/2", "The sequence grows by about 1/2 a step."),
            op("tau_next = (1 + sqrt(1 + 4*tau^2))/2", "Its next member."),
            op("y = x + (tau - 1)/tau_next*(x - x_old)", ahead),
        )
        linear = (op("y = x + (t - 1)/(t + 2)*(x - x_old)", ahead),)
        return (
            *(root if self.sequence == _ROOT else linear),
            op("x_old = x", "Kept for the next extrapolation."),
            op("x = y - rate*grad(y)", "The step, from there and by the slope found there."),
        )


@step
def _optimistic(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    alpha, beta = hyper[0], hyper[1]
    g_old = state[0]
    for i in range(x.size):
        delta = 0.0 if t == 1 else g[i] - g_old[i]
        x[i] -= rate * (alpha * g[i] + beta * delta)
        g_old[i] = g[i]
    return OK


@dataclass(frozen=True)
class OptimisticGradientDescent(Optimizer):
    """x ← x − η (α g + β Δ) with Δ the change of g since the step before, 0 at the first."""

    key: ClassVar[str] = "optimistic_gd"
    title: ClassVar[str] = "Optimistic gradient"
    family: ClassVar[str] = "Gradient descent"
    summary: ClassVar[str] = "Expects the next gradient to change as much as the last one did."
    strengths: ClassVar[str] = (
        "Damps rotation: it converges in games and saddle-point problems where gradient descent "
        "circles outwards."
    )
    weaknesses: ClassVar[str] = (
        "Brings nothing in plain minimisation, and is stable only up to a third of the rate of "
        "gradient descent."
    )
    when: ClassVar[str] = (
        "For min-max problems; on a loss surface, to see what anticipating the gradient does."
    )
    reference: ClassVar[str] = (
        "Mokhtari, Ozdaglar and Pattathil 2020, A unified analysis of extra-gradient and optimistic "
        "gradient methods for saddle point problems, https://arxiv.org/abs/1901.08511; first: Popov "
        "1980, https://doi.org/10.1007/BF01141092"
    )
    variant: ClassVar[str] = "As optax.optimistic_gradient_descent, the generalised form with α and β."
    update: ClassVar[Step] = _optimistic
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "Delta", "change of the gradient"),)
    rate_rule: ClassVar[RateRule] = ("curvature", 0.5)
    states: ClassVar[tuple[str, ...]] = ("g_old",)

    learning_rate: float = settings.learning_rate(0.0005)
    alpha: float = number(
        1.0, "α", "Weight of the gradient itself.", low=0.0, span=(0.0, 2.0),
    )  # fmt: skip
    beta: float = number(
        1.0, "β", "Weight of the change since the step before.", low=0.0, span=(0.0, 2.0)
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("Delta = where(t == 1, 0, g - g_old)", "How the gradient changed since the last step."),
            op("g_old = g", "Kept for the next step."),
            op("x = x - rate*(alpha*g + beta*Delta)", "The step, as if it changed so once more."),
        )
