"""D-Adaptation of the methods with moments: Adam and Lion.

Both keep the distance d, the largest estimate so far, and the decaying sums

    s ← √β₂ s + (1 − √β₂) γ u,    r ← √β₂ r + (1 − √β₂) γ uᵀ W s

of the directions u they step along, with γ = η d and the s of before in r. The next estimate is
r / ((1 − √β₂) ‖s‖₁). Adam has u = g and W = 1 / (√v + ε), Lion u = sign(β₁ m + (1 − β₁) g) and W = 1.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number, switch
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Form, Optimizer, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import parameter_free, settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_PAPER = "Defazio and Mishchenko 2023, Learning-rate-free learning by D-Adaptation, "
_LINK = "https://arxiv.org/abs/2301.07733"
_ESTIMATE = op(
    "d_hat = r/((1 - sqrt(beta2))*sum(abs(s)))", "What the sums say the distance is at least."
)


@step
def _dadapt_adam(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, d0, growth, lam = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4], hyper[5]
    decouple, corrected = hyper[6] != 0.0, hyper[7] != 0.0
    m, v, s = state[0], state[1], state[2]
    if t == 1:
        memory[0] = d0
        memory[2] = memory[3] = 1.0
    d, root = memory[0], math.sqrt(beta2)
    gamma = rate * d
    if corrected:
        memory[2] *= beta1
        memory[3] *= beta2
        gamma *= math.sqrt(1.0 - memory[3]) / (1.0 - memory[2])
    progress = length = 0.0
    for i in range(x.size):
        if not decouple:
            g[i] += lam * x[i]
        if s[i] != 0.0:
            progress += g[i] * s[i] / (math.sqrt(v[i]) + eps)
        m[i] = beta1 * m[i] + (1.0 - beta1) * gamma * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        s[i] = root * s[i] + (1.0 - root) * gamma * g[i]
        length += abs(s[i])
    if length == 0.0:
        return OK
    memory[1] = root * memory[1] + (1.0 - root) * gamma * progress
    d_hat = memory[1] / ((1.0 - root) * length)
    memory[0] = max(d, d_hat if math.isnan(growth) else min(d_hat, growth * d))
    for i in range(x.size):
        if decouple:
            x[i] -= lam * gamma * x[i]
        x[i] -= m[i] / (math.sqrt(v[i]) + eps)
    return OK


@dataclass(frozen=True)
class DAdaptAdam(Optimizer):
    """m ← β₁ m + (1 − β₁) γ g, v ← β₂ v + (1 − β₂) g², x ← x − m / (√v + ε), with γ = η d."""

    key: ClassVar[str] = "dadapt_adam"
    title: ClassVar[str] = "D-Adapt Adam"
    family: ClassVar[str] = parameter_free.FAMILY
    summary: ClassVar[str] = (
        "Adam whose rate is a lower bound, raised as it goes, on the distance to go."
    )
    when: ClassVar[str] = (
        "When Adam fits the problem and its rate is unknown; Prodigy is its faster successor."
    )
    strengths: ClassVar[str] = (
        "Needs no rate: the first estimates are tiny and grow by themselves to the right size."
    )
    weaknesses: ClassVar[str] = (
        "The rate never falls; without a decaying schedule it keeps circling, and noise may drive "
        "the estimate too high."
    )
    reference: ClassVar[str] = _PAPER + "algorithm 5, " + _LINK
    variant: ClassVar[str] = (
        "As dadaptation.DAdaptAdam 3.2; with bias_correction and decouple as "
        "optax.contrib.dadapt_adamw."
    )
    update: ClassVar[Step] = _dadapt_adam
    effective_rate: ClassVar[str] = "gamma/(sqrt(v) + eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m/d", "first moment"),)
    finds_rate: ClassVar[bool] = True
    states: ClassVar[tuple[str, ...]] = ("m", "v", "s")
    memories: ClassVar[tuple[str, ...]] = ("d", "r", "β₁ᵗ", "β₂ᵗ")

    learning_rate: float = parameter_free.rate_factor()
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    d0: float = parameter_free.d0()
    growth: float | None = parameter_free.growth()
    weight_decay: float = settings.weight_decay()
    decouple: bool = switch(
        default=False, help="Let the weight decay shrink the point by η d λ, apart from the gradient."
    )
    bias_correction: bool = switch(
        default=False, help="Multiply the step by √(1 − β₂ᵗ) / (1 − β₁ᵗ), as Adam does."
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        correction = parameter_free.CORRECTION if self.bias_correction else ""
        apart = self.decouple and self.weight_decay
        kept = "(1 - weight_decay*gamma)*x" if apart else "x"
        return (
            *(() if apart else settings.decayed(self)),
            parameter_free.FIRST_DISTANCE,
            op(f"gamma = rate*d{correction}", "The rate of this update."),
            op(
                "r = sqrt(beta2)*r + (1 - sqrt(beta2))*gamma*dot(g, s/(sqrt(v) + eps))",
                "How far the gradients agree with their sum.",
            ),
            op("m = beta1*m + (1 - beta1)*gamma*g", "The running mean of the weighted gradients."),
            op("v = beta2*v + (1 - beta2)*g^2", "The running mean of the squared gradients."),
            op("s = sqrt(beta2)*s + (1 - sqrt(beta2))*gamma*g", "The decaying sum of the gradients."),
            _ESTIMATE,
            parameter_free.raised_distance(self.growth),
            op(f"x = {kept} - m/(sqrt(v) + eps)", "Adam's step; the rate is in m already."),
        )

    def forms(self) -> tuple[Form, ...]:
        """With or without the correction; with the other decay, where there is some."""
        titles = ("Without correction (authors)", "With correction (optax)")
        corrected = self.turned("bias_correction", titles, parameter_free.CORRECTIONS_DIFFER)
        decay = self.turned("decouple", settings.DECAYS, settings.DECAYS_DIFFER)
        return (corrected, *((decay,) if self.weight_decay else ()))


@step
def _dadapt_lion(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, d0, lam = hyper[0], hyper[1], hyper[2], hyper[3]
    m, s = state[0], state[1]
    if t == 1:
        memory[0] = d0
    d, root = memory[0], math.sqrt(beta2)
    gamma = rate * d
    progress = length = 0.0
    for i in range(x.size):
        c = beta1 * m[i] + (1.0 - beta1) * g[i]
        u = math.copysign(1.0, c) if c != 0.0 else 0.0
        x[i] -= gamma * (lam * x[i] + u)
        m[i] = beta2 * m[i] + (1.0 - beta2) * gamma * g[i]
        progress += u * s[i]
        s[i] = root * s[i] + (1.0 - root) * gamma * u
        length += abs(s[i])
    if length == 0.0:
        return OK
    memory[1] = root * memory[1] + (1.0 - root) * gamma * progress
    memory[0] = max(d, memory[1] / ((1.0 - root) * length))
    return OK


@dataclass(frozen=True)
class DAdaptLion(Optimizer):
    """u = sign(β₁ m + (1 − β₁) g), x ← x − γ (u + λ x), m ← β₂ m + (1 − β₂) γ g, with γ = η d."""

    key: ClassVar[str] = "dadapt_lion"
    title: ClassVar[str] = "D-Adapt Lion"
    family: ClassVar[str] = parameter_free.FAMILY
    summary: ClassVar[str] = "Lion, which steps by signs alone, with a rate that it finds by itself."
    when: ClassVar[str] = (
        "When Lion fits the problem and its rate is unknown. Give it a schedule that decays to 0."
    )
    strengths: ClassVar[str] = (
        "One moment fewer than Adam, and every coordinate moves by the same distance found on the way."
    )
    weaknesses: ClassVar[str] = (
        "All steps have one length: at a constant rate it ends in a cycle as wide as the rate it found."
    )
    reference: ClassVar[str] = (
        _PAPER + _LINK + "; Lion: Chen et al. 2023, https://arxiv.org/abs/2302.06675"
    )
    variant: ClassVar[str] = (
        "As dadaptation.DAdaptLion 3.2, where m averages γ g but is mixed with the bare g."
    )
    update: ClassVar[Step] = _dadapt_lion
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m/d", "first moment"),)
    finds_rate: ClassVar[bool] = True
    states: ClassVar[tuple[str, ...]] = ("m", "s")
    memories: ClassVar[tuple[str, ...]] = ("d", "r")

    learning_rate: float = parameter_free.rate_factor()
    beta1: float = number(
        0.9, "β₁", "The share of the mean gradient m in the direction of the step.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip
    beta2: float = number(
        0.99, "β₂", "Decay of the mean gradient m; nearer to 1 remembers longer.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.9999),
    )  # fmt: skip
    d0: float = parameter_free.d0()
    weight_decay: float = parameter_free.decoupled_decay("η d λ")

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        decay = " + weight_decay*x" if self.weight_decay else ""
        return (
            parameter_free.FIRST_DISTANCE,
            op("gamma = rate*d", "The rate of this update."),
            op("u = sign(beta1*m + (1 - beta1)*g)", "Only the signs of the mixture count."),
            op("m = beta2*m + (1 - beta2)*gamma*g", "The running mean of the weighted gradients."),
            op(
                "r = sqrt(beta2)*r + (1 - sqrt(beta2))*gamma*dot(u, s)",
                "How far the steps agree with their sum.",
            ),
            op("s = sqrt(beta2)*s + (1 - sqrt(beta2))*gamma*u", "The decaying sum of the steps."),
            _ESTIMATE,
            parameter_free.raised_distance(None),
            op(
                f"x = x - gamma*(u{decay})" if decay else "x = x - gamma*u",
                "The step, by the rate of before.",
            ),
        )
