"""The curves of one panel, kept as a picture while only the cursor line moves."""

from itertools import compress
from typing import Any

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPen

from optexplorer.core.arrays import Mat
from optexplorer.scene.frame import CurveLayer, CurvePanel
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.draft import Draft
from optexplorer.ui.views.kept_item import KeptItem
from optexplorer.ui.views.lines import affordable, pen, stroke
from optexplorer.ui.widgets.event_icon import event_size, event_stamp
from optexplorer.ui.widgets.medium import within
from optexplorer.ui.widgets.stamp import argb, stamps

_WIDTH, _WIDE = 1.4, 2.4


class CurvesItem(KeptItem):
    """Paints curves and the cursor line."""

    patient = True

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=5.0)
        self._tokens = tokens
        self._panel: CurvePanel | None = None
        self._cursor = float("nan")
        self._draft = Draft(self.redo, view)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.forget()

    def set_panel(self, panel: CurvePanel) -> None:
        """Show other curves."""
        before, self._panel = self._panel, panel
        self._draft.changed()
        axes = panel.key, panel.x_label, panel.log
        kept = before is not None and (before.key, before.x_label, before.log) == axes
        (self.redo if kept else self.vacate)()

    def set_cursor(self, x: float) -> None:
        """Move the cursor line."""
        if x != self._cursor:
            self._cursor = x
            self.update()

    def paint_over(self, painter: QPainter) -> None:
        """The cursor line."""
        t, rect = self.to_pixels(), self.boundingRect()
        x = round(t.m11() * self._cursor + t.dx()) + 0.5 if np.isfinite(self._cursor) else -1.0
        painter.setPen(QPen(self._tokens.color("text", 0.85), 1.2))
        painter.drawLine(QPointF(x, 0.0), QPointF(x, rect.height()))

    def paint_picture(self, painter: QPainter) -> None:
        """The curves."""
        panel = self._panel
        if panel is None:
            return
        order = sorted(panel.curves, key=lambda curve: curve.emphasised)
        pixels = [self.map(np.column_stack([curve.x, curve.y])) for curve in order]
        wanted = [_WIDE if curve.emphasised else _WIDTH for curve in order]
        widths = affordable(painter, *zip(pixels, wanted, strict=True))
        for curve, points, width in zip(order, pixels, widths, strict=True):
            if len(points):
                line = pen(QColor(curve.style.colour), curve.style.dash)
                stroke(painter, points, (line, width), draft=self._draft.on)
        edge = argb(self._tokens.color("canvas"))
        for curve, points in zip(order, pixels, strict=True):
            share = (curve.run % len(order) + 0.5) / len(order)  # each run at places of its own
            self.paint_markers(painter, curve.style, points, share, edge)
            self._paint_events(painter, curve, points)

    def _paint_events(self, painter: QPainter, curve: CurveLayer, points: Mat) -> None:
        if not curve.events or not len(points):
            return
        x = self.map(np.array([[place, 0.0] for place, _ in curve.events]))[:, 0]
        y = np.interp(x, points[:, 0], points[:, 1])
        edge = argb(self._tokens.color("canvas"))
        size = event_size(len(curve.events))
        places = np.column_stack([x, y])
        seen = within(places, self.boundingRect())
        marks = [event_stamp(shape, size, curve.style.colour, edge) for _, shape in curve.events]
        stamps(painter, list(compress(marks, seen)), places[seen])
