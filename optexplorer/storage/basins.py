"""Basin maps as files: a picture, a table or arrays, by the ending of the name."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from optexplorer.core.analysis.basins import BasinMap
from optexplorer.scene.heatmaps import basin_picture
from optexplorer.storage.png import write_png
from optexplorer.storage.tables import write_arrays, write_table


def write_basins(path: str | Path, found: BasinMap, names: Sequence[str]) -> None:
    """Write a map; ``names`` are those of the parameters. Whole or not at all."""
    match Path(path).suffix.lower():
        case ".png":
            write_png(path, basin_picture(found))
        case ".npz":
            write_arrays(path, {
                "x": found.x, "y": found.y, "end": found.end, "steps": found.steps,
                "loss": found.loss,
                "places": np.array([p.point for p in found.places]).reshape(-1, len(names)),
                "kinds": np.array([p.kind for p in found.places], dtype="U16"),
            })  # fmt: skip
        case _:
            starts = (c.ravel() for c in np.meshgrid(*[found.x, found.y][: len(names)]))
            words = {end: found.word(end) for end in found.shares()}
            write_table(path, {
                **dict(zip(names, starts, strict=True)),
                "end": found.end.ravel(),
                "ends_at": [words[end] for end in found.end.ravel().tolist()],
                "steps": found.steps.ravel(),
                "loss": found.loss.ravel(),
            })  # fmt: skip
