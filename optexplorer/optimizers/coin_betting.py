"""COCOB: every coordinate bets a share of what it has won on the sign of its next gradient."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.operations import Operation, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import parameter_free, settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle


@step
def _cocob(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    alpha, eps, lam = hyper[0], hyper[1], hyper[2]
    L, G, R, theta, x_0 = state[0], state[1], state[2], state[3], state[4]
    for i in range(x.size):
        if t == 1:
            L[i], x_0[i] = eps, x[i]
        d = rate * (g[i] + lam * x[i])
        L[i] = max(L[i], abs(d))
        G[i] += abs(d)
        R[i] = max(R[i] - d * (x[i] - x_0[i]), 0.0)
        theta[i] -= d
        stake = L[i] * max(G[i] + L[i], alpha * L[i])
        if stake > 0.0:
            x[i] = x_0[i] + theta[i] / stake * (L[i] + R[i])
    return OK


@dataclass(frozen=True)
class Cocob(Optimizer):
    """x ← x₀ + θ / (L max(G + L, α L)) (L + R), element by element.

    With d = η (g + λ x): L is the largest |d|, G the sum of |d|, θ that of −d, and
    R ← max(R − d (x − x₀), 0) what the bets have won.
    """

    key: ClassVar[str] = "cocob"
    title: ClassVar[str] = "COCOB"
    family: ClassVar[str] = parameter_free.FAMILY
    summary: ClassVar[str] = "Treats descent as betting on coins, so that no rate is left to choose."
    when: ClassVar[str] = (
        "When nothing is known about scales: coordinates of any size, kinks, no wish to tune."
    )
    strengths: ClassVar[str] = (
        "No rate and no estimate of a distance; its winnings, and with them the steps, may grow fast."
    )
    weaknesses: ClassVar[str] = (
        "Starts with steps of 1/α whatever the scale, and swings widely after a lucky streak."
    )
    reference: ClassVar[str] = (
        "Orabona and Tommasi 2017, Training deep networks without learning rates through coin "
        "betting, algorithm 2, https://arxiv.org/abs/1705.07795"
    )
    variant: ClassVar[str] = (
        "As optax.contrib.cocob: η multiplies the gradient, so that a constant one changes next to "
        "nothing and a schedule weighs the gradients."
    )
    update: ClassVar[Step] = _cocob
    finds_rate: ClassVar[bool] = True
    states: ClassVar[tuple[str, ...]] = ("L", "G", "R", "theta", "x_0")
    places: ClassVar[tuple[str, ...]] = ("x_0",)

    learning_rate: float = settings.learning_rate(
        1.0, "Multiplies the gradient: a constant one makes no difference, a schedule does."
    )
    alpha: float = number(
        100.0, "α", "The first step of every coordinate is 1/α; larger values begin more timidly.",
        low=0.0, log=True, span=(1.0, 1000.0),
    )  # fmt: skip
    eps: float = settings.eps(1e-8)
    weight_decay: float = settings.weight_decay()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            *settings.decayed(self),
            parameter_free.START,
            op("d = rate*g", "The outcome of the coins."),
            op("L = max(where(t == 1, eps, L), abs(d))", "The largest outcome so far."),
            op("G = G + abs(d)", "All outcomes so far, by size."),
            op("R = max(R - d*(x - x_0), 0)", "What the bets have won."),
            op("theta = theta - d", "All outcomes so far, by sign."),
            op("x = x_0 + theta/(L*max(G + L, alpha*L))*(L + R)", "Bets a share of all there is."),
        )
