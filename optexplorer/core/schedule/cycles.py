"""Schedules that rise as well as fall."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.core.declare import integer, number
from optexplorer.core.schedule.base import Schedule
from optexplorer.core.schedule.ramps import half_cosine


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
        return self.last + (1.0 - self.last) * half_cosine(share)


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
        rising = self.peak + (1.0 - self.peak) * half_cosine(np.minimum(up, 1.0))
        falling = self.LAST + (self.peak - self.LAST) * half_cosine(down)
        return np.asarray(np.where(t <= top, rising, falling))
