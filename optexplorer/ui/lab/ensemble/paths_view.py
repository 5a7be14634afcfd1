"""A sample of the paths of an ensemble, over the contour of the surface."""

from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from optexplorer.core.arrays import Mat
from optexplorer.scene.ensemble import PathSample
from optexplorer.ui.tokens import LIGHT, ThemeTokens
from optexplorer.ui.views.axes import Axis
from optexplorer.ui.views.kept_item import KeptItem
from optexplorer.ui.views.lines import FAR, pen, stroke
from optexplorer.ui.views.pixels import dot_stamp
from optexplorer.ui.views.plot import Plot
from optexplorer.ui.views.surface_item import SurfaceItem
from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.room import keep_room
from optexplorer.ui.widgets.stamp import argb, stamp
from optexplorer.ui.widgets.themed import set_role

_REACH = 9.0  # pixels within which the mouse is on a path
_FAINT = 0.55  # opacity
_DOT = 2.6
_LEFT = 46
_INK = 16_000.0  # pixels of line for all runs together; more is a blot


class MembersItem(KeptItem):
    """Paints all paths of each run as one line with gaps, a dot where each ends."""

    patient = True

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=10.0)
        self._tokens = tokens
        self.sample: PathSample | None = None
        self.picked: tuple[int, int] | None = None  # run, member

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.forget()

    def set_sample(self, sample: PathSample | None) -> None:
        """Show other paths."""
        self.sample = sample
        self.redo()

    def pick(self, picked: tuple[int, int] | None) -> None:
        """Draw one member with emphasis."""
        self.picked = picked
        self.update()

    def pixels(self, paths: Mat) -> Mat:
        """Pixels of paths (members, steps, 2); what is not finite is a gap."""
        flat = self.map(paths.reshape(-1, 2))
        flat[~np.isfinite(flat).all(axis=1)] = np.nan
        return np.clip(flat, -FAR, FAR).reshape(paths.shape)

    def nearest(self, at: QPointF) -> tuple[int, int] | None:
        """The run and the member whose path passes closest to ``at``, within reach."""
        best, found = _REACH, None
        for run, _, paths in () if self.sample is None else self.sample.paths:
            away = _distances(self.pixels(paths), np.array([at.x(), at.y()]))
            if away.size and away.min() < best:
                best, found = float(away.min()), (run, int(away.argmin()))
        return found

    def paint_picture(self, painter: QPainter) -> None:
        """Every path, faint."""
        if self.sample is None:
            return
        for _, style, paths in self.sample.paths:
            drawn = self._affordable(paths, _INK / len(self.sample.paths))
            colour = QColor(style.colour)
            colour.setAlphaF(_FAINT)
            stroke(painter, _thinned(drawn), (pen(colour), 1.0))
            edge = argb(self._tokens.color("casing"))
            dot = dot_stamp(argb(QColor(style.colour)), _DOT, edge)
            for x, y in self.pixels(paths[: len(drawn), -1:])[:, 0].tolist():
                if self.boundingRect().contains(x, y):
                    stamp(painter, dot, QPointF(x, y))

    def _affordable(self, paths: Mat, most: float) -> Mat:
        """Pixels of the first of the paths, as many as have ``most`` pixels of line."""
        count = 1
        while True:
            drawn = _affordable(self.pixels(paths[:count]), most)
            if count >= len(paths) or len(drawn) < count:
                return drawn
            count *= 4

    def paint_over(self, painter: QPainter) -> None:
        """The one that is picked."""
        for run, style, paths in () if self.sample is None else self.sample.paths:
            if self.picked is None or self.picked[0] != run or self.picked[1] >= len(paths):
                continue
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            line = self.pixels(paths[self.picked[1]][None])[0]
            inks = (pen(self._tokens.color("casing")), 4.4), (pen(QColor(style.colour)), 2.6)
            stroke(painter, line, *inks)


class _PathsBox(pg.ViewBox):  # type: ignore[misc]
    def __init__(self, owner: "PathsView") -> None:
        super().__init__(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self._owner = owner

    def mouseClickEvent(self, ev: Any) -> None:
        at = self.mapFromScene(ev.scenePos())
        if ev.button() == Qt.MouseButton.LeftButton and self.rect().contains(at):
            ev.accept()
            self._owner.press(at)


class PathsView(QWidget):
    """Shows the first members; a click picks one."""

    memberPicked = Signal(int, int)  # run, member

    def __init__(self, tokens: ThemeTokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = tokens
        self._title = ElidedLabel("Paths of a few members")
        set_role(self._title, "title")
        self._title.setContentsMargins(tokens.space_s, 3, 0, 3)
        self.race = QPushButton()
        set_role(self.race, "link")
        keep_room(self.race)
        self.race.hide()
        self.view = _PathsBox(self)
        self.left, self.bottom = Axis("left"), Axis("bottom")
        self.left.setWidth(_LEFT)
        self.plot = Plot(self.view, self.left, self.bottom)
        self.surface = SurfaceItem(self.view, tokens)
        self.members = MembersItem(self.view, tokens)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.race)
        column.addLayout(head)
        column.addWidget(self.plot, 1)
        self.setMinimumSize(260, 180)
        self.setAccessibleName("Paths of the first members")
        self.setToolTip("The paths of the first members; press one to pick it")
        self.set_theme(tokens)

    def show_sample(self, sample: PathSample | None) -> None:
        """Show these paths."""
        before = self.members.sample
        self.plot.setVisible(sample is not None)
        if sample is not None:
            if before is None or before.surface is not sample.surface:
                self.surface.set_layer(sample.surface)
            if before is None or before.box != sample.box:
                self.view.setRange(xRange=sample.box[0], yRange=sample.box[1], padding=0.0)
                self.plot.scene().prepareForPaint()  # or the items are moved while they are painted
            self._name(sample)
        self.members.set_sample(sample)

    def pick(self, picked: tuple[int, int] | None, words: str) -> None:
        """Draw one member with emphasis, and offer to show it in the race."""
        self.members.pick(picked)
        self.race.setVisible(picked is not None)
        self.race.setText(f"Show {words} in the race" if words else "")
        self.race.setToolTip(f"Take {words} for the experiment, as one edit, and turn to the race")

    def press(self, at: QPointF) -> None:
        """Pick what is at these pixels."""
        if (found := self.members.nearest(at)) is not None:
            self.memberPicked.emit(*found)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.plot.setBackground(tokens.canvas)
        for part in (self.left, self.bottom, self.surface, self.members):
            part.set_theme(tokens)
        if self.members.sample is not None:
            self._name(self.members.sample)

    def _name(self, sample: PathSample) -> None:
        for axis, name in zip((self.bottom, self.left), sample.axes, strict=True):
            axis.set_name(name, self._tokens)


def _affordable(paths: Mat, most: float) -> Mat:
    """The first of the paths (members, steps, 2), as many as have ``most`` pixels of line.

    Where the first alone has more, its beginning.
    """
    with np.errstate(invalid="ignore"):
        ink = np.nan_to_num(np.abs(np.diff(paths, axis=1)).sum(axis=2)).cumsum().reshape(len(paths), -1)
    whole = int(np.searchsorted(ink[:, -1], most)) if ink.size else len(paths)
    return paths[:whole] if whole else paths[:1, : int(np.searchsorted(ink[0], most)) + 1]


def _thinned(paths: Mat) -> Mat:
    """The points (k, 2) of all paths (members, steps, 2) that are in another pixel than the one before.

    The ends stay; between two paths there is a gap.
    """
    cells = np.floor(paths)
    moved = np.ones(paths.shape[:2], dtype=np.bool_)
    moved[:, 1:-1] = (cells[:, 1:-1] != cells[:, :-2]).any(axis=2)
    gaps = np.full((len(paths), 1, 2), np.nan)
    kept = np.concatenate([moved, np.ones((len(paths), 1), dtype=np.bool_)], axis=1)
    return np.asarray(np.concatenate([paths, gaps], axis=1)[kept])


def _distances(paths: Mat, at: Mat) -> Mat:
    """Of ``at`` (2,) from each polyline (members, steps, 2); inf where there is none."""
    a, b = paths[:, :-1], paths[:, 1:]
    way = b - a
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.sum((at - a) * way, axis=2) / np.sum(way * way, axis=2)
        share = np.clip(np.nan_to_num(share), 0.0, 1.0)
        away = np.linalg.norm(a + share[..., None] * way - at, axis=2)
    return np.asarray(np.nan_to_num(away, nan=np.inf).min(axis=1, initial=np.inf))
