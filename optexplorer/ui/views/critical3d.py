"""The eigen-directions of critical points, laid on the surface of the 3-D picture."""

from collections.abc import Iterator, Sequence

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.critical_layer import CriticalLayer, CriticalMark
from optexplorer.scene.drape import drape_all
from optexplorer.scene.frame import SurfaceLayer
from optexplorer.scene.mesh import drawn_mesh
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.critical_item import CROSSES
from optexplorer.ui.views.gl_surface_item import to_world
from optexplorer.ui.views.line_geometry import Line

_ARM = (0.045, 0.085)  # of the picture: half a cross; the longer reaches beyond its mark
_APART = 0.5  # of the way to the next mark, where the longer would go farther
_BARB = 0.35  # of an arm: a side of its arrow head


def critical_lines(
    layer: CriticalLayer | None, surface: SurfaceLayer, tokens: ThemeTokens
) -> list[Line]:
    """A cross at every mark; directions that lead away are thick, longer, and have heads."""
    marks = () if layer is None else layer.drawn
    size = np.array([np.ptp(surface.x), np.ptp(surface.y)])
    crossed = [mark for mark in marks if len(marks) <= CROSSES or mark.chosen]
    strokes = [
        stroke
        for mark, arm in zip(crossed, _arms(crossed, size), strict=True)
        for stroke in _strokes(mark, size, arm)
    ]
    if not strokes:
        return []
    draped = drape_all(surface, [(points, np.zeros(len(points))) for points, _ in strokes])
    mesh = drawn_mesh(surface)
    away, back = tokens.color("accent"), tokens.color("mark")
    lines = []
    for (path, steps), (_, leads) in zip(draped, strokes, strict=True):
        colour = away if leads else back
        rgba = (colour.red(), colour.green(), colour.blue(), colour.alpha())
        lines.append(Line(to_world(mesh, path), steps, rgba, 3.4 if leads else 1.8))
    return lines


def _arms(marks: Sequence[CriticalMark], size: Vec) -> list[float]:
    """How long half the cross of each mark is."""
    places = np.array([mark.point for mark in marks]).reshape(-1, 2) / size
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(apart, np.inf)
    arms: list[float] = np.clip(_APART * apart.min(axis=1, initial=np.inf), *_ARM).tolist()
    return arms


def _strokes(mark: CriticalMark, size: Vec, usual: float) -> Iterator[tuple[Mat, bool]]:
    """Polylines (k, 2), and whether they lead away; ``size`` (2,) is the picture's."""
    at = np.array(mark.point)
    for direction, leads in zip(mark.directions, mark.unstable, strict=True):
        way = direction / size
        way = way / max(float(np.hypot(*way)), 1e-300)
        arm, barb = usual * (1.5 if leads else 1.0), usual * _BARB
        yield at + np.array([[-arm], [arm]]) * way * size, leads
        if leads:
            side = np.array([-way[1], way[0]])
            for s in (-1.0, 1.0):
                tip = s * arm * way
                back = tip - s * barb * way
                yield at + np.array([back + barb * side, tip, back - barb * side]) * size, leads
