"""What a person chose on the page of settings, and the values that are computed for it."""

import math
from dataclasses import dataclass, replace

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.analysis.sweep import MOST, Axis, Metric
from optexplorer.core.declare import Parameter
from optexplorer.core.optimizer import Optimizer
from optexplorer.ui.widgets.number_text import number_text

_FEWEST = 8  # values along an axis
_FAR = 300.0  # exponents that numbers have, however far one zooms out
_LARGEST = 1e300  # that pictures have room for
_DECADE = 10.0  # that a value stands from the end of a logarithmic axis at least
_APART = 4  # roundings between neighbouring values at least
FARTHEST = "zoomed in as far as numbers go"
Range = tuple[float, float]


@dataclass(frozen=True)
class AxisChoice:
    """A hyper-parameter and the part of its values that is in view."""

    name: str
    low: float
    high: float
    log: bool = False

    @property
    def extent(self) -> Range:
        """In the coordinates of the axis; legal choices only."""
        return (math.log10(self.low), math.log10(self.high)) if self.log else (self.low, self.high)

    def with_extent(self, low: float, high: float) -> "AxisChoice":
        """The same with another part in view."""
        if self.log:
            low, high = (10.0 ** min(max(end, -_FAR), _FAR) for end in (low, high))
        return replace(self, low=low, high=high)


@dataclass(frozen=True)
class Choice:
    """The axes, what is measured, and how finely."""

    across: AxisChoice
    up: AxisChoice | None = None  # None: a curve
    all_runs: bool = False  # curves of all runs; ``up`` waits
    metric: Metric = "final_loss"
    target: float | None = None  # the loss whose steps are counted
    cell: int = 2  # pixels a setting takes

    @property
    def axes(self) -> tuple[AxisChoice, ...]:
        """Those that are in use."""
        return (self.across,) if self.up is None or self.all_runs else (self.across, self.up)

    @property
    def measured(self) -> Metric:
        """What is shown; outcomes make no curve."""
        curve = len(self.axes) == 1 and self.metric == "outcome"
        return "final_loss" if curve else self.metric


def sweepable(optimizer: Optimizer) -> dict[str, Parameter]:
    """The hyper-parameters that have values along an axis, by their names."""
    return {p.name: p for p in optimizer.parameters() if p.kind in ("float", "int")}


def value_of(optimizer: Optimizer, name: str) -> float | None:
    """What it has for a hyper-parameter now."""
    value = getattr(optimizer, name, None)
    return None if value is None else float(value)


def default_axis(parameter: Parameter, value: float | None) -> AxisChoice:
    """The range of its slider, widened so that ``value`` lies well within."""
    low, high = parameter.span or (parameter.low, parameter.high)
    around = abs(value or 0.0) or 1.0
    low = low if math.isfinite(low) else (value or 0.0) - around
    high = high if math.isfinite(high) else (value or 0.0) + around
    log = parameter.log and low > 0.0
    if value is not None and math.isfinite(value):
        if not log:
            low, high = min(low, value), max(high, value)
        elif value > 0.0:
            low, high = min(low, value / _DECADE), max(high, value * _DECADE)
    return AxisChoice(parameter.name, max(low, parameter.low), min(high, parameter.high), log)


def with_log(axis: AxisChoice, log: bool, parameter: Parameter, value: float | None) -> AxisChoice:
    """The same on the other kind of axis; a range with no logarithm starts three decades below."""
    if not log or axis.low > 0.0:
        return replace(axis, log=log)
    high = axis.high if axis.high > 0.0 else 1.0
    low = max(parameter.low, 1e-3 * min(high, abs(value or high) or high))
    return replace(axis, low=low if low > 0.0 else 1e-3 * high, high=high, log=True)


def fitted(axis: AxisChoice, parameter: Parameter) -> AxisChoice:
    """The legal part of what is in view."""
    return replace(axis, low=max(axis.low, parameter.low), high=min(axis.high, parameter.high))


def narrow(axis: AxisChoice, count: int) -> bool:
    """Whether ``count`` values in it cannot be told apart; of legal choices."""
    ends = [axis.extent, (axis.low, axis.high)]
    return any(
        not high - low > _APART * count * math.ulp(max(abs(low), abs(high))) for low, high in ends
    )


def axis_of(choice: AxisChoice, parameter: Parameter, count: int) -> Axis:
    """``count`` values in the middles of as many cells; no more than there are whole numbers.

    Raises `AnalysisError` where there is no such range.
    """
    name, low, high = choice.name, choice.low, choice.high
    if choice.log and not low > 0.0:
        raise AnalysisError(name, f"a log scale needs values above 0, got {number_text(low)}")
    if not low < high:
        raise AnalysisError(name, f"{number_text(low)} must lie below {number_text(high)}")
    legal = fitted(choice, parameter)
    if not legal.low < legal.high:
        raise AnalysisError(name, f"must lie in {parameter.range_text}")
    (begin, end), (first, last) = legal.extent, choice.extent
    if max(abs(first), abs(last)) > _LARGEST:
        ends = f"from {number_text(-_LARGEST)} to {number_text(_LARGEST)}"
        raise AnalysisError(name, f"a range must lie {ends}")
    if not first < last:  # as exponents they are the same
        raise AnalysisError(name, FARTHEST)
    count = min(max(round(count * ((end - begin) / (last - first))), _FEWEST), MOST)
    if parameter.kind == "int" and not choice.log:
        lowest, highest = math.ceil(legal.low), math.floor(legal.high)
        if highest < lowest:
            ends = f"{number_text(low)} to {number_text(high)}"
            raise AnalysisError(name, f"there is no whole number from {ends}")
        if highest - lowest < count:
            return Axis(name, float(lowest), float(highest), highest - lowest + 1)
    if narrow(legal, count):
        raise AnalysisError(name, FARTHEST)
    half = (end - begin) / (2 * count)
    middle = choice.with_extent(begin + half, end - half)
    return Axis(name, middle.low, middle.high, count, choice.log)
