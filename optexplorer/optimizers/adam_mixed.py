"""Adam with a mixture of means: with the newest gradient, or with a much longer memory."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

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
def _qhadam(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, nu1, nu2, eps = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4]
    m, v = state[0], state[1]
    c1, c2 = corrections(memory, beta1, beta2, t)
    for i in range(x.size):
        square = g[i] * g[i]
        m[i] += (1.0 - beta1) * (g[i] - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * square
        mean = (1.0 - nu1) * g[i] + nu1 * m[i] / c1
        x[i] -= rate * mean / (math.sqrt((1.0 - nu2) * square + nu2 * v[i] / c2) + eps)
    return OK


@dataclass(frozen=True)
class QHAdam(Optimizer):
    """x ← x − η ((1 − ν₁) g + ν₁ m̂) / (√((1 − ν₂) g² + ν₂ v̂) + ε) with Adam's m̂ and v̂."""

    key: ClassVar[str] = "qhadam"
    title: ClassVar[str] = "QHAdam"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Adam that mixes the newest gradient into both of its means."
    strengths: ClassVar[str] = (
        "A long memory and a quick reaction at once; holds Adam, RMSProp and NAdam as special cases."
    )
    weaknesses: ClassVar[str] = (
        "Two more numbers to choose; with ν₂ below 1 a single gradient counts a lot."
    )
    when: ClassVar[str] = "Where a long momentum would help but swings too much."
    reference: ClassVar[str] = (
        "Ma and Yarats 2019, Quasi-hyperbolic momentum and Adam for deep learning, "
        "https://arxiv.org/abs/1810.06801"
    )
    variant: ClassVar[str] = (
        "The paper's, with its bias correction and with the values that its authors recommend; "
        "pytorch_optimizer.QHAdam computes the same but corrects in single precision."
    )
    update: ClassVar[Step] = _qhadam
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "v")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS
    effective_rate: ClassVar[str] = "rate/(sqrt(v_mix) + eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = settings.beta1(0.995)
    beta2: float = settings.beta2()
    nu1: float = number(
        0.7, "ν₁", "The mean's share of the numerator; the rest is the newest gradient's.",
        low=0.0, high=1.0, span=(0.0, 1.0),
    )  # fmt: skip
    nu2: float = number(
        1.0, "ν₂", "The mean square's share of the divisor; the rest is the newest square's.",
        low=0.0, high=1.0, span=(0.0, 1.0),
    )  # fmt: skip
    eps: float = settings.eps(1e-8)

    def operations(self) -> tuple[Operation, ...]:
        """Adam's means, then the mixtures."""
        return (
            *moments.MOMENTS,
            op("m_mix = (1 - nu1)*g + nu1*m_hat", "The newest gradient and the mean."),
            op("v_mix = (1 - nu2)*g^2 + nu2*v_hat", "The newest square and the mean square."),
            op("x = x - rate*m_mix/(sqrt(v_mix) + eps)", "The one over the root of the other."),
        )


@step
def _ademamix(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, beta3, alpha, eps = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4]
    left = 1.0 - rate * hyper[5]
    m1, m2, v = state[0], state[1], state[2]
    c1, c2 = corrections(memory, beta1, beta2, t)
    for i in range(x.size):
        m1[i] += (1.0 - beta1) * (g[i] - m1[i])
        m2[i] += (1.0 - beta3) * (g[i] - m2[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        x[i] = left * x[i] - rate * (m1[i] / c1 + alpha * m2[i]) / (math.sqrt(v[i] / c2) + eps)
    return OK


@dataclass(frozen=True)
class AdEMAMix(Optimizer):
    """x ← x − η (m̂₁ + α m₂) / (√v̂ + ε) with a quick mean m₁ (β₁) and a slow one m₂ (β₃)."""

    key: ClassVar[str] = "ademamix"
    title: ClassVar[str] = "AdEMAMix"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Adam with a second mean that remembers gradients for thousands of steps."
    strengths: ClassVar[str] = "Very old gradients keep helping along slow directions."
    weaknesses: ClassVar[str] = (
        "The slow mean does nothing in a short run and swings past minima for long in a long one."
    )
    when: ClassVar[str] = (
        "For long runs of large models; for a few hundred steps with a smaller β₃, such as 0.99."
    )
    reference: ClassVar[str] = (
        "Pagliardini, Ablin and Grangier 2024, The AdEMAMix optimizer: better, faster, older, "
        "https://arxiv.org/abs/2409.03137"
    )
    variant: ClassVar[str] = (
        "As optax.contrib.ademamix: α and β₃ are constant and m₂ is not corrected; the paper raises "
        "both from small values. Weight decay as in AdamW."
    )
    update: ClassVar[Step] = _ademamix
    rate_rule: ClassVar[RateRule] = ("width", 0.006)
    states: ClassVar[tuple[str, ...]] = ("m1", "m2", "v")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS
    effective_rate: ClassVar[str] = moments.ADAM_RATE
    pictures: ClassVar[tuple[Picture, ...]] = (
        Picture("arrow", "m1", "quick mean"),
        Picture("arrow", "m2", "slow mean"),
    )

    learning_rate: float = settings.learning_rate(0.02)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    beta3: float = number(
        0.9999, "β₃", "Decay of the slow mean; nearer to 1 remembers longer.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.9999),
    )  # fmt: skip
    alpha: float = number(
        5.0, "α", "The weight of the slow mean beside the quick one.", low=0.0, span=(0.0, 10.0)
    )
    eps: float = settings.eps(1e-8)
    weight_decay: float = settings.decoupled_decay()

    def operations(self) -> tuple[Operation, ...]:
        """Two means of the gradients over the root of one of their squares."""
        return (
            *settings.shrunk(self),
            op("m1 = beta1*m1 + (1 - beta1)*g", "The quick mean."),
            op("m2 = beta3*m2 + (1 - beta3)*g", "The slow mean."),
            moments.SQUARES,
            op(
                "m_hat = m1/(1 - beta1^t)",
                "Undoes the quick mean's pull towards the zeros it starts from.",
            ),
            moments.SQUARES_CORRECTED,
            op("x = x - rate*(m_hat + alpha*m2)/(sqrt(v_hat) + eps)", "Both means, over the root."),
        )


@step
def _simplified_ademamix(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, alpha, eps = hyper[0], hyper[1], hyper[2], hyper[3]
    m, v = state[0], state[1]
    _, c2 = corrections(memory, beta1, beta2, t)
    for i in range(x.size):
        m[i] = beta1 * m[i] + g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        x[i] -= rate * (m[i] + alpha * g[i]) / (math.sqrt(v[i] / c2) + eps)
    return OK


@dataclass(frozen=True)
class SimplifiedAdEMAMix(Optimizer):
    """m ← β₁ m + g, x ← x − η (m + α g) / (√v̂ + ε) with Adam's v̂."""

    key: ClassVar[str] = "simplified_ademamix"
    title: ClassVar[str] = "Simplified AdEMAMix"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Adam with one long sum of gradients and the newest gradient on top."
    strengths: ClassVar[str] = "AdEMAMix's two time scales with one vector less and one number less."
    weaknesses: ClassVar[str] = (
        "The sum is up to 1/(1 - β₁) gradients long, so the rate must be smaller by that factor."
    )
    when: ClassVar[str] = "For long noisy runs, with α larger the larger the batch's noise."
    reference: ClassVar[str] = (
        "Morwani, Vyas, Zhang and Kakade 2025, Connections between schedule-free optimizers, "
        "AdEMAMix, and accelerated SGD variants, https://arxiv.org/abs/2502.02431"
    )
    variant: ClassVar[str] = "As optax.contrib.simplified_ademamix, whose α is 0 unless it is set."
    update: ClassVar[Step] = _simplified_ademamix
    rate_rule: ClassVar[RateRule] = ("width", 0.0003)
    states: ClassVar[tuple[str, ...]] = ("m", "v")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS
    effective_rate: ClassVar[str] = moments.ADAM_RATE
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m", "sum of gradients"),)

    learning_rate: float = settings.learning_rate(0.001)
    beta1: float = settings.beta1(0.99)
    beta2: float = settings.beta2(0.95)
    alpha: float = number(
        0.0, "α", "The weight of the newest gradient on top of the sum.",
        low=0.0, log=True, span=(1e-2, 1e3),
    )  # fmt: skip
    eps: float = settings.eps(1e-8)

    def operations(self) -> tuple[Operation, ...]:
        """A sum in place of a mean; the newest gradient's line only where it has a weight."""
        return (
            op("m = beta1*m + g", "The fading sum of the gradients."),
            moments.SQUARES,
            moments.SQUARES_CORRECTED,
            op(
                f"x = x - rate*{'(m + alpha*g)' if self.alpha else 'm'}/(sqrt(v_hat) + eps)",
                "The sum, over the root.",
            ),
        )
