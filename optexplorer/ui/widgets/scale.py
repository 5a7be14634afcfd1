"""Where a value lies on a slider's track, and what one step of the keyboard changes."""

import math
from dataclasses import dataclass
from typing import Self

from optexplorer.core.declare import Parameter


@dataclass(frozen=True)
class Scale:
    """A track from ``low`` (position 0) to ``high`` (position 1), logarithmic or linear.

    Values are rounded to what a person would type: three significant digits on a logarithmic
    track, a thousandth of the track's power of ten on a linear one.
    """

    low: float
    high: float
    log: bool = False
    whole: bool = False

    @classmethod
    def of(cls, parameter: Parameter) -> Self | None:
        """The track of a declared setting; None where neither span nor bounds give one."""
        low, high = parameter.span or (parameter.low, parameter.high)
        if not (math.isfinite(low) and math.isfinite(high) and low < high):
            return None
        scale = cls(low, high, parameter.log and low > 0, parameter.kind == "int")
        if parameter.low_open and low <= parameter.low:
            low += scale.quantum
        if parameter.high_open and high >= parameter.high:
            high -= scale.quantum
        return cls(low, high, scale.log, scale.whole)

    @property
    def quantum(self) -> float:
        """The unit values are rounded to on a linear track."""
        if self.whole:
            return 1.0
        return float(10.0 ** (math.floor(math.log10(self.high - self.low)) - 3))

    def position(self, value: float) -> float:
        """The place of ``value`` in [0, 1]; values beyond the ends lie at the ends."""
        value = min(max(value, self.low), self.high)
        if self.log:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)

    def value(self, position: float) -> float | int:
        """The rounded value at ``position``."""
        position = min(max(position, 0.0), 1.0)
        if position in (0.0, 1.0):
            return self._typed(self.high if position else self.low)
        if self.log:
            raw = self.low * (self.high / self.low) ** position
        else:
            raw = self.low + position * (self.high - self.low)
        return min(max(self._round(raw), self._typed(self.low)), self._typed(self.high))

    def moved(self, value: float, by: float) -> float | int:
        """The value ``by`` (a share of the track) further on; at least one whole unit."""
        target = self.value(self.position(value) + by)
        if target == value or (self.whole and abs(target - value) < 1):
            target = self._typed(value + math.copysign(self.quantum, by))
        return min(max(target, self._typed(self.low)), self._typed(self.high))

    def _round(self, raw: float) -> float | int:
        if self.whole:
            return round(raw)
        if self.log:
            return float(f"{raw:.3g}")
        return float(f"{round(raw / self.quantum) * self.quantum:.12g}")

    def _typed(self, value: float) -> float | int:
        return round(value) if self.whole else float(f"{value:.12g}")


def nudged(value: float, steps: int, *, log: bool, whole: bool, fine: bool) -> float | int:
    """A typed value some steps up or down: a tenth of a decade, or its second digit; less if fine."""
    if whole:
        size = max(1, 10 ** (math.floor(math.log10(max(abs(value), 1.0))) - (1 if fine else 0)) // 10)
        return round(value) + steps * (1 if fine else size)
    if log and value > 0:
        return float(f"{value * 10 ** (steps / (100 if fine else 10)):.3g}")
    magnitude = math.floor(math.log10(abs(value))) if value else 0
    unit = 10.0 ** (magnitude - (2 if fine else 1))
    return float(f"{round(value / unit + steps) * unit:.12g}")
