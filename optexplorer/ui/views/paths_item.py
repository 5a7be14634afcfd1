"""The paths of the runs, solid up to the cursor and faint after it, with a head on each.

Long ones are kept as a picture, and may be shown a moment later than the heads.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import is_
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QPolygonF

from optexplorer.core.arrays import Mat
from optexplorer.scene.frame import Head, PathLayer, Style
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.draft import Draft
from optexplorer.ui.views.kept_item import KeptItem
from optexplorer.ui.views.lines import THIN, affordable, pen, stroke, stroke_faint
from optexplorer.ui.views.path_quality import CASING, SLOW, Quality, quality
from optexplorer.ui.views.pixels import dot_stamp, draw_marker
from optexplorer.ui.views.scribble import sparse
from optexplorer.ui.widgets.medium import density, fine, vector, within
from optexplorer.ui.widgets.stamp import argb, stamps

if TYPE_CHECKING:
    from numpy.typing import NDArray

_WIDTH, _WIDE = 1.7, 2.6
_KEPT = 0.2  # labour for each device pixel, from which on a picture of the paths is the quicker way
_HEAD, _WIDE_HEAD = 11.0, 14.0
_DOT_SPACING = 9.0  # pixels between steps from which on each step gets a dot
_DOTS = 60
_INSET = 9.0  # of an arrow from the edge

Place = Callable[[Mat, Mat], Mat]  # points (k, n) and losses (k,) to plot coordinates (k, 2)


@dataclass(frozen=True, eq=False)
class Exit:
    """Where a run left the picture."""

    run: int
    label: str
    outcome: str
    at: QPointF  # pixels
    angle: float  # radians of the way out, clockwise from east


@dataclass(frozen=True, eq=False)
class _Drawing:
    """How the paths are painted, the picked ones last; lines in pixels (k, 2)."""

    order: Sequence[PathLayer]
    pasts: Sequence[Mat]
    lines: Sequence[Mat]  # what is left of the pasts where they scribble over the picture
    faint: Sequence[Mat]
    widths: Sequence[float]
    quality: Quality


class PathsItem(KeptItem):
    """Paints paths and heads."""

    patient = True

    def __init__(self, view: Any, tokens: ThemeTokens, place: Place) -> None:
        super().__init__(view, z=10.0)
        self._tokens = tokens
        self._place = place
        self._paths: Sequence[PathLayer] = ()
        self._heads: dict[int, Head] = {}
        self._cursor = 0
        self._points: dict[int, tuple[PathLayer, Mat]] = {}
        self._drawing: tuple[tuple[float, ...], _Drawing] | None = None
        self._slow = False  # to paint well
        self._draft = Draft(self.redo, view)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.forget()

    def set_paths(self, paths: Sequence[PathLayer], heads: Sequence[Head], cursor: int) -> None:
        """Show these; a layer that is the same object is not looked at again."""
        kept, stand = self._points, {head.run: head for head in heads}
        same = len(paths) == len(self._paths) and all(map(is_, paths, self._paths))
        if same and cursor == self._cursor and stand == self._heads:
            return
        self._paths, self._cursor, self._heads = paths, cursor, stand
        self._points = {}
        if self._slow or not same:
            self._draft.changed()
        for layer in paths:
            known = kept.get(layer.run)
            if known is None or known[0] is not layer:
                known = (layer, self._place(layer.points, layer.loss))
            self._points[layer.run] = known
        if kept.keys() != self._points.keys():
            self.forget()
        self.redo()

    def redo(self) -> None:
        """Something else is to be shown."""
        self._drawing = None
        super().redo()

    def nearest(self, at: QPointF, reach: float) -> tuple[int, int] | None:
        """(run, step) of the path point under ``at`` (pixels of the view), up to the cursor."""
        at = self.mapFromParent(at)
        best, found = reach, None
        for layer in self._paths:
            pixels = self.map(self._past(layer))
            with np.errstate(over="ignore", invalid="ignore"):
                distance = np.hypot(pixels[:, 0] - at.x(), pixels[:, 1] - at.y())
            if distance.size and np.nanmin(distance) < best:
                index = int(np.nanargmin(distance))
                best = float(distance[index])
                drawn = index < self._shown(layer)
                step = int(layer.steps[index]) if drawn else self._cursor
                found = (layer.run, min(step, int(layer.steps[-1])))
        return found

    def points_in(self, room: QRectF) -> int:
        """How many points of all paths lie in ``room`` (pixels of the view)."""
        mine, count = self.mapRectFromParent(room), 0
        for _, points in self._points.values():
            x, y = self.map(points).T
            inside = (x >= mine.left()) & (x <= mine.right()) & (y >= mine.top()) & (y <= mine.bottom())
            count += int(np.count_nonzero(inside))
        return count

    def exits(self) -> list[Exit]:
        """Where runs whose head is out of the picture left it."""
        return [e for layer in self._paths if (e := self._exit(layer)) is not None]

    def costly(self, painter: QPainter) -> bool:
        """Whether a picture of the paths is painted sooner than they are; files get the paths."""
        rect, ratio = self.boundingRect(), density(painter)
        pixels = rect.width() * rect.height() * ratio**2
        return not fine(painter) and self._drawn(painter).quality.labour > _KEPT * pixels

    def paint_picture(self, painter: QPainter) -> None:
        """Futures first, then pasts, so that no future hides a past."""
        drawing = self._drawn(painter)
        casing = pen(self._tokens.color("casing", 0.16))
        for layer, pixels in zip(drawing.order, drawing.faint, strict=True):
            if len(pixels) > 1:
                faint = QColor(layer.style.colour)
                faint.setAlphaF(0.4)
                faint_pen = pen(faint, layer.style.dash)
                stroke_faint(painter, pixels, faint_pen, draft=drawing.quality.plain)
        each = (drawing.order, drawing.pasts, drawing.lines, drawing.widths, drawing.quality.drafts)
        for layer, pixels, line, width, draft in zip(*each, strict=True):
            if len(pixels) > 1:
                colour = QColor(layer.style.colour)
                dashed = pen(colour, layer.style.dash)
                both = ((casing, width + CASING), (dashed, width))
                cased = drawing.quality.cased and width > THIN
                stroke(painter, line, *(both if cased else both[1:]), draft=draft)
                self._paint_dots(painter, pixels[:-1], colour)

    def paint_over(self, painter: QPainter) -> None:
        """Heads, so that no path hides one."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer in self._drawn(painter).order:
            self._paint_head(painter, layer)
        for exit_ in self.exits():
            self._paint_exit(painter, exit_, self._style(exit_.run))

    def _drawn(self, painter: QPainter) -> _Drawing:
        """Worked out once for all paintings that show the same."""
        t, rect = self.to_pixels(), self.boundingRect()
        place = (t.m11(), t.m22(), t.dx(), t.dy(), rect.width(), rect.height())
        how = (density(painter), fine(painter), vector(painter), self._draft.on)
        if self._drawing is None or self._drawing[0] != (*place, *how):
            self._drawing = ((*place, *how), self._draw(painter, rect))
            if not (fine(painter) or vector(painter)):
                self._slow = self._drawing[1].quality.labour > SLOW
        return self._drawing[1]

    def _draw(self, painter: QPainter, rect: QRectF) -> _Drawing:
        order = sorted(self._paths, key=lambda path: path.emphasised)
        pasts = [self.map(self._past(layer)) for layer in order]
        futures = [self.map(self._future(layer)) for layer in order]
        lines, faint = sparse(painter, rect, pasts, futures)
        wanted = [_WIDE if layer.emphasised else _WIDTH for layer in order]
        widths = affordable(painter, *zip(pasts, wanted, strict=True))
        picked = [layer.emphasised for layer in order]
        both = list(zip(lines, widths, strict=True))
        return _Drawing(
            order, pasts, lines, faint, widths,
            quality(painter, both, faint, picked, hurried=self._draft.on),
        )  # fmt: skip

    def _shown(self, layer: PathLayer) -> int:
        """How many of the layer's points are at or before the cursor."""
        return int(np.searchsorted(layer.steps, self._cursor, side="right"))

    def _past(self, layer: PathLayer) -> Mat:
        """The way to the head in plot coordinates (k, 2)."""
        past = self._points[layer.run][1][: self._shown(layer)]
        head = self._heads.get(layer.run)
        return past if head is None else np.concatenate([past, self._head_place(head)])

    def _future(self, layer: PathLayer) -> Mat:
        """The way after the cursor in plot coordinates (k, 2)."""
        return self._points[layer.run][1][max(self._shown(layer) - 1, 0) :]

    def _head_place(self, head: Head) -> Mat:
        return self._place(np.array([head.point]), np.array([head.loss]))

    def _style(self, run: int) -> Style:
        return self._points[run][0].style

    def _paint_dots(self, painter: QPainter, pixels: Mat, colour: QColor) -> None:
        seen = pixels[within(pixels, self.boundingRect())]
        if not 2 <= len(seen) <= _DOTS:
            return
        if float(np.median(np.hypot(*np.diff(seen, axis=0).T))) < _DOT_SPACING:
            return
        edge = argb(self._tokens.color("casing", 0.7))
        dot = dot_stamp(colour.name(), 2.6, edge)
        stamps(painter, [dot] * len(seen), seen)

    def _paint_head(self, painter: QPainter, layer: PathLayer) -> None:
        head = self._heads.get(layer.run)
        if head is None:
            return
        at = self.map(self._head_place(head))
        if not within(at, self.boundingRect().adjusted(-9, -9, 9, 9)).all():
            return
        x, y = at[0].tolist()
        size = _WIDE_HEAD if layer.emphasised else _HEAD
        draw_marker(painter, layer.style, QPointF(x, y), size, self._tokens.color("casing"), 1.6)

    def _exit(self, layer: PathLayer) -> Exit | None:
        rect = self.boundingRect()
        past = self._past(layer)
        if not len(past) or rect.contains(QPointF(*self.map(past[-1:])[0].tolist())):
            return None
        pixels = self.map(past)
        inside = within(pixels, rect)
        finite: NDArray[np.bool_] = np.all(np.isfinite(pixels), axis=1)
        if inside.any():
            last = int(np.flatnonzero(inside)[-1])
            origin = pixels[last]
            beyond = np.flatnonzero(finite[last + 1 :])
            if not beyond.size:  # the next point is not a number: mark where it was last seen
                return Exit(layer.run, layer.label, layer.outcome, QPointF(*origin.tolist()), 0.0)
            target = pixels[last + 1 + int(beyond[0])]
        elif finite.any():
            origin = np.array([rect.width() / 2.0, rect.height() / 2.0])
            target = pixels[np.flatnonzero(finite)[-1]]
        else:
            return None
        at, angle = _edge(origin, np.clip(target, -1e150, 1e150), rect)
        return Exit(layer.run, layer.label, layer.outcome, at, angle)

    def _paint_exit(self, painter: QPainter, exit_: Exit, style: Style) -> None:
        painter.save()
        painter.translate(exit_.at)
        painter.rotate(np.degrees(exit_.angle))
        painter.setPen(pen(self._tokens.color("casing")))
        painter.setBrush(QColor(style.colour))
        painter.drawPolygon(QPolygonF([QPointF(7, 0), QPointF(-6, -6.5), QPointF(-6, 6.5)]))
        painter.restore()


def _edge(origin: Mat, target: Mat, rect: QRectF) -> tuple[QPointF, float]:
    """Where the segment leaves ``rect`` (a little inside it), and in which direction."""
    low = np.array([_INSET, _INSET])
    high = np.array([rect.width() - _INSET, rect.height() - _INSET])
    start = np.clip(origin, low, high)
    way = target - start
    with np.errstate(divide="ignore", invalid="ignore"):
        limits = np.where(way > 0.0, (high - start) / way, (low - start) / way)
    share = float(np.min(np.where(way == 0.0, np.inf, limits)))
    x, y = (start + way * min(max(share, 0.0), 1.0)).tolist()
    return QPointF(x, y), float(np.arctan2(way[1], way[0]))
