"""Make ``resources/thumbnails.npz``: the shades of every surface of the catalogue, 8 bits a point.

Run it after a change to the catalogue; a test compares the file with what this makes.
"""

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.plane import identity
from optexplorer.core.problem import SurfaceSpec
from optexplorer.core.resources import folder
from optexplorer.core.surface import sample
from optexplorer.problems import build_problem
from optexplorer.problems.surfaces import catalogue
from optexplorer.scene import scale as scales

ROWS, COLUMNS = 72, 144
Image = NDArray[np.uint8]


def thumbnail(key: str) -> Image:
    """Shades (rows, columns) of a surface, 0 the lowest, first row on top."""
    problem = build_problem(SurfaceSpec(key))
    if problem.size == 1:
        loss = sample(problem, identity(1), problem.domain, (1, COLUMNS)).loss[0]
        height = (loss - loss.min()) / (loss.max() - loss.min())
        level = np.linspace(1.1, -0.1, ROWS)[:, None]
        shade = np.where(level > height, 1.0, 0.15 + 0.5 * height)
    else:
        grid = sample(problem, identity(2), problem.domain, (ROWS, COLUMNS))
        shade = scales.fit(grid.loss, problem.scale).shade(grid.loss)[::-1]
    bands = np.floor(np.nan_to_num(shade, nan=1.0) * 24) / 24
    return np.asarray(np.round(np.clip(bands, 0, 1) * 255), dtype=np.uint8)


def thumbnails() -> dict[str, Image]:
    """All of them, by key."""
    return {entry.key: thumbnail(entry.key) for entry in catalogue()}


if __name__ == "__main__":
    np.savez_compressed(folder() / "thumbnails.npz", **thumbnails())  # type: ignore[arg-type]
