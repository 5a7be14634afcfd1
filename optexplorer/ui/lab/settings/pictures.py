"""Turns answers of the page of settings into pictures, beside the interface."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from optexplorer.core.analysis.sweep import Metric
from optexplorer.scene.chart import Chart
from optexplorer.scene.frame import Style
from optexplorer.scene.labels import tick
from optexplorer.scene.map_layer import MapLayer, MapLine
from optexplorer.scene.sensitivity import RunCurve, sensitivity_chart
from optexplorer.scene.settings_map import settings_layer
from optexplorer.ui.lab.settings.choice import AxisChoice
from optexplorer.ui.lab.settings.work import Answer


@dataclass(frozen=True)
class Shown:
    """A run as it is drawn."""

    run: int
    name: str
    style: Style
    value: float | None  # that it has along the horizontal axis
    emphasised: bool = False


@dataclass(frozen=True)
class Look:
    """An answer and how it is looked at."""

    answer: Answer
    runs: tuple[Shown, ...]  # of a chart; a map shows but one
    across: AxisChoice
    metric: Metric
    names: tuple[str, str]  # of the axes
    minimum: float | None  # of the objective, where it is known
    dark: bool


def paint(look: Look, _job: Any) -> Chart | tuple[MapLayer, tuple[MapLine, ...]]:
    """A map with theory's border for two axes, a chart for one."""
    found = look.answer.maps
    if len(found[0].axes) == 2:
        layer = settings_layer(found[0], look.metric, look.names, look.dark)
        _ = layer.words  # here, not while it is painted
        return layer, _border(look)
    curves = [
        RunCurve(s.run, s.name, s.style, one, s.value, border, s.emphasised)
        for s, one, border in zip(look.runs, found, look.answer.borders, strict=True)
    ]
    axis = look.across
    return sensitivity_chart(
        curves, look.metric, look.names[0], axis.log, (axis.low, axis.high), look.minimum
    )


def _border(look: Look) -> tuple[MapLine, ...]:
    (border,), (found,) = look.answer.borders, look.answer.maps
    if border is None or not len(border.points):
        return ()
    columns = [
        np.log10(values) if axis.log else values
        for axis, values in zip(found.axes, border.points.T, strict=True)
    ]
    label = f"theory: stable below, L = {tick(float(f'{border.curvature:.4g}'))}"
    return (MapLine(np.column_stack(columns), label, dash="dash"),)
