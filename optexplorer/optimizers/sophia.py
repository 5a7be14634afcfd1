"""Sophia: a mean gradient divided by a mean of the Hessian's diagonal, clipped in each coordinate."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import integer, number, switch
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Form, Optimizer, RateRule, Step, allocating_step
from optexplorer.core.oracle import hessian_at
from optexplorer.core.status import OK
from optexplorer.optimizers import moments, settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle


@allocating_step
def _sophia(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, gamma, every = hyper[0], hyper[1], hyper[2], int(hyper[3])
    eps, lam, corrected = hyper[4], hyper[5], hyper[6] != 0.0
    n = x.size
    m, h = state[0], state[1]
    due = (t - 1) % every == 0
    H = np.empty((n, n)) if due else np.empty((0, 0))
    if due:  # asked before the point moves, used from the next update on
        hessian_at(oracle, x, np.empty(n), H)
    if t == 1:
        memory[0] = 1.0
    memory[0] *= beta1
    c1 = 1.0 - memory[0] if corrected else 1.0
    for i in range(n):
        m[i] = beta1 * m[i] + (1.0 - beta1) * g[i]
        u = m[i] / c1 / max(gamma * h[i], eps)
        x[i] -= rate * (min(max(u, -1.0), 1.0) + lam * x[i])
        if due:
            h[i] = beta2 * h[i] + (1.0 - beta2) * H[i, i]
    return OK


@dataclass(frozen=True)
class Sophia(Optimizer):
    """m ← β₁ m + (1 − β₁) g, x ← x − η (clip(m̂ / max(γ h, ε)) + λ x), m̂ = m / (1 − β₁ᵗ).

    clip(u) = min(max(u, −1), 1). Every k updates h ← β₂ h + (1 − β₂) diag H; where h is negative the
    quotient is huge and the step is η times a sign. Without ``bias_correction`` m̂ = m.
    """

    key: ClassVar[str] = "sophia"
    title: ClassVar[str] = "Sophia"
    family: ClassVar[str] = "Second order"
    summary: ClassVar[str] = (
        "Newton's step in each coordinate by itself, from running means and never longer than η."
    )
    strengths: ClassVar[str] = (
        "Flat coordinates move as fast as steep ones, and the clipping makes a wrong curvature "
        "harmless: it is then a step by the sign."
    )
    weaknesses: ClassVar[str] = (
        "Sees nothing of curvature across the axes, and its h lags behind: after one update in k it "
        "still starts from zero, so early steps are signs."
    )
    when: ClassVar[str] = (
        "For language models, where an estimate of the diagonal every tenth step is cheap. On "
        "surfaces it shows what curvature adds to Lion's signs."
    )
    reference: ClassVar[str] = (
        "Liu, Li, Hall, Liang and Ma 2024, Sophia: a scalable stochastic second-order optimizer for "
        "language model pre-training, algorithm 3, https://arxiv.org/abs/2305.14342"
    )
    variant: ClassVar[str] = (
        "As optax.contrib.sophia with the exact diagonal: h counts from the next update on, and m is "
        "corrected. The paper uses h at once, corrects nothing, and estimates the diagonal."
    )
    update: ClassVar[Step] = _sophia
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m", "first moment"),)
    rate_rule: ClassVar[RateRule] = ("width", 0.004)
    states: ClassVar[tuple[str, ...]] = ("m", "h")
    memories: ClassVar[tuple[str, ...]] = ("β₁ᵗ",)

    learning_rate: float = settings.learning_rate(0.02)
    beta1: float = number(
        0.965, "β₁", "Decay of the mean gradient m; nearer to 1 remembers longer.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip
    beta2: float = number(
        0.99, "β₂", "Decay of the mean diagonal h; nearer to 1 remembers longer.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.9999),
    )  # fmt: skip
    gamma: float = number(
        0.01, "γ", "Multiplies h; larger values clip fewer coordinates and shorten the rest.",
        low=0.0, log=True, span=(1e-4, 10.0),
    )  # fmt: skip
    every: int = integer(
        10, "k", "Updates from one look at the Hessian to the next.", low=1, span=(1, 100)
    )
    eps: float = number(
        1e-8, "ε", "The least that γ h counts as; a coordinate with less moves by its sign.",
        low=0.0, low_open=True, log=True, span=(1e-12, 1e-1),
    )  # fmt: skip
    weight_decay: float = number(
        1e-4, "λ", "Takes the share η λ off the point at every update.", low=0.0, span=(0.0, 0.5)
    )
    bias_correction: bool = switch(default=True, help="Divide m by 1 − β₁ᵗ; the paper does not.")

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        moment = "m_hat" if self.bias_correction else "m"
        corrected = op("m_hat = m/(1 - beta1^t)", "Undoes the pull of m towards its first zeros.")
        due = "beta2*h + (1 - beta2)*diag(hess(x))"
        decay = " - rate*weight_decay*x" if self.weight_decay else ""
        return (
            op("m = beta1*m + (1 - beta1)*g", "The running mean of the gradients."),
            *((corrected,) if self.bias_correction else ()),
            op("s = max(gamma*h, eps)", "The curvature of each coordinate, as far as it is known."),
            op(f"u = min(max({moment}/s, -1), 1)", "Newton's step in each coordinate, clipped."),
            op(f"h = where(mod(t - 1, every) == 0, {due}, h)", "The running mean of the diagonal."),
            op(f"x = x - rate*u{decay}", "The step, at most η in each coordinate."),
        )

    def rate_expression(self) -> str:
        """Of each coordinate, for the mean gradient; where u is clipped it is η by |m|."""
        return f"min(rate/s, rate/abs({'m_hat' if self.bias_correction else 'm'}))"

    def forms(self) -> tuple[Form, ...]:
        """With or without the correction of the mean."""
        differs = "The paper takes the mean as it is; optax divides it by 1 − β₁ᵗ."
        return (self.turned("bias_correction", moments.CORRECTION, differs),)
