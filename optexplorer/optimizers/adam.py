"""Adam and AdamW: a mean gradient divided by the root of a mean square.

The bias corrections 1 − β₁ᵗ and 1 − β₂ᵗ come from running products, kept in ``memory``.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import switch
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Form, Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import moments, settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Adam"


@step
def _adam(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, lam = hyper[0], hyper[1], hyper[2], hyper[4]
    corrected, eps_hat = hyper[3] != 0.0, hyper[5] != 0.0
    m, v = state[0], state[1]
    c1 = c2 = 1.0
    if corrected:
        if t == 1:
            memory[0] = memory[1] = 1.0
        memory[0] *= beta1
        memory[1] *= beta2
        c1, c2 = 1.0 - memory[0], math.sqrt(1.0 - memory[1])
    # η m̂ / (√v̂ + ε) with one division a coordinate: both sides of the fraction times c2.
    scale = rate * c2 / c1
    if not eps_hat:
        eps *= c2
    for i in range(x.size):
        d = g[i] + lam * x[i]
        m[i] += (1.0 - beta1) * (d - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * d * d
        x[i] -= scale * m[i] / (math.sqrt(v[i]) + eps)
    return OK


@dataclass(frozen=True)
class Adam(Optimizer):
    """m ← β₁ m + (1 − β₁) g, v ← β₂ v + (1 − β₂) g², x ← x − η m̂ / (√v̂ + ε).

    m̂ = m / (1 − β₁ᵗ) and v̂ = v / (1 − β₂ᵗ) undo the pull towards the zeros that m and v start
    from; without ``bias_correction`` m̂ = m and v̂ = v.
    """

    key: ClassVar[str] = "adam"
    title: ClassVar[str] = "Adam"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Momentum and a rate of its own for every coordinate, both from running means."
    )
    strengths: ClassVar[str] = (
        "Steps of about η from the first one on, whatever the scale of the loss; a good first choice."
    )
    weaknesses: ClassVar[str] = (
        "Circles a minimum at a constant rate; may fail to converge even on convex problems when "
        "rare large gradients are forgotten."
    )
    when: ClassVar[str] = (
        "The first method to try on networks and on anything noisy or badly scaled, when there is "
        "no time to tune."
    )
    reference: ClassVar[str] = (
        "Kingma and Ba 2015, Adam: a method for stochastic optimization, algorithm 1, "
        "https://arxiv.org/abs/1412.6980"
    )
    variant: ClassVar[str] = (
        "As torch.optim.Adam, with weight decay in the gradient; with eps_hat as "
        "keras.optimizers.Adam and the end of the paper's section 2."
    )
    update: ClassVar[Step] = _adam
    effective_rate: ClassVar[str] = moments.ADAM_RATE
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "v")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    bias_correction: bool = switch(
        default=True, help="Divide m by 1 − β₁ᵗ and v by 1 − β₂ᵗ; without it the first steps differ."
    )
    weight_decay: float = settings.weight_decay()
    eps_hat: bool = switch(
        default=False, help="Add ε to √v before the bias correction of v, as Keras does."
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        means = (*settings.decayed(self), moments.MEAN, moments.SQUARES)
        if not self.bias_correction:
            return (*means, op("x = x - rate*m/(sqrt(v) + eps)", moments.ADAM_STEP.note))
        if self.eps_hat:
            return (
                *means,
                op(
                    "rate_hat = rate*sqrt(1 - beta2^t)/(1 - beta1^t)",
                    "The rate that makes up for the zeros m and v start from.",
                ),
                op("x = x - rate_hat*m/(sqrt(v) + eps)", moments.ADAM_STEP.note),
            )
        return (*means, moments.MEAN_CORRECTED, moments.SQUARES_CORRECTED, moments.ADAM_STEP)

    def forms(self) -> tuple[Form, ...]:
        """With ε elsewhere; without the bias correction; with the decay apart from the gradient."""
        corrected = self.turned("bias_correction", moments.CORRECTION, moments.CORRECTION_DIFFERS)
        if not self.bias_correction:
            return (corrected,)
        apart = AdamW(self.learning_rate, self.beta1, self.beta2, self.eps, self.weight_decay)
        decay = Form("Decay of the point (AdamW)", apart, settings.DECAYS_DIFFER)
        decays = (decay,) if self.weight_decay and not self.eps_hat else ()
        places = ("Paper's algorithm (torch)", "ε before the correction (Keras)")
        differs = (
            "Keras adds ε to √v, torch to the corrected √v̂, so the same ε counts for more in Keras's "
            "first updates."
        )
        return (self.turned("eps_hat", places, differs), corrected, *decays)

    def rate_expression(self) -> str:
        """Of each coordinate, for the mean gradient."""
        if not self.bias_correction:
            return "rate/(sqrt(v) + eps)"
        return "rate_hat/(sqrt(v) + eps)" if self.eps_hat else self.effective_rate


@step
def _adamw(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, lam, amsgrad = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4] != 0.0
    m, v, v_max = state[0], state[1], state[2 if amsgrad else 1]
    if t == 1:
        memory[:] = 1.0
    memory[0] *= beta1
    memory[1] *= beta2
    c1, c2 = 1.0 - memory[0], math.sqrt(1.0 - memory[1])
    for i in range(x.size):
        x[i] *= 1.0 - rate * lam
        m[i] += (1.0 - beta1) * (g[i] - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        s = v[i]
        if amsgrad:
            v_max[i] = max(v_max[i], s)
            s = v_max[i]
        x[i] -= rate / c1 * m[i] / (math.sqrt(s) / c2 + eps)
    return OK


@dataclass(frozen=True)
class AdamW(Optimizer):
    """Adam whose weight decay acts on the point itself: x ← (1 − η λ) x, then Adam's update.

    ``amsgrad`` divides by the largest v so far, so that no coordinate's rate ever rises again.
    """

    key: ClassVar[str] = "adamw"
    title: ClassVar[str] = "AdamW"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Adam that shrinks the parameters directly in place of an L2 penalty."
    strengths: ClassVar[str] = (
        "The decay is the same for every coordinate and does not disturb the adaptation: the usual "
        "choice for large networks."
    )
    weaknesses: ClassVar[str] = (
        "On a bare function the decay pulls towards the origin, away from minima elsewhere."
    )
    when: ClassVar[str] = (
        "Where parameters are to stay small, as in training large networks: its decay means the same "
        "for every coordinate."
    )
    reference: ClassVar[str] = (
        "Loshchilov and Hutter 2019, Decoupled weight decay regularization, "
        "https://arxiv.org/abs/1711.05101; amsgrad: Reddi, Kale and Kumar 2018, "
        "https://openreview.net/forum?id=ryQu7f-RZ"
    )
    variant: ClassVar[str] = "As torch.optim.AdamW: the decay is multiplied by the scheduled rate."
    update: ClassVar[Step] = _adamw
    effective_rate: ClassVar[str] = moments.ADAM_RATE
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "v", "v_max")
    memories: ClassVar[tuple[str, ...]] = moments.POWERS

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    weight_decay: float = settings.decoupled_decay(0.01)
    amsgrad: bool = switch(
        default=False, help="Divide by the largest v so far, so that rates never rise again."
    )

    def states_of(self, n: int) -> tuple[str, ...]:  # noqa: ARG002
        """The largest v only where it is used."""
        return self.states if self.amsgrad else self.states[:2]

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        largest = (
            op("v_max = max(v_max, v)", "The largest mean square so far."),
            op("v_hat = v_max/(1 - beta2^t)", "The same for the largest."),
        )
        return (
            *settings.shrunk(self),
            moments.MEAN,
            moments.SQUARES,
            moments.MEAN_CORRECTED,
            *(largest if self.amsgrad else (moments.SQUARES_CORRECTED,)),
            moments.ADAM_STEP,
        )

    def forms(self) -> tuple[Form, ...]:
        """With the decay in the gradient, where there is some."""
        if self.amsgrad or not self.weight_decay:
            return ()
        joined = Adam(
            self.learning_rate, self.beta1, self.beta2, self.eps, weight_decay=self.weight_decay
        )
        return (Form("Decay in the gradient (Adam)", joined, settings.DECAYS_DIFFER),)
