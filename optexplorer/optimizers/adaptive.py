"""Methods that give every coordinate its own rate, from the gradients seen there."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number, switch
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Adaptive rates"


@step
def _adagrad(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    kappa, s0, eps, lam = hyper[0], hyper[1], hyper[2], hyper[3]
    s = state[0]
    if t == 1:
        s[:] = s0
    rate /= 1.0 + (t - 1) * kappa
    for i in range(x.size):
        d = g[i] + lam * x[i]
        s[i] += d * d
        x[i] -= rate * d / (math.sqrt(s[i]) + eps)
    return OK


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """s ← s + g², x ← x − η g / (√s + ε), element by element."""

    key: ClassVar[str] = "adagrad"
    title: ClassVar[str] = "AdaGrad"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Divides by the root of all squared gradients so far, in each coordinate."
    formula: ClassVar[str] = (
        r"d = g + \lambda x,\quad s_0 = s_{\mathrm{init}},\quad s \leftarrow s + d^2,\quad "
        r"x \leftarrow x - \frac{\eta}{1 + (t - 1)\,\kappa}\,\frac{d}{\sqrt{s} + \varepsilon}"
    )
    strengths: ClassVar[str] = (
        "Scale-free: stretching a coordinate changes nothing; rare directions keep a large rate."
    )
    weaknesses: ClassVar[str] = "The sum only grows, so it slows down for good and may stop short."
    reference: ClassVar[str] = (
        "Duchi, Hazan and Singer 2011, Adaptive subgradient methods for online learning and "
        "stochastic optimization, https://jmlr.org/papers/v12/duchi11a.html"
    )
    variant: ClassVar[str] = "As torch.optim.Adagrad: ε outside the root."
    update: ClassVar[Step] = _adagrad
    rate_rule: ClassVar[RateRule] = ("width", 0.05)
    states: ClassVar[tuple[str, ...]] = ("s",)

    learning_rate: float = settings.learning_rate(0.5)
    lr_decay: float = number(
        0.0, "κ", "Divides the rate by 1 + (t − 1) κ at update t.", low=0.0, span=(0.0, 0.1)
    )
    initial_accumulator: float = number(
        0.0, "s₀", "The sum of squares to begin with; softens the first steps.",
        low=0.0, span=(0.0, 1.0),
    )  # fmt: skip
    eps: float = settings.eps(1e-10)
    weight_decay: float = settings.weight_decay()


@step
def _rmsprop(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    alpha, eps, mu, lam = hyper[0], hyper[1], hyper[2], hyper[5]
    centered, inside = hyper[3] != 0.0, hyper[4] != 0.0
    v, mean, b = state[0], state[1], state[2]
    for i in range(x.size):
        d = g[i] + lam * x[i]
        v[i] = alpha * v[i] + (1.0 - alpha) * d * d
        s = v[i]
        if centered:
            mean[i] += (1.0 - alpha) * (d - mean[i])
            s = max(s - mean[i] * mean[i], 0.0)  # a variance; rounding alone takes it below 0
        b[i] = mu * b[i] + d / (math.sqrt(s + eps) if inside else math.sqrt(s) + eps)
        x[i] -= rate * b[i]
    return OK


@dataclass(frozen=True)
class RMSProp(Optimizer):
    """v ← α v + (1 − α) g², x ← x − η g / (√v + ε), element by element.

    ``centered`` subtracts the squared mean gradient from v; ``eps_inside`` divides by √(v + ε), as
    optax does by default; ``momentum`` gathers the quotients in a velocity b.
    """

    key: ClassVar[str] = "rmsprop"
    title: ClassVar[str] = "RMSProp"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Divides by the root of a running mean of squared gradients."
    formula: ClassVar[str] = (
        r"d = g + \lambda x,\quad v \leftarrow \alpha v + (1 - \alpha)\, d^2,\quad "
        r"b \leftarrow \mu b + \frac{d}{\sqrt{v} + \varepsilon},\quad x \leftarrow x - \eta\, b"
    )
    strengths: ClassVar[str] = (
        "Forgets old gradients, so unlike AdaGrad it keeps moving; quick on plateaus and in ravines."
    )
    weaknesses: ClassVar[str] = (
        "Steps of about η however small the gradient: it never rests at a constant rate. Centered, "
        "it may divide by almost nothing and leave the picture."
    )
    reference: ClassVar[str] = (
        "Tieleman and Hinton 2012, Neural Networks for Machine Learning, lecture 6e, "
        "https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf; centered: Graves "
        "2013, https://arxiv.org/abs/1308.0850"
    )
    variant: ClassVar[str] = (
        "As torch.optim.RMSprop; with eps_inside as optax.rmsprop. A centered variance that "
        "rounding makes negative counts as 0."
    )
    update: ClassVar[Step] = _rmsprop
    rate_rule: ClassVar[RateRule] = ("width", 0.004)
    states: ClassVar[tuple[str, ...]] = ("v", "mean", "b")

    learning_rate: float = settings.learning_rate(0.01)
    alpha: float = number(
        0.99, "α", "Decay of the mean squared gradient v; nearer to 1 remembers longer.",
        low=0.0, high=1.0, span=(0.0, 0.999),
    )  # fmt: skip
    eps: float = settings.eps(1e-8)
    momentum: float = settings.momentum(0.0)
    centered: bool = switch(
        default=False, help="Divide by the standard deviation √(v − ḡ²) in place of √v."
    )
    eps_inside: bool = switch(
        default=False, help="Put ε inside the root, √(v + ε), in place of √v + ε."
    )
    weight_decay: float = settings.weight_decay()


@step
def _adadelta(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    rho, eps, lam = hyper[0], hyper[1], hyper[2]
    v, u = state[0], state[1]
    for i in range(x.size):
        d = g[i] + lam * x[i]
        v[i] = rho * v[i] + (1.0 - rho) * d * d
        delta = math.sqrt(u[i] + eps) / math.sqrt(v[i] + eps) * d
        u[i] = rho * u[i] + (1.0 - rho) * delta * delta
        x[i] -= rate * delta
    return OK


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Δ = √(u + ε) / √(v + ε) · g with running means v of g² and u of Δ²; x ← x − η Δ."""

    key: ClassVar[str] = "adadelta"
    title: ClassVar[str] = "Adadelta"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Scales each step by its own past steps, so that it needs no rate."
    formula: ClassVar[str] = (
        r"d = g + \lambda x,\quad v \leftarrow \rho v + (1 - \rho)\, d^2,\quad "
        r"\Delta = \frac{\sqrt{u + \varepsilon}}{\sqrt{v + \varepsilon}}\, d,\quad "
        r"u \leftarrow \rho u + (1 - \rho)\, \Delta^2,\quad x \leftarrow x - \eta\, \Delta"
    )
    strengths: ClassVar[str] = "Works without a rate, and its steps have the units of the parameters."
    weaknesses: ClassVar[str] = (
        "Starts with tiny steps, of the order of √ε, and takes long to grow them."
    )
    reference: ClassVar[str] = (
        "Zeiler 2012, ADADELTA: an adaptive learning rate method, https://arxiv.org/abs/1212.5701"
    )
    variant: ClassVar[str] = "As torch.optim.Adadelta; the paper has η = 1."
    update: ClassVar[Step] = _adadelta
    states: ClassVar[tuple[str, ...]] = ("v", "u")

    learning_rate: float = settings.learning_rate(1.0)
    rho: float = number(
        0.9, "ρ", "Decay of both running means; nearer to 1 remembers longer.",
        low=0.0, high=1.0, span=(0.0, 0.999),
    )  # fmt: skip
    eps: float = settings.eps(1e-6)
    weight_decay: float = settings.weight_decay()
