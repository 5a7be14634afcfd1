"""Adam with a look ahead: by changes of the gradient, or of the update."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number, switch
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import moments, settings
from optexplorer.optimizers.moments import corrections

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Adam"


@step
def _adan(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, beta3, eps, lam = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4]
    m, v, n, g_old = state[0], state[1], state[2], state[3]
    c1, c2 = corrections(memory, beta1, beta2, t)
    memory[2] = beta3 if t == 1 else beta3 * memory[2]
    c3 = 1.0 - memory[2]
    for i in range(x.size):
        change = g[i] - g_old[i] if t > 1 else 0.0
        ahead = g[i] + beta2 * change
        m[i] += (1.0 - beta1) * (g[i] - m[i])
        v[i] += (1.0 - beta2) * (change - v[i])
        n[i] = beta3 * n[i] + (1.0 - beta3) * ahead * ahead
        g_old[i] = g[i]
        u = (m[i] / c1 + beta2 * v[i] / c2) / (math.sqrt(n[i] / c3) + eps)
        x[i] = (x[i] - rate * u) / (1.0 + rate * lam)
    return OK


@dataclass(frozen=True)
class Adan(Optimizer):
    """x ← (x − η (m̂ + β₂ v̂) / (√n̂ + ε)) / (1 + η λ).

    m, v and n are running means of the gradient g, of its change y since the update before, and of
    the square of g + β₂ y.
    """

    key: ClassVar[str] = "adan"
    title: ClassVar[str] = "Adan"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Adam with Nesterov's momentum, the gradient ahead foreseen from how gradients change."
    )
    strengths: ClassVar[str] = (
        "Foresees the slope at the point ahead without going there; bears large rates."
    )
    weaknesses: ClassVar[str] = (
        "Four numbers a parameter and three decays to set; differences of noisy gradients are noisier."
    )
    when: ClassVar[str] = "For large networks and batches with a large rate, where it outruns AdamW."
    reference: ClassVar[str] = (
        "Xie, Zhou, Li, Lin and Yan 2022, Adan: adaptive Nesterov momentum algorithm for faster "
        "optimizing deep models, https://arxiv.org/abs/2208.06677"
    )
    variant: ClassVar[str] = (
        "As pytorch_optimizer.Adan: the betas are the shares kept (the paper's are those replaced), "
        "the means are bias-corrected, the decay divides the point."
    )
    update: ClassVar[Step] = _adan
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "v", "n", "g_old")
    memories: ClassVar[tuple[str, ...]] = (*moments.POWERS, "β₃ᵗ")
    effective_rate: ClassVar[str] = "rate/(sqrt(n_hat) + eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (
        moments.FIRST_MOMENT,
        Picture("arrow", "v", "mean change of the gradient"),
    )

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = settings.beta1(0.98)
    beta2: float = number(
        0.92, "β₂", "Decay of the mean change of the gradient, and its weight in the step.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip
    beta3: float = number(
        0.99, "β₃", "Decay of the mean square of the foreseen gradient.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.9999),
    )  # fmt: skip
    eps: float = settings.eps(1e-8)
    weight_decay: float = number(
        0.0, "λ", "Divides the point by 1 + η λ at every update.", low=0.0, span=(0.0, 0.5)
    )

    def operations(self) -> tuple[Operation, ...]:
        """Three means, each corrected, and one step."""
        lines = (
            op("y = where(t == 1, 0, g - g_old)", "How the gradient changed."),
            moments.MEAN,
            op("v = beta2*v + (1 - beta2)*y", "The running mean of the changes."),
            op("n = beta3*n + (1 - beta3)*(g + beta2*y)^2", "That of the foreseen gradient's square."),
            op("g_old = g", "Kept for the next update."),
            moments.MEAN_CORRECTED,
            op("v_hat = v/(1 - beta2^t)", "The same for the changes."),
            op("n_hat = n/(1 - beta3^t)", "The same for the squares."),
        )
        u = "rate*(m_hat + beta2*v_hat)/(sqrt(n_hat) + eps)"
        decay = "/(1 + rate*weight_decay)" if self.weight_decay else ""
        note = "Mean and mean change, over the root."
        return (*lines, op(f"x = (x - {u}){decay}", note))


@step
def _optimistic_adam(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    alpha, beta, beta1, beta2, eps = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4]
    m, v, u = state[0], state[1], state[2]
    c1, c2 = corrections(memory, beta1, beta2, t)
    newest, mean = 0.0, 1.0 / c1
    if hyper[5] != 0.0:
        newest, mean = (1.0 - beta1) / c1, beta1 / (1.0 - beta1 * memory[0])
    for i in range(x.size):
        m[i] += (1.0 - beta1) * (g[i] - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        u_new = (newest * g[i] + mean * m[i]) / (math.sqrt(v[i] / c2) + eps)
        u_old = u[i] if t > 1 else u_new
        x[i] -= rate * ((alpha + beta) * u_new - beta * u_old)
        u[i] = u_new
    return OK


@dataclass(frozen=True)
class OptimisticAdam(Optimizer):
    """x ← x − η (α u + β (u − u')) where u is Adam's update and u' the one before.

    With ``nesterov`` u has β₁ m / (1 − β₁ᵗ⁺¹) + (1 − β₁) g / (1 − β₁ᵗ) in place of m / (1 − β₁ᵗ).
    """

    key: ClassVar[str] = "optimistic_adam"
    title: ClassVar[str] = "Optimistic Adam"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Adam that counts the latest change of its update once more."
    strengths: ClassVar[str] = (
        "Damps circling: in games of two players, such as x·y, it spirals in where Adam goes round."
    )
    weaknesses: ClassVar[str] = "No gain where nothing circles; twice the noise of Adam's update."
    when: ClassVar[str] = "For saddle points that are sought, as in adversarial training."
    reference: ClassVar[str] = (
        "Daskalakis, Ilyas, Syrgkanis and Zeng 2018, Training GANs with optimism, algorithm 1, "
        "https://arxiv.org/abs/1711.00141"
    )
    variant: ClassVar[str] = (
        "As optax.optimistic_adam_v2, whose Adam has Nesterov's momentum; the first update counts as "
        "unchanged. The paper has α = β = 1 and plain Adam."
    )
    update: ClassVar[Step] = _optimistic_adam
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "v", "u")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS
    effective_rate: ClassVar[str] = moments.ADAM_RATE
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)

    learning_rate: float = settings.learning_rate(0.05)
    alpha: float = number(1.0, "α", "The weight of the update itself.", low=0.0, span=(0.0, 2.0))
    beta: float = number(1.0, "β", "The weight of its latest change.", low=0.0, span=(0.0, 2.0))
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    nesterov: bool = switch(default=True, help="Adam's mean with Nesterov's momentum, as NAdam's.")

    def operations(self) -> tuple[Operation, ...]:
        """Adam's update u, then the step from it and the one before."""
        mean: tuple[Operation, ...] = (moments.MEAN_CORRECTED,)
        if self.nesterov:
            ahead = "beta1*m/(1 - beta1^(t + 1)) + (1 - beta1)*g/(1 - beta1^t)"
            mean = (op(f"m_hat = {ahead}", "The mean one update ahead, and the newest gradient."),)
        return (
            moments.MEAN,
            moments.SQUARES,
            *mean,
            moments.SQUARES_CORRECTED,
            op("u_new = m_hat/(sqrt(v_hat) + eps)", "Adam's update."),
            op("u_old = where(t == 1, u_new, u)", "The one before."),
            op("u = u_new", "Kept for the next update."),
            op("x = x - rate*((alpha + beta)*u - beta*u_old)", "The update and its change."),
        )
