"""Perturbations, restarts and best points, on the paths."""

from collections.abc import Sequence
from itertools import compress
from typing import Any

import numpy as np
from PySide6.QtGui import QPainter

from optexplorer.core.arrays import Mat
from optexplorer.scene.frame import EventLayer, EventShape, Frame, Head, Style
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.paths_item import Place
from optexplorer.ui.views.pixels import PixelItem
from optexplorer.ui.widgets.event_icon import event_size, event_stamp
from optexplorer.ui.widgets.medium import within
from optexplorer.ui.widgets.stamp import argb, stamps

_BEST = 17.0  # pixels


class EventsItem(PixelItem):
    """Paints the marks up to the cursor; ``place`` is the canvas's own."""

    def __init__(self, view: Any, tokens: ThemeTokens, place: Place) -> None:
        super().__init__(view, z=9.0)  # no mark hides a head
        self._tokens = tokens
        self._place = place
        self._events: Sequence[EventLayer] = ()
        self._best: Sequence[tuple[Head, Style]] = ()
        self._cursor = 0

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.update()

    def set_frame(self, frame: Frame) -> None:
        """Show the marks of a frame."""
        if frame.events or frame.best or self._events or self._best:
            styles = {entry.run: entry.style for entry in frame.legend}
            self._events, self._cursor = frame.events, frame.cursor
            self._best = [(head, styles[head.run]) for head in frame.best]
            self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Events in order, then the best points."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for layer in self._events:
            size = event_size(layer.steps.size)
            past = layer.steps <= self._cursor
            pixels = self.map(self._place(layer.points[past], layer.loss[past]))
            self._paint(painter, layer.shapes[: len(pixels)], pixels, size, layer.style)
        for head, style in self._best:
            at = self.map(self._place(np.array([head.point]), np.array([head.loss])))
            self._paint(painter, ("best",), at, _BEST, style)

    def _paint(
        self, painter: QPainter, shapes: Sequence[EventShape], at: Mat, size: float, style: Style
    ) -> None:
        edge = argb(self._tokens.color("casing"))
        seen = within(at, self.boundingRect().adjusted(-size, -size, size, size))
        marks = [event_stamp(shape, size, style.colour, edge) for shape in shapes]
        stamps(painter, list(compress(marks, seen)), at[seen])
