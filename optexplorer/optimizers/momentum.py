"""Methods with a velocity: the heavy ball, and two forms of Nesterov's acceleration."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number, switch
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Form, Optimizer, RateRule, Step, step
from optexplorer.core.oracle import gradient_at
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Momentum"
_PLACES = ("Rate outside the velocity (torch)", "Rate inside the velocity (Keras)")
_PLACES_DIFFER = (
    "Inside the velocity, a change of the rate acts on new gradients only; outside, it acts at once on "
    "all that was gathered, so the paths part where a schedule moves the rate."
)
_POINTS_DIFFER = (
    "The look-ahead form draws the point before the jump, the other the point after it, where both "
    "take the gradient: one method seen from two points that are a velocity apart."
)
_DAMPED_DIFFER = (
    "With τ = μ the velocity is a mean of gradients and as long as they are; without dampening it is "
    "their sum, up to 1/(1 − μ) times as long at the same rate."
)
_NESTEROV_1983 = (
    "Nesterov 1983, A method for solving the convex programming problem with convergence rate "
    "O(1/k²), Soviet Mathematics Doklady 27, 372-376, https://www.mathnet.ru/eng/dan46009"
)


def _rate_inside() -> Any:
    return switch(
        default=False,
        help="Multiply each gradient by the rate as it joins the velocity, not the whole velocity.",
    )


@step
def _momentum(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    mu, tau, lam = hyper[0], hyper[1], hyper[2]
    inside, outside = (rate, 1.0) if hyper[3] != 0.0 else (1.0, rate)
    v = state[0]
    undamped = t == 1 or mu == 0.0
    for i in range(x.size):
        d = inside * (g[i] + lam * x[i])
        v[i] = d if undamped else mu * v[i] + (1.0 - tau) * d
        x[i] -= outside * v[i]
    return OK


@dataclass(frozen=True)
class Momentum(Optimizer):
    """v ← μ v + (1 − τ) g, x ← x − η v; the first velocity is the gradient itself.

    At a constant rate and without dampening this is Polyak's heavy ball,
    x ← x − η g + μ (x − x of the step before).
    """

    key: ClassVar[str] = "momentum"
    title: ClassVar[str] = "Momentum"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "A heavy ball: old gradients keep pushing, so it gains speed downhill."
    strengths: ClassVar[str] = (
        "Averages out the zigzag across a ravine and adds up along it; up to 1/(1 - μ) times as fast."
    )
    weaknesses: ClassVar[str] = "Overshoots minima and swings about them before it settles."
    when: ClassVar[str] = (
        "Smooth problems with narrow ravines, and networks whose rate is tuned with care."
    )
    reference: ClassVar[str] = (
        "Polyak 1964, Some methods of speeding up the convergence of iteration methods, "
        "https://doi.org/10.1016/0041-5553(64)90137-5"
    )
    variant: ClassVar[str] = (
        "As torch.optim.SGD: the rate stands outside the velocity, the first velocity is not "
        "damped, and with μ = 0 dampening has no effect; with rate_inside as keras.optimizers.SGD, "
        "whose velocity has the other sign."
    )
    update: ClassVar[Step] = _momentum
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "v", "velocity"),)
    rate_rule: ClassVar[RateRule] = ("curvature", 0.3)
    states: ClassVar[tuple[str, ...]] = ("v",)

    learning_rate: float = settings.learning_rate(0.001)
    momentum: float = settings.momentum(0.9)
    dampening: float = number(
        0.0, "τ", "Takes the share τ off every new gradient before it joins the velocity.",
        low=0.0, high=1.0, span=(0.0, 1.0),
    )  # fmt: skip
    weight_decay: float = settings.weight_decay()
    rate_inside: bool = _rate_inside()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        g, step = ("rate*g", "v") if self.rate_inside else ("g", "rate*v")
        v = f"momentum*v + (1 - dampening)*{g}" if self.dampening else f"momentum*v + {g}"
        if self.dampening and self.momentum:
            v = f"where(t == 1, {g}, {v})"
        return (
            *settings.decayed(self),
            op(f"v = {v if self.momentum else g}", "The velocity keeps most of itself."),
            op(f"x = x - {step}", "The step follows the velocity, not the slope."),
        )

    def stable_rate(self, curvature: float) -> float | None:
        """2(1 + μ)/λ, where weight decay bends the surface further up and dampening takes its share.

        With μ = 0 there is no dampening. None where no rate is stable: with μ ≥ 1, which swings for
        ever, and with τ = 1, which takes all of every gradient but the first.
        """
        mu = self.momentum
        left = 1.0 - self.dampening if mu else 1.0
        if mu >= 1.0 or left == 0.0:
            return None
        return 2.0 * (1.0 + mu) / (left * (curvature + self.weight_decay))

    def forms(self) -> tuple[Form, ...]:
        """With the rate in the other place; as a sum of gradients, or as their running mean."""
        places = self.turned("rate_inside", _PLACES, _PLACES_DIFFER)
        if not 0.0 < self.momentum < 1.0:
            return (places,)
        title = "Velocity as a sum" if self.dampening else "Velocity as a running mean"
        other = replace(self, dampening=0.0 if self.dampening else self.momentum)
        return (places, Form(title, other, _DAMPED_DIFFER))


def _nesterov_rate(mu: float, curvature: float) -> float | None:
    if mu > 1.0:  # small rates are unstable then
        return None
    return 2.0 * (1.0 + mu) / ((1.0 + 2.0 * mu) * curvature)


@step
def _nesterov(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    mu, lam = hyper[0], hyper[1]
    inside, outside = (rate, 1.0) if hyper[2] != 0.0 else (1.0, rate)
    v = state[0]
    for i in range(x.size):
        d = inside * (g[i] + lam * x[i])
        v[i] = mu * v[i] + d
        x[i] -= outside * (d + mu * v[i])
    return OK


@dataclass(frozen=True)
class Nesterov(Optimizer):
    """v ← μ v + g, x ← x − η (g + μ v): the gradient is taken where the point is."""

    key: ClassVar[str] = "nesterov"
    title: ClassVar[str] = "Nesterov"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = (
        "Momentum that also counts the newest gradient once more, so it brakes earlier."
    )
    strengths: ClassVar[str] = (
        "As fast as momentum with less overshoot; needs the gradient at the current point only."
    )
    weaknesses: ClassVar[str] = "Still swings when μ is large; one rate for every direction."
    when: ClassVar[str] = "In place of momentum where that overshoots."
    reference: ClassVar[str] = (
        f"{_NESTEROV_1983}; in this form: Sutskever, Martens, Dahl and Hinton 2013, "
        "https://proceedings.mlr.press/v28/sutskever13.html"
    )
    variant: ClassVar[str] = (
        "As torch.optim.SGD with nesterov=True; with rate_inside as keras.optimizers.SGD, whose "
        "velocity has the other sign."
    )
    update: ClassVar[Step] = _nesterov
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "v", "velocity"),)
    rate_rule: ClassVar[RateRule] = ("curvature", 0.3)
    states: ClassVar[tuple[str, ...]] = ("v",)

    learning_rate: float = settings.learning_rate(0.001)
    momentum: float = settings.momentum(0.9)
    weight_decay: float = settings.weight_decay()
    rate_inside: bool = _rate_inside()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        v, step = "momentum*v + g", "rate*(g + momentum*v)"
        if self.rate_inside:
            v, step = "momentum*v + rate*g", "(rate*g + momentum*v)"
        return (
            *settings.decayed(self),
            op(f"v = {v}", "The velocity keeps most of itself."),
            op(f"x = x - {step}", "The step: the newest gradient counts once more."),
        )

    def stable_rate(self, curvature: float) -> float | None:
        """2(1 + μ)/((1 + 2μ)λ), where weight decay bends the surface further up."""
        return _nesterov_rate(self.momentum, curvature + self.weight_decay)

    def forms(self) -> tuple[Form, ...]:
        """With the rate in the other place; from the point before the jump."""
        places = self.turned("rate_inside", _PLACES, _PLACES_DIFFER)
        if self.weight_decay:
            return (places,)
        ahead = NesterovLookAhead(self.learning_rate, self.momentum)
        return (places, Form("Look-ahead (textbook)", ahead, _POINTS_DIFFER))


@step
def _nag(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    gamma = hyper[0]
    v = state[0]
    for i in range(x.size):
        x[i] -= gamma * v[i]
    gradient_at(oracle, x, g)
    for i in range(x.size):
        v[i] = gamma * v[i] + rate * g[i]
        x[i] -= rate * g[i]
    return OK


@dataclass(frozen=True)
class NesterovLookAhead(Optimizer):
    """v ← γ v + η ∇f(x − γ v), x ← x − v: jump with the velocity first, then correct."""

    key: ClassVar[str] = "nag"
    title: ClassVar[str] = "Nesterov (look-ahead)"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Looks at the slope where the velocity is about to carry it."
    strengths: ClassVar[str] = (
        "The textbook picture of acceleration: it sees a rising slope before it is on it."
    )
    weaknesses: ClassVar[str] = (
        "The gradient is never taken at the point that is drawn; a change of rate acts on new "
        "gradients only, not on the velocity gathered so far."
    )
    when: ClassVar[str] = (
        "To see why acceleration works; for use, the other form is the same method and needs no extra "
        "point."
    )
    reference: ClassVar[str] = (
        f"{_NESTEROV_1983}; in this form: Ruder 2016, section 4.2, https://arxiv.org/abs/1609.04747"
    )
    variant: ClassVar[str] = "Look-ahead form: the rate stands inside the velocity."
    update: ClassVar[Step] = _nag
    pictures: ClassVar[tuple[Picture, ...]] = (
        Picture("point", "x_ahead", "look-ahead point"),
        Picture("arrow", "v", "velocity"),
    )
    rate_rule: ClassVar[RateRule] = ("curvature", 0.3)
    states: ClassVar[tuple[str, ...]] = ("v",)
    uses_gradient: ClassVar[bool] = False

    learning_rate: float = settings.learning_rate(0.001)
    momentum: float = settings.momentum(0.9, "γ")

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("x_ahead = x - momentum*v", "Where the velocity alone would carry it."),
            op("v = momentum*v + rate*grad(x_ahead)", "The velocity, with the slope found there."),
            op("x = x - v", "The step."),
        )

    def stable_rate(self, curvature: float) -> float | None:
        """2(1 + γ)/((1 + 2γ)λ), as after the jump."""
        return _nesterov_rate(self.momentum, curvature)

    def forms(self) -> tuple[Form, ...]:
        """From the point after the jump."""
        after = Nesterov(self.learning_rate, self.momentum, rate_inside=True)
        return (Form("After the jump (Keras)", after, _POINTS_DIFFER),)
