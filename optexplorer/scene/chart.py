"""Charts: lines, bands, bars and points of several runs over one pair of axes.

Values are given as they are. Where they stand on an axis is `place`: on a logarithmic one at their
exponent, and values that are not positive stand nowhere (nan), which leaves a gap.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.scene.frame import Style

Range = tuple[float, float]
_DECADES = 14.0  # that a logarithmic axis shows at most
_PAD = 0.05
_FARTHEST = 1e300  # that an axis reaches
_NEAR = 1.0  # a rule this share of the axis beyond its end is still brought into view


@dataclass(frozen=True, eq=False)
class Mark:
    """Something that is drawn of a run; ``name`` is what it is called beside its value."""

    run: int
    name: str
    style: Style


@dataclass(frozen=True, eq=False)
class Line(Mark):
    """Values over ``x``."""

    x: Vec  # (k,) ascending
    y: Vec  # (k,) nan is a gap
    step: bool = False  # each value holds until the next
    emphasised: bool = False


@dataclass(frozen=True, eq=False)
class Band(Mark):
    """What lies between two curves; an infinite value is the edge of the chart."""

    x: Vec  # (k,) ascending
    low: Vec  # (k,)
    high: Vec  # (k,)


@dataclass(frozen=True, eq=False)
class Bars(Mark):
    """A histogram."""

    edges: Vec  # (k + 1,) ascending
    heights: Vec  # (k,)


@dataclass(frozen=True, eq=False)
class Points(Mark):
    """Values with their intervals."""

    x: Vec  # (k,)
    y: Vec  # (k,)
    low: Vec  # (k,) lower ends; ``y`` where there is no interval
    high: Vec  # (k,)
    ringed: bool = field(default=False, kw_only=True)  # set apart from the markers along a line


@dataclass(frozen=True)
class Rule:
    """A line across the chart to compare with, upright or level."""

    at: float
    label: str
    tip: str = ""  # said while the mouse is near
    level: bool = False
    style: Style | None = None  # of the run that it belongs to


@dataclass(frozen=True, eq=False)
class Chart:
    """What a chart shows."""

    title: str
    x_title: str = ""
    y_title: str = ""
    marks: tuple[Mark, ...] = ()
    rules: tuple[Rule, ...] = ()
    x_log: bool = False  # what suits, until the person chooses
    y_log: bool = False
    x_range: Range | None = None  # None: all of it
    y_range: Range | None = None
    x_names: tuple[tuple[float, str], ...] = ()  # words under the axis instead of numbers
    beside: bool = False  # bars stand side by side, not one over the other
    empty: str = ""  # what is said where there is nothing to draw


def place(values: Vec, log: bool) -> Vec:
    """Where values stand on an axis."""
    if not log:
        return np.asarray(values, dtype=np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log10(np.where(np.asarray(values) > 0.0, values, np.nan))


def value(at: float, log: bool) -> float:
    """The value at a place of an axis."""
    return float(10.0**at) if log else float(at)


def logs_possible(chart: Chart) -> tuple[bool, bool]:
    """Whether anything would be left on a logarithmic axis, for both."""
    across = any((x > 0.0).any() for mark in chart.marks for x in _across(mark))
    up = any((y > 0.0).any() for mark in chart.marks for y in _up(mark))
    return bool(across) and not chart.x_names, bool(up)


def reachable(low: float, high: float) -> Range:
    """Both ends as far as an axis reaches, so that its length is a number."""
    return (min(max(low, -_FARTHEST), _FARTHEST), min(max(high, -_FARTHEST), _FARTHEST))


def ranges(chart: Chart, x_log: bool, y_log: bool) -> tuple[Range, Range]:
    """What both axes show, in places."""
    bars = any(isinstance(mark, Bars) for mark in chart.marks)
    points = any(isinstance(mark, Points) for mark in chart.marks)
    across = [x for mark in chart.marks for x in _across(mark)]
    up = [y for mark in chart.marks for y in _up(mark)]
    if bars and not y_log:
        up.append(np.zeros(1))
    x = _extent(across, x_log, [r.at for r in chart.rules if not r.level])
    y = _extent(up, y_log, [r.at for r in chart.rules if r.level])
    y_pad = (0.0 if bars and not y_log and y[0] == 0.0 else _PAD, _PAD)
    return (
        _given(chart.x_range, x_log) or _padded(x, *(2 * (_PAD if points else 0.0,))),
        _given(chart.y_range, y_log) or _padded(y, *y_pad),
    )


def _across(mark: Mark) -> Iterator[Vec]:
    match mark:
        case Line() | Band() | Points():
            yield mark.x
        case Bars():
            yield mark.edges


def _up(mark: Mark) -> Iterator[Vec]:
    match mark:
        case Line():
            yield mark.y
        case Band():
            yield from (mark.low, mark.high)
        case Bars():
            yield mark.heights
        case Points():
            yield from (mark.y, mark.low, mark.high)


def _extent(pieces: list[Vec], log: bool, rules: list[float]) -> Range:
    joined = place(np.concatenate([*pieces, np.empty(0)]), log)
    finite = joined[np.isfinite(joined)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    reach = _NEAR * (high - low)
    for at in place(np.array(rules), log).tolist():
        if low - reach <= at <= high + reach:
            low, high = min(low, at), max(high, at)
    return (max(low, high - _DECADES) if log else low), high


def _given(wanted: Range | None, log: bool) -> Range | None:
    if wanted is None:
        return None
    low, high = reachable(*place(np.array(wanted), log).tolist())
    return (low, high) if low < high else None  # nan: 0 has no place on a logarithmic axis


def _padded(extent: Range, below: float, above: float) -> Range:
    low, high = reachable(*extent)
    span = high - low
    if span <= 1e-12 * max(abs(low), abs(high), 1e-300):
        half = 0.5 * max(abs(low), 1.0) if low else 0.5
        return low - half * (below > 0.0), high + half
    return low - below * span, high + above * span
