"""The point looked at closely in the 3-D picture: the model as a sheet with wires, v and Hv."""

from collections.abc import Iterator

import numpy as np
from PySide6.QtGui import QColor

from optexplorer.core.arrays import Mat
from optexplorer.scene.drape import drape_all
from optexplorer.scene.frame import SurfaceLayer
from optexplorer.scene.local import arrows
from optexplorer.scene.local_layer import LocalLayer
from optexplorer.scene.mesh import drawn_mesh, height_at
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.gl_kit import Item
from optexplorer.ui.views.gl_line_item import LineItem
from optexplorer.ui.views.gl_sheet_item import SheetItem
from optexplorer.ui.views.gl_surface_item import to_world
from optexplorer.ui.views.line_geometry import Line
from optexplorer.ui.views.markers3d import MarkerSpec

_BIAS = 0.004  # as of all that lies on the surface
_THROUGH = 0.6  # so far forward that nothing hides it
_FILL, _GHOST = 0.34, 0.30  # opacities of the sheet, and of wires behind the surface
_REACH = 0.17  # of the picture: v and the longest Hv
_BARB = 0.022
_RING, _WAY = 6, 8  # every so many rings and directions of the sheet are wires


class Local3D:
    """Its items, updated where the layer differs."""

    def __init__(self) -> None:
        self._sheet = SheetItem()
        self._wires = LineItem(bias=_BIAS)
        self._ghost = LineItem(bias=_THROUGH)
        self._arrows = LineItem(casing=1.2, bias=_BIAS)
        self._key: tuple[object, ...] = ()
        self.markers: list[MarkerSpec] = []

    @property
    def items(self) -> tuple[Item, ...]:
        """In the order of painting."""
        return self._ghost, self._sheet, self._wires, self._arrows

    def show(self, layer: LocalLayer | None, surface: SurfaceLayer, tokens: ThemeTokens) -> None:
        """Take over another layer, or the same on another surface or in other colours."""
        shape = None if layer is None or layer.model is None else layer.model.shape
        key = (shape, surface, tokens)
        if key != self._key:
            self._key = key
            self._show_sheet(np.empty((0, 0, 3)) if shape is None else shape.sheet, surface, tokens)
        self._arrows.set_casing(tokens.color("casing"))
        self._arrows.set_lines([] if layer is None else _arrow_lines(layer, surface, tokens))
        self.markers = [] if layer is None else [_marker(layer, surface, tokens)]

    def _show_sheet(self, sheet: Mat, surface: SurfaceLayer, tokens: ThemeTokens) -> None:
        world = to_world(drawn_mesh(surface), sheet.reshape(-1, 3)).reshape(sheet.shape)
        self._sheet.set_points(world)
        self._sheet.set_colour(tokens.color("model", _FILL))
        wires, colour = list(_wires(world)), tokens.color("model")
        self._wires.set_lines([_line(wire, colour, 1.0, 1.4) for wire in wires])
        self._ghost.set_lines([_line(wire, colour, _GHOST, 1.0) for wire in wires])


def _wires(world: Mat) -> Iterator[Mat]:
    """Some rings and some directions of the sheet (r, s, 3)."""
    yield from world[_RING::_RING]
    yield from world.swapaxes(0, 1)[:-1:_WAY]


def _line(points: Mat, colour: QColor, alpha: float, width: float) -> Line:
    rgba = (colour.red(), colour.green(), colour.blue(), round(255 * alpha))
    return Line(points, np.zeros(len(points)), rgba, width)


def _arrow_lines(layer: LocalLayer, surface: SurfaceLayer, tokens: ThemeTokens) -> list[Line]:
    """v through the point, and Hv with a head, laid on the surface."""
    if not layer.turns:
        return []
    size = np.array([np.ptp(surface.x), np.ptp(surface.y)])
    spoke, change = arrows(layer, size, _REACH)
    at, tip = spoke
    strokes = [(np.array([at - 0.55 * (tip - at), tip]), tokens.color("model"), 3.0)]
    if change is not None:
        strokes += [(part, tokens.color("change"), 3.6) for part in (change, _head(change, size))]
    draped = drape_all(surface, [(points, np.zeros(len(points))) for points, _, _ in strokes])
    mesh = drawn_mesh(surface)
    return [
        _line(to_world(mesh, path), colour, 1.0, width)
        for (path, _), (_, colour, width) in zip(draped, strokes, strict=True)
    ]


def _head(arrow: Mat, size: Mat) -> Mat:
    """From one barb over the tip to the other (3, 2)."""
    tail, tip = arrow / size
    way = tip - tail
    way *= min(_BARB / max(float(np.hypot(*way)), 1e-300), 0.5)
    side = 0.45 * np.array([-way[1], way[0]])
    return np.array([tip - way + side, tip, tip - way - side]) * size


def _marker(layer: LocalLayer, surface: SurfaceLayer, tokens: ThemeTokens) -> MarkerSpec:
    place = np.array([layer.point])
    world = to_world(drawn_mesh(surface), np.column_stack([place, height_at(surface, place)]))
    return MarkerSpec(world[0], "diamond", tokens.color("model"), tokens.color("casing"), 13.0, 0.5)
