"""MoMo: momentum whose rate comes from a model of the loss, cut off below at its lowest value.

The mean f̄ of past values, the mean m of past gradients and the mean γ of past gᵀx make the linear
model f̄ − γ + mᵀx of the loss. The step goes along m (divided by D for Adam) as far as this model
needs to reach the bound f*, and never farther than η allows. With weight decay λ and c = 1 + η λ:

    τ = min(η, max(c (f̄ − f* − γ) + mᵀx, 0) / mᵀD⁻¹m),    x ← x / c − τ D⁻¹ m
"""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import switch
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.oracle import value_at
from optexplorer.core.status import OK
from optexplorer.optimizers import parameter_free, settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FLAT = 2.0**-52  # no step where mᵀD⁻¹m is no larger than this
_REFERENCE = (
    "Schaipp, Ohana, Eickenberg, Defazio and Gower 2024, MoMo: momentum models for adaptive "
    "learning rates, https://arxiv.org/abs/2305.07583"
)

_DECAY = op("c = 1 + rate*weight_decay", "What the weight decay makes of the model.")
_FIRST_BOUND = op("bound = where(t == 1, lower_bound, bound)", "The bound begins with the one given.")

_BELOW = "Where the model is below the bound, so must the bound be."
_LIFTED = "The next bound is what the model promises at half the step."


@helper
def _lowered(bound: float, height: float, c: float, least: float) -> float:
    """The bound f*, moved below the model where ``height``, c times the model there, is below it."""
    return max(height / (2.0 * c), least) if height < c * bound else bound


@helper
def _length(excess: float, square: float, largest: float) -> float:
    """The factor τ on D⁻¹m that lowers the model by ``excess``, within 0 and ``largest``."""
    return min(largest, max(excess, 0.0) / square) if square > _FLAT else 0.0


@step
def _momo(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta, least, lam, adapt = hyper[0], hyper[1], hyper[2], hyper[3] != 0.0
    m = state[0]
    if t == 1:
        beta = 0.0
        memory[2] = least
    slope = ahead = square = 0.0
    for i in range(x.size):
        m[i] = beta * m[i] + (1.0 - beta) * g[i]
        slope += g[i] * x[i]
        ahead += m[i] * x[i]
        square += m[i] * m[i]
    f_bar = beta * memory[0] + (1.0 - beta) * value_at(oracle, x)
    gamma = beta * memory[1] + (1.0 - beta) * slope
    c = 1.0 + rate * lam
    bound = memory[2]
    if adapt:
        bound = _lowered(bound, c * (f_bar - gamma) + ahead, c, least)
    tau = _length(c * (f_bar - bound - gamma) + ahead, square, rate)
    for i in range(x.size):
        x[i] -= rate * lam / c * x[i] + tau * m[i]
    if adapt:
        memory[2] = max(f_bar + ahead - gamma - 0.5 * tau * square, least)
    memory[0], memory[1], memory[3] = f_bar, gamma, tau
    return OK


@dataclass(frozen=True)
class Momo(Optimizer):
    """τ = min(η, (f̄ − f* − γ + mᵀx)₊ / ‖m‖²), x ← x − τ m, with means f̄ of f, m of g, γ of gᵀx."""

    key: ClassVar[str] = "momo"
    title: ClassVar[str] = "MoMo"
    family: ClassVar[str] = parameter_free.FAMILY
    summary: ClassVar[str] = "Momentum that shortens its rate to what a model of the loss asks for."
    when: ClassVar[str] = (
        "When SGD with momentum fits the problem, a lower bound of the loss is known, and the rate "
        "is to matter less."
    )
    strengths: ClassVar[str] = (
        "A rate chosen far too large does little harm: near the bound the steps shrink by themselves."
    )
    weaknesses: ClassVar[str] = (
        "Needs the value and a lower bound; a poor bound makes it plain momentum."
    )
    reference: ClassVar[str] = _REFERENCE
    variant: ClassVar[str] = "As optax.contrib.momo: the means start at the first values, unbiased."
    update: ClassVar[Step] = _momo
    effective_rate: ClassVar[str] = "tau"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m", "first moment"),)
    states: ClassVar[tuple[str, ...]] = ("m",)
    memories: ClassVar[tuple[str, ...]] = ("f_bar", "gamma", "bound", "tau")

    learning_rate: float = settings.learning_rate(1.0, "The largest rate: steps may be shorter.")
    beta: float = settings.momentum(0.9, "β")
    lower_bound: float | None = parameter_free.known_minimum()
    weight_decay: float = parameter_free.decoupled_decay("η λ / (1 + η λ)")
    adapt_lower_bound: bool = switch(
        default=False, help="Estimate the lower bound on the way, from f* upwards."
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        c = "c*" if self.weight_decay else ""
        half = "h/(2*c)" if c else "h/2"
        bound = "bound" if self.adapt_lower_bound else "lower_bound"
        adapted = (
            _FIRST_BOUND,
            op(f"h = {c}(f_bar - gamma) + dot(m, x)", "The height of the model here."),
            op(f"bound = where(h < {c}bound, max({half}, lower_bound), bound)", _BELOW),
        )
        lifted = op("bound = max(f_bar + dot(m, x) - gamma - tau*norm(m)^2/2, lower_bound)", _LIFTED)
        return (
            op("b = where(t == 1, 0, beta)", "The means begin with their first values."),
            op("f_bar = b*f_bar + (1 - b)*f(x)", "The running mean of the values."),
            op("m = b*m + (1 - b)*g", "The running mean of the gradients."),
            op("gamma = b*gamma + (1 - b)*dot(g, x)", "That of the gradients times the points."),
            *((_DECAY,) if c else ()),
            *(adapted if self.adapt_lower_bound else ()),
            op(
                "tau = where(norm(m) > 2^(-26), min(rate, "
                f"max({c}(f_bar - {bound} - gamma) + dot(m, x), 0)/norm(m)^2), 0)",
                "The rate at which the model comes down to its lowest value.",
            ),
            *((lifted,) if self.adapt_lower_bound else ()),
            op("x = x/c - tau*m" if c else "x = x - tau*m", "The step."),
        )

    def fitted(self, minimum: float | None) -> Self:
        """With the problem's known minimum for a bound of None, and 0 where none is known."""
        bound = self.lower_bound
        return self if bound is not None else replace(self, lower_bound=minimum or 0.0)


@step
def _momo_adam(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, least = hyper[0], hyper[1], hyper[2], hyper[3]
    lam, adapt = hyper[4], hyper[5] != 0.0
    m, v, p = state[0], state[1], state[2]
    if t == 1:
        memory[2] = least
        memory[4] = memory[5] = 1.0
    memory[4] *= beta1
    memory[5] *= beta2
    c1, c2 = 1.0 - memory[4], 1.0 - memory[5]
    slope = ahead = square = 0.0
    for i in range(x.size):
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        p[i] = m[i] / (eps + math.sqrt(v[i] / c2)) if m[i] != 0.0 else 0.0
        slope += g[i] * x[i]
        ahead += m[i] * x[i]
        square += m[i] * p[i]
    f_bar = beta1 * memory[0] + (1.0 - beta1) * value_at(oracle, x)
    gamma = beta1 * memory[1] + (1.0 - beta1) * slope
    c = 1.0 + rate * lam
    bound = memory[2]
    if adapt:
        bound = _lowered(bound, c * (f_bar - gamma) + ahead, c * c1, least)
    tau = _length(c * (f_bar - c1 * bound - gamma) + ahead, square, rate / c1)
    for i in range(x.size):
        x[i] -= rate * lam / c * x[i] + tau * p[i]
    if adapt:
        memory[2] = max((f_bar + ahead - gamma - 0.5 * tau * square) / c1, least)
    memory[0], memory[1], memory[3] = f_bar, gamma, tau
    return OK


@dataclass(frozen=True)
class MomoAdam(Optimizer):
    """D = √(v / (1 − β₂ᵗ)) + ε, τ = min(η / c₁, (f̄ − c₁ f* − γ + mᵀx)₊ / mᵀD⁻¹m), x ← x − τ D⁻¹ m.

    c₁ = 1 − β₁ᵗ stands in for the bias correction of f̄, γ and m.
    """

    key: ClassVar[str] = "momo_adam"
    title: ClassVar[str] = "MoMo-Adam"
    family: ClassVar[str] = parameter_free.FAMILY
    summary: ClassVar[str] = "Adam that shortens its rate to what a model of the loss asks for."
    when: ClassVar[str] = (
        "When Adam fits the problem, a lower bound of the loss is known, and the rate is to "
        "matter less."
    )
    strengths: ClassVar[str] = (
        "Comes to rest where Adam circles: near the bound the steps shrink by themselves."
    )
    weaknesses: ClassVar[str] = "Needs the value and a lower bound; a poor bound makes it plain Adam."
    reference: ClassVar[str] = _REFERENCE
    variant: ClassVar[str] = "As optax.contrib.momo_adam, with weight decay apart from the gradient."
    update: ClassVar[Step] = _momo_adam
    effective_rate: ClassVar[str] = "tau/D"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m", "first moment"),)
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "v", "p")
    memories: ClassVar[tuple[str, ...]] = ("f_bar", "gamma", "bound", "tau", "β₁ᵗ", "β₂ᵗ")

    learning_rate: float = settings.learning_rate(0.05, "The largest rate: steps may be shorter.")
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    lower_bound: float | None = parameter_free.known_minimum()
    weight_decay: float = parameter_free.decoupled_decay("η λ / (1 + η λ)")
    adapt_lower_bound: bool = switch(
        default=False, help="Estimate the lower bound on the way, from f* upwards."
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        c = "c*" if self.weight_decay else ""
        bound = "bound" if self.adapt_lower_bound else "lower_bound"
        adapted = (
            _FIRST_BOUND,
            op(f"h = {c}(f_bar - gamma) + dot(m, x)", "The height of the model here."),
            op(f"bound = where(h < {c}c_1*bound, max(h/(2*{c}c_1), lower_bound), bound)", _BELOW),
        )
        lifted = op(
            "bound = max((f_bar + dot(m, x) - gamma - tau*dot(m, p)/2)/c_1, lower_bound)", _LIFTED
        )
        return (
            op("f_bar = beta1*f_bar + (1 - beta1)*f(x)", "The running mean of the values."),
            op("m = beta1*m + (1 - beta1)*g", "The running mean of the gradients."),
            op("v = beta2*v + (1 - beta2)*g^2", "The running mean of their squares."),
            op(
                "gamma = beta1*gamma + (1 - beta1)*dot(g, x)", "That of the gradients times the points."
            ),
            op("c_1 = 1 - beta1^t", "What the means lack, as they start from zeros."),
            op("D = sqrt(v/(1 - beta2^t)) + eps", "The size of the gradients of each coordinate."),
            op("p = m/D", "The direction of the step."),
            *((_DECAY,) if c else ()),
            *(adapted if self.adapt_lower_bound else ()),
            op(
                "tau = where(dot(m, p) > 2^(-52), min(rate/c_1, "
                f"max({c}(f_bar - c_1*{bound} - gamma) + dot(m, x), 0)/dot(m, p)), 0)",
                "The rate at which the model comes down to its lowest value.",
            ),
            *((lifted,) if self.adapt_lower_bound else ()),
            op("x = x/c - tau*p" if c else "x = x - tau*p", "The step."),
        )

    def fitted(self, minimum: float | None) -> Self:
        """With the problem's known minimum for a bound of None, and 0 where none is known."""
        bound = self.lower_bound
        return self if bound is not None else replace(self, lower_bound=minimum or 0.0)
