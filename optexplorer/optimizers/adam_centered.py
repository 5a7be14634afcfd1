"""Adam with a second moment of deviations, or a friction from changes, of the gradient."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import moments, settings
from optexplorer.optimizers.moments import corrections

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Adam"


@step
def _adabelief(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, eps_root = hyper[0], hyper[1], hyper[2], hyper[3]
    m, s = state[0], state[1]
    c1, c2 = corrections(memory, beta1, beta2, t)
    for i in range(x.size):
        m[i] += (1.0 - beta1) * (g[i] - m[i])
        surprise = g[i] - m[i]
        s[i] = beta2 * s[i] + (1.0 - beta2) * surprise * surprise + eps_root
        x[i] -= rate / c1 * m[i] / (math.sqrt(s[i] / c2) + eps)
    return OK


@dataclass(frozen=True)
class AdaBelief(Optimizer):
    """s ← β₂ s + (1 − β₂) (g − m)² + εᵣ, x ← x − η m̂ / (√ŝ + ε) with Adam's m̂ and ŝ = s / (1 − β₂ᵗ)."""

    key: ClassVar[str] = "adabelief"
    title: ClassVar[str] = "AdaBelief"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Adam that divides by how far gradients stray from their mean, and so trusts steady ones."
    )
    strengths: ClassVar[str] = (
        "Large steps where the gradient is large but steady, small ones where it changes fast."
    )
    weaknesses: ClassVar[str] = (
        "Where gradients hardly change it divides by almost nothing and takes very long steps."
    )
    when: ClassVar[str] = "As an exchange for Adam on long even slopes; keep an eye on ε."
    reference: ClassVar[str] = (
        "Zhuang, Tang, Ding, Tatikonda, Dvornek, Papademetris and Duncan 2020, AdaBelief optimizer: "
        "adapting stepsizes by the belief in observed gradients, https://arxiv.org/abs/2010.07468"
    )
    variant: ClassVar[str] = (
        "As optax.adabelief and the paper: εᵣ is added to s at every update and so piles up in it."
    )
    update: ClassVar[Step] = _adabelief
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "s")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS
    effective_rate: ClassVar[str] = "rate/(sqrt(s_hat) + eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-16, low=1e-20)
    eps_root: float = settings.eps_root(1e-16)

    def operations(self) -> tuple[Operation, ...]:
        """Adam's lines with deviations from the mean in place of gradients."""
        return (
            moments.MEAN,
            op(
                "s = beta2*s + (1 - beta2)*(g - m)^2 + eps_root",
                "The running mean of squared deviations from the mean.",
            ),
            moments.MEAN_CORRECTED,
            op("s_hat = s/(1 - beta2^t)", "The same for the deviations."),
            op("x = x - rate*m_hat/(sqrt(s_hat) + eps)", "The mean, over the size of deviations."),
        )


@step
def _acprop(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, eps_root = hyper[0], hyper[1], hyper[2], hyper[3]
    m, s = state[0], state[1]
    c2 = 1.0 - memory[1]  # of the update before
    corrections(memory, beta1, beta2, t)
    for i in range(x.size):
        s_hat = s[i] / c2 if t > 1 else 1.0
        x[i] -= rate * g[i] / (math.sqrt(s_hat) + eps)
        surprise = g[i] - m[i]
        s[i] = beta2 * s[i] + (1.0 - beta2) * surprise * surprise + eps_root
        m[i] += (1.0 - beta1) * surprise
    return OK


@dataclass(frozen=True)
class ACProp(Optimizer):
    """x ← x − η g / (√ŝ + ε) with s from before this gradient.

    After the step s ← β₂ s + (1 − β₂) (g − m)² + εᵣ, ŝ = s / (1 − β₂ᵗ), and m as Adam's.
    """

    key: ClassVar[str] = "acprop"
    title: ClassVar[str] = "ACProp"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Divides the newest gradient by how far those before it strayed from their mean."
    )
    strengths: ClassVar[str] = (
        "The divisor does not depend on the gradient it divides, which rids it of Adam's bias and of "
        "its counterexamples."
    )
    weaknesses: ClassVar[str] = (
        "Nothing bounds a step: a gradient much larger than those before is followed at full "
        "length. The first step is a plain gradient step."
    )
    when: ClassVar[str] = "With noisy gradients of even size; not on surfaces that suddenly grow steep."
    reference: ClassVar[str] = (
        "Zhuang, Ding, Tang, Dvornek, Tatikonda and Duncan 2021, Momentum centering and asynchronous "
        "update for adaptive gradient methods, https://arxiv.org/abs/2110.05454"
    )
    variant: ClassVar[str] = (
        "As optax.contrib.acprop runs: deviations are from the mean before this gradient, where the "
        "paper and optax's own description have the mean after it."
    )
    update: ClassVar[Step] = _acprop
    rate_rule: ClassVar[RateRule] = ("width", 0.002)
    states: ClassVar[tuple[str, ...]] = ("m", "s")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS
    effective_rate: ClassVar[str] = "rate/(sqrt(s_hat) + eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)

    learning_rate: float = settings.learning_rate(0.01)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-16, low=1e-20)
    eps_root: float = settings.eps_root(1e-16)

    def operations(self) -> tuple[Operation, ...]:
        """The divisor comes before this gradient enters it."""
        return (
            op(
                "s_hat = where(t == 1, 1, s/(1 - beta2^(t - 1)))",
                "The mean squared deviation of the gradients before this one.",
            ),
            op(
                "s = beta2*s + (1 - beta2)*(g - m)^2 + eps_root",
                "The running mean of squared deviations, for the next update.",
            ),
            op("m = beta1*m + (1 - beta1)*g", "The mean that deviations are taken from."),
            op("x = x - rate*g/(sqrt(s_hat) + eps)", "The gradient itself, over that size."),
        )


@step
def _diffgrad(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, eps_root = hyper[0], hyper[1], hyper[2], hyper[3]
    m, v, g_old = state[0], state[1], state[2]
    c1, c2 = corrections(memory, beta1, beta2, t)
    rate *= math.sqrt(c2) / c1
    for i in range(x.size):
        m[i] += (1.0 - beta1) * (g[i] - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        xi = 1.0 / (1.0 + math.exp(-abs(g_old[i] - g[i])))
        g_old[i] = g[i]
        x[i] -= rate * xi * m[i] / (math.sqrt(v[i] + eps_root) + eps)
    return OK


@dataclass(frozen=True)
class DiffGrad(Optimizer):
    """Adam's step times the friction ξ = 1 / (1 + e^−|g' − g|), g' being the gradient before."""

    key: ClassVar[str] = "diffgrad"
    title: ClassVar[str] = "diffGrad"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Adam slowed down, to half at most, where the gradient hardly changes."
    strengths: ClassVar[str] = (
        "Brakes near a minimum, where gradients settle, and so swings past it less than Adam."
    )
    weaknesses: ClassVar[str] = (
        "The friction depends on the scale of the loss: with tiny gradients it is just half of Adam."
    )
    when: ClassVar[str] = "Where Adam overshoots and a smaller rate everywhere would cost too much."
    reference: ClassVar[str] = (
        "Dubey, Chakraborty, Roy, Mukherjee, Singh and Chaudhuri 2020, diffGrad: an optimization "
        "method for convolutional neural networks, https://arxiv.org/abs/1909.11015"
    )
    variant: ClassVar[str] = (
        "As pytorch_optimizer.DiffGrad: ε stands beside √v before its bias correction, and a second "
        "ε inside the root. The gradient before the first is 0."
    )
    update: ClassVar[Step] = _diffgrad
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "v", "g_old")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS
    effective_rate: ClassVar[str] = "rate*xi*sqrt(1 - beta2^t)/(sqrt(v + eps_root) + eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    eps_root: float = settings.eps_root(1e-15)

    def operations(self) -> tuple[Operation, ...]:
        """Adam's lines and the friction."""
        return (
            moments.MEAN,
            moments.SQUARES,
            op(
                "xi = 1/(1 + exp(-abs(g_old - g)))", "The friction: from 1/2, gradient unchanged, to 1."
            ),
            op("g_old = g", "Kept for the next update."),
            moments.MEAN_CORRECTED,
            op(
                "x = x - rate*xi*m_hat*sqrt(1 - beta2^t)/(sqrt(v + eps_root) + eps)",
                "Adam's step times the friction.",
            ),
        )
