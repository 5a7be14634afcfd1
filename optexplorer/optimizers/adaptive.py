"""Methods that give every coordinate its own rate, from the gradients seen there."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number, switch
from optexplorer.core.operations import Operation, op
from optexplorer.core.optimizer import Form, Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Adaptive rates"
_EPS_DIFFERS = (
    "Inside the root ε counts as √ε where gradients are small: the same number damps far more there."
)


def _eps_inside(squares: str) -> Any:
    return switch(
        default=False,
        help=f"Put ε inside the root, √({squares} + ε), in place of √{squares} + ε.",
    )


def _root(squares: str, inside: bool) -> str:
    """What the gradient is divided by."""
    return f"sqrt({squares} + eps)" if inside else f"(sqrt({squares}) + eps)"


@step
def _adagrad(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    kappa, s0, eps, lam, inside = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4] != 0.0
    s = state[0]
    if t == 1:
        s[:] = s0
    rate /= 1.0 + (t - 1) * kappa
    for i in range(x.size):
        d = g[i] + lam * x[i]
        s[i] += d * d
        x[i] -= rate * d / (math.sqrt(s[i] + eps) if inside else math.sqrt(s[i]) + eps)
    return OK


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """s ← s + g², x ← x − η g / (√s + ε), element by element."""

    key: ClassVar[str] = "adagrad"
    title: ClassVar[str] = "AdaGrad"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Divides by the root of all squared gradients so far, in each coordinate."
    strengths: ClassVar[str] = (
        "Scale-free: stretching a coordinate changes nothing; rare directions keep a large rate."
    )
    weaknesses: ClassVar[str] = "The sum only grows, so it slows down for good and may stop short."
    when: ClassVar[str] = (
        "Sparse or badly scaled problems that are passed over once, where rare coordinates matter as "
        "much as common ones."
    )
    reference: ClassVar[str] = (
        "Duchi, Hazan and Singer 2011, Adaptive subgradient methods for online learning and "
        "stochastic optimization, https://jmlr.org/papers/v12/duchi11a.html"
    )
    variant: ClassVar[str] = (
        "As torch.optim.Adagrad: ε outside the root; with eps_inside as keras.optimizers.Adagrad."
    )
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
    eps_inside: bool = _eps_inside("s")

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        first = op("s = where(t == 1, initial_accumulator, s)", "The sum begins at this value.")
        falling = op("rate_t = rate/(1 + (t - 1)*lr_decay)", "The rate falls from step to step.")
        rate = "rate_t" if self.lr_decay else "rate"
        return (
            *settings.decayed(self),
            *((first,) if self.initial_accumulator else ()),
            op("s = s + g^2", "The sum of all squared gradients so far."),
            *((falling,) if self.lr_decay else ()),
            op(f"x = x - {rate}*g/{_root('s', self.eps_inside)}",
                "The step, short where gradients were large."),
        )  # fmt: skip

    def rate_expression(self) -> str:
        """The falling rate over the divisor."""
        return f"rate/(1 + (t - 1)*lr_decay)/{_root('s', self.eps_inside)}"

    def forms(self) -> tuple[Form, ...]:
        """With ε in the other place."""
        titles = ("ε outside the root (torch)", "ε inside the root (Keras)")
        return (self.turned("eps_inside", titles, _EPS_DIFFERS),)


@step
def _rmsprop(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    alpha, eps, mu, lam = hyper[0], hyper[1], hyper[2], hyper[5]
    centered, inside = hyper[3] != 0.0, hyper[4] != 0.0
    mean = 1 if centered else 0
    v, g_bar, b = state[0], state[mean], state[mean + 1 if mu != 0.0 else 0]
    for i in range(x.size):
        d = g[i] + lam * x[i]
        v[i] = alpha * v[i] + (1.0 - alpha) * d * d
        s = v[i]
        if centered:
            g_bar[i] += (1.0 - alpha) * (d - g_bar[i])
            s = max(s - g_bar[i] * g_bar[i], 0.0)  # a variance; rounding alone takes it below 0
        u = d / (math.sqrt(s + eps) if inside else math.sqrt(s) + eps)
        if mu != 0.0:
            b[i] = mu * b[i] + u
            u = b[i]
        x[i] -= rate * u
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
    strengths: ClassVar[str] = (
        "Forgets old gradients, so unlike AdaGrad it keeps moving; quick on plateaus and in ravines."
    )
    weaknesses: ClassVar[str] = (
        "Steps of about η however small the gradient: it never rests at a constant rate. Centered, "
        "it may divide by almost nothing and leave the picture."
    )
    when: ClassVar[str] = (
        "Noisy problems whose scales change on the way, such as recurrent networks and reinforcement "
        "learning."
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
    states: ClassVar[tuple[str, ...]] = ("v", "g_bar", "b")

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
    eps_inside: bool = _eps_inside("v")
    weight_decay: float = settings.weight_decay()

    def states_of(self, n: int) -> tuple[str, ...]:  # noqa: ARG002
        """The mean square, the mean where it is centered, the velocity where there is momentum."""
        mean = ("g_bar",) if self.centered else ()
        return ("v", *mean, *(("b",) if self.momentum else ()))

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        moved = f"g/{self._divisor}"
        lines = (
            *settings.decayed(self),
            op("v = alpha*v + (1 - alpha)*g^2", "The running mean of the squared gradients."),
        )
        if self.centered:
            lines += (
                op("g_bar = alpha*g_bar + (1 - alpha)*g", "The running mean of the gradients."),
                op("s = max(v - g_bar^2, 0)", "The variance: the mean square less the squared mean."),
            )
        if not self.momentum:
            return (*lines, op(f"x = x - rate*{moved}", "The step, of much the same size everywhere."))
        return (
            *lines,
            op(f"b = momentum*b + {moved}", "The velocity gathers the scaled gradients."),
            op("x = x - rate*b", "The step follows the velocity."),
        )

    @property
    def _divisor(self) -> str:
        return _root("s" if self.centered else "v", self.eps_inside)

    def rate_expression(self) -> str:
        """One over the divisor, times the rate."""
        return f"rate/{self._divisor}"

    def forms(self) -> tuple[Form, ...]:
        """With ε in the other place."""
        titles = ("ε outside the root (torch)", "ε inside the root (optax)")
        return (self.turned("eps_inside", titles, _EPS_DIFFERS),)


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
    strengths: ClassVar[str] = "Works without a rate, and its steps have the units of the parameters."
    weaknesses: ClassVar[str] = (
        "Starts with tiny steps, of the order of √ε, and takes long to grow them."
    )
    when: ClassVar[str] = "When no rate is known at all and there is time for its slow start."
    reference: ClassVar[str] = (
        "Zeiler 2012, ADADELTA: an adaptive learning rate method, https://arxiv.org/abs/1212.5701"
    )
    variant: ClassVar[str] = "As torch.optim.Adadelta; the paper has η = 1."
    update: ClassVar[Step] = _adadelta
    effective_rate: ClassVar[str] = "rate*r"
    states: ClassVar[tuple[str, ...]] = ("v", "u")

    learning_rate: float = settings.learning_rate(1.0)
    rho: float = number(
        0.9, "ρ", "Decay of both running means; nearer to 1 remembers longer.",
        low=0.0, high=1.0, span=(0.0, 0.999),
    )  # fmt: skip
    eps: float = settings.eps(1e-6)
    weight_decay: float = settings.weight_decay()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            *settings.decayed(self),
            op("v = rho*v + (1 - rho)*g^2", "The running mean of the squared gradients."),
            op("r = sqrt(u + eps)/sqrt(v + eps)", "The size of past steps by that of gradients."),
            op("Delta = r*g", "The gradient in the units of past steps."),
            op("u = rho*u + (1 - rho)*Delta^2", "The running mean of the squared steps."),
            op("x = x - rate*Delta", "The step."),
        )
