"""Methods that look or go elsewhere on purpose: noise that dies away, and sharpness awareness."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.oracle import gradient_at, norm
from optexplorer.core.status import OK
from optexplorer.core.streams import fill_normal
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle


@step
def _noisy_sgd(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    omega, gamma = hyper[0], hyper[1]
    e = state[0]
    fill_normal(words, math.sqrt(omega / math.pow(t, gamma)), e)
    for i in range(x.size):
        x[i] -= rate * (g[i] + e[i])
    return OK


@dataclass(frozen=True)
class NoisySGD(Optimizer):
    """x ← x − η (g + e) with e ~ N(0, ω/t^γ) in every coordinate."""

    key: ClassVar[str] = "noisy_sgd"
    title: ClassVar[str] = "Noisy SGD"
    family: ClassVar[str] = "Gradient descent"
    summary: ClassVar[str] = "Gradient descent with added noise that dies away step by step."
    strengths: ClassVar[str] = "Leaves saddle points and shallow dents at first, and still settles."
    weaknesses: ClassVar[str] = "The size of the noise knows nothing of the size of the gradients."
    when: ClassVar[str] = "When plain gradient descent is caught by a saddle or a plateau early on."
    reference: ClassVar[str] = (
        "Neelakantan, Vilnis, Le and others 2015, Adding gradient noise improves learning for very "
        "deep networks, https://arxiv.org/abs/1511.06807"
    )
    variant: ClassVar[str] = (
        "As optax.noisy_sgd, whose eta is the variance ω here; its numbers differ from JAX's, their "
        "distribution does not."
    )
    update: ClassVar[Step] = _noisy_sgd
    effective_rate: ClassVar[str] = "rate"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("segment", "-rate*e", "noise"),)
    rate_rule: ClassVar[RateRule] = ("curvature", 0.9)
    draws: ClassVar[bool] = True
    states: ClassVar[tuple[str, ...]] = ("e",)

    learning_rate: float = settings.learning_rate(0.001)
    eta: float = number(
        0.01, "ω", "Variance of the noise in each coordinate at the first update.",
        low=0.0, log=True, span=(1e-4, 100.0),
    )  # fmt: skip
    gamma: float = number(
        0.55, "γ", "Power by which the variance falls: ω/t^γ.", low=0.0, span=(0.0, 2.0)
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op(
                "e = told(e)",
                "The noise, drawn anew.",
                shown=r"\sqrt{\omega/t^\gamma}\,u,\ u \sim \mathcal{N}(0, 1)",
            ),
            op("x = x - rate*(g + e)", "The step, by the disturbed gradient."),
        )


@step
def _sam(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    rho, mu = hyper[0], hyper[1]
    v, w = state[0], state[1]
    length = norm(g)
    climb = rho / length if length > 0.0 else 0.0
    for i in range(x.size):
        w[i] = x[i] + climb * g[i]
    gradient_at(oracle, w, g)
    for i in range(x.size):
        v[i] = mu * v[i] + g[i]
        x[i] -= rate * v[i]
    return OK


@dataclass(frozen=True)
class SharpnessAwareMinimization(Optimizer):
    """w = x + ρ g/‖g‖, v ← μ v + ∇f(w), x ← x − η v.

    w is, to first order, the worst point within ρ of x, so that wide basins win over narrow ones.
    """

    key: ClassVar[str] = "sam"
    title: ClassVar[str] = "SAM"
    family: ClassVar[str] = "Momentum"
    summary: ClassVar[str] = "Climbs a little first and descends by the slope found there."
    strengths: ClassVar[str] = (
        "Leaves basins narrower than ρ for wide ones, which in networks generalise better."
    )
    weaknesses: ClassVar[str] = (
        "Two gradients a step, and it hovers about a minimum instead of resting in it."
    )
    when: ClassVar[str] = "When a flat minimum is worth more than the very lowest one."
    reference: ClassVar[str] = (
        "Foret, Kleiner, Mobahi and Neyshabur 2021, Sharpness-aware minimization for efficiently "
        "improving generalization, https://arxiv.org/abs/2010.01412"
    )
    variant: ClassVar[str] = (
        "The paper's algorithm 1 with p = 2 around momentum as torch.optim.SGD has it; both gradients "
        "of an update are of the same sample."
    )
    update: ClassVar[Step] = _sam
    pictures: ClassVar[tuple[Picture, ...]] = (
        Picture("point", "w", "worst point nearby"),
        Picture("segment", "-rate*v", "velocity"),
    )
    rate_rule: ClassVar[RateRule] = ("curvature", 0.3)
    states: ClassVar[tuple[str, ...]] = ("v", "w")

    learning_rate: float = settings.learning_rate(0.001)
    rho: float = number(
        0.05, "ρ", "How far it climbs before it takes the gradient.",
        low=0.0, log=True, span=(1e-3, 2.0),
    )  # fmt: skip
    momentum: float = settings.momentum(0.9)

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        v = "momentum*v + grad(w)" if self.momentum else "grad(w)"
        return (
            op(
                "w = where(norm(g) > 0, x + rho*g/norm(g), x)",
                "Straight uphill: to first order the worst point within reach.",
            ),
            op(f"v = {v}", "The velocity, with the slope found up there."),
            op("x = x - rate*v", "The step, from where it was."),
        )
