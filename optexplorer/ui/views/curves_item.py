"""The curves of one panel, kept as a picture while only the cursor line moves."""

from typing import Any

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPixmap

from optexplorer.core.arrays import Mat
from optexplorer.scene.frame import CurveLayer, CurvePanel
from optexplorer.ui.theme import ThemeTokens
from optexplorer.ui.views.draft import Draft
from optexplorer.ui.views.pixels import (
    PixelItem,
    affordable,
    line_path,
    marker_stamp,
    pen,
    stamp,
    stroke,
)
from optexplorer.ui.widgets.event_icon import event_size, paint_event

_WIDTH, _WIDE = 1.4, 2.4
_MARKERS = 4  # along each curve
_MARKER = 8.0


class CurvesItem(PixelItem):
    """Paints curves and the cursor line."""

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=5.0)
        self._tokens = tokens
        self._panel: CurvePanel | None = None
        self._cursor = float("nan")
        self._picture: tuple[tuple[object, ...], QPixmap] | None = None
        self._draft = Draft(self._redo, view)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self._redo()

    def set_panel(self, panel: CurvePanel) -> None:
        """Show other curves."""
        self._panel = panel
        self._draft.changed()
        self._redo()

    def set_cursor(self, x: float) -> None:
        """Move the cursor line."""
        if x != self._cursor:
            self._cursor = x
            self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Curves from the picture, then the line."""
        if self._panel is None:
            return
        t, rect, ratio = self.to_pixels(), self.boundingRect(), painter.device().devicePixelRatio()
        key = (t.m11(), t.m22(), t.dx(), t.dy(), rect.width(), rect.height(), ratio)
        if self._picture is None or self._picture[0] != key:
            picture = QPixmap(max(round(rect.width() * ratio), 1), max(round(rect.height() * ratio), 1))
            picture.setDevicePixelRatio(ratio)
            picture.fill(Qt.GlobalColor.transparent)
            inner = QPainter(picture)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_curves(inner, self._panel)
            inner.end()
            self._picture = (key, picture)
        painter.drawPixmap(QPointF(0.0, 0.0), self._picture[1])
        x = round(t.m11() * self._cursor + t.dx()) + 0.5 if np.isfinite(self._cursor) else -1.0
        painter.setPen(QPen(self._tokens.color("text", 0.85), 1.2))
        painter.drawLine(QPointF(x, 0.0), QPointF(x, rect.height()))

    def _redo(self) -> None:
        self._picture = None
        self.update()

    def _paint_curves(self, painter: QPainter, panel: CurvePanel) -> None:
        order = sorted(panel.curves, key=lambda curve: curve.emphasised)
        pixels = [self.map(np.column_stack([curve.x, curve.y])) for curve in order]
        for curve, points in zip(order, pixels, strict=True):
            if len(points):
                line = pen(QColor(curve.style.colour), curve.style.dash)
                width = affordable(points, _WIDE if curve.emphasised else _WIDTH)
                stroke(painter, line_path(points), line, width, draft=self._draft.on)
        for curve, points in zip(order, pixels, strict=True):
            self._paint_markers(painter, curve, points, len(order))
            self._paint_events(painter, curve, points)

    def _paint_events(self, painter: QPainter, curve: CurveLayer, points: Mat) -> None:
        if not curve.events or not len(points):
            return
        x = self.map(np.array([[place, 0.0] for place, _ in curve.events]))[:, 0]
        y = np.interp(x, points[:, 0], points[:, 1])
        edge, size = self._tokens.color("canvas"), event_size(len(curve.events))
        for (_, shape), at in zip(curve.events, zip(x.tolist(), y.tolist(), strict=True), strict=True):
            if self.boundingRect().contains(QPointF(*at)):
                paint_event(painter, shape, QPointF(*at), size, QColor(curve.style.colour), edge)

    def _paint_markers(self, painter: QPainter, curve: CurveLayer, points: Mat, count: int) -> None:
        """A few along the curve, each run at places of its own."""
        width = self.boundingRect().width()
        share = (curve.run % max(count, 1) + 0.5) / max(count, 1)
        edge = self._tokens.color("canvas").name(QColor.NameFormat.HexArgb)
        ratio = painter.device().devicePixelRatio()
        marker = marker_stamp(curve.style, _MARKER, edge, 1.1, ratio)
        for i in range(_MARKERS):
            x = width * (i + share) / _MARKERS
            if not len(points) or not points[0, 0] <= x <= points[-1, 0]:
                continue
            y = float(np.interp(x, points[:, 0], points[:, 1]))
            if 0.0 <= y <= self.boundingRect().height():
                stamp(painter, marker, QPointF(x, y))
