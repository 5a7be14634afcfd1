"""Schedules that fall in steps or smoothly, without an end."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.core.declare import integer, integers, number
from optexplorer.core.schedule.base import Schedule


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
