"""NovoGrad: momentum on gradients of one length."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Sign and scaling"


@step
def _novograd(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, lam = hyper[0], hyper[1], hyper[2], hyper[3]
    m = state[0]
    square = 0.0
    for i in range(x.size):
        square += g[i] * g[i]
    memory[0] = square if t == 1 else beta2 * memory[0] + (1.0 - beta2) * square
    size = math.sqrt(memory[0]) + eps
    for i in range(x.size):
        m[i] = beta1 * m[i] + (g[i] / size + lam * x[i])
        x[i] -= rate * m[i]
    return OK


@dataclass(frozen=True)
class NovoGrad(Optimizer):
    """m ← β₁ m + g / (√v + ε) + λ x, x ← x − η m, with a running mean v of ‖g‖²: one number."""

    key: ClassVar[str] = "novograd"
    title: ClassVar[str] = "NovoGrad"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Momentum on gradients that are divided by their own recent length."
    strengths: ClassVar[str] = (
        "Like Adam it ignores the scale of the loss, but keeps the gradient's direction and half "
        "the memory."
    )
    weaknesses: ClassVar[str] = (
        "One rate for all coordinates, so a narrow ravine is as hard as for momentum; it circles a "
        "minimum at a constant rate."
    )
    when: ClassVar[str] = (
        "Where momentum works but the size of the gradient varies widely, as in speech networks. "
        "With a schedule that falls to zero it also settles."
    )
    reference: ClassVar[str] = (
        "Ginsburg et al. 2019, Stochastic gradient methods with layer-wise adaptive moments for "
        "training of deep networks, algorithm 1, https://arxiv.org/abs/1905.11286"
    )
    variant: ClassVar[str] = (
        "As optax.novograd: v starts as the first ‖g‖², and m is a sum, not a mean."
    )
    update: ClassVar[Step] = _novograd
    rate_rule: ClassVar[RateRule] = ("width", 0.001)
    effective_rate: ClassVar[str] = "rate/(sqrt(v) + eps)"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m", "velocity"),)
    states: ClassVar[tuple[str, ...]] = ("m",)
    memories: ClassVar[tuple[str, ...]] = ("v",)

    learning_rate: float = settings.learning_rate(0.01)
    beta1: float = settings.beta1()
    beta2: float = number(
        0.25, "β₂", "Decay of the mean squared length v; nearer to 1 remembers longer.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip
    eps: float = settings.eps(1e-6)
    weight_decay: float = number(0.0, "λ", "Adds λ x to the scaled gradient.", low=0.0, span=(0.0, 0.5))

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        scaled = "g/(sqrt(v) + eps)" + (" + weight_decay*x" if self.weight_decay else "")
        square = "where(t == 1, norm(g)^2, beta2*v + (1 - beta2)*norm(g)^2)"
        return (
            op(f"v = {square}", "The running mean of the squared length, one for all coordinates."),
            op(f"m = beta1*m + {scaled}", "The velocity gathers gradients of one length."),
            op("x = x - rate*m", "The step follows the velocity."),
        )
