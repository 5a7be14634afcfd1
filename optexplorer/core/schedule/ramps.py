"""Schedules that run from one factor to another in a set time."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.core.declare import integer, number
from optexplorer.core.schedule.base import Schedule


def half_cosine(share: Vec) -> Vec:
    """From 1 at share 0 to 0 at share 1."""
    return np.asarray(0.5 * (1.0 + np.cos(np.pi * share)))


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
        return self.last + (1.0 - self.last) * half_cosine(np.minimum(t / self.steps, 1.0))
