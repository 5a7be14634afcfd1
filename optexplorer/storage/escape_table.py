"""The members of ensembles as CSV: a row for each run and member."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from optexplorer.core.arrays import Mat
from optexplorer.core.experiment import Experiment
from optexplorer.storage.tables import Column, write_table

if TYPE_CHECKING:
    from optexplorer.core.analysis.ensemble import Ensemble


def write_escapes(
    path: str | Path,
    experiment: Experiment,
    indices: Sequence[int],
    found: Sequence[Ensemble],
    starts: Sequence[Mat] = (),
) -> None:
    """Write the ensembles ``found`` of the runs ``indices``; whole or not at all.

    Members differ in their seed, from the experiment's own upwards; or, with ``starts`` (members, n)
    for each run, in their start, which then stands in columns of its own.
    """
    sizes, runs = [e.size for e in found], [experiment.runs[i] for i in indices]
    first, step = experiment.seed, 0 if starts else 1
    columns: dict[str, Column] = {
        "run": np.repeat(np.array(indices), sizes),
        "label": [run.name for run, size in zip(runs, sizes, strict=True) for _ in range(size)],
        "optimizer": [
            run.optimizer.key for run, size in zip(runs, sizes, strict=True) for _ in range(size)
        ],
        # A seed may be larger than an array's whole numbers.
        "seed": [str(first + step * i) for size in sizes for i in range(size)],
    }
    if starts:
        joined = np.concatenate([of[:size] for of, size in zip(starts, sizes, strict=True)])
        columns |= {f"start_{name}": joined[:, i] for i, name in enumerate(experiment.problem.names)}
    columns |= {
        "outcome": [e.outcome(i).value for e in found for i in range(e.size)],
        "escape_step": ["" if t < 0 else str(t) for e in found for t in e.escaped.tolist()],
        "final_loss": np.concatenate([e.final_loss for e in found]),
        "best_loss": np.concatenate([e.best_loss for e in found]),
    }
    write_table(path, columns)
