"""A map as it is drawn: a picture of cells over a box of a plane, its scale, and what lies on it."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.problem import Box
from optexplorer.scene.frame import Dash, Style

Pixels = NDArray[np.uint8]

_EDGE = 1e-9  # of a map, by which rounding may put a place on its edge outside


@dataclass(frozen=True, eq=False)
class MapScale:
    """The colour map's values, lowest first, for the bar beside the map."""

    scale_label: str
    ticks: tuple[tuple[float, str], ...]  # (shade in [0, 1], value as text)

    @cached_property
    def bands(self) -> Vec:
        """As good as continuous."""
        return np.linspace(0.0, 1.0, 129)


@dataclass(frozen=True)
class Swatch:
    """What a colour of the map stands for."""

    colour: str  # "#rrggbb"
    text: str


@dataclass(frozen=True, eq=False)
class MapLayer:
    """On a logarithmic axis the coordinate is the exponent of ten, in ``box`` and everywhere else."""

    pixels: Pixels  # (rows, columns, 3) sRGB, a cell each, the highest y at the top
    box: Box  # two sides, from the outer edge of the first cell to that of the last
    names: tuple[str, str] = ("", "")  # of the axes; empty: none
    log: tuple[bool, bool] = (False, False)
    scale: MapScale | None = None
    swatches: tuple[Swatch, ...] = ()

    @cached_property
    def words(self) -> NDArray[np.uint32]:
        """0xAARRGGBB (rows + 1, columns + 1), nothing in the last row and column.

        Large maps take milliseconds: ask for them where the map is made.
        """
        rgb = self.pixels.astype(np.uint32)
        return np.pad(0xFF000000 | rgb[..., 0] << 16 | rgb[..., 1] << 8 | rgb[..., 2], ((0, 1), (0, 1)))


@dataclass(frozen=True, eq=False)
class MapLine:
    """A line over a map, named at its end."""

    points: Mat  # (k, 2); rows of nan are gaps
    label: str = ""
    colour: str = ""  # empty: that of text
    dash: Dash = "solid"


@dataclass(frozen=True)
class MapMark:
    """A mark that is painted like a start: a ring, or a run's marker in one. It can be dragged."""

    at: tuple[float, float]
    style: Style | None = None


def cells(at: Vec, first: float, last: float, count: int) -> NDArray[np.intp]:
    """The cell of each of ``at``, counted from the edge ``first``; ``count`` outside."""
    share = (at - first) / (last - first)
    inside = np.abs(share - 0.5) <= 0.5 + _EDGE
    return np.where(inside, np.clip(share * count, 0, count - 1), count).astype(np.intp)
