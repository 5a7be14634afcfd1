r"""Learning-rate schedules: a factor on the rate of update t + 1, for t = 0, 1, 2, ...

All but one are functions of t alone and are evaluated in whole blocks. `Plateau` looks at the loss; its
part of the factor is a little state machine inside the driver loop (`core.driver`), and
`feedback` hands over its settings.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.core.declare import Declared, SettingError, integer, integers, nested, number

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FACTOR_SPAN = (1e-3, 1.0)


@dataclass(frozen=True)
class Feedback:
    """Settings of the plateau rule, which starts to watch at step ``start``."""

    factor: float
    patience: int
    threshold: float
    cooldown: int
    start: int = 0


@dataclass(frozen=True)
class Schedule(Declared):
    """Base of the schedules."""

    summary: ClassVar[str]
    formula: ClassVar[str]

    def factors(self, t: "NDArray[np.float64]") -> Vec:
        """The factor at each step of ``t`` (k,), whole numbers from 0."""
        raise NotImplementedError

    def feedback(self) -> Feedback | None:
        """The part that depends on the loss, if there is one."""
        return None


@dataclass(frozen=True)
class Constant(Schedule):
    """Always 1."""

    key: ClassVar[str] = "constant"
    title: ClassVar[str] = "constant rate"
    summary: ClassVar[str] = "The rate stays as it is."
    formula: ClassVar[str] = r"s_t = 1"

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        return np.ones_like(t)


@dataclass(frozen=True)
class StepDecay(Schedule):
    """γ^⌊t/k⌋, torch's StepLR."""

    key: ClassVar[str] = "step"
    title: ClassVar[str] = "step decay"
    summary: ClassVar[str] = "Multiplied by a factor every so many steps."
    formula: ClassVar[str] = r"s_t = \gamma^{\lfloor t/k \rfloor}"

    factor: float = number(0.5, "γ", "Multiplies the rate at each drop.", low=0.0, span=(0.05, 1.0))
    every: int = integer(50, "k", "Steps between drops.", low=1, log=True, span=(1, 10_000))

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        return np.asarray(self.factor ** np.floor(t / self.every))


@dataclass(frozen=True)
class MultiStep(Schedule):
    """γ^(number of milestones passed), torch's MultiStepLR."""

    key: ClassVar[str] = "multi_step"
    title: ClassVar[str] = "milestones"
    summary: ClassVar[str] = "Multiplied by a factor at each milestone."
    formula: ClassVar[str] = r"s_t = \gamma^{\#\{m \le t\}}"

    factor: float = number(0.5, "γ", "Multiplies the rate at each drop.", low=0.0, span=(0.05, 1.0))
    milestones: tuple[int, ...] = integers((50, 100), "m", "Steps at which the rate drops.")

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        passed = np.searchsorted(np.sort(np.array(self.milestones, dtype=float)), t, side="right")
        return np.asarray(self.factor ** passed.astype(np.float64))


@dataclass(frozen=True)
class Exponential(Schedule):
    """γ^t, torch's ExponentialLR."""

    key: ClassVar[str] = "exponential"
    title: ClassVar[str] = "exponential decay"
    summary: ClassVar[str] = "Multiplied by a factor at every step."
    formula: ClassVar[str] = r"s_t = \gamma^{t}"

    factor: float = number(0.99, "γ", "Multiplies the rate every step.", low=0.0, span=(0.9, 1.0))

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        return np.asarray(self.factor**t)


@dataclass(frozen=True)
class InverseTime(Schedule):
    """1 / (1 + r t), keras' InverseTimeDecay with r = decay_rate / decay_steps."""

    key: ClassVar[str] = "inverse_time"
    title: ClassVar[str] = "inverse time"
    summary: ClassVar[str] = "Falls like one over the step, as convergence proofs for SGD ask."
    formula: ClassVar[str] = r"s_t = \frac{1}{1 + r\,t}"

    rate: float = number(0.01, "r", "How soon the decay sets in.", low=0.0, log=True, span=(1e-5, 1))

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        return np.asarray(1.0 / (1.0 + self.rate * t))


@dataclass(frozen=True)
class Linear(Schedule):
    """From ``first`` to ``last`` in a straight line, torch's LinearLR."""

    key: ClassVar[str] = "linear"
    title: ClassVar[str] = "linear"
    summary: ClassVar[str] = "A straight line from one factor to another."
    formula: ClassVar[str] = r"s_t = a + (b - a)\,\min(t/T, 1)"

    first: float = number(1.0, "a", "Factor at the first step.", low=0.0, span=(0.0, 2.0))
    last: float = number(0.0, "b", "Factor from step T on.", low=0.0, span=(0.0, 2.0))
    steps: int = integer(200, "T", "Length of the line.", low=1, log=True, span=(1, 100_000))

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        return self.first + (self.last - self.first) * np.minimum(t / self.steps, 1.0)


@dataclass(frozen=True)
class Polynomial(Schedule):
    """b + (1 - b)(1 - t/T)^p, optax's polynomial_schedule; torch's PolynomialLR with b = 0."""

    key: ClassVar[str] = "polynomial"
    title: ClassVar[str] = "polynomial"
    summary: ClassVar[str] = "Falls along a power of the remaining time."
    formula: ClassVar[str] = r"s_t = b + (1 - b)\,(1 - \min(t/T, 1))^{p}"

    last: float = number(0.0, "b", "Factor from step T on.", low=0.0, span=(0.0, 1.0))
    power: float = number(2.0, "p", "1 is a straight line.", low=0.0, low_open=True, span=(0.25, 4))
    steps: int = integer(200, "T", "Length of the decay.", low=1, log=True, span=(1, 100_000))

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        left = 1.0 - np.minimum(t / self.steps, 1.0)
        return self.last + (1.0 - self.last) * left**self.power


def _half_cosine(share: Vec) -> Vec:
    """From 1 at share 0 to 0 at share 1."""
    return np.asarray(0.5 * (1.0 + np.cos(np.pi * share)))


@dataclass(frozen=True)
class Cosine(Schedule):
    """Half a cosine (Loshchilov and Hutter 2017, without restarts); stays at ``last`` after T."""

    key: ClassVar[str] = "cosine"
    title: ClassVar[str] = "cosine"
    summary: ClassVar[str] = "Half a cosine from full rate down to the last factor."
    formula: ClassVar[str] = r"s_t = b + \tfrac{1 - b}{2}\,(1 + \cos(\pi \min(t/T, 1)))"

    last: float = number(0.0, "b", "Factor from step T on.", low=0.0, span=(0.0, 1.0))
    steps: int = integer(200, "T", "Length of the decay.", low=1, log=True, span=(1, 100_000))

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        return self.last + (1.0 - self.last) * _half_cosine(np.minimum(t / self.steps, 1.0))


@dataclass(frozen=True)
class CosineRestarts(Schedule):
    """SGDR (Loshchilov and Hutter 2017): period i lasts T₀ mⁱ steps, then the rate jumps back."""

    key: ClassVar[str] = "cosine_restarts"
    title: ClassVar[str] = "cosine, warm restarts"
    summary: ClassVar[str] = "Cosine decay that jumps back to full rate, in ever longer periods."
    formula: ClassVar[str] = (
        r"s_t = b + \tfrac{1 - b}{2}\,(1 + \cos(\pi\, t_i / T_i)),\quad T_i = T_0 m^i"
    )

    first_period: int = integer(50, "T₀", "Steps of the first period.", low=1, log=True,
                                span=(1, 10_000))  # fmt: skip
    multiply: float = number(2.0, "m", "Each period is so many times longer.", low=1.0, span=(1, 4))
    last: float = number(0.0, "b", "Factor at the end of a period.", low=0.0, span=(0.0, 1.0))

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        T0, m = float(self.first_period), self.multiply
        if m == 1.0:
            share = (t % T0) / T0
        else:
            i = np.floor(np.log1p(t * (m - 1.0) / T0) / np.log(m))
            begun = T0 * (m**i - 1.0) / (m - 1.0)
            i = np.where(t < begun, i - 1.0, i)  # the logarithm may round across a boundary
            i = np.where(t >= T0 * (m ** (i + 1.0) - 1.0) / (m - 1.0), i + 1.0, i)
            begun = T0 * (m**i - 1.0) / (m - 1.0)
            share = (t - begun) / (T0 * m**i)
        return self.last + (1.0 - self.last) * _half_cosine(share)


@dataclass(frozen=True)
class Cyclic(Schedule):
    """Triangular cycles (Smith 2017), torch's CyclicLR: from ``low`` up to 1 and down again."""

    key: ClassVar[str] = "cyclic"
    title: ClassVar[str] = "cyclic"
    summary: ClassVar[str] = "Up and down between a low factor and full rate, again and again."
    formula: ClassVar[str] = r"s_t: a \to 1 \text{ in } u \text{ steps, back in } d"

    low: float = number(0.1, "a", "Factor at the foot of a cycle.", low=0.0, span=(0.0, 1.0))
    up: int = integer(25, "u", "Steps uphill.", low=1, log=True, span=(1, 10_000))
    down: int = integer(25, "d", "Steps downhill.", low=1, log=True, span=(1, 10_000))

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        k = t % (self.up + self.down)
        share = np.where(k < self.up, k / self.up, 1.0 - (k - self.up) / self.down)
        return self.low + (1.0 - self.low) * share


@dataclass(frozen=True)
class OneCycle(Schedule):
    """One rise and one fall (Smith and Topin 2018), both along cosines as in torch's OneCycleLR.

    From 1 up to ``peak`` and down to 1e-4. torch divides its ``max_lr`` by 25 for the first rate;
    here the first rate is the run's own, so ``peak`` 25 is the same. Both phases end where
    torch's do: at ``rise·steps − 1`` and ``steps − 1``. A ``rise`` below 1 is the share of ``steps``
    (torch's ``pct_start``); from 1 on it is the number of steps to the peak.
    """

    key: ClassVar[str] = "one_cycle"
    title: ClassVar[str] = "one cycle"
    summary: ClassVar[str] = "Up to a high peak once, then down to almost nothing."
    formula: ClassVar[str] = (
        r"s_t: 1 \to p \text{ over the rise},\ p \to 10^{-4} \text{ to the end, both by cosine}"
    )

    peak: float = number(10.0, "p", "The highest factor.", low=1.0, log=True, span=(1, 100))
    rise: float = number(
        0.3, "r", "Share of the steps spent rising; from 1 on, the number of steps.", low=0.0,
        low_open=True, span=(0.05, 0.95),
    )  # fmt: skip
    steps: int = integer(200, "T", "Length of the cycle.", low=2, log=True, span=(2, 100_000))

    LAST: ClassVar[float] = 1e-4

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        end = self.steps - 1.0
        top = self.rise * self.steps - 1.0 if self.rise < 1.0 else self.rise
        top = min(max(top, 0.0), end)
        up = t / top if top > 0 else np.ones_like(t)
        down = np.clip((t - top) / (end - top), 0.0, 1.0) if end > top else np.zeros_like(t)
        rising = self.peak + (1.0 - self.peak) * _half_cosine(np.minimum(up, 1.0))
        falling = self.LAST + (self.peak - self.LAST) * _half_cosine(down)
        return np.asarray(np.where(t <= top, rising, falling))


@dataclass(frozen=True)
class Plateau(Schedule):
    """Torch's ReduceLROnPlateau (mode min, relative threshold), watching the true loss.

    A loss is better when below ``best·(1 − threshold)``. After more than ``patience`` steps in a row
    that are not better the factor is multiplied, and ``cooldown`` steps do not count.
    """

    key: ClassVar[str] = "plateau"
    title: ClassVar[str] = "on plateau"
    summary: ClassVar[str] = "Drops when the loss has not improved for a while."
    formula: ClassVar[str] = r"s \leftarrow \gamma s \text{ after } k \text{ steps without progress}"

    factor: float = number(0.5, "γ", "Multiplies the rate at a drop.", low=0.0, high=1.0,
                           high_open=True, span=(0.05, 0.99))  # fmt: skip
    patience: int = integer(10, "k", "Steps without progress that are borne.", low=0, span=(0, 200))
    threshold: float = number(1e-4, "θ", "Least relative improvement that counts.", low=0.0,
                              high=1.0, log=True, span=(1e-8, 1e-1))  # fmt: skip
    cooldown: int = integer(0, "c", "Steps after a drop that do not count.", low=0, span=(0, 200))

    def factors(self, t: Vec) -> Vec:
        """1 throughout: what the loss adds comes from the driver."""
        return np.ones_like(t)

    def feedback(self) -> Feedback:
        """The settings of the rule."""
        return Feedback(self.factor, self.patience, self.threshold, self.cooldown)


@dataclass(frozen=True)
class Warmup(Schedule):
    """A straight line from ``first`` to 1, then another schedule from its own step 0."""

    key: ClassVar[str] = "warmup"
    title: ClassVar[str] = "warm-up"
    summary: ClassVar[str] = "Starts small, rises to full rate, then follows another schedule."
    formula: ClassVar[str] = (
        r"s_t = a + (1 - a)\,t/W \ (t < W),\quad s_t = \mathrm{then}(t - W) \ (t \ge W)"
    )

    steps: int = integer(20, "W", "Length of the rise.", low=1, log=True, span=(1, 10_000))
    first: float = number(0.0, "a", "Factor at the first step.", low=0.0, span=(0.0, 1.0))
    then: Schedule = nested(Constant(), "What follows.")

    def __post_init__(self) -> None:
        """Check the nested schedule too."""
        super().__post_init__()
        if isinstance(self.then, Warmup):
            raise SettingError("then", "must be another kind of schedule, got warmup")

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        rising = self.first + (1.0 - self.first) * t / self.steps
        return np.asarray(
            np.where(t < self.steps, rising, self.then.factors(np.maximum(t - self.steps, 0.0)))
        )

    def feedback(self) -> Feedback | None:
        """That of the schedule which follows, once it is reached."""
        rule = self.then.feedback()
        if rule is None:
            return None
        return Feedback(rule.factor, rule.patience, rule.threshold, rule.cooldown, self.steps)


SCHEDULES: dict[str, type[Schedule]] = {
    s.key: s
    for s in (
        Constant, StepDecay, MultiStep, Exponential, InverseTime, Linear, Polynomial, Cosine,
        CosineRestarts, Cyclic, OneCycle, Plateau, Warmup,
    )
}  # fmt: skip
