"""Perturbations, restarts and best points, on the paths."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from optexplorer.scene.frame import EventLayer, EventShape, Frame, Head, Style
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.paths_item import Place
from optexplorer.ui.views.pixels import PixelItem
from optexplorer.ui.widgets.event_icon import event_size, event_stamp
from optexplorer.ui.widgets.stamp import argb, stamp

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
            for event, at in zip(layer.shapes, pixels.tolist(), strict=False):
                self._paint(painter, event, at, size, layer.style)
        for head, style in self._best:
            (at,) = self.map(self._place(np.array([head.point]), np.array([head.loss]))).tolist()
            self._paint(painter, "best", at, _BEST, style)

    def _paint(
        self, painter: QPainter, shape: EventShape, at: list[float], size: float, style: Style
    ) -> None:
        x, y = at
        if self.boundingRect().adjusted(-size, -size, size, size).contains(QPointF(x, y)):
            edge = argb(self._tokens.color("casing"))
            stamp(painter, event_stamp(shape, size, style.colour, edge), QPointF(x, y))
