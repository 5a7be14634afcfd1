"""Schedule-free methods: an average takes the place of a falling learning rate.

Their points z, x̄ and y, and the weights of the mean, are explained in `schedule_free_parts`.
"""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import switch
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import schedule_free_parts as parts
from optexplorer.optimizers import settings
from optexplorer.optimizers.schedule_free_parts import begin, next_share, warmed

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Averaging"
_DEFAZIO = (
    "Defazio, Yang, Mehta, Mishchenko, Khaled and Cutkosky 2024, The road less scheduled, "
    "https://arxiv.org/abs/2405.15682"
)
_DRAWN = " The path drawn is y; x̄ is drawn as a point."


@step
def _sgd(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta, lam, warmup = hyper[0], hyper[1], hyper[2]
    z, x_bar = state[0], state[1]
    if t == 1:
        begin(z, x)
    eta = warmed(rate, warmup, t)
    c = next_share(memory, eta)
    for i in range(x.size):
        z[i] -= eta * (g[i] + lam * x[i])
        x_bar[i] = (1.0 - c) * x_bar[i] + c * z[i]
        x[i] = (1.0 - beta) * z[i] + beta * x_bar[i]
    return OK


@step
def _adamw(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, lam, warmup = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4]
    z, x_bar, v = state[0], state[1], state[2]
    if t == 1:
        begin(z, x)
    eta = warmed(rate, warmup, t)
    c = next_share(memory, eta)
    correction = 1.0 - math.pow(beta2, t)
    for i in range(x.size):
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        z[i] -= eta * (g[i] / (math.sqrt(v[i] / correction) + eps) + lam * x[i])
        x_bar[i] = (1.0 - c) * x_bar[i] + c * z[i]
        x[i] = (1.0 - beta1) * z[i] + beta1 * x_bar[i]
    return OK


@helper
def rectification(beta2: float, t: int) -> float:
    """RAdam's factor rₜ; 0 where the variance of v̂ is not yet defined (ρₜ ≤ 4)."""
    power = math.pow(beta2, t)
    rho_inf = 2.0 / (1.0 - beta2) - 1.0
    rho = rho_inf - 2.0 * t * power / (1.0 - power)
    if rho <= 4.0:
        return 0.0
    r = (rho - 4.0) * (rho - 2.0) * rho_inf / ((rho_inf - 4.0) * (rho_inf - 2.0) * rho)
    return math.sqrt(r)


@step
def _radam(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, lam, silent = hyper[0], hyper[1], hyper[2], hyper[3], hyper[4] != 0.0
    z, x_bar, v = state[0], state[1], state[2]
    if t == 1:
        begin(z, x)
    r = rectification(beta2, t)
    rectified = r > 0.0
    eta = rate * r
    if not (rectified or silent):
        eta = rate
    c = next_share(memory, eta)
    correction = 1.0 - math.pow(beta2, t)
    for i in range(x.size):
        v[i] = beta2 * v[i] + (1.0 - beta2) * g[i] * g[i]
        d = g[i] / (math.sqrt(v[i] / correction) + eps) if rectified else g[i]
        z[i] -= eta * (d + lam * x[i])
        x_bar[i] = (1.0 - c) * x_bar[i] + c * z[i]
        x[i] = (1.0 - beta1) * z[i] + beta1 * x_bar[i]
    return OK


@dataclass(frozen=True)
class ScheduleFreeSGD(Optimizer):
    """z ← z − ηₜ (g + λ y), x̄ ← (1 − c) x̄ + c z, y ← (1 − β) z + β x̄ with c = w/Σw."""

    key: ClassVar[str] = "schedule_free_sgd"
    title: ClassVar[str] = "Schedule-free SGD"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Averages instead of lowering the rate, and takes slopes near the average."
    strengths: ClassVar[str] = (
        "As good as a well-tuned falling rate at every length of run, without knowing that length."
    )
    weaknesses: ClassVar[str] = (
        "The plain mean forgets a bad start only as 1/t, so a long detour at first slows the end."
    )
    when: ClassVar[str] = "When the number of steps is open and a schedule would have to guess it."
    reference: ClassVar[str] = _DEFAZIO
    variant: ClassVar[str] = (
        "As the authors' SGDScheduleFree with r = 0 and weights by the squared rate." + _DRAWN
    )
    update: ClassVar[Step] = _sgd
    pictures: ClassVar[tuple[Picture, ...]] = parts.PICTURES
    rate_rule: ClassVar[RateRule] = ("curvature", 1.0)
    states: ClassVar[tuple[str, ...]] = ("z", "x_bar")
    places: ClassVar[tuple[str, ...]] = ("z", "x_bar")
    memories: ClassVar[tuple[str, ...]] = ("W", "rate_max")

    learning_rate: float = settings.learning_rate(0.002)
    beta: float = parts.blend("β")
    weight_decay: float = parts.decay()
    warmup_steps: int = parts.warmup_steps()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            *parts.share(self.warmup_steps),
            *parts.decayed("g", self.weight_decay),
            *parts.average("g", "rate_t" if self.warmup_steps else "rate", "beta"),
        )

    def rate_expression(self) -> str:
        """What y moves by."""
        return parts.moved_by("rate_t" if self.warmup_steps else "rate", "beta")


@dataclass(frozen=True)
class ScheduleFreeAdamW(Optimizer):
    """As `ScheduleFreeSGD`, with g / (√v̂ + ε) in place of g, v̂ Adam's mean square."""

    key: ClassVar[str] = "schedule_free_adamw"
    title: ClassVar[str] = "Schedule-free AdamW"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "AdamW whose first moment is replaced by an average of the iterates."
    strengths: ClassVar[str] = (
        "Steps of about the rate in every coordinate, settling without a schedule; no memory more "
        "than Adam."
    )
    weaknesses: ClassVar[str] = (
        "As all plain averages slow to forget; the point where slopes are taken is not the result."
    )
    when: ClassVar[str] = "Where AdamW with a cosine schedule would be used but the end is open."
    reference: ClassVar[str] = _DEFAZIO
    variant: ClassVar[str] = (
        "As the authors' AdamWScheduleFree with r = 0 and weights by the squared rate." + _DRAWN
    )
    update: ClassVar[Step] = _adamw
    pictures: ClassVar[tuple[Picture, ...]] = parts.PICTURES
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("z", "x_bar", "v")
    places: ClassVar[tuple[str, ...]] = ("z", "x_bar")
    memories: ClassVar[tuple[str, ...]] = ("W", "rate_max")

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = parts.blend("β₁")
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    weight_decay: float = parts.decay()
    warmup_steps: int = parts.warmup_steps()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            *parts.SQUARES,
            op("d = g/(sqrt(v_hat) + eps)", "The gradient by its own size."),
            *parts.share(self.warmup_steps),
            *parts.decayed("d", self.weight_decay),
            *parts.average("d", "rate_t" if self.warmup_steps else "rate", "beta1"),
        )

    def rate_expression(self) -> str:
        """What y moves by."""
        rate = parts.moved_by("rate_t" if self.warmup_steps else "rate", "beta1")
        return f"{rate}/(sqrt(v_hat) + eps)"


@dataclass(frozen=True)
class ScheduleFreeRAdam(Optimizer):
    """As `ScheduleFreeAdamW` with the rate η rₜ, where RAdam's rectification rₜ is the warm-up."""

    key: ClassVar[str] = "schedule_free_radam"
    title: ClassVar[str] = "Schedule-free RAdam"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Schedule-free AdamW that warms up by itself."
    strengths: ClassVar[str] = "Neither a schedule nor a warm-up to choose."
    weaknesses: ClassVar[str] = (
        "Stands still for the first few updates, and as all plain averages is slow to forget."
    )
    when: ClassVar[str] = "As schedule-free AdamW, when the first steps at full rate do harm."
    reference: ClassVar[str] = (
        f"{_DEFAZIO}; the rectification: Liu 2020, https://arxiv.org/abs/1908.03265"
    )
    variant: ClassVar[str] = (
        "As the authors' RAdamScheduleFree: until ρₜ > 4 it does not move, or without "
        "silent_sgd_phase takes plain gradient steps." + _DRAWN
    )
    update: ClassVar[Step] = _radam
    pictures: ClassVar[tuple[Picture, ...]] = parts.PICTURES
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("z", "x_bar", "v")
    places: ClassVar[tuple[str, ...]] = ("z", "x_bar")
    memories: ClassVar[tuple[str, ...]] = ("W", "rate_max")

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = parts.blend("β₁")
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    weight_decay: float = parts.decay()
    silent_sgd_phase: bool = switch(
        default=True, help="Stand still until the variance of v̂ is defined, instead of using bare g."
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        rectified = "sqrt((rho_t - 4)*(rho_t - 2)*rho_inf/((rho_inf - 4)*(rho_inf - 2)*rho_t))"
        before = "0" if self.silent_sgd_phase else "1"
        return (
            *parts.SQUARES,
            op("rho_inf = 2/(1 - beta2) - 1", "How many gradients v̂ rests on in the end."),
            op("rho_t = rho_inf - 2*t*beta2^t/(1 - beta2^t)", "How many it rests on by now."),
            op(f"r = where(rho_t > 4, {rectified}, {before})", "Small while these are few."),
            op("rate_t = rate*r", "The rate warms up by that factor."),
            op("d = where(rho_t > 4, g/(sqrt(v_hat) + eps), g)", "The gradient by its own size."),
            *parts.weighing("rate_t"),
            *parts.decayed("d", self.weight_decay),
            *parts.average("d", "rate_t", "beta1"),
        )

    def rate_expression(self) -> str:
        """What y moves by."""
        return f"{parts.moved_by('rate_t', 'beta1')}/where(rho_t > 4, sqrt(v_hat) + eps, 1)"
