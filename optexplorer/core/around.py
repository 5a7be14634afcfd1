"""What can be put around any optimizer: it sees each iterate after the update, and may move it.

A wrapper keeps one row (n,), which begins at the start. Several stand in the order in which they
act. Methods that keep places of their own (a simplex, a population, the z of schedule-free methods)
take their next step from there.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.declare import Declared, integer, number
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, op

LOOKAHEAD, AVERAGE, EMA = 0.0, 1.0, 2.0


@dataclass(frozen=True)
class Wrapper(Declared):
    """Base of what stands around an optimizer."""

    summary: ClassVar[str]
    reference: ClassVar[str]
    state: ClassVar[str]  # the name of its row
    code: ClassVar[float]

    def rule(self) -> Vec:
        """What `after_update` needs (3,): the code and two settings."""
        settings = [float(value) for value in self.to_mapping().values()]
        return np.array([self.code, *settings, 0.0][:3])

    def operations(self, row: str, t: int) -> tuple[Operation, ...]:
        """What it does after update ``t``; ``row`` is the name of its row."""
        raise NotImplementedError


@dataclass(frozen=True)
class Lookahead(Wrapper):
    """slow ← slow + α (x − slow) and x ← slow, after every k-th update."""

    key: ClassVar[str] = "lookahead"
    title: ClassVar[str] = "Lookahead"
    summary: ClassVar[str] = "Lets the optimizer explore some steps ahead, then goes part of the way."
    reference: ClassVar[str] = (
        "Zhang, Lucas, Hinton and Ba 2019, Lookahead optimizer: k steps forward, 1 step back, "
        "https://arxiv.org/abs/1907.08610"
    )
    state: ClassVar[str] = "slow"
    code: ClassVar[float] = LOOKAHEAD

    every: int = integer(5, "k", "Updates between two of its own steps.", low=1, span=(1, 50))
    alpha: float = number(
        0.5, "α", "The share of the way that it goes.", low=0.0, high=1.0, span=(0.0, 1.0)
    )

    def operations(self, row: str, t: int) -> tuple[Operation, ...]:
        """None between its own steps."""
        if t % self.every:
            return ()
        return (
            op(f"{row} = {row} + {self.alpha!r}*(x - {row})", "The slow point goes part of the way."),
            op(f"x = {row}", "The optimizer begins again from there."),
        )


@dataclass(frozen=True)
class Average(Wrapper):
    """x̄: the plain mean of all iterates after the first ``start``; the path is left as it is."""

    key: ClassVar[str] = "average"
    title: ClassVar[str] = "Average"
    summary: ClassVar[str] = "Keeps the mean of all points so far beside the path."
    reference: ClassVar[str] = (
        "Polyak and Juditsky 1992, Acceleration of stochastic approximation by averaging, "
        "https://doi.org/10.1137/0330046"
    )
    state: ClassVar[str] = "x_bar"
    code: ClassVar[float] = AVERAGE

    start: int = integer(
        0, "t₀", "Updates to leave out; until then it is the point itself.", low=0, span=(0, 1000)
    )

    def operations(self, row: str, t: int) -> tuple[Operation, ...]:
        """The mean takes in the new point."""
        count = f"(t - {self.start})" if self.start else "t"
        mean = f"{row} + (x - {row})/{count}" if t > self.start else "x"
        return (op(f"{row} = {mean}", "The mean takes in the new point."),)


@dataclass(frozen=True)
class MovingAverage(Wrapper):
    """x̄ ← β x̄ + (1 − β) x after the first ``start`` updates; the path is left as it is."""

    key: ClassVar[str] = "ema"
    title: ClassVar[str] = "Moving average"
    summary: ClassVar[str] = "Keeps a mean beside the path that forgets the points of long ago."
    reference: ClassVar[str] = (
        "Morales-Brotons, Vogels and Hendrikx 2024, Exponential moving average of weights in deep "
        "learning, https://arxiv.org/abs/2411.18704"
    )
    state: ClassVar[str] = "x_bar"
    code: ClassVar[float] = EMA

    decay: float = number(
        0.99, "β", "The share of the mean that each update keeps.",
        low=0.0, high=1.0, span=(0.0, 0.999),
    )  # fmt: skip
    start: int = integer(
        0, "t₀", "Updates to leave out; until then it is the point itself.", low=0, span=(0, 1000)
    )

    def operations(self, row: str, t: int) -> tuple[Operation, ...]:
        """The mean takes in the new point."""
        beta = repr(self.decay)
        mean = f"{beta}*{row} + (1 - {beta})*x" if t > self.start else "x"
        return (op(f"{row} = {mean}", "The mean takes in the new point."),)


AROUND: dict[str, type[Wrapper]] = {w.key: w for w in (Lookahead, Average, MovingAverage)}


def rules(around: Iterable[Wrapper]) -> Mat:
    """The rules (wrappers, 3) in their order."""
    return np.array([wrapper.rule() for wrapper in around]).reshape(-1, 3)


def row_names(around: Iterable[Wrapper], taken: Iterable[str]) -> tuple[str, ...]:
    """The names of the rows; one that is taken already gets a number."""
    names = list(taken)
    first = len(names)
    for wrapper in around:
        same = sum(name.rstrip("0123456789") == wrapper.state for name in names)
        names.append(f"{wrapper.state}{same + 1}" if same else wrapper.state)
    return tuple(names[first:])


@helper
def after_update(rules: Mat, rows: Mat, x: Vec, t: int) -> None:
    """Let each wrapper act on ``x`` (n,) after update ``t``, with its row of ``rows`` (wrappers, n)."""
    for j in range(rules.shape[0]):
        code = rules[j, 0]
        if code == LOOKAHEAD:
            if t % int(rules[j, 1]) == 0:
                for i in range(x.size):
                    rows[j, i] += rules[j, 2] * (x[i] - rows[j, i])
                    x[i] = rows[j, i]
            continue
        if code == AVERAGE:
            share = 1.0 / (t - rules[j, 1]) if t > rules[j, 1] else 1.0
        else:
            share = 1.0 - rules[j, 1] if t > rules[j, 2] else 1.0
        for i in range(x.size):
            rows[j, i] += share * (x[i] - rows[j, i])
