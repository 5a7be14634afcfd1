"""What a frame looks like in 3-D: the items, and updating only those whose layers changed."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.basins import cover
from optexplorer.scene.drape import drape_all
from optexplorer.scene.frame import Frame, PathLayer, Point, SurfaceLayer
from optexplorer.scene.mesh import Mesh, drawn_mesh, height_at
from optexplorer.scene.picking import Sight
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.camera import HEIGHT, Camera
from optexplorer.ui.views.critical3d import critical_lines
from optexplorer.ui.views.gl_kit import Item
from optexplorer.ui.views.gl_line_item import LineItem
from optexplorer.ui.views.gl_surface_item import SurfaceItem, to_world
from optexplorer.ui.views.inside3d import inside_lines
from optexplorer.ui.views.line_geometry import Line
from optexplorer.ui.views.local3d import Local3D
from optexplorer.ui.views.markers3d import MarkerSpec, SeenMarker, Shape
from optexplorer.ui.widgets.critical_icon import critical_size, plate_colours
from optexplorer.ui.widgets.event_icon import event_size

_BIAS = 0.004  # how far lines come forward, in sides of the box
_LOW_CORNER = np.array([-0.5, -0.5, 0.0])  # of the box in the world
_GHOST = 0.35  # opacity of heads and starts behind the surface
_WIDTH, _WIDTH_EMPHASISED = 2.2, 3.4


class SurfaceScene:
    """The surface, the paths on it, and the marks."""

    def __init__(self) -> None:
        self.surface: SurfaceLayer | None = None
        self._frame: Frame | None = None
        self._tokens: ThemeTokens | None = None
        self.linked: tuple[float, float] | None = None
        self._mesh = SurfaceItem()
        self._paths = LineItem(casing=0.9, bias=_BIAS, faint=0.22)
        self._cross = LineItem(bias=_BIAS)
        self._inside = LineItem(casing=1.2, bias=_BIAS)
        self._crosses = LineItem(casing=1.2, bias=_BIAS)  # of the critical points
        self._local = Local3D()
        self._minima: list[MarkerSpec] = []
        self._critical: list[MarkerSpec] = []
        self._heads: list[MarkerSpec] = []
        self._spot: list[MarkerSpec] = []
        self._sight: tuple[SurfaceLayer, tuple[float, ...], Sight] | None = None

    @property
    def ground(self) -> tuple[Item, ...]:
        """What lies under everything else and seldom changes."""
        return (self._mesh,)

    @property
    def items(self) -> tuple[Item, ...]:
        """All that lies on it, in the order of painting."""
        return *self._local.items, self._cross, self._paths, self._crosses, self._inside

    def markers(self, camera: Camera, most: int) -> tuple[list[SeenMarker], bool]:
        """Marks, starts and heads on the surface, and which of them it hides from this camera.

        It finds that out of ``most`` at a time, heads first; False if there is a rest.
        """
        marks = self._minima + self._critical + self._local.markers + self._spot + self._heads
        points = np.array([spec.position for spec in marks]).reshape(-1, 3)
        known = np.isfinite(points).all(axis=1)
        if self.surface is None or not known.any():
            return [], True
        mesh = drawn_mesh(self.surface)
        covered, all_found = self._sight_from(camera).hidden(to_plane(mesh, points[known]), most)
        specs = [spec for spec, there in zip(marks, known.tolist(), strict=True) if there]
        seen = [SeenMarker(spec, h) for spec, h in zip(specs, covered.tolist(), strict=True)]
        return seen, all_found

    def _sight_from(self, camera: Camera) -> Sight:
        assert self.surface is not None  # noqa: S101
        last = self._sight
        if last is None or last[0] is not self.surface or last[1] != camera.state:
            eye = to_plane(drawn_mesh(self.surface), camera.position[None])[0]
            before = last[2] if last is not None and last[0] is self.surface else None
            last = self._sight = (self.surface, camera.state, Sight(self.surface, eye, before))
        return last[2]

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Colours of everything."""
        self._tokens = tokens
        self._mesh.set_colours(tokens.colormap, tokens.color("contour", 0.28), dark=tokens.dark)
        self._paths.set_casing(tokens.color("casing", 0.75))
        self._inside.set_casing(tokens.color("handle_edge", 0.75))
        self._crosses.set_casing(tokens.color("mark_edge"))
        if self._frame is not None and self.surface is not None:
            self._show_marks(self._frame, self.surface)
            self._show_critical(self._frame, self.surface)
            self._local.show(self._frame.local, self.surface, tokens)
        self.set_linked(self.linked)

    def show(self, frame: Frame) -> bool:
        """Take over what differs from the last frame; whether the surface did."""
        last, self._frame = self._frame, frame
        surface = frame.surface
        if surface is None:
            self.surface = None
            return last is None or last.surface is not None
        new_surface = surface is not self.surface
        self.surface = surface
        mesh = drawn_mesh(surface)
        if new_surface:
            self._mesh.set_mesh(mesh, surface.bands, _cover(frame, mesh))
            self.set_linked(self.linked)
        elif last is None or frame.basins is not last.basins:
            self._mesh.set_cover(_cover(frame, mesh))
        if new_surface or last is None or not _same(frame.paths, last.paths):
            self._paths.set_lines([_line(mesh, path) for path in frame.paths])
        if new_surface or last is None or frame.inside is not last.inside:
            self._inside.set_lines(inside_lines(frame.inside, surface))
        if new_surface or last is None or frame.critical is not last.critical:
            self._show_critical(frame, surface)
        if self._tokens is not None and (new_surface or last is None or frame.local is not last.local):
            self._local.show(frame.local, surface, self._tokens)
        self._paths.cursor = float(frame.cursor)
        if new_surface or last is None or frame.marks is not last.marks:
            self._show_marks(frame, surface)
        elif not _same(frame.heads, last.heads) or not _same(frame.paths, last.paths):
            self._show_heads(frame, surface)
        return new_surface

    def set_linked(self, at: tuple[float, float] | None) -> None:
        """A cross-hair on the surface through a plane point."""
        self.linked = at
        surface, tokens = self.surface, self._tokens
        if at is None or surface is None or tokens is None:
            self._cross.set_lines([])
            self._spot = []
            return
        mesh = drawn_mesh(surface)
        (x, y), (low, high) = at, (mesh.low, mesh.high)
        ends = ([[low[0], y], [high[0], y]], [[x, low[1]], [x, high[1]]])
        draped = drape_all(surface, [(np.array(end), np.zeros(2)) for end in ends])
        colour = _rgba(tokens.color("text", 0.55))
        self._cross.set_lines(
            [Line(to_world(mesh, points), steps, colour, 1.0) for points, steps in draped]
        )
        place = _places(surface, [at])[0]
        ink, paper = tokens.color("text"), tokens.color("canvas")
        self._spot = [MarkerSpec(place, "circle", ink, paper, 6.0)]

    def _show_marks(self, frame: Frame, surface: SurfaceLayer) -> None:
        places = _places(surface, frame.marks.minima)
        white, dark = QColor("#ffffff"), QColor(16, 24, 40, 200)
        self._minima = [MarkerSpec(place, "known minimum", white, dark, 10.0) for place in places]
        self._show_heads(frame, surface)

    def _show_critical(self, frame: Frame, surface: SurfaceLayer) -> None:
        """A plate for each by its kind, larger for the chosen one, and the crosses."""
        marks = () if frame.critical is None else frame.critical.drawn
        if self._tokens is None:
            return
        self._crosses.set_lines(critical_lines(frame.critical, surface, self._tokens))
        plate, glyph = plate_colours(self._tokens)
        ring = self._tokens.color("accent")
        size = critical_size(len(marks)) - 2.0
        points = np.array([[*mark.point, mark.shade] for mark in marks]).reshape(-1, 3)
        self._critical = [
            MarkerSpec(
                place,
                mark.kind,
                plate,
                ring if mark.chosen else glyph,
                1.4 * size if mark.chosen else size,
                _GHOST,
            )
            for place, mark in zip(to_world(drawn_mesh(surface), points), marks, strict=True)
        ]

    def _show_heads(self, frame: Frame, surface: SurfaceLayer) -> None:
        """Heads in the order of the runs, over the starts."""
        tokens = self._tokens
        if tokens is None:
            return
        mesh = drawn_mesh(surface)
        colours = {entry.run: QColor(entry.style.colour) for entry in frame.legend}
        shapes: dict[int, Shape] = {entry.run: entry.style.marker for entry in frame.legend}
        edge = tokens.color("casing")
        starts = [(frame.marks.start, tokens.color("handle"), 17.0)]
        starts += [
            (point, colours.get(run, tokens.color("handle")), 14.0)
            for run, point in frame.marks.own_starts
        ]
        places = _places(surface, [point for point, _, _ in starts])
        markers = [
            MarkerSpec(place, "ring", colour, edge, size, _GHOST)
            for place, (_, colour, size) in zip(places, starts, strict=True)
        ]
        for layer in frame.events:
            size = event_size(layer.steps.size)
            past = layer.steps <= frame.cursor
            world = to_world(mesh, np.column_stack([layer.points, layer.shade])[past])
            markers += [
                MarkerSpec(at, shape, QColor(layer.style.colour), edge, size, _GHOST)
                for shape, at in zip(layer.shapes, world, strict=False)
            ]
        for head in frame.best:
            at = to_world(mesh, np.array([[*head.point[:2], head.shade]]))[0]
            markers.append(MarkerSpec(at, "best", colours[head.run], edge, 17.0, _GHOST))
        for head in frame.heads:
            at = to_world(mesh, np.array([[*head.point[:2], head.shade]]))[0]
            markers.append(MarkerSpec(at, shapes[head.run], colours[head.run], edge, 12.0, _GHOST))
        self._heads = markers


def _cover(frame: Frame, mesh: Mesh) -> NDArray[np.uint8] | None:
    """The map of basins on the vertices of the mesh."""
    if frame.basins is None:
        return None
    sides = zip(mesh.low, mesh.high, mesh.last, strict=True)
    return cover(frame.basins, *(np.linspace(low, high, last + 1) for low, high, last in sides))


def _line(mesh: Mesh, path: PathLayer) -> Line:
    """The draped path in the world."""
    width = _WIDTH_EMPHASISED if path.emphasised else _WIDTH
    colour = _rgba(QColor(path.style.colour))
    points: Mat = to_world(mesh, path.drape)
    return Line(points, path.drape_steps, colour, width, path.style.dash)


def _places(surface: SurfaceLayer, points: "tuple[Point, ...] | list[Point]") -> list[Vec]:
    """World points (3,) of plane points on the surface; nan outside of it."""
    if not points:
        return []
    plane = np.array(points, dtype=np.float64)
    world = np.column_stack([plane, height_at(surface, plane)])
    return list(to_world(drawn_mesh(surface), world))


def _rgba(colour: QColor) -> tuple[int, int, int, int]:
    return colour.red(), colour.green(), colour.blue(), colour.alpha()


def _same(a: "tuple[object, ...]", b: "tuple[object, ...]") -> bool:
    return len(a) == len(b) and all(x is y for x, y in zip(a, b, strict=True))


def to_plane(mesh: Mesh, world: Mat) -> Mat:
    """Points (k, 3) x, y, shade of world points (k, 3)."""
    size = np.append(np.subtract(mesh.high, mesh.low), 1.0 / HEIGHT)
    plane: Mat = np.append(mesh.low, 0.0) + (world - _LOW_CORNER) * size
    return plane
