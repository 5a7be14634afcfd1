"""Methods made for the layers of a network: steps measured against the parameters' own length.

Here all parameters are one layer. ``‖·‖`` is the Euclidean norm over all of them.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import norm
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Sign and scaling"


@helper
def trust_ratio(x: Vec, u: Vec, trust: float, eps: float) -> float:
    """τ ‖x‖ / (‖u‖ + ε), and 1 where ``x`` or ``u`` is zero, so that the origin is no trap."""
    length, size = norm(x), norm(u)
    if length == 0.0 or size == 0.0:
        return 1.0
    return trust * length / (size + eps)


@step
def _lamb(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, lam = hyper[0], hyper[1], hyper[2], hyper[3]
    m, v = state[0], state[1]
    if t == 1:
        memory[0] = memory[1] = 1.0
    memory[0] *= beta1
    memory[1] *= beta2
    c1, c2 = 1.0 - memory[0], 1.0 - memory[1]
    u = g
    for i in range(x.size):
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        u[i] = m[i] / c1 / (math.sqrt(v[i] / c2) + eps) + lam * x[i]
    memory[2] = trust_ratio(x, u, 1.0, 0.0)
    for i in range(x.size):
        x[i] -= rate * memory[2] * u[i]
    return OK


@dataclass(frozen=True)
class Lamb(Optimizer):
    """x ← x − η (‖x‖ / ‖u‖) u with Adam's direction u = m̂ / (√v̂ + ε) + λ x."""

    key: ClassVar[str] = "lamb"
    title: ClassVar[str] = "LAMB"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Adam's direction, in steps that are a share of the parameters' length."
    strengths: ClassVar[str] = (
        "Every step changes the parameters by the share η, which kept networks stable in very "
        "large batches."
    )
    weaknesses: ClassVar[str] = (
        "The origin of the axes is special: steps shrink near it and grow far from it, and at a "
        "constant rate it circles every other minimum at a distance of about η ‖x‖."
    )
    when: ClassVar[str] = (
        "For deep networks in batches of thousands, where one rate does not fit all layers. On a "
        "bare surface it mainly shows what the trust ratio does."
    )
    reference: ClassVar[str] = (
        "You et al. 2020, Large batch optimization for deep learning: training BERT in 76 minutes, "
        "algorithm 2, https://arxiv.org/abs/1904.00962"
    )
    variant: ClassVar[str] = "As optax.lamb: the trust ratio is not clipped, and 1 where x or u is 0."
    update: ClassVar[Step] = _lamb
    effective_rate: ClassVar[str] = "rate*r/(sqrt(v_hat) + eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m", "first moment"),)
    states: ClassVar[tuple[str, ...]] = ("m", "v")
    memories: ClassVar[tuple[str, ...]] = ("β₁ᵗ", "β₂ᵗ", "r")

    learning_rate: float = settings.learning_rate(0.02)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-6)
    weight_decay: float = number(
        0.0, "λ", "Adds λ x to the direction, before its length is set.", low=0.0, span=(0.0, 0.5)
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        u = "m_hat/(sqrt(v_hat) + eps)" + (" + weight_decay*x" if self.weight_decay else "")
        return (
            op("m = beta1*m + (1 - beta1)*g", "The running mean of the gradients."),
            op("v = beta2*v + (1 - beta2)*g^2", "The running mean of their squares."),
            op("m_hat = m/(1 - beta1^t)", "Undoes the pull of m towards the zeros it starts from."),
            op("v_hat = v/(1 - beta2^t)", "The same for v."),
            op(f"u = {u}", "Adam's direction."),
            op("r = where(norm(x)*norm(u) == 0, 1, norm(x)/norm(u))", "The trust ratio."),
            op("x = x - rate*r*u", "A step that is the share η of the length of x."),
        )


@step
def _lars(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    mu, trust, eps, lam = hyper[0], hyper[1], hyper[2], hyper[3]
    v = state[0]
    u = g
    for i in range(x.size):
        u[i] += lam * x[i]
    memory[0] = trust_ratio(x, u, trust, eps)
    for i in range(x.size):
        v[i] = mu * v[i] + rate * memory[0] * u[i]
        x[i] -= v[i]
    return OK


@dataclass(frozen=True)
class Lars(Optimizer):
    """v ← μ v + η τ (‖x‖ / (‖u‖ + ε)) u with u = g + λ x; x ← x − v."""

    key: ClassVar[str] = "lars"
    title: ClassVar[str] = "LARS"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Momentum whose gradient is first scaled to a share of the parameters' length."
    )
    strengths: ClassVar[str] = (
        "Neither the scale of the loss nor that of a layer matters, so one rate serves all layers."
    )
    weaknesses: ClassVar[str] = (
        "Only the direction of the gradient counts, so it does not settle at a constant rate, and "
        "the origin of the axes is special."
    )
    when: ClassVar[str] = (
        "For convolutional networks trained by momentum in very large batches. It needs a schedule "
        "that ends at small rates."
    )
    reference: ClassVar[str] = (
        "You, Gitman and Ginsburg 2017, Large batch training of convolutional networks, "
        "https://arxiv.org/abs/1708.03888"
    )
    variant: ClassVar[str] = (
        "As optax.lars: ε beside ‖g + λ x‖, where the paper has λ ‖x‖; the trust ratio is 1, without "
        "τ, where x or u is 0."
    )
    update: ClassVar[Step] = _lars
    effective_rate: ClassVar[str] = "rate*r"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "v", "velocity"),)
    states: ClassVar[tuple[str, ...]] = ("v",)
    memories: ClassVar[tuple[str, ...]] = ("r",)

    learning_rate: float = settings.learning_rate(1.0)
    momentum: float = settings.momentum(0.9)
    trust: float = number(
        0.001, "τ", "The share of its own length that the point moves per update, at η = 1.",
        low=0.0, log=True, span=(1e-5, 1.0),
    )  # fmt: skip
    eps: float = settings.eps(0.0)
    weight_decay: float = settings.weight_decay()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        below = "(norm(g) + eps)" if self.eps else "norm(g)"
        return (
            *settings.decayed(self),
            op(f"r = where(norm(x)*norm(g) == 0, 1, trust*norm(x)/{below})", "The trust ratio."),
            op("v = momentum*v + rate*r*g", "The velocity gathers steps of one relative length."),
            op("x = x - v", "The step follows the velocity."),
        )


@step
def _fromage(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    least = hyper[0]
    size, length = max(norm(g), least), max(norm(x), least)
    memory[0] = length / size
    for i in range(x.size):
        x[i] = (x[i] - rate * memory[0] * g[i]) / math.sqrt(1.0 + rate * rate)
    return OK


@dataclass(frozen=True)
class Fromage(Optimizer):
    """x ← (x − η (‖x‖ / ‖g‖) g) / √(1 + η²): a step of the share η, then back to the length."""

    key: ClassVar[str] = "fromage"
    title: ClassVar[str] = "Fromage"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Moves by a fixed share of the parameters' length and undoes what that adds to the length."
    )
    strengths: ClassVar[str] = (
        "The rate is a relative change, 0.01 for one percent, that means the same in every network."
    )
    weaknesses: ClassVar[str] = (
        "Never settles at a constant rate, and pulls towards the origin of the axes; on a bare "
        "function neither is wanted."
    )
    when: ClassVar[str] = (
        "For networks whose layers differ so much that rates are hard to tune, with a rate that is "
        "lowered towards the end."
    )
    reference: ClassVar[str] = (
        "Bernstein, Vahdat, Yue and Liu 2020, On the distance between two neural networks and the "
        "stability of learning, algorithm 1, https://arxiv.org/abs/2002.03432"
    )
    variant: ClassVar[str] = "As optax.fromage: both lengths count as at least ℓ."
    update: ClassVar[Step] = _fromage
    effective_rate: ClassVar[str] = "rate*r/sqrt(1 + rate^2)"
    memories: ClassVar[tuple[str, ...]] = ("r",)

    learning_rate: float = settings.learning_rate(0.01)
    min_norm: float = number(
        1e-6, "ℓ", "The least length that the point and the gradient count as.",
        low=0.0, low_open=True, log=True, span=(1e-12, 1.0),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("r = max(norm(x), min_norm)/max(norm(g), min_norm)", "Length by length."),
            op("u = x - rate*r*g", "A step that is the share η of the length of x."),
            op("x = u/sqrt(1 + rate^2)", "Takes back what a step across x adds to its length."),
        )
