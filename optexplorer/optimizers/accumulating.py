"""Methods that give every coordinate its own rate, by other means than Adam's."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.oracle import norm
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Adaptive rates"


@step
def _adafactor(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    eps1, eps2, decay, threshold = hyper[0], hyper[1], hyper[2], hyper[3]
    v, u = state[0], g
    share = float(t) ** -decay
    for i in range(x.size):
        v[i] += share * (g[i] * g[i] - v[i])
        u[i] = g[i] / math.sqrt(max(v[i], eps1 * eps1))
    root = math.sqrt(float(x.size))
    alpha = max(eps2, norm(x) / root) * min(rate, 1.0 / math.sqrt(float(t)))
    excess = max(1.0, norm(u) / (root * threshold))
    memory[0] = alpha
    for i in range(x.size):
        x[i] -= alpha / excess * u[i]
    return OK


@dataclass(frozen=True)
class Adafactor(Optimizer):
    """v ← (1 − t⁻ᵏ) v + t⁻ᵏ g², u = g / max(√v, ε₁), x ← x − α u / max(1, rms(u) / d).

    α = max(ε₂, rms(x)) min(η, 1/√t) measures the step against the parameters, where rms is the root of
    the mean square. The paper factors v of a matrix into rows and columns; of a vector it keeps all.
    """

    key: ClassVar[str] = "adafactor"
    title: ClassVar[str] = "Adafactor"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Divides by the root of a mean square that remembers ever longer, in steps relative to x."
    )
    strengths: ClassVar[str] = (
        "Needs no bias correction, no momentum and, for matrices, almost no memory; the rate falls "
        "by itself and no single step is wild."
    )
    weaknesses: ClassVar[str] = (
        "Steps shrink near the origin of the axes wherever the minimum is, and the fall of the rate "
        "is the same for every problem."
    )
    when: ClassVar[str] = (
        "For language models whose optimizer must not need as much memory as the model. With two "
        "parameters there is nothing to save, but the relative step shows."
    )
    reference: ClassVar[str] = (
        "Shazeer and Stern 2018, Adafactor: adaptive learning rates with sublinear memory cost, "
        "algorithm 4, https://arxiv.org/abs/1804.04235"
    )
    variant: ClassVar[str] = (
        "As torch.optim.Adafactor of a vector: v is not factored, and ε₁ bounds √v from below where "
        "the paper adds ε₁ to g²."
    )
    update: ClassVar[Step] = _adafactor
    effective_rate: ClassVar[str] = "alpha/(c*max(sqrt(v), eps1))"
    states: ClassVar[tuple[str, ...]] = ("v",)
    memories: ClassVar[tuple[str, ...]] = ("alpha",)

    learning_rate: float = settings.learning_rate(
        0.05, "The relative size of a step, until 1/√t falls below it."
    )
    eps1: float = number(
        2.220446049250313e-16, "ε₁", "The least that √v counts as; keeps the quotient finite.",
        low=0.0, low_open=True, log=True, span=(1e-16, 1e-1),
    )  # fmt: skip
    eps2: float = number(
        1e-3, "ε₂", "The least that the size of x counts as; lets it move near the origin.",
        low=0.0, log=True, span=(1e-6, 10.0),
    )  # fmt: skip
    decay: float = number(
        0.8, "k", "The mean takes the share t⁻ᵏ of each new g²; 0 forgets all older ones.",
        low=0.0, span=(0.0, 2.0),
    )  # fmt: skip
    clip_threshold: float = number(
        1.0, "d", "Longer u, by the root of their mean square, are shortened to this.",
        low=0.0, low_open=True, log=True, span=(0.01, 100.0),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("w = t^(-decay)", "The share of what is new, which falls from 1."),
            op("v = v + w*(g^2 - v)", "The mean of the squared gradients, over ever more of them."),
            op("u = g/max(sqrt(v), eps1)", "The gradient in units of its usual size."),
            op("alpha = max(eps2, sqrt(mean(x^2)))*min(rate, 1/sqrt(t))", "The size of x, times η."),
            op("c = max(1, sqrt(mean(u^2))/clip_threshold)", "How much too long u is."),
            op("x = x - alpha*u/c", "The step, relative to the size of x."),
        )


@step
def _madgrad(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    mu, eps = hyper[0], hyper[1]
    s, v, x0 = state[0], state[1], state[2]
    weight = (rate + eps) * math.sqrt(float(t))
    for i in range(x.size):
        if t == 1:
            x0[i] = x[i]
        s[i] += weight * g[i]
        v[i] += weight * g[i] * g[i]
        z = x0[i] - s[i] / (v[i] ** (1.0 / 3.0) + eps)
        x[i] = mu * x[i] + (1.0 - mu) * z
    return OK


@dataclass(frozen=True)
class Madgrad(Optimizer):
    """s ← s + w g, v ← v + w g², z = x₀ − s / (∛v + ε), x ← μ x + (1 − μ) z with w = (η + ε) √t.

    Dual averaging: the sum s of all gradients, later ones weighing more, leads away from the start x₀.
    """

    key: ClassVar[str] = "madgrad"
    title: ClassVar[str] = "MADGRAD"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Steps from the start by the weighted sum of all gradients over the cube root of all squares."
    )
    strengths: ClassVar[str] = (
        "Adapts to every coordinate and yet settles: noise averages out over the whole run."
    )
    weaknesses: ClassVar[str] = (
        "The start is never forgotten, so a wrong turn early on costs many steps."
    )
    when: ClassVar[str] = (
        "Where Adam is quick but a well tuned SGD ends lower: it aims at both. It wants less weight "
        "decay and other rates than either."
    )
    reference: ClassVar[str] = (
        "Defazio and Jelassi 2022, Adaptivity without compromise: a momentumized, adaptive, dual "
        "averaged gradient method for stochastic optimization, algorithm 1, "
        "https://arxiv.org/abs/2101.11075"
    )
    variant: ClassVar[str] = (
        "As optax.contrib.madgrad and the authors' program: the rate counts as η + ε, where the paper "
        "has η. Without weight decay."
    )
    update: ClassVar[Step] = _madgrad
    effective_rate: ClassVar[str] = "(1 - momentum)*w/(v^(1/3) + eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("point", "z", "dual average"),)
    states: ClassVar[tuple[str, ...]] = ("s", "v", "x_0")
    places: ClassVar[tuple[str, ...]] = ("x_0",)

    learning_rate: float = settings.learning_rate(0.05)
    momentum: float = number(
        0.9, "μ", "The share of the old point in the new one; 0 goes all the way to z.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip
    eps: float = settings.eps(1e-6)

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("x_0 = where(t == 1, x, x_0)", "The start, never forgotten."),
            op("w = (rate + eps)*sqrt(t)", "The weight of this gradient; later ones weigh more."),
            op("s = s + w*g", "The weighted sum of the gradients."),
            op("v = v + w*g^2", "The weighted sum of their squares."),
            op("z = x_0 - s/(v^(1/3) + eps)", "Where all gradients together lead from the start."),
            op("x = momentum*x + (1 - momentum)*z", "Part of the way there."),
        )


@step
def _sm3(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    mu, eps = hyper[0], hyper[1]
    s, m = state[0], state[1]
    for i in range(x.size):
        s[i] += g[i] * g[i]
        m[i] = mu * m[i] + (1.0 - mu) * g[i] / math.sqrt(s[i] + eps)
        x[i] -= rate * m[i]
    return OK


@dataclass(frozen=True)
class Sm3(Optimizer):
    """s ← s + g², m ← μ m + (1 − μ) g / √(s + ε), x ← x − η m.

    Of a matrix SM3 keeps one s per row and column and takes the smaller of the two; of a vector each
    coordinate has its own s, and what remains is AdaGrad with a running mean of its steps.
    """

    key: ClassVar[str] = "sm3"
    title: ClassVar[str] = "SM3"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "AdaGrad with momentum, made to need little memory on matrices."
    strengths: ClassVar[str] = (
        "AdaGrad's own rate for every coordinate and its guarantees, at a fraction of the memory."
    )
    weaknesses: ClassVar[str] = "As in AdaGrad the sum only grows, so it slows down for good."
    when: ClassVar[str] = (
        "For very large networks with sparse gradients, where AdaGrad works but does not fit into "
        "memory. With few parameters take AdaGrad."
    )
    reference: ClassVar[str] = (
        "Anil, Gupta, Koren and Singer 2019, Memory-efficient adaptive optimization, SM3-II, "
        "https://arxiv.org/abs/1901.11150"
    )
    variant: ClassVar[str] = (
        "As optax.sm3 of a vector, whose covers are single coordinates; optax fixes ε at 1e-8."
    )
    update: ClassVar[Step] = _sm3
    effective_rate: ClassVar[str] = "rate/sqrt(s + eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m", "mean step"),)
    rate_rule: ClassVar[RateRule] = ("width", 0.05)
    states: ClassVar[tuple[str, ...]] = ("s", "m")

    learning_rate: float = settings.learning_rate(0.5)
    momentum: float = number(
        0.9, "μ", "Decay of the running mean of the steps; 0 takes each as it is.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip
    eps: float = number(
        1e-8, "ε", "Keeps the root away from zero; large values damp the adaptation.",
        low=0.0, low_open=True, log=True, span=(1e-12, 1e-1),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("s = s + g^2", "The sum of all squared gradients so far."),
            op("m = momentum*m + (1 - momentum)*g/sqrt(s + eps)", "The running mean of the steps."),
            op("x = x - rate*m", "The step, short where gradients were large."),
        )
