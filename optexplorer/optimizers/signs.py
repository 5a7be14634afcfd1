"""Methods that keep the signs of the gradient and throw its lengths away."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import Order, number
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Sign and scaling"
_BERNSTEIN = (
    "Bernstein, Wang, Azizzadenesheli and Anandkumar 2018, signSGD: compressed optimisation for "
    "non-convex problems, https://arxiv.org/abs/1802.04434"
)


@step
def _signsgd(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    for i in range(x.size):
        x[i] -= rate * np.sign(g[i])
    return OK


@dataclass(frozen=True)
class SignSGD(Optimizer):
    """x ← x − η sign(g); the sign of 0 is 0."""

    key: ClassVar[str] = "signsgd"
    title: ClassVar[str] = "SignSGD"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Moves every coordinate by exactly the rate, downhill."
    strengths: ClassVar[str] = (
        "Blind to the scale of the loss and of each coordinate; one bit a coordinate is all that "
        "machines need to exchange."
    )
    weaknesses: ClassVar[str] = (
        "Steps do not shrink near a minimum, so it hops about it at a constant rate, and on diagonals "
        "it can only go in diagonals."
    )
    when: ClassVar[str] = "When slopes differ wildly in size, together with a falling rate."
    reference: ClassVar[str] = _BERNSTEIN
    variant: ClassVar[str] = "As optax.sign_sgd."
    update: ClassVar[Step] = _signsgd
    rate_rule: ClassVar[RateRule] = ("width", 0.005)

    learning_rate: float = settings.learning_rate(0.01)

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (op("x = x - rate*sign(g)", "The step: one rate in every coordinate, downhill."),)


@step
def _signum(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    mu = hyper[0]
    m = state[0]
    for i in range(x.size):
        m[i] = mu * m[i] + (1.0 - mu) * g[i]
        x[i] -= rate * np.sign(m[i])
    return OK


@dataclass(frozen=True)
class Signum(Optimizer):
    """m ← μ m + (1 − μ) g, x ← x − η sign(m)."""

    key: ClassVar[str] = "signum"
    title: ClassVar[str] = "Signum"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Follows the sign of a running mean of the gradients."
    strengths: ClassVar[str] = "As SignSGD, but noise has to persist before it turns a coordinate."
    weaknesses: ClassVar[str] = (
        "The mean turns late, so it swings about a minimum by several times the rate."
    )
    when: ClassVar[str] = "As SignSGD, when single gradients are too noisy for their signs to be right."
    reference: ClassVar[str] = _BERNSTEIN
    variant: ClassVar[str] = "As optax.signum: the mean is not corrected for its start at zero."
    update: ClassVar[Step] = _signum
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m", "mean gradient"),)
    rate_rule: ClassVar[RateRule] = ("width", 0.005)
    states: ClassVar[tuple[str, ...]] = ("m",)

    learning_rate: float = settings.learning_rate(0.01)
    momentum: float = number(
        0.9, "μ", "Decay of the mean gradient m; nearer to 1 remembers longer.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("m = momentum*m + (1 - momentum)*g", "The running mean of the gradients."),
            op("x = x - rate*sign(m)", "The step: one rate in every coordinate, by the mean's sign."),
        )


@step
def _lion(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, lam = hyper[0], hyper[1], hyper[2]
    m = state[0]
    for i in range(x.size):
        u = np.sign(beta1 * m[i] + (1.0 - beta1) * g[i])
        m[i] = beta2 * m[i] + (1.0 - beta2) * g[i]
        x[i] -= rate * (u + lam * x[i])
    return OK


@dataclass(frozen=True)
class Lion(Optimizer):
    """u = sign(β₁ m + (1 − β₁) g), m ← β₂ m + (1 − β₂) g, x ← x − η (u + λ x)."""

    key: ClassVar[str] = "lion"
    title: ClassVar[str] = "Lion"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Signs of a blend of memory and gradient; found by a search over programs."
    strengths: ClassVar[str] = (
        "Half of Adam's memory, steps of equal size everywhere, and a long memory that the newest "
        "gradient can still overrule."
    )
    weaknesses: ClassVar[str] = (
        "Never slows down by itself; wants a smaller rate and a larger decay than Adam."
    )
    when: ClassVar[str] = "For large networks in place of AdamW, with a third to a tenth of its rate."
    reference: ClassVar[str] = (
        "Chen, Liang, Huang and others 2023, Symbolic discovery of optimization algorithms, "
        "https://arxiv.org/abs/2302.06675"
    )
    variant: ClassVar[str] = "As optax.lion, with decoupled weight decay."
    update: ClassVar[Step] = _lion
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m", "mean gradient"),)
    rate_rule: ClassVar[RateRule] = ("width", 0.005)
    states: ClassVar[tuple[str, ...]] = ("m",)

    learning_rate: float = settings.learning_rate(0.005)
    beta1: float = number(
        0.9, "β₁", "The share of the memory m in the blend whose sign is taken.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip
    beta2: float = number(
        0.99, "β₂", "Decay of the mean gradient m; nearer to 1 remembers longer.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip
    weight_decay: float = number(
        0.001, "λ", "Takes the share η λ off the point at every update.", low=0.0, span=(0.0, 0.5)
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        direction = "(u + weight_decay*x)" if self.weight_decay else "u"
        return (
            op("u = sign(beta1*m + (1 - beta1)*g)", "The sign of a blend of memory and gradient."),
            op("m = beta2*m + (1 - beta2)*g", "The memory itself forgets more slowly."),
            op(f"x = x - rate*{direction}", "The step, of the same size in every coordinate."),
        )


@step
def _rprop(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    eta_minus, eta_plus, step_min, step_max = hyper[0], hyper[1], hyper[2], hyper[3]
    s, g_old = state[0], state[1]
    if t == 1:
        s[:] = rate
    for i in range(x.size):
        turn = np.sign(g[i]) * np.sign(g_old[i])
        factor = eta_plus if turn > 0.0 else eta_minus if turn < 0.0 else 1.0
        s[i] = min(max(factor * s[i], step_min), step_max)
        g_old[i] = 0.0 if turn < 0.0 else g[i]
        x[i] -= s[i] * np.sign(g_old[i])
    return OK


@dataclass(frozen=True)
class Rprop(Optimizer):
    """A step s of its own for every coordinate, by the signs of the last two gradients.

    Same sign: s ← η⁺ s. Opposite: s ← η⁻ s, and the coordinate rests for one update. Always
    s_min ≤ s ≤ s_max, and x ← x − s sign(g).
    """

    key: ClassVar[str] = "rprop"
    title: ClassVar[str] = "Rprop"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Lengthens a coordinate's step while its sign stays, halves it at a turn."
    strengths: ClassVar[str] = (
        "Hardly any setting matters: steps find their size within a few updates, in any units."
    )
    weaknesses: ClassVar[str] = (
        "Needs exact gradients: mini-batches flip signs at random and shrink every step; knows nothing "
        "of slanted valleys."
    )
    when: ClassVar[str] = "With full gradients, when scales are unknown and tuning is unwelcome."
    reference: ClassVar[str] = (
        "Riedmiller and Braun 1993, A direct adaptive method for faster backpropagation learning: the "
        "RPROP algorithm, https://doi.org/10.1109/ICNN.1993.298623; this form: Igel and Hüsken 2003, "
        "https://doi.org/10.1016/S0925-2312(01)00700-7"
    )
    variant: ClassVar[str] = (
        "As torch.optim.Rprop, the form iRprop⁻: no step back after a turn. The rate is the length of "
        "the first step only; a schedule does not act later."
    )
    update: ClassVar[Step] = _rprop
    rate_rule: ClassVar[RateRule] = ("width", 0.005)
    states: ClassVar[tuple[str, ...]] = ("s", "g_old")
    ordered: ClassVar[tuple[Order, ...]] = (("step_min", "<=", "step_max"),)

    learning_rate: float = settings.learning_rate(0.01, "The step of every coordinate to begin with.")
    eta_minus: float = number(
        0.5, "η⁻", "Multiplies the step of a coordinate whose gradient changed sign.",
        low=0.0, high=1.0, low_open=True, high_open=True, span=(0.1, 0.95),
    )  # fmt: skip
    eta_plus: float = number(
        1.2, "η⁺", "Multiplies the step of a coordinate whose gradient kept its sign.",
        low=1.0, low_open=True, span=(1.01, 2.0),
    )  # fmt: skip
    step_min: float = number(1e-6, "sₘᵢₙ", "No step is shorter.", low=0.0, log=True, span=(1e-12, 1e-2))
    step_max: float = number(50.0, "sₘₐₓ", "No step is longer.", low=0.0, log=True, span=(0.1, 100.0))

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        growth = "where(turn > 0, eta_plus, where(turn < 0, eta_minus, 1))"
        return (
            op("s = where(t == 1, rate, s)", "Every coordinate's step begins at the rate."),
            op("turn = sign(g)*sign(g_old)", "Whether the gradient kept its sign."),
            op(f"q = {growth}", "Steps grow while it keeps it and shrink when it turns."),
            op("s = min(max(q*s, step_min), step_max)", "The steps, within their limits."),
            op("g_old = where(turn < 0, 0, g)", "After a turn the coordinate rests once."),
            op("x = x - s*sign(g_old)", "The step, downhill by the sign alone."),
        )
