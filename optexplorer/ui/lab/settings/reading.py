"""What the page of settings says in words: the setting under the mouse, and what was held equal."""

import math
from collections.abc import Mapping

import numpy as np

from optexplorer.core.analysis.sweep import OUTCOMES, Axis, Metric, SweepMap
from optexplorer.core.optimizer import Optimizer
from optexplorer.scene.labels import tick
from optexplorer.scene.settings_map import cell_at
from optexplorer.ui.lab.settings.choice import AxisChoice, sweepable
from optexplorer.ui.lab.settings.work import Entry

_DIGITS = 6  # of a setting, beside those that tell cells apart


def map_reading(
    found: SweepMap, metric: Metric, x: float, y: float, names: Mapping[str, str]
) -> tuple[str, ...]:
    """Lines about the cell at a point of the map; none outside. ``names`` is what axes are called."""
    cell = cell_at(found, x, y)
    if cell is None:
        return ()
    row, column = cell
    outcome = OUTCOMES[int(found.outcome[cell])].value
    steps = int(found.steps[cell])
    words = {
        "final_loss": f"final loss {_loss(found.final_loss[cell])}",
        "best_loss": f"best loss {_loss(found.best_loss[cell])}",
        "steps": "target not reached" if steps < 0 else f"target after {steps} steps",
        "outcome": outcome,
    }
    first = words.pop(metric)
    if metric != "steps" and steps < 0:
        del words["steps"]
    settings = [
        f"{names.get(axis.name, axis.name)} {_text(axis, float(values[place]))}"
        for axis, values, place in zip(found.axes, found.values, (column, row), strict=True)
    ]
    return (first[0].upper() + first[1:], *settings, *words.values())


def _loss(value: np.float64) -> str:
    return tick(float(f"{value:.7g}"), 7)


def _text(axis: Axis, value: float) -> str:
    """With as many digits as tell the neighbours apart."""
    step = (axis.high - axis.low) / max(axis.count - 1, 1)
    if axis.log:
        step = value * (math.log(axis.high / axis.low) / max(axis.count - 1, 1))
    if not value or not step:
        return tick(value)
    digits = math.floor(math.log10(abs(value))) - math.floor(math.log10(abs(step))) + 2
    return tick(float(f"{value:.{max(digits, 3)}g}"), max(digits, _DIGITS))


def setting_at(
    optimizer: Optimizer, axes: tuple[AxisChoice, ...], found: SweepMap | None, x: float, y: float
) -> dict[str, float | int]:
    """The setting at a point of the map: that of the cell, so that its run is the one computed."""
    cell = None if found is None else cell_at(found, x, y)
    if found is not None and cell is not None:
        values = [float(found.values[0][cell[1]]), float(found.values[1][cell[0]])]
    else:
        values = [axis.with_extent(at, at).low for axis, at in zip(axes, (x, y), strict=True)]
    whole = {name for name, p in sweepable(optimizer).items() if p.kind == "int"}
    return {
        axis.name: round(value) if axis.name in whole else value
        for axis, value in zip(axes, values, strict=True)
    }


def held_equal(entries: tuple[Entry, ...], names: list[str]) -> str:
    """How many settings there are, and what all of them share."""
    experiment = entries[0].experiment
    counts = " × ".join(str(axis.count) for axis in entries[0].axes)
    start = ", ".join(tick(float(f"{x:.4g}")) for x in experiment.origin[:3])
    more = ", …" if len(experiment.origin) > 3 else ""
    by_chance = any(e.experiment.runs[0].by_chance for e in entries)
    chance = f", seed {experiment.seed} for every one" if by_chance else ""
    who = names[0] if len(names) == 1 else f"{len(names)} runs"
    return f"{who}: {counts} settings, {experiment.steps} steps each from ({start}{more}){chance}"
