"""What a chart says under the mouse: the place, and the value of each run there."""

from dataclasses import dataclass

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.scene.chart import Band, Bars, Chart, Line, Mark, Points, place
from optexplorer.scene.frame import Style
from optexplorer.scene.labels import number, tick


@dataclass(frozen=True)
class Reading:
    """A row: whose, what, how much."""

    style: Style
    name: str
    text: str


def sample_near(chart: Chart, x: float, log: bool) -> float:
    """The nearest x, on the axis, at which a line, a band or a point has a value; else ``x``."""
    samples = [m.x for m in chart.marks if isinstance(m, Line | Band | Points) and m.x.size]
    if not samples:
        return x
    joined = np.concatenate(samples)
    away = np.abs(place(joined, log) - place(np.array([x]), log))
    return x if np.isnan(away).all() else float(joined[int(np.nanargmin(away))])


def place_text(chart: Chart, x: float, log: bool) -> str:
    """The place in words: "step 120", or the name that stands there."""
    if chart.x_names:
        return min(chart.x_names, key=lambda pair: abs(pair[0] - x))[1]
    bars = next((m for m in chart.marks if isinstance(m, Bars)), None)
    if bars is not None and (at := _bar(bars, x)) is not None:
        text = f"{tick(float(bars.edges[at]))} to {tick(float(bars.edges[at + 1]))}"
    else:
        text = tick(float(f"{sample_near(chart, x, log):.6g}"))
    return f"{chart.x_title} {text}".strip()


def readings(chart: Chart, x: float, log: bool) -> tuple[Reading, ...]:
    """A row for each name of each run; what one name draws more than once stands in one row."""
    x = sample_near(chart, x, log)
    rows: dict[tuple[int, str], Reading] = {}
    for mark in chart.marks:
        if not (text := _text(mark, x)):
            continue
        key = (mark.run, mark.name)
        if key in rows:
            text = f"{rows[key].text} ({text})"
        rows[key] = Reading(mark.style, mark.name, text)
    return tuple(rows.values())


def line_at(line: Line, x: float) -> float:
    """The value of a line at ``x``; nan outside."""
    if not line.x.size or not line.x[0] <= x <= line.x[-1]:
        return float("nan")
    if line.step:
        return float(line.y[int(np.searchsorted(line.x, x, side="right")) - 1])
    return float(np.interp(x, line.x, line.y))


def _text(mark: Mark, x: float) -> str:
    match mark:
        case Line():
            y = line_at(mark, x)
            return "" if np.isnan(y) else number(y)
        case Band() if mark.x.size and mark.x[0] <= x <= mark.x[-1]:
            return _interval(np.interp(x, mark.x, mark.low), np.interp(x, mark.x, mark.high))
        case Bars() if (at := _bar(mark, x)) is not None:
            return tick(float(f"{mark.heights[at]:.4g}"))
        case Points() if mark.x.size:
            at = int(np.argmin(np.abs(mark.x - x)))
            if mark.x[at] != x or np.isnan(mark.y[at]):
                return ""
            low, high = mark.low[at], mark.high[at]
            interval = f" ({_interval(low, high)})" if low < high else ""
            return number(float(mark.y[at])) + interval
    return ""


def _interval(low: Vec | float, high: Vec | float) -> str:
    return f"{number(float(low))} to {number(float(high))}"


def _bar(bars: Bars, x: float) -> int | None:
    at = int(np.searchsorted(bars.edges, x, side="right")) - 1
    return at if 0 <= at < bars.heights.size else None
