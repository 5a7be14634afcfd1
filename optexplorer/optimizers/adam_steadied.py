"""Adam with first steps that do not depend on a divisor made of one or two gradients."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number, switch
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Form, Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import moments, settings
from optexplorer.optimizers.moments import corrections

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Adam"
_PAPER, _TORCH = 4.0, 5.0  # ρ₀ of RAdam
_THRESHOLDS_DIFFER = (
    "The paper divides by the root as soon as ρ exceeds 4, torch when it exceeds 5, so torch takes "
    "about one more step without a divisor."
)


@step
def _radam(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, lam, threshold = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4]
    m, v = state[0], state[1]
    c1, c2 = corrections(memory, beta1, beta2, t)
    longest = 2.0 / (1.0 - beta2) - 1.0
    rho = longest - 2.0 * t * memory[1] / c2
    adapts = rho > threshold
    rate /= c1
    if adapts:
        ratio = (rho - 4.0) * (rho - 2.0) / rho * longest / ((longest - 4.0) * (longest - 2.0))
        rate *= math.sqrt(ratio * c2)
    for i in range(x.size):
        d = g[i] + lam * x[i]
        m[i] += (1.0 - beta1) * (d - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * d * d
        x[i] -= rate * m[i] / (math.sqrt(v[i]) + eps if adapts else 1.0)
    return OK


@dataclass(frozen=True)
class RAdam(Optimizer):
    """Adam's step times r, once the mean square rests on ρ > ρ₀ gradients; before, x ← x − η m̂.

    ρ = ρ_max − 2 t β₂ᵗ / (1 − β₂ᵗ) with ρ_max = 2 / (1 − β₂) − 1, and
    r² = (ρ − 4) (ρ − 2) ρ_max / ((ρ_max − 4) (ρ_max − 2) ρ), which grows from about 0 to 1.
    """

    key: ClassVar[str] = "radam"
    title: ClassVar[str] = "RAdam"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Adam that begins as momentum and warms up by itself as its mean square becomes reliable."
    )
    strengths: ClassVar[str] = "Needs no warm-up schedule; the first adapted steps are small."
    weaknesses: ClassVar[str] = (
        "The first five steps or so are η times the gradient: on a steep surface a rate that suits "
        "the rest throws it far away."
    )
    when: ClassVar[str] = "In place of Adam with a warm-up, with gradients of moderate size."
    reference: ClassVar[str] = (
        "Liu, Jiang, He, Chen, Liu, Gao and Han 2020, On the variance of the adaptive learning rate "
        "and beyond, https://arxiv.org/abs/1908.03265"
    )
    variant: ClassVar[str] = (
        "As torch.optim.RAdam: ρ₀ = 5, weight decay in the gradient, ε beside √v before its bias "
        "correction; the paper has ρ₀ = 4 and no ε."
    )
    update: ClassVar[Step] = _radam
    rate_rule: ClassVar[RateRule] = ("width", 0.001)
    states: ClassVar[tuple[str, ...]] = ("m", "v")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS
    effective_rate: ClassVar[str] = "rate*q"
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)

    learning_rate: float = settings.learning_rate(0.01)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    weight_decay: float = settings.weight_decay()
    threshold: float = number(
        _TORCH, "ρ₀", "How many gradients the mean square must rest on before it is used.",
        low=4.0, span=(4.0, 20.0),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """Two cases, by the length of the mean square."""
        r = "(rho - 4)*(rho - 2)*rho_max/((rho_max - 4)*(rho_max - 2)*rho)"
        return (
            *settings.decayed(self),
            moments.MEAN,
            moments.SQUARES,
            moments.MEAN_CORRECTED,
            op("rho_max = 2/(1 - beta2) - 1", "How many gradients v rests on in the long run."),
            op("rho = rho_max - 2*t*beta2^t/(1 - beta2^t)", "How many it rests on now."),
            op(f"r = where(rho > threshold, sqrt({r}), 1)", "How far v can be relied on."),
            op(
                "q = where(rho > threshold, r*sqrt(1 - beta2^t)/(sqrt(v) + eps), 1)",
                "What multiplies the mean: no divisor as long as v rests on too little.",
            ),
            op("x = x - rate*q*m_hat", "The step."),
        )

    def forms(self) -> tuple[Form, ...]:
        """With the paper's threshold, or with torch's."""
        paper = self.threshold == _PAPER
        title = "Threshold 5 (torch)" if paper else "Threshold 4 (paper)"
        other = replace(self, threshold=_TORCH if paper else _PAPER)
        return (Form(title, other, _THRESHOLDS_DIFFER),)


@step
def _adopt(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps = hyper[0], hyper[1], hyper[2]
    m, v = state[0], state[1]
    if t == 1:
        for i in range(x.size):
            v[i] = g[i] * g[i]
        return OK
    most = (t - 1) ** 0.25 if hyper[3] != 0.0 else math.inf
    for i in range(x.size):
        u = g[i] / max(math.sqrt(v[i]), eps)
        if abs(u) > most:
            u = math.copysign(most, u)
        m[i] += (1.0 - beta1) * (u - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        x[i] -= rate * m[i]
    return OK


@dataclass(frozen=True)
class ADOPT(Optimizer):
    """u = g / max(√v, ε) with v from before this gradient, m ← β₁ m + (1 − β₁) u, x ← x − η m.

    The first gradient only sets v. With ``clip`` no element of u exceeds (t − 1)^¼.
    """

    key: ClassVar[str] = "adopt"
    title: ClassVar[str] = "ADOPT"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Adam that divides first and averages then, by a root from the step before."
    )
    strengths: ClassVar[str] = "Converges at the best possible rate whatever β₂, where Adam may not."
    weaknesses: ClassVar[str] = (
        "The first step stands still; with β₂ so near to 1 the rates hardly adapt to a changing slope."
    )
    when: ClassVar[str] = "In place of Adam where noise makes it unreliable or β₂ is hard to choose."
    reference: ClassVar[str] = (
        "Taniguchi, Harada, Minegishi, Oshima, Jeong, Nagahara, Iiyama, Suzuki, Iwasawa and Matsuo "
        "2024, ADOPT: modified Adam can converge with any β₂ with the optimal rate, "
        "https://arxiv.org/abs/2411.02853"
    )
    variant: ClassVar[str] = "As optax.contrib.adopt, with the clipping of the paper's second version."
    update: ClassVar[Step] = _adopt
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "v")
    effective_rate: ClassVar[str] = "rate/s"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m", "mean of scaled gradients"),)

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2(0.9999)
    eps: float = settings.eps(1e-6)
    clip: bool = switch(default=True, help="Clip each scaled gradient at (t − 1)^¼.")

    def operations(self) -> tuple[Operation, ...]:
        """The divisor first, then the mean; v is for the next update."""
        clipped = (
            op("c = (t - 1)^0.25", "The longest that an element may be; it grows slowly."),
            op("u = max(min(u, c), -c)", "Clipped."),
        )
        return (
            op("s = max(sqrt(v), eps)", "The root from the step before."),
            op("u = g/s", "The gradient, scaled."),
            *(clipped if self.clip else ()),
            op("m = where(t == 1, m, beta1*m + (1 - beta1)*u)", "The mean of scaled gradients."),
            op(
                "v = where(t == 1, g^2, beta2*v + (1 - beta2)*g^2)",
                "The running mean of squares, for the next update.",
            ),
            op("x = x - rate*m", "The step; none at the first update, when m is still 0."),
        )

    def forms(self) -> tuple[Form, ...]:
        """With or without the clipping."""
        titles = ("Unclipped (first version of the paper)", "Clipped (second version, optax)")
        differs = (
            "Clipping keeps the first scaled gradients, whose divisor is a guess, from leaping far."
        )
        return (self.turned("clip", titles, differs),)
