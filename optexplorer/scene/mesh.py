"""The triangle mesh that the 3-D picture draws, and exact questions about it.

The loss is sampled finely for the contour lines; the mesh is coarser, since a software renderer
has to turn it smoothly. Everything that lies on the drawn surface (paths, heads, marks, picking)
must therefore ask the mesh and not the samples.

Grid coordinates: ``u`` counts columns (x) and ``v`` rows (y) from 0. Every cell is split by the
diagonal from its low corner (i, j) to its high corner (i + 1, j + 1). A triangle with a corner
that is not finite is not drawn.
"""

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.frame import SurfaceLayer

Bools = NDArray[np.bool_]
Index = NDArray[np.intp]

MESH_SIDE = 101  # most vertices along one side


@dataclass(frozen=True, eq=False)
class Mesh:
    """Heights on a regular grid: ``shade`` (ny, nx), nan where nothing is drawn."""

    low: tuple[float, float]
    high: tuple[float, float]
    shade: Mat

    @property
    def last(self) -> tuple[int, int]:
        """The grid coordinates (u, v) of the high corner."""
        ny, nx = self.shade.shape
        return nx - 1, ny - 1

    @cached_property
    def planes(self) -> tuple[Vec, Vec, Vec]:
        """(c, du, dv) of every triangle: its height is ``c + du u + dv v``; nan if not drawn.

        Cell (i, j) has the lower triangle (v - j <= u - i) at index ``2 (j (nx - 1) + i)`` and the
        upper one behind it.
        """
        z = self.shade
        z00, z10, z01, z11 = z[:-1, :-1], z[:-1, 1:], z[1:, :-1], z[1:, 1:]
        du = np.stack([z10 - z00, z11 - z01], axis=-1)
        dv = np.stack([z11 - z10, z01 - z00], axis=-1)
        column, row = np.arange(z00.shape[1]), np.arange(z00.shape[0])
        c = z00[..., None] - column[:, None] * du - row[:, None, None] * dv
        return c.ravel(), du.ravel(), dv.ravel()

    def to_grid(self, points: Mat) -> Mat:
        """Grid coordinates (k, 2) of plane points (k, 2)."""
        return (points - self.low) * (np.array(self.last) / np.subtract(self.high, self.low))

    def from_grid(self, uv: Mat) -> Mat:
        """Plane points (k, 2) of grid coordinates (k, 2)."""
        return uv * (np.subtract(self.high, self.low) / self.last) + self.low

    def triangles_at(self, uv: Mat) -> tuple[Index, Bools]:
        """The triangle under each grid point (k, 2), and whether the point is on the grid."""
        nu, nv = self.last
        u, v = uv[:, 0], uv[:, 1]
        inside = (u >= 0.0) & (u <= nu) & (v >= 0.0) & (v <= nv)
        u, v = np.where(inside, u, 0.0), np.where(inside, v, 0.0)
        i = np.minimum(u.astype(np.intp), nu - 1)
        j = np.minimum(v.astype(np.intp), nv - 1)
        return 2 * (j * nu + i) + (v - j > u - i), inside


@lru_cache(maxsize=4)
def drawn_mesh(surface: SurfaceLayer) -> Mesh:
    """The mesh drawn for ``surface``: its shades at no more than MESH_SIDE points a side."""
    across = _Resampling(surface.x)
    along = _Resampling(surface.y)
    known = np.isfinite(surface.shade)
    shade = across(along(np.where(known, surface.shade, 0.0)).T).T
    if not known.all():
        shade = shade / np.maximum(across(along(known.astype(np.float64)).T).T, 1e-300)
        shade[~known[np.ix_(along.nearest, across.nearest)]] = np.nan
    low, high = (float(across.at[0]), float(along.at[0])), (float(across.at[-1]), float(along.at[-1]))
    return Mesh(low, high, np.ascontiguousarray(shade))


def height_at(surface: SurfaceLayer, points: Mat) -> Vec:
    """The height (k,) of the drawn mesh at plane points (k, 2); nan where nothing is drawn."""
    mesh = drawn_mesh(surface)
    with np.errstate(over="ignore", invalid="ignore"):
        uv = mesh.to_grid(np.asarray(points, dtype=np.float64).reshape(-1, 2))
    triangles, inside = mesh.triangles_at(uv)
    uv = np.where(inside[:, None], uv, 0.0)
    c, du, dv = (plane[triangles] for plane in mesh.planes)
    return np.where(inside, c + du * uv[:, 0] + dv * uv[:, 1], np.nan)


class _Resampling:
    """From the values at ``samples`` (n,) to those at the vertices ``at`` (m,) along one side.

    Linear interpolation where the samples are no finer than the mesh. Where they are, a mean under
    a tent from one vertex to the next, so that a narrow valley running across the mesh does not
    turn into a string of beads; towards the border the tent narrows and stays symmetric.
    """

    _TENT = ((-2, 1.0), (-1, 2.0), (0, 3.0), (1, 2.0), (2, 1.0))  # thirds of a cell, weight

    def __init__(self, samples: Vec) -> None:
        self._samples = samples
        self.at = np.linspace(samples[0], samples[-1], min(len(samples), MESH_SIDE))
        self.nearest: Index = np.rint(self._places(self.at)).astype(np.intp)
        cell = self.at[1] - self.at[0]
        room = np.minimum(self.at - self.at[0], self.at[-1] - self.at)
        self._third = np.minimum(room, cell) / 3.0
        self._tent = self._TENT if len(samples) > MESH_SIDE else ((0, 1.0),)

    def __call__(self, values: Mat) -> Mat:
        """Values (m, ...) at the vertices of values (n, ...) at the samples."""
        total = sum(weight for _, weight in self._tent)
        parts = (weight * self._linear(values, thirds) for thirds, weight in self._tent)
        mean: Mat = sum(parts, np.zeros(())) / total
        return mean

    def _linear(self, values: Mat, thirds: int) -> Mat:
        place = self._places(self.at + thirds * self._third)
        below = np.minimum(place.astype(np.intp), len(self._samples) - 2)
        share = (place - below)[:, None]
        return (1.0 - share) * values.take(below, axis=0) + share * values.take(below + 1, axis=0)

    def _places(self, at: Vec) -> Vec:
        places: Vec = np.interp(at, self._samples, np.arange(float(len(self._samples))))
        whole = np.rint(places)
        return np.where(np.abs(places - whole) < 1e-9, whole, places)
