"""From Adam to gradient descent with momentum: by a corridor that narrows, or by a switch."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import moments, settings
from optexplorer.optimizers.moments import corrections

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Adam"


@step
def _adabound(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, eps_root, gamma = hyper[0], hyper[1], hyper[2], hyper[4], hyper[5]
    m, v = state[0], state[1]
    c1, c2 = corrections(memory, beta1, beta2, t)
    memory[2] = final = hyper[3] * rate / hyper[7] if hyper[7] > 0.0 else 0.0
    low, high = final * (1.0 - 1.0 / (gamma * t + 1.0)), final * (1.0 + 1.0 / (gamma * t))
    left = 1.0 - rate * hyper[6]
    rate *= math.sqrt(c2) / c1
    for i in range(x.size):
        m[i] += (1.0 - beta1) * (g[i] - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        x[i] = left * x[i] - min(max(rate / (math.sqrt(v[i] + eps_root) + eps), low), high) * m[i]
    return OK


@dataclass(frozen=True)
class AdaBound(Optimizer):
    """Adam whose rates are kept between η_∞ (1 − 1/(γ t + 1)) and η_∞ (1 + 1/(γ t))."""

    key: ClassVar[str] = "adabound"
    title: ClassVar[str] = "AdaBound"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Begins as Adam and turns into momentum, as the bounds on its rates close in."
    )
    strengths: ClassVar[str] = "Adam's quick start, and an end that settles as gradient descent does."
    weaknesses: ClassVar[str] = (
        "The final rate must suit the curvature as in gradient descent, and the lower bound rises "
        "towards it whatever the surface: too large, and a calm run blows up late."
    )
    when: ClassVar[str] = "Where Adam is fast but never settles, and a good rate for descent is known."
    reference: ClassVar[str] = (
        "Luo, Xiong, Liu and Sun 2019, Adaptive gradient methods with dynamic bound of learning "
        "rate, https://arxiv.org/abs/1902.09843"
    )
    variant: ClassVar[str] = (
        "As pytorch_optimizer.AdaBound and the authors' program: Adam's bias corrections, ε beside √v "
        "before them and a second ε inside the root; the final rate follows the schedule. "
        "Weight decay as in AdamW."
    )
    update: ClassVar[Step] = _adabound
    rate_rule: ClassVar[RateRule] = ("width", 0.006)
    states: ClassVar[tuple[str, ...]] = ("m", "v")
    memories: ClassVar[tuple[str, ...]] = (*moments.POWERS, "eta_end")
    effective_rate: ClassVar[str] = "eta_t"
    lengthens: ClassVar[bool] = True
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)

    learning_rate: float = settings.learning_rate(0.02)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    final_lr: float = number(
        0.1, "η_∞", "The rate that both bounds close in on: that of gradient descent with momentum.",
        low=0.0, log=True, span=(1e-5, 10.0),
    )  # fmt: skip
    eps_root: float = settings.eps_root(1e-15)
    gamma: float = number(
        1e-3, "γ", "How fast the bounds close in: after some 1/γ updates.",
        low=0.0, low_open=True, log=True, span=(1e-5, 1.0),
    )  # fmt: skip

    weight_decay: float = settings.decoupled_decay()

    def packed(self) -> Vec:
        """The hyper-parameters and the learning rate, which tells the schedule's factor."""
        return np.append(super().packed(), self.learning_rate)

    def operations(self) -> tuple[Operation, ...]:
        """Adam's rate, clipped."""
        return (
            *settings.shrunk(self),
            moments.MEAN,
            moments.SQUARES,
            op(
                "eta_end = told(eta_end)",
                "The final rate, which follows the schedule.",
                shown=r"\eta_∞ \cdot \text{schedule's factor}",
            ),
            op("eta_low = eta_end*(1 - 1/(gamma*t + 1))", "The lower bound."),
            op("eta_high = eta_end*(1 + 1/(gamma*t))", "The upper bound."),
            op(
                "eta_t = rate*sqrt(1 - beta2^t)/(1 - beta1^t)/(sqrt(v + eps_root) + eps)",
                "Adam's rate in each coordinate, both corrections in it.",
            ),
            op("eta_t = min(max(eta_t, eta_low), eta_high)", "Within the bounds."),
            op("x = x - eta_t*m", "The step."),
        )


@step
def _swats(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, eps_root, tolerance = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4]
    m, v, b = state[0], state[1], state[2]
    c1, c2 = corrections(memory, beta1, beta2, t)
    k = memory[3]
    if k > 0.0:
        for i in range(x.size):
            b[i] = beta1 * b[i] + g[i]
            x[i] -= rate * k * (1.0 - beta1) * b[i]
        return OK
    square, slope = 0.0, 0.0
    for i in range(x.size):
        m[i] += (1.0 - beta1) * (g[i] - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        p = -rate * math.sqrt(c2) / c1 * m[i] / (math.sqrt(v[i] + eps_root) + eps)
        square += p * p
        slope += p * g[i]
        x[i] += p
    if slope != 0.0:
        gamma = -square / slope
        memory[2] = beta2 * memory[2] + (1.0 - beta2) * gamma
        gamma_hat = memory[2] / c2
        if t > 1 and gamma_hat > 0.0 and abs(gamma_hat - gamma) <= tolerance * abs(gamma):
            memory[3] = gamma_hat / rate
    return OK


@dataclass(frozen=True)
class SWATS(Optimizer):
    """Adam steps p, until γ = −(p·p)/(p·g) agrees with its mean; then SGD with momentum at that rate.

    γ is the rate at which a gradient step, seen along p, is as long as p. After the switch, with Λ
    the corrected mean of γ: b ← β₁ b + g, x ← x − Λ (1 − β₁) b.
    """

    key: ClassVar[str] = "swats"
    title: ClassVar[str] = "SWATS"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Adam that watches which rate gradient descent would need, and goes over to it once it is sure."
    )
    strengths: ClassVar[str] = "Finds the moment to switch and the rate for it without being told."
    weaknesses: ClassVar[str] = (
        "With an exact gradient the two rarely agree closely, and then it stays Adam; one rate for all "
        "coordinates may suit none of them."
    )
    when: ClassVar[str] = "To end an Adam run as gradient descent, where that generalizes better."
    reference: ClassVar[str] = (
        "Keskar and Socher 2017, Improving generalization performance by switching from Adam to SGD, "
        "https://arxiv.org/abs/1712.07628"
    )
    variant: ClassVar[str] = (
        "As pytorch_optimizer.SWATS, which compares relative to γ; the paper asks for a difference "
        "below 1e-9. Switched, the schedule acts on the rate that was found."
    )
    update: ClassVar[Step] = _swats
    rate_rule: ClassVar[RateRule] = ("width", 0.006)
    states: ClassVar[tuple[str, ...]] = ("m", "v", "b")
    memories: ClassVar[tuple[str, ...]] = (*moments.POWERS, "gamma_bar", "k")
    pictures: ClassVar[tuple[Picture, ...]] = (
        moments.FIRST_MOMENT,
        Picture("arrow", "b", "velocity after the switch"),
    )

    learning_rate: float = settings.learning_rate(0.02)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-6)
    eps_root: float = settings.eps_root(1e-15)
    tolerance: float = number(
        1e-6, "δ", "How closely γ and its mean must agree, relative to γ, for the switch.",
        low=0.0, log=True, span=(1e-9, 1.0),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """Both phases: k is 0 in Adam's, and the rate found in units of η after the switch."""
        adam = "-rate*sqrt(1 - beta2^t)/(1 - beta1^t)*m/(sqrt(v + eps_root) + eps)"
        agrees = "where(abs(gamma_hat - gamma) <= tolerance*abs(gamma), gamma_hat/rate, 0)"
        return (
            op("m = where(k > 0, m, beta1*m + (1 - beta1)*g)", "Adam's mean of the gradients."),
            op("v = where(k > 0, v, beta2*v + (1 - beta2)*g^2)", "Adam's mean of their squares."),
            op("b = where(k > 0, beta1*b + g, b)", "The velocity, after the switch."),
            op(f"p = where(k > 0, -k*rate*(1 - beta1)*b, {adam})", "The step of the phase."),
            op("gamma = -dot(p, p)/dot(p, g)", "The rate at which a gradient step reaches as far."),
            op(
                "gamma_bar = where(k > 0, gamma_bar, "
                "where(dot(p, g) == 0, gamma_bar, beta2*gamma_bar + (1 - beta2)*gamma))",
                "Its running mean, while Adam runs.",
            ),
            op("gamma_hat = gamma_bar/(1 - beta2^t)", "The mean, corrected."),
            op(
                f"k = where(k > 0, k, where(t == 1, 0, where(gamma_hat <= 0, 0, {agrees})))",
                "Over 0 once the two agree: the rate from then on, in units of η.",
            ),
            op("x = x + p", "The step."),
        )
