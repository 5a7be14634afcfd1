"""Adam with a second moment that cannot fall, or not fast: AMSGrad, Adamax and Yogi."""

import math
from dataclasses import dataclass
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


@step
def _amsgrad(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, lam = hyper[0], hyper[1], hyper[2], hyper[3]
    corrected, corrected_max = hyper[4] != 0.0, hyper[5] != 0.0
    m, v, v_max = state[0], state[1], state[2]
    c1, c2 = corrections(memory, beta1, beta2, t)
    if not corrected:
        c1 = c2 = 1.0
    within, after = (c2, 1.0) if corrected_max else (1.0, c2)
    for i in range(x.size):
        d = g[i] + lam * x[i]
        m[i] += (1.0 - beta1) * (d - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * d * d
        v_max[i] = max(v_max[i], v[i] / within)
        x[i] -= rate / c1 * m[i] / (math.sqrt(v_max[i] / after) + eps)
    return OK


@dataclass(frozen=True)
class AMSGrad(Optimizer):
    """Adam that divides by the largest v so far: v_max ← max(v_max, v), x ← x − η m̂ / (√v̂_max + ε).

    With ``corrected_max`` the maximum is taken of v̂ = v / (1 − β₂ᵗ), which early on is larger, and
    is not corrected again; without ``bias_correction`` m and v stay as they are, as in the paper.
    """

    key: ClassVar[str] = "amsgrad"
    title: ClassVar[str] = "AMSGrad"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Adam whose rates can only fall, because it never forgets a large gradient."
    )
    strengths: ClassVar[str] = (
        "Converges on the convex problems where Adam provably does not, those with rare large "
        "gradients."
    )
    weaknesses: ClassVar[str] = (
        "One steep place slows the coordinate down for good, however flat it is later."
    )
    when: ClassVar[str] = (
        "Where Adam circles or drifts because informative gradients are rare; else it is seldom better."
    )
    reference: ClassVar[str] = (
        "Reddi, Kale and Kumar 2018, On the convergence of Adam and beyond, algorithm 2, "
        "https://openreview.net/forum?id=ryQu7f-RZ"
    )
    variant: ClassVar[str] = (
        "As torch.optim.Adam with amsgrad=True: the maximum is of v before its bias correction; with "
        "corrected_max as optax.amsgrad; without bias_correction as the paper."
    )
    update: ClassVar[Step] = _amsgrad
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "v", "v_max")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS
    effective_rate: ClassVar[str] = "rate/(sqrt(v_hat) + eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    weight_decay: float = settings.weight_decay()
    bias_correction: bool = switch(
        default=True, help="Divide m by 1 − β₁ᵗ and v by 1 − β₂ᵗ; the paper does not."
    )
    corrected_max: bool = switch(
        default=False,
        help="Correct v before the maximum is taken, as optax does, in place of after it.",
    )

    def operations(self) -> tuple[Operation, ...]:
        """The maximum before or after the correction, or without one."""
        first, second = ("m", "v_max")
        largest = op("v_max = max(v_max, v)", "The largest mean square so far.")
        if self.bias_correction:
            first, second = "m/(1 - beta1^t)", "v_max/(1 - beta2^t)"
            if self.corrected_max:
                second = "v_max"
                largest = op(
                    "v_max = max(v_max, v/(1 - beta2^t))", "The largest corrected mean square."
                )
        return (
            *settings.decayed(self),
            moments.MEAN,
            moments.SQUARES,
            largest,
            op(f"m_hat = {first}", "The mean that the step follows."),
            op(f"v_hat = {second}", "The mean square that it is divided by."),
            moments.ADAM_STEP,
        )

    def forms(self) -> tuple[Form, ...]:
        """As optax; as the paper."""
        corrected = self.turned("bias_correction", moments.CORRECTION, moments.CORRECTION_DIFFERS)
        if not self.bias_correction:
            return (corrected,)
        orders = ("Maximum, then correction (torch)", "Correction, then maximum (optax)")
        differs = (
            "The correction shrinks towards 1 as t grows: torch applies it to the largest v so far, "
            "optax to every v before the largest is taken."
        )
        return (self.turned("corrected_max", orders, differs), corrected)


@step
def _adamax(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps = hyper[0], hyper[1], hyper[2]
    joins, shrinks = (0.0, hyper[3]) if hyper[4] != 0.0 else (hyper[3], 0.0)
    m, u = state[0], state[1]
    c1, _ = corrections(memory, beta1, beta2, t)
    for i in range(x.size):
        d = g[i] + joins * x[i]
        x[i] *= 1.0 - rate * shrinks
        m[i] += (1.0 - beta1) * (d - m[i])
        u[i] = max(beta2 * u[i], abs(d) + eps)
        x[i] -= rate / c1 * m[i] / u[i]
    return OK


@dataclass(frozen=True)
class Adamax(Optimizer):
    """u ← max(β₂ u, |g| + ε), x ← x − η m̂ / u with Adam's mean m̂ = m / (1 − β₁ᵗ)."""

    key: ClassVar[str] = "adamax"
    title: ClassVar[str] = "Adamax"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Adam that divides by the largest recent gradient in place of a root mean square."
    )
    strengths: ClassVar[str] = (
        "Never steps farther than about η in a coordinate; u needs no correction."
    )
    weaknesses: ClassVar[str] = (
        "After a large gradient the rate stays small until u has decayed, 1/(1 - β₂) steps or so."
    )
    when: ClassVar[str] = "For sparse or spiky gradients, where Adam's mean square jumps about."
    reference: ClassVar[str] = (
        "Kingma and Ba 2015, Adam: a method for stochastic optimization, algorithm 2, "
        "https://arxiv.org/abs/1412.6980"
    )
    variant: ClassVar[str] = (
        "As torch.optim.Adamax: ε is added to |g| inside the maximum; the paper has none. "
        "Decoupled as optax.adamaxw."
    )
    update: ClassVar[Step] = _adamax
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "u")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS
    effective_rate: ClassVar[str] = "rate/u"
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    weight_decay: float = settings.weight_decay()
    decoupled: bool = settings.decoupled()

    def operations(self) -> tuple[Operation, ...]:
        """A maximum that fades in place of a mean square."""
        return (
            *(settings.shrunk(self) if self.decoupled else settings.decayed(self)),
            moments.MEAN,
            op("u = max(beta2*u, abs(g) + eps)", "The largest gradient so far, fading."),
            moments.MEAN_CORRECTED,
            op("x = x - rate*m_hat/u", "The mean, divided by the largest."),
        )

    def forms(self) -> tuple[Form, ...]:
        """With the other decay, where there is some."""
        other = self.turned("decoupled", settings.DECAYS, settings.DECAYS_DIFFER)
        return (other,) if self.weight_decay else ()


@step
def _yogi(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, lam, start = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4]
    m, v = state[0], state[1]
    if t == 1:
        m[:] = start
        v[:] = start
    c1, c2 = corrections(memory, beta1, beta2, t)
    for i in range(x.size):
        d = g[i] + lam * x[i]
        square = d * d
        m[i] += (1.0 - beta1) * (d - m[i])
        if v[i] < square:
            v[i] += (1.0 - beta2) * square
        elif v[i] > square:
            v[i] -= (1.0 - beta2) * square
        x[i] -= rate / c1 * m[i] / (math.sqrt(v[i] / c2) + eps)
    return OK


@dataclass(frozen=True)
class Yogi(Optimizer):
    """v ← v − (1 − β₂) sign(v − g²) g², then Adam's step x ← x − η m̂ / (√v̂ + ε)."""

    key: ClassVar[str] = "yogi"
    title: ClassVar[str] = "Yogi"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Adam whose mean square changes additively, so that rates rise only slowly."
    )
    strengths: ClassVar[str] = (
        "Where gradients become small, v falls by their size and not by a share of itself: no "
        "sudden rise of the rate."
    )
    weaknesses: ClassVar[str] = (
        "After a steep start the rate may stay low for very long; its larger ε damps the "
        "adaptation near minima."
    )
    when: ClassVar[str] = (
        "Where Adam's rate jumps when gradients fade, as with sparse or bursty gradients."
    )
    reference: ClassVar[str] = (
        "Zaheer, Reddi, Sachan, Kale and Kumar 2018, Adaptive methods for nonconvex optimization, "
        "https://papers.nips.cc/paper/8186-adaptive-methods-for-nonconvex-optimization"
    )
    variant: ClassVar[str] = (
        "As optax.yogi: m and v both begin at a small number and both are bias-corrected, where the "
        "paper corrects neither."
    )
    update: ClassVar[Step] = _yogi
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "v")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS
    effective_rate: ClassVar[str] = moments.ADAM_RATE
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-3)
    weight_decay: float = settings.weight_decay()
    initial_accumulator: float = number(
        1e-6, "a₀", "Both means begin at this number.", low=0.0, log=True, span=(1e-9, 1.0)
    )

    def operations(self) -> tuple[Operation, ...]:
        """Adam's lines with another change of v."""
        return (
            *settings.decayed(self),
            op("m = where(t == 1, initial_accumulator, m)", "The mean gradient to begin with."),
            op("v = where(t == 1, initial_accumulator, v)", "The mean square to begin with."),
            moments.MEAN,
            op(
                "v = v - (1 - beta2)*sign(v - g^2)*g^2",
                "Towards the newest square, by a share of that square.",
            ),
            moments.MEAN_CORRECTED,
            moments.SQUARES_CORRECTED,
            moments.ADAM_STEP,
        )
