"""D-Adaptation of gradient descent and AdaGrad, by dual averaging from the starting point x₀."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.operations import Operation, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import norm
from optexplorer.core.status import OK
from optexplorer.optimizers import parameter_free, settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_PAPER = "Defazio and Mishchenko 2023, Learning-rate-free learning by D-Adaptation, "
_LINK = "https://arxiv.org/abs/2301.07733"
_FIRST_SQUARE = 1e-6  # what the library adds to AdaGrad's sum of squares


def _stepped(target: str, momentum: float) -> Operation:
    """The line that moves to ``target``, or part of the way."""
    if momentum:
        return op(f"x = momentum*x + (1 - momentum)*({target})", "Moves part of the way there.")
    return op(f"x = {target}", "The step, from the start by all gradients.")


@step
def _dadapt_sgd(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    mu, d0, growth, lam = hyper[0], hyper[1], hyper[2], hyper[3]
    s, x_0 = state[0], state[1]
    if t == 1:
        memory[0] = d0
        for i in range(x.size):
            x_0[i] = x[i]
    for i in range(x.size):
        g[i] += lam * x[i]
    if memory[2] == 0.0:
        memory[2] = norm(g)
        if memory[2] == 0.0:
            return OK
    d = memory[0]
    gamma = rate * d / memory[2]
    for i in range(x.size):
        memory[1] += gamma * g[i] * s[i]
        s[i] += gamma * g[i]
    length = norm(s)
    if length == 0.0:
        return OK
    d_hat = 2.0 * memory[1] / length
    memory[0] = max(d, d_hat if math.isnan(growth) else min(d_hat, growth * d))
    for i in range(x.size):
        x[i] = mu * x[i] + (1.0 - mu) * (x_0[i] - s[i])
    return OK


@dataclass(frozen=True)
class DAdaptSGD(Optimizer):
    """γ = η d / ‖g₁‖, s ← s + γ g, x ← x₀ − s, and d the largest 2 Σ γ gᵀs / ‖s‖ so far.

    ``momentum`` averages the points: x ← μ x + (1 − μ)(x₀ − s).
    """

    key: ClassVar[str] = "dadapt_sgd"
    title: ClassVar[str] = "D-Adapt SGD"
    family: ClassVar[str] = parameter_free.FAMILY
    summary: ClassVar[str] = "Gradient descent whose rate is a growing estimate of the distance to go."
    when: ClassVar[str] = (
        "When gradients do not change much in size from the first to the last and the rate of plain "
        "descent is unknown."
    )
    strengths: ClassVar[str] = "The simplest rate-free descent, with a proof for convex functions."
    weaknesses: ClassVar[str] = (
        "Everything is measured in units of the first gradient: after a steep start it crawls, after "
        "a flat one it may overshoot and diverge."
    )
    reference: ClassVar[str] = _PAPER + "algorithm 4, " + _LINK
    variant: ClassVar[str] = (
        "As dadaptation.DAdaptSGD 3.2, but the first gradient is measured with its weight decay, and "
        "one that is 0 is passed over."
    )
    update: ClassVar[Step] = _dadapt_sgd
    effective_rate: ClassVar[str] = "gamma"
    finds_rate: ClassVar[bool] = True
    states: ClassVar[tuple[str, ...]] = ("s", "x_0")
    places: ClassVar[tuple[str, ...]] = ("x_0",)
    memories: ClassVar[tuple[str, ...]] = ("d", "r", "G")

    learning_rate: float = parameter_free.rate_factor()
    momentum: float = parameter_free.averaging()
    d0: float = parameter_free.d0()
    growth: float | None = parameter_free.growth()
    weight_decay: float = settings.weight_decay()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            *settings.decayed(self),
            parameter_free.START,
            parameter_free.FIRST_DISTANCE,
            op("G = where(G == 0, norm(g), G)", "The size of the first gradient is the measure."),
            op("gamma = rate*d/G", "The rate of this update."),
            op("r = r + gamma*dot(g, s)", "How far the gradients agree with their sum."),
            op("s = s + gamma*g", "The weighted sum of the gradients."),
            op("d_hat = 2*r/norm(s)", "What the sums say the distance is at least."),
            parameter_free.raised_distance(self.growth),
            _stepped("x_0 - s", self.momentum),
        )


@step
def _dadapt_adagrad(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    mu, eps, d0, growth, lam = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4]
    s, a, x_0 = state[0], state[1], state[2]
    if t == 1:
        memory[0] = d0
        for i in range(x.size):
            a[i], x_0[i] = _FIRST_SQUARE, x[i]
    d = memory[0]
    gamma = rate * d
    gained = length = 0.0
    for i in range(x.size):
        g[i] += lam * x[i]
        a[i] += g[i] * g[i]
        s[i] += gamma * g[i]
        scale = math.sqrt(a[i]) + eps
        memory[1] += gamma * gamma * g[i] * g[i] / scale
        gained += s[i] * s[i] / scale
        length += abs(s[i])
    if length == 0.0:
        return OK
    d_hat = (gained - memory[1]) / length
    memory[0] = max(d, d_hat if math.isnan(growth) else min(d_hat, growth * d))
    for i in range(x.size):
        z = x_0[i] - s[i] / (math.sqrt(a[i]) + eps)
        x[i] = mu * x[i] + (1.0 - mu) * z
    return OK


@dataclass(frozen=True)
class DAdaptAdaGrad(Optimizer):
    """a ← a + g², s ← s + η d g, x ← x₀ − s / (√a + ε), element by element.

    d is the largest (Σ s² / (√a + ε) − q) / ‖s‖₁ so far, where q sums η² d² g² / (√a + ε) over the
    updates. ``momentum`` averages the points: x ← μ x + (1 − μ) (x₀ − s / (√a + ε)).
    """

    key: ClassVar[str] = "dadapt_adagrad"
    title: ClassVar[str] = "D-Adapt AdaGrad"
    family: ClassVar[str] = parameter_free.FAMILY
    summary: ClassVar[str] = (
        "AdaGrad by dual averaging whose rate is an estimate of the distance to go."
    )
    when: ClassVar[str] = (
        "When AdaGrad fits the problem, as with rare features, and its rate is unknown."
    )
    strengths: ClassVar[str] = (
        "A rate of its own for every coordinate, none to choose, and a proof for convex functions."
    )
    weaknesses: ClassVar[str] = (
        "Sums never forget: it slows down, and the early steps weigh on the path to the end."
    )
    reference: ClassVar[str] = _PAPER + _LINK
    variant: ClassVar[str] = (
        "As dadaptation.DAdaptAdaGrad 3.2: ε outside the root, and a starts at 10⁻⁶."
    )
    update: ClassVar[Step] = _dadapt_adagrad
    effective_rate: ClassVar[str] = "gamma/(sqrt(a) + eps)"
    finds_rate: ClassVar[bool] = True
    states: ClassVar[tuple[str, ...]] = ("s", "a", "x_0")
    places: ClassVar[tuple[str, ...]] = ("x_0",)
    memories: ClassVar[tuple[str, ...]] = ("d", "q")

    learning_rate: float = parameter_free.rate_factor()
    momentum: float = parameter_free.averaging()
    eps: float = settings.eps(1e-6)
    d0: float = parameter_free.d0()
    growth: float | None = parameter_free.growth()
    weight_decay: float = settings.weight_decay()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            *settings.decayed(self),
            parameter_free.START,
            parameter_free.FIRST_DISTANCE,
            op("gamma = rate*d", "The rate of this update."),
            op(f"a = where(t == 1, {_FIRST_SQUARE}, a) + g^2", "The sum of the squared gradients."),
            op("s = s + gamma*g", "The weighted sum of the gradients."),
            op("q = q + sum(gamma^2*g^2/(sqrt(a) + eps))", "The squared steps, had each stood alone."),
            op(
                "d_hat = (sum(s^2/(sqrt(a) + eps)) - q)/sum(abs(s))",
                "What the sums say the distance is at least.",
            ),
            parameter_free.raised_distance(self.growth),
            _stepped("x_0 - s/(sqrt(a) + eps)", self.momentum),
        )
