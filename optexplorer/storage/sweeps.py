"""Hyper-parameter maps as files: a table, a picture or arrays, by the ending of the name."""

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from optexplorer.core.analysis.sweep import OUTCOMES, Metric, SweepMap
from optexplorer.scene.settings_map import metric_picture
from optexplorer.storage.png import write_png
from optexplorer.storage.tables import Column, write_arrays, write_table

ENDINGS = (".csv", ".png", ".npz")


def write_sweep(path: str | Path, found: SweepMap, metric: Metric) -> None:
    """Write one metric of a map, all of them as NPZ; whole or not at all."""
    match Path(path).suffix.lower():
        case ".png":
            write_png(path, metric_picture(found, metric))
        case ".npz":
            names = (axis.name for axis in found.axes)
            write_arrays(path, {
                **dict(zip(names, found.values, strict=True)),
                "final_loss": found.final_loss, "best_loss": found.best_loss, "steps": found.steps,
                "outcome": found.outcome,
                "outcomes": np.array([OUTCOMES[code].value for code in sorted(OUTCOMES)]),
            })  # fmt: skip
        case _:
            write_table(path, _columns(found, metric))


def write_sweeps(path: str | Path, runs: Sequence[tuple[int, str, SweepMap]], metric: Metric) -> None:
    """Write one metric of several runs, each over one hyper-parameter, as one table.

    ``runs`` are the place, the name and the map of each.
    """
    tables = [_columns(found, metric) for _, _, found in runs]
    columns: dict[str, Column] = {
        "run": [str(i) for i, _, found in runs for _ in range(found.outcome.size)],
        "label": [name for _, name, found in runs for _ in range(found.outcome.size)],
    }
    for name in tables[0]:
        parts = [table[name] for table in tables]
        numbers = [part for part in parts if isinstance(part, np.ndarray)]
        columns[name] = np.concatenate(numbers) if numbers else [*chain.from_iterable(parts)]
    write_table(path, columns)


def _columns(found: SweepMap, metric: Metric) -> dict[str, Column]:
    grid = np.meshgrid(*found.values)
    columns: dict[str, Column] = {
        axis.name: part.ravel() for axis, part in zip(found.axes, grid, strict=True)
    }
    if metric == "steps":  # empty where the target was not reached
        columns[metric] = ["" if n < 0 else str(n) for n in found.steps.ravel().tolist()]
    elif metric != "outcome":
        columns[metric] = found.metric(metric).ravel()
    columns["outcome"] = [OUTCOMES[code].value for code in found.outcome.ravel().tolist()]
    return columns
