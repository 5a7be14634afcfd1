"""A basin map as it is drawn: which cell a place lies in, and what is said of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Vec
from optexplorer.scene.frame import BasinsLayer, Point
from optexplorer.scene.labels import number
from optexplorer.scene.map_layer import cells

if TYPE_CHECKING:
    from optexplorer.core.analysis.basins import BasinMap


def end_at(found: BasinMap, at: Point) -> tuple[str, str, str] | None:
    """Where the start whose cell holds ``at`` lies, where it ends and when; None outside."""
    cell = cell_at(found, at)
    if cell is None:
        return None
    start = (found.x[cell[1]], found.y[cell[0]])[: len(found.box)]
    end, steps = int(found.end[cell]), int(found.steps[cell])
    places = ", ".join(number(float(v)) for v in start)
    count = f"{steps:,} step{'' if steps == 1 else 's'}"
    return f"({places})", word(found, end), f"after {count}"


def word(found: BasinMap, end: int) -> str:
    """What an end is called on the screen."""
    return found.word(end).replace("-", "−")


def cell_at(found: BasinMap, at: Point) -> tuple[int, int] | None:
    """Row and column of the cell that holds a place; None outside of the map."""
    columns, *rows = [
        (int(cells(np.array([x]), low, high, count)[0]), count)
        for x, (low, high), count in zip(at, found.box, found.end.shape[::-1], strict=False)
    ]
    if any(place == count for place, count in (columns, *rows)):
        return None
    return (rows[0][0] if rows else 0), columns[0]


def cover(layer: BasinsLayer, x: Vec, y: Vec) -> NDArray[np.uint8]:
    """The colours (ny, nx, 4) of a map at every (x, y); transparent outside of it."""
    rows, columns, _ = layer.pixels.shape
    (left, right), (low, high) = layer.found.box
    rgba = np.pad(layer.pixels, ((0, 0), (0, 0), (0, 1)), constant_values=255)
    rgba = np.pad(rgba, ((0, 1), (0, 1), (0, 0)))
    return rgba[np.ix_(cells(y, high, low, rows), cells(x, left, right, columns))]
