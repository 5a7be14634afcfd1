"""Prodigy: Adam that estimates how far the solution is, and takes that distance as its rate."""

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


@step
def _prodigy(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, d0, growth = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4]
    d_coef, lam, corrected = hyper[5], hyper[6], hyper[7] != 0.0
    m, v, s, x_0 = state[0], state[1], state[2], state[3]
    if t == 1:
        memory[0] = memory[1] = d0
        memory[3] = memory[4] = 1.0
        for i in range(x.size):
            x_0[i] = x[i]
    d, d_max = memory[0], memory[1]
    beta3 = math.sqrt(beta2)
    gamma = rate * d
    if corrected:
        memory[3] *= beta1
        memory[4] *= beta2
        gamma *= math.sqrt(1.0 - memory[4]) / (1.0 - memory[3])
    progress = length = 0.0
    for i in range(x.size):
        progress += g[i] * (x_0[i] - x[i])
        m[i] = beta1 * m[i] + (1.0 - beta1) * d * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * d * d * g[i] * g[i]
        s[i] = beta3 * s[i] + d / d0 * gamma * g[i]
        length += abs(s[i])
    if length == 0.0:
        return OK
    r = beta3 * memory[2] + d / d0 * gamma * progress
    d_hat = d_coef * r / length
    if d == d0:
        d = max(d, d_hat)
    d_max = max(d_max, d_hat)
    d = d_max if math.isnan(growth) else min(d_max, d * growth)
    memory[0], memory[1], memory[2] = d, d_max, r
    for i in range(x.size):
        x[i] -= gamma * (lam * x[i] + m[i] / (math.sqrt(v[i]) + d * eps))
    return OK


@dataclass(frozen=True)
class Prodigy(Optimizer):
    """γ = η d, x ← x − γ m / (√v + d ε) with Adam's means m of d g and v of d² g².

    The distance d is the largest r / ‖s‖₁ so far, with decaying sums r of d γ gᵀ(x₀ − x) and s of
    d γ g: by convexity no estimate exceeds the distance from the start to the minimum.
    """

    key: ClassVar[str] = "prodigy"
    title: ClassVar[str] = "Prodigy"
    family: ClassVar[str] = parameter_free.FAMILY
    summary: ClassVar[str] = "Adam whose rate is a growing estimate of the distance to the solution."
    when: ClassVar[str] = (
        "When Adam fits the problem and there is no budget for trying rates. Pair it with a "
        "decaying schedule."
    )
    strengths: ClassVar[str] = (
        "Finds the rate while it runs, usually within a factor of two of the best one, and faster "
        "than D-Adaptation."
    )
    weaknesses: ClassVar[str] = (
        "The estimate never falls, so a misleading stretch far from a minimum leaves it too bold "
        "for good; the first steps are tiny."
    )
    reference: ClassVar[str] = (
        "Mishchenko and Defazio 2024, Prodigy: an expeditiously adaptive parameter-free learner, "
        "algorithm 4, https://arxiv.org/abs/2306.06101"
    )
    variant: ClassVar[str] = (
        "As prodigyopt.Prodigy 1.1.2 with decoupled weight decay. The sums lack the paper's factor "
        "1 − √β₂, which cancels in their quotient."
    )
    update: ClassVar[Step] = _prodigy
    effective_rate: ClassVar[str] = "gamma*d/(sqrt(v) + d*eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m/d", "first moment"),)
    finds_rate: ClassVar[bool] = True
    states: ClassVar[tuple[str, ...]] = ("m", "v", "s", "x_0")
    memories: ClassVar[tuple[str, ...]] = ("d", "d_max", "r", "β₁ᵗ", "β₂ᵗ")

    learning_rate: float = parameter_free.rate_factor()
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    d0: float = parameter_free.d0()
    growth: float | None = parameter_free.growth()
    d_coef: float = number(
        1.0, "c", "Multiplies every estimate of the distance: the way to make it bolder or shyer.",
        low=0.0, log=True, span=(0.1, 10.0),
    )  # fmt: skip
    weight_decay: float = parameter_free.decoupled_decay("η d λ")
    bias_correction: bool = switch(
        default=False, help="Multiply the step by √(1 − β₂ᵗ) / (1 − β₁ᵗ), as Adam does."
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        correction = parameter_free.CORRECTION if self.bias_correction else ""
        first = op("d_max = where(t == 1, d0, d_max)", "So does the largest estimate.")
        grown = op(
            "d = min(d_max, growth*where(d == d0, max(d, d_hat), d))",
            "The rate grows gradually, but for its first jump.",
        )
        decay = " + weight_decay*x" if self.weight_decay else ""
        return (
            parameter_free.START,
            parameter_free.FIRST_DISTANCE,
            first,
            op(f"gamma = rate*d{correction}", "The rate of this update."),
            op("m = beta1*m + (1 - beta1)*d*g", "The running mean of the weighted gradients."),
            op("v = beta2*v + (1 - beta2)*d^2*g^2", "The running mean of their squares."),
            op("r = sqrt(beta2)*r + d*gamma/d0*dot(g, x_0 - x)", "How far the descent agreed with it."),
            op("s = sqrt(beta2)*s + d*gamma/d0*g", "The weighted sum of the gradients."),
            op("d_hat = d_coef*r/sum(abs(s))", "What the sums say the distance is at least."),
            op("d_max = max(d_max, d_hat)", "The largest estimate so far."),
            grown if self.growth is not None else op("d = d_max", "The rate never falls."),
            op(f"x = x - gamma*(m/(sqrt(v) + d*eps){decay})", "Adam's step at the rate found."),
        )

    def forms(self) -> tuple[Form, ...]:
        """With or without the correction of the rate."""
        titles = ("Without correction (authors)", "With correction (optax)")
        return (self.turned("bias_correction", titles, parameter_free.CORRECTIONS_DIFFER),)
