"""The schedule that looks at the loss, and the one that begins another."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.core.declare import SettingError, integer, nested, number
from optexplorer.core.schedule.base import Constant, Feedback, Schedule


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
