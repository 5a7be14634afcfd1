"""The shapes of a step, laid on the surface of the 3-D picture."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QColor

from optexplorer.core.arrays import Mat
from optexplorer.scene.drape import drape_all
from optexplorer.scene.frame import Arrow, Dash, InsideLayer, Style, SurfaceLayer
from optexplorer.scene.mesh import drawn_mesh
from optexplorer.scene.view import GRADIENT, STEP
from optexplorer.ui.views.gl_surface_item import to_world
from optexplorer.ui.views.line_geometry import Line

_BARB = 0.025  # of the picture: the longest side of an arrow's head
_TURN = 0.42  # radians between the shaft and a side of the head
_CIRCLE = np.linspace(0.0, 2.0 * np.pi, 49)

Stroke = tuple[Mat, Style, float, Dash]  # points (k, 2), whose, width in pixels, dash


def inside_lines(layer: InsideLayer | None, surface: SurfaceLayer) -> list[Line]:
    """Arrows, ellipses and simplices as lines; places outside of the picture are gaps."""
    strokes = [] if layer is None else list(_strokes(layer, surface))
    strokes = [stroke for stroke in strokes if np.isfinite(stroke[0]).all()]
    if not strokes:
        return []
    draped = drape_all(surface, [(points, np.zeros(len(points))) for points, *_ in strokes])
    mesh = drawn_mesh(surface)
    return [
        Line(to_world(mesh, path), steps, _rgba(style), width, dash)
        for (path, steps), (_, style, width, dash) in zip(draped, strokes, strict=True)
    ]


def _strokes(layer: InsideLayer, surface: SurfaceLayer) -> Iterator[Stroke]:
    for ellipse in layer.ellipses:
        ring = np.column_stack([np.cos(_CIRCLE), np.sin(_CIRCLE)])
        width = 3.0 if ellipse.strong else 1.8
        yield ellipse.centre + ring * ellipse.radii, ellipse.style, width, "solid"
    for cloud in layer.clouds:
        if cloud.closed:
            yield np.vstack([cloud.points, cloud.points[:1]]), cloud.style, 2.0, "solid"
    size = np.array([np.ptp(surface.x), np.ptp(surface.y)])
    for arrow in layer.arrows:
        dash: Dash = "solid" if arrow.key in (GRADIENT, STEP) else "dash"
        width = 4.0 if arrow.strong else 3.2 if arrow.key == STEP else 2.2
        yield arrow.points, arrow.style, width, dash
        yield _head(arrow, size), arrow.style, width, "solid"


def _head(arrow: Arrow, size: Mat) -> Mat:
    """From one barb over the tip to the other (3, 2), as long on both axes of the picture."""
    tail, tip = arrow.points / size
    way = tip - tail
    length = float(np.hypot(*way))
    if length == 0.0:
        return np.array([arrow.points[1]] * 3)
    angle, barb = np.arctan2(way[1], way[0]), min(_BARB, 0.5 * length)
    sides = [tip - barb * np.array([np.cos(angle + t), np.sin(angle + t)]) for t in (-_TURN, _TURN)]
    return np.array([sides[0], tip, sides[1]]) * size


def _rgba(style: Style) -> tuple[int, int, int, int]:
    colour = QColor(style.colour)
    return colour.red(), colour.green(), colour.blue(), colour.alpha()
