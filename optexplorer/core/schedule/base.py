"""What a schedule is, and the one that does nothing."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.core.declare import Declared


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

    def factors(self, t: Vec) -> Vec:
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
