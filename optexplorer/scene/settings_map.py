"""Hyper-parameter maps as they are drawn and as pictures in files."""

import math

import numpy as np

from optexplorer.core.analysis.sweep import OUTCOMES, Axis, Metric, SweepMap
from optexplorer.core.arrays import Mat
from optexplorer.scene import scale as scales
from optexplorer.scene.heatmaps import (
    NOTHING,
    Pixels,
    outcome_colours,
    outcome_picture,
    value_picture,
)
from optexplorer.scene.labels import power_of_ten
from optexplorer.scene.map_layer import MapLayer, MapScale, Swatch, cells

METRIC_WORDS: dict[Metric, str] = {
    "final_loss": "final loss",
    "best_loss": "best loss",
    "steps": "steps to the target",
    "outcome": "outcome",
}
_TICKS = 6  # of a logarithmic scale
_NEAR_TOP = 0.9  # ticks above give way to the one at the top


def metric_picture(found: SweepMap, metric: Metric, *, dark: bool = False) -> Pixels:
    """A metric in colours (ny, nx, 3), the highest y at the top."""
    if metric == "outcome":
        return outcome_picture(found.outcome)
    values = found.metric(metric)
    return value_picture(values, _scale(found, metric, values), dark=dark)


def settings_layer(found: SweepMap, metric: Metric, names: tuple[str, str], dark: bool) -> MapLayer:
    """A map of two hyper-parameters, whose axes are called ``names``."""
    scale, swatches = _key(found, metric)
    return MapLayer(
        pixels=metric_picture(found, metric, dark=dark),
        box=tuple(axis_extent(axis) for axis in found.axes),
        names=names,
        log=(found.axes[0].log, found.axes[1].log),
        scale=scale,
        swatches=swatches,
    )


def axis_extent(axis: Axis) -> tuple[float, float]:
    """The outer edges of the first and the last cell, exponents where it is logarithmic."""
    low, high = (float(np.log10(v)) if axis.log else v for v in (axis.low, axis.high))
    half = (high - low) / (2.0 * (axis.count - 1)) if axis.count > 1 else 0.5
    return low - half, high + half


def cell_at(found: SweepMap, x: float, y: float) -> tuple[int, int] | None:
    """Row and column of the cell at a point of the axes; None outside."""
    places = [
        int(cells(np.array([at]), *axis_extent(axis), axis.count)[0])
        for at, axis in zip((x, y), found.axes, strict=True)
    ]
    if any(place == axis.count for place, axis in zip(places, found.axes, strict=True)):
        return None
    return places[1], places[0]


def _scale(found: SweepMap, metric: Metric, values: Mat) -> scales.Scale:
    """Losses above that at the start are as bad as each other, unless none is below it."""
    finite = values[np.isfinite(values)]
    if metric == "steps" or not finite.size or not finite.min() < found.start_loss:
        return scales.fit(finite)
    return scales.fit(np.minimum(finite, found.start_loss))


def _key(found: SweepMap, metric: Metric) -> tuple[MapScale | None, tuple[Swatch, ...]]:
    if metric == "outcome":
        colours = outcome_colours()
        there = [OUTCOMES[code] for code in OUTCOMES if (found.outcome == code).any()]
        return None, tuple(Swatch(_hex(colours[o]), f"{o.value}") for o in there)
    values = found.metric(metric)
    scale = _scale(found, metric, values)
    ticks, label = scales.ticks(scale), "steps" if metric == "steps" else scale.label
    if scale.name == "log" and metric != "steps":
        ticks, label = _decades(scale), "f − min"
    if metric != "steps" and scale.high == found.start_loss:
        ticks = (*(t for t in ticks if t[0] < _NEAR_TOP), (1.0, "≥ start"))
    missing = () if np.isfinite(values).all() else (Swatch(_hex(NOTHING), _missing(metric)),)
    return MapScale(label, ticks), missing


def _decades(scale: scales.Scale) -> tuple[tuple[float, str], ...]:
    """Powers of ten above the lowest value, as many as there is room for."""
    top = math.floor(math.log10(scale.high - scale.low))
    bottom = math.ceil(math.log10(scale.softening))
    step = max(1, -(-(top - bottom) // _TICKS))
    exponents = range(top, bottom - 1, -step)
    values = scale.low + np.power(10.0, exponents)
    shades = scale.shade(values).tolist()
    return tuple((s, power_of_ten(e)) for s, e in zip(shades, exponents, strict=True))[::-1]


def _missing(metric: Metric) -> str:
    return "not reached" if metric == "steps" else "no finite loss"


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
