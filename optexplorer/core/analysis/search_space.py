"""Where a search for hyper-parameters looks: the unit cube, an axis for each declared setting.

Along its axis a setting goes from one end of its declared span to the other: evenly, by factors where
it is declared so, and by factors of 1 − β where it is a share β that a method keeps from step to step
(0.9, 0.99 and 0.999 lie equally far apart). Values have three digits, as a person would type them.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.core.declare import Parameter, SettingError
from optexplorer.core.optimizer import Optimizer

_NONE = 0.25  # of the axis of a setting that may be None stands for that
_KEPT = 0.9  # a span from 0 to above this and below 1 is that of a share that is kept


@dataclass(frozen=True)
class Dial:
    """The axis of one setting; ``choices`` are the values of one that is not a number."""

    name: str
    low: float = 0.0
    high: float = 1.0
    log: bool = False
    complement: bool = False  # by factors of one minus the value
    whole: bool = False
    optional: bool = False
    choices: tuple[Any, ...] = ()

    def value(self, u: float) -> Any:
        """The setting at ``u`` in [0, 1]."""
        if self.choices:
            return self.choices[min(int(u * len(self.choices)), len(self.choices) - 1)]
        if self.optional:
            if u < _NONE:
                return None
            u = (u - _NONE) / (1.0 - _NONE)
        if self.complement:
            left = (1.0 - self.low) * ((1.0 - self.high) / (1.0 - self.low)) ** u
            return float(f"{1.0 - float(f'{left:.3g}'):.9g}")
        if self.log:
            number = self.low * (self.high / self.low) ** u
        else:
            number = self.low + u * (self.high - self.low)
        return round(number) if self.whole else float(f"{number:.3g}")

    def place(self, value: Any) -> float:
        """Where on the axis a value lies; beyond the ends: at them."""
        if self.choices:
            return (self.choices.index(value) + 0.5) / len(self.choices)
        if value is None:
            return 0.5 * _NONE
        number = min(max(float(value), self.low), self.high)
        if self.complement:
            u = math.log((1.0 - number) / (1.0 - self.low)) / math.log(
                (1.0 - self.high) / (1.0 - self.low)
            )
        elif self.log:
            u = math.log(number / self.low) / math.log(self.high / self.low)
        else:
            u = (number - self.low) / (self.high - self.low)
        return _NONE + (1.0 - _NONE) * u if self.optional else u


@dataclass(frozen=True)
class Space:
    """All dials of an optimizer."""

    optimizer: Optimizer  # whose other settings, if it has any, stay
    dials: tuple[Dial, ...]

    @classmethod
    def of(cls, optimizer: Optimizer, rate: float | None = None) -> "Space":
        """Every declared hyper-parameter; the axes also reach the present values and ``rate``."""
        made = []
        for parameter in optimizer.parameters():
            reach = [getattr(optimizer, parameter.name)]
            reach += [rate] if parameter.name == "learning_rate" else []
            made.append(_dial(parameter, reach))
        return cls(optimizer, tuple(dial for dial in made if dial is not None))

    def place(self, optimizer: Optimizer) -> Vec:
        """Where an optimizer lies (d,)."""
        return np.array([dial.place(getattr(optimizer, dial.name)) for dial in self.dials])

    def moved(self, base: Optimizer, u: Vec, moves: list[int]) -> Optimizer | None:
        """``base`` with the settings ``moves`` as at ``u``; None where they bound each other."""
        try:
            return replace(base, **{self.dials[i].name: self.dials[i].value(u[i]) for i in moves})
        except SettingError:
            return None


def _dial(parameter: Parameter, reach: Sequence[Any]) -> Dial | None:
    match parameter.kind:
        case "bool":
            return Dial(parameter.name, choices=(False, True))
        case "choice":
            return Dial(parameter.name, choices=parameter.choices)
        case "float" | "int":
            low, high = parameter.span or (parameter.low, parameter.high)
        case _:
            return None
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        return None
    log = parameter.log and low > 0.0
    kept = not log and low == 0.0 and _KEPT < high < 1.0
    for value in reach:
        if value is not None and (value > 0.0 or not log) and (value < 1.0 or not kept):
            low, high = min(low, value), max(high, value)
    return Dial(
        parameter.name, low, high, log=log, complement=kept, whole=parameter.kind == "int",
        optional=parameter.optional,
    )  # fmt: skip
