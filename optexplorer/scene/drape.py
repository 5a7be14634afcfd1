"""Lay paths on the drawn surface, so that they neither float above it nor sink into it.

A straight piece of a path is bent at every edge of the mesh that it crosses: grid lines of both
families and the diagonals. Between two crossings it runs inside one triangle, so the line through
the draped vertices lies on the drawn triangles up to rounding.

Pieces outside the box or over triangles that are not drawn become gaps: one row of nan. A piece
that leaves the box is cut at the edge. A piece with both ends farther than ``FAR`` box sides away
is a gap too: double precision can no longer say where it crosses the box.

Output is bounded. A path that would cross more than ``MAX_CROSSINGS`` edges (a long zig-zag from
one side of the box to the other) keeps only every q-th of its points, first and last included;
q is odd, so that an alternating path keeps both of its sides.
"""

from collections.abc import Sequence

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.frame import SurfaceLayer
from optexplorer.scene.mesh import Bools, Index, Mesh, drawn_mesh

MAX_CROSSINGS = 10_000
FAR = 1e9

Path = tuple[Mat, Vec]


def drape(surface: SurfaceLayer, points: Mat, steps: Vec) -> Path:
    """One path (k, 2) with its steps (k,), as vertices (j, 3) x, y, shade and their steps (j,)."""
    return drape_all(surface, [(points, steps)])[0]


def drape_all(surface: SurfaceLayer, paths: Sequence[Path]) -> list[Path]:
    """``drape`` for several paths at the price of one."""
    if not paths:
        return []
    mesh = drawn_mesh(surface)
    with np.errstate(over="ignore", invalid="ignore"):
        grid = [(mesh.to_grid(points), np.asarray(steps, np.float64)) for points, steps in paths]
        uv, ends, joined = _join(grid)
        lines = _Lines(mesh, uv, joined)
        if lines.counts.sum() > MAX_CROSSINGS:
            grid = [_thin(mesh, *path) for path in grid]
            uv, ends, joined = _join(grid)
            lines = _Lines(mesh, uv, joined)
        steps = np.concatenate([part for _, part in grid])
        vertices, vertex_steps, owner = _bend(mesh, uv, steps, lines)
    cuts = np.searchsorted(owner, ends[:-1])
    parts = zip(np.split(vertices, cuts), np.split(vertex_steps, cuts), strict=True)
    return [(rows[: len(rows) - 1], step[: len(rows) - 1]) for rows, step in parts]


def _join(grid: Sequence[Path]) -> tuple[Mat, Index, Bools]:
    """All points (k, 2), the end of each path, and whether a piece leads on from each point."""
    uv = np.concatenate([part for part, _ in grid])
    ends = np.cumsum([len(part) for part, _ in grid])
    joined = np.ones(len(uv), dtype=np.bool_)
    joined[ends[ends > 0] - 1] = False
    return uv, ends, joined


def _thin(mesh: Mesh, uv: Mat, steps: Vec) -> Path:
    """The path, or every q-th point of it if it crosses too many edges."""
    kept = np.arange(len(uv))
    while len(kept) > 2:
        joined = np.arange(len(kept)) < len(kept) - 1
        excess = _Lines(mesh, uv[kept], joined).counts.sum() / MAX_CROSSINGS
        if excess <= 1.0:
            break
        q = 2 * int(np.ceil((excess - 1.0) / 2.0)) + 1
        kept = np.append(kept[:-1:q], kept[-1])
    return uv[kept], steps[kept]


class _Lines:
    """The edges that each piece between consecutive points (k, 2) crosses.

    The three families of edges are the lines on which u, v and u - v are whole numbers; arrays
    are (3, k - 1). A piece meets ``counts`` lines, ``first`` the number of the nearest, and the
    numbers rise or fall by ``sign``. ``forward`` (k - 1,) says whether the piece begins at the end
    nearer to the box; from there on no more than ``share`` (k - 1,) of it can lie in the box.
    ``known`` (k - 1,) is false where nothing can be said.
    """

    def __init__(self, mesh: Mesh, uv: Mat, joined: Bools) -> None:
        nu, nv = mesh.last
        size = np.abs(uv).max(axis=1, initial=0.0)
        nearer = np.minimum(size[:-1], size[1:])
        self.known = joined[:-1] & (nearer <= FAR * max(nu, nv)) & np.isfinite(size[:-1] + size[1:])
        w = np.stack([uv[:, 0], uv[:, 1], uv[:, 0] - uv[:, 1]])
        self.start = np.where(self.known, w[:, :-1], -0.5)
        self.end = np.where(self.known, w[:, 1:], -0.5)
        lowest, highest = np.array([[0.0], [0.0], [-nv]]), np.array([[nu], [nv], [nu]])
        low = np.maximum(np.floor(np.minimum(self.start, self.end)) + 1.0, lowest)
        high = np.minimum(np.ceil(np.maximum(self.start, self.end)) - 1.0, highest)
        self.counts = np.maximum(high - low + 1.0, 0.0).astype(np.intp)
        rises = self.end > self.start
        self.sign = np.where(rises, 1.0, -1.0)
        self.first = np.where(rises, low, high)
        self.forward = size[:-1] <= size[1:]
        length = np.abs(self.end[:2] - self.start[:2]).max(axis=0)
        reach = 2.0 * (nearer + nu + nv)
        self.share = reach / np.maximum(reach, length)


def _crossings(uv: Mat, lines: _Lines) -> tuple[Index, Vec, Vec, Mat]:
    """Piece (c,), rank, fraction of the way along it and place (c, 2) of every crossing.

    The rank in [0, 1] orders the crossings of one piece, however long the piece is.
    """
    counts = lines.counts.ravel()
    row = np.repeat(np.arange(len(counts)), counts)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(counts) - counts, counts)
    # Lines in the order in which the piece meets them, so that each family comes out sorted.
    line = lines.first.ravel()[row] + lines.sign.ravel()[row] * nth
    start, end = lines.start.ravel()[row], lines.end.ravel()[row]
    t = (line - start) / (end - start)
    piece: Index = row % max(len(uv) - 1, 1)
    # Measured from the nearer end, so that a far end costs no digits.
    forward = lines.forward[piece]
    along = np.where(forward, t, (line - end) / (end - start))
    origin = uv.take(piece + ~forward, axis=0)
    place = origin + along[:, None] * np.diff(uv, axis=0).take(piece, axis=0)
    rank = np.clip(along / lines.share[piece] + ~forward, 0.0, 1.0)
    return piece, rank, t, place


def _bend(mesh: Mesh, uv: Mat, steps: Vec, lines: _Lines) -> tuple[Mat, Vec, Index]:
    """Vertices (j, 3), their steps (j,) and the point at or before each.

    Every path ends in a row of nan.
    """
    points = np.arange(len(uv))
    piece, rank, t, met = _crossings(uv, lines)
    # However late, a crossing comes before the point at the end of its piece.
    when = np.minimum(piece + rank, np.nextafter(piece + 1.0, 0.0))
    key = np.concatenate([points.astype(np.float64), when])
    order = np.argsort(key, kind="stable")
    owner = np.concatenate([points, piece]).take(order)
    place = np.concatenate([uv, met]).take(order, axis=0)
    between = steps[piece] + t * np.diff(steps)[piece]
    step = np.concatenate([steps, between]).take(order)
    height, leads_on = _lift(mesh, place, np.append(lines.known, False)[owner])

    # A vertex with nothing drawn after it is followed by a gap; gaps beside gaps are dropped.
    copies = 1 + (np.isfinite(height) & ~leads_on)
    row = np.repeat(np.arange(len(owner)), copies)
    gap = np.isnan(height)[row] | np.append(False, row[1:] == row[:-1])
    vertices = np.column_stack([mesh.from_grid(place), height])[row]
    vertices[gap] = np.nan
    kept = ~(gap & np.append(True, gap[:-1]))
    row = row[kept]
    return vertices[kept], step[row], owner[row]


def _lift(mesh: Mesh, uv: Mat, known: Bools) -> tuple[Vec, Bools]:
    """Heights (k,) of vertices, nan where nothing is drawn, and whether a drawn piece follows."""
    triangle, inside = mesh.triangles_at(0.5 * (uv[:-1] + uv[1:]))
    c, du, dv = (plane[triangle] for plane in mesh.planes)
    drawn = inside & known[:-1] & np.isfinite(c)
    height = np.full(len(uv), np.nan)
    height[1:][drawn] = (c + du * uv[1:, 0] + dv * uv[1:, 1])[drawn]
    height[:-1][drawn] = (c + du * uv[:-1, 0] + dv * uv[:-1, 1])[drawn]
    return height, np.append(drawn, False)
