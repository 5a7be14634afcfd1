"""Sensitivity curves: what becomes of several runs along one hyper-parameter."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from optexplorer.core import driver
from optexplorer.core.analysis.stability import Border
from optexplorer.core.analysis.sweep import Metric, SweepMap
from optexplorer.core.arrays import Vec
from optexplorer.scene.chart import Chart, Line, Mark, Points, Rule, reachable
from optexplorer.scene.frame import Style
from optexplorer.scene.labels import tick
from optexplorer.scene.settings_map import METRIC_WORDS

_ROUNDING = 1e-9
_LARGEST = 709.0  # a number whose exponential is one
_BELOW, _ABOVE = 0.03, 0.06  # of the chart's height, that it reaches beyond the values


@dataclass(frozen=True, eq=False)
class RunCurve:
    """A run, its map over one hyper-parameter, and the value that it has."""

    run: int
    name: str
    style: Style
    found: SweepMap
    value: float | None
    border: Border | None
    emphasised: bool = False


def sensitivity_chart(
    curves: Sequence[RunCurve],
    metric: Metric,
    x_title: str,
    log: bool,
    extent: tuple[float, float],
    minimum: float | None,
) -> Chart:
    """A line a run; its present value is marked on it, and where it begins to diverge at the top.

    Losses that have no logarithm are drawn above the known ``minimum``, those at it as far above as
    numbers can tell.
    """
    word = METRIC_WORDS[metric]
    columns = [curve.found.metric(metric)[0] for curve in curves]
    ceiling = max(curve.found.start_loss for curve in curves)
    if metric != "steps" and minimum is not None and _at_least(columns, minimum):
        least = float(np.spacing(max(abs(minimum), 1.0)))
        columns = [np.maximum(column - minimum, least) for column in columns]
        ceiling, word = ceiling - minimum, f"{word} above the minimum"
    low, high = _range(columns, None if metric == "steps" else ceiling)
    y_log = low > 0.0
    bottom, top = _beyond(low, high, -_BELOW, y_log), _beyond(low, high, 1.0 + _ABOVE, y_log)
    escape = _beyond(low, high, 1.0 + 0.5 * _ABOVE, y_log)  # where it is marked
    marks: list[Mark] = []
    for curve, y in zip(curves, columns, strict=True):
        x = curve.found.values[0]
        marks.append(
            Line(curve.run, curve.name, curve.style, x, np.where(y <= top, y, np.nan),
                 emphasised=curve.emphasised)
        )  # fmt: skip
        if metric != "steps":
            edges = _beginnings(curve.found.outcome[0] == driver.DIVERGED)
            marks.append(_points(curve, "diverges from", x[edges], np.full(edges.size, escape)))
        if curve.value is not None and x[0] <= curve.value <= x[-1]:
            at = int(np.abs(x - curve.value).argmin())
            if y[at] <= top:
                now = _points(curve, "now", np.array([curve.value]), y[at : at + 1])
                marks.append(replace(now, ringed=True))
    return Chart(
        title=f"{word.capitalize()} against {x_title}",
        x_title=x_title,
        y_title=word,
        marks=tuple(marks),
        rules=tuple(_rule(curve, len(curves)) for curve in curves if curve.border is not None),
        x_log=log,
        y_log=y_log,
        x_range=extent,
        y_range=(bottom, top),
    )


def _at_least(columns: list[Vec], minimum: float) -> bool:
    """Whether some values have no logarithm, and none is below ``minimum`` but by rounding."""
    joined = np.concatenate(columns)
    lowest = float(np.min(joined, where=~np.isnan(joined), initial=np.inf))
    return lowest <= 0.0 and lowest >= minimum - _ROUNDING * max(abs(minimum), 1.0)


def _range(columns: list[Vec], ceiling: float | None) -> tuple[float, float]:
    """From the lowest value to ``ceiling``, the loss at the start: all beyond is equally bad."""
    joined = np.concatenate(columns)
    finite = joined[np.isfinite(joined)]
    if not finite.size:
        return 0.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    if ceiling is not None and low < ceiling:
        high = min(high, ceiling)
    if ceiling is None:  # steps
        low = max(low, 1.0)
    return (low, high) if low < high else (low, low + max(abs(low), 1.0))


def _beyond(low: float, high: float, share: float, log: bool) -> float:
    """``share`` of the way from ``low`` to ``high``, as far as an axis or numbers go."""
    if not log:
        low, high = reachable(low, high)
        return low + share * (high - low)
    way = math.log(high) - math.log(low)
    return math.exp(min(max(math.log(low) + share * way, -_LARGEST), _LARGEST))


def _beginnings(there: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Where each stretch of ``there`` begins."""
    return np.flatnonzero(there & ~np.concatenate([[False], there[:-1]]))


def _points(curve: RunCurve, what: str, x: Vec, y: Vec) -> Points:
    return Points(curve.run, f"{curve.name}, {what}", curve.style, x, y, y, y)


def _rule(curve: RunCurve, count: int) -> Rule:
    border = curve.border
    assert border is not None  # noqa: S101  (asked for where there is one)
    rate, curvature = (tick(float(f"{v:.4g}")) for v in (border.rate, border.curvature))
    tip = f"Theory: {curve.name} is stable below {rate}, largest curvature L = {curvature}"
    label = "theory: stable below" if count == 1 else ""
    return Rule(border.rate, label, tip, style=curve.style)
