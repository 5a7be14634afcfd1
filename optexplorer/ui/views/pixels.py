"""Painting in the pixels of a plot: items laid over a view box, and fast lines.

Qt's raster engine paints antialiased lines one pixel wide some twenty times faster than any wider
line (for 4,800 points 0.5 ms against 16; for a noisy path 13 against 1,500). So a wide line here
is a one-pixel line painted several times, shifted by fractions of a pixel. In a picture for a file a
wide line is one, and what is a small picture on the screen is painted itself.
"""

import math
from functools import cache
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.frame import Dash, Style
from optexplorer.ui.widgets.marker_icon import marker_path
from optexplorer.ui.widgets.stamp import Stamp, density, fine

_PATTERNS: dict[Dash, tuple[float, ...]] = {
    "solid": (),
    "dash": (7.0, 4.0),
    "dot": (2.0, 3.0),
    "dashdot": (8.0, 3.0, 2.0, 3.0),
}
INK = 15_000.0  # pixels of line from which on it is painted thin, to stay fast
_PIECE = 64  # segments of such a line
FAR = 20_000.0  # pixels; what lies beyond is drawn in the right direction, but not as far


class PixelItem(QGraphicsItem):
    """Painted over a ``ViewBox`` in its own pixels, whatever range it shows."""

    def __init__(self, view: Any, z: float) -> None:
        super().__init__(view)
        self.view = view
        self._zoom = 1.0
        self.setZValue(z)
        view.sigTransformChanged.connect(self._on_moved)
        view.sigResized.connect(self._on_moved)

    def boundingRect(self) -> QRectF:
        """The whole view box."""
        rect = QRectF(self.view.rect())
        return QRectF(rect.topLeft() / self._zoom, rect.size() / self._zoom)

    def set_zoom(self, zoom: float) -> None:
        """Paint everything so many times as large; a pixel of this item is as many of the view's."""
        if zoom != self._zoom:
            self.prepareGeometryChange()
            self._zoom = zoom
            self.setTransform(QTransform.fromScale(zoom, zoom))
            self.update()

    def to_pixels(self) -> QTransform:
        """From the plot's coordinates to pixels of this item, as last painted."""
        # Not ``childTransform()``: that may signal a change, and while painting that is fatal.
        whole = QTransform(self.view.childGroup.transform())
        return whole * QTransform.fromScale(1.0 / self._zoom, 1.0 / self._zoom)

    def map(self, points: Mat) -> Mat:
        """Pixels (k, 2) of points (k, 2) of the plot."""
        t = self.to_pixels()
        with np.errstate(over="ignore", invalid="ignore"):
            return points * (t.m11(), t.m22()) + (t.dx(), t.dy())

    def _on_moved(self, *_: object) -> None:
        self.prepareGeometryChange()
        self.update()


def near(pixels: Mat) -> Mat:
    """``pixels`` (k, 2) with far points pulled in along the segment from a near neighbour.

    Points with no near neighbour become nan, a gap. Qt cannot rasterise coordinates like 1e300.
    """
    with np.errstate(invalid="ignore"):
        far = ~np.all(np.abs(pixels) <= FAR, axis=1)
    if not far.any():
        return pixels
    result = pixels.copy()
    for i in np.flatnonzero(far).tolist():
        result[i] = np.nan
        for j in (i - 1, i + 1):
            if 0 <= j < len(pixels) and not far[j] and not np.isnan(pixels[i]).any():
                reach = np.clip(pixels[i], -1e150, 1e150) - pixels[j]
                result[i] = pixels[j] + reach * (0.9 * FAR / np.abs(reach).max())
                break
    return result


def line_path(pixels: Mat) -> QPainterPath:
    """A line through points (k, 2), broken where they are nan."""
    return polyline(near(pixels))


def polyline(points: Mat) -> QPainterPath:
    """The same in coordinates of any kind, none of which is far."""
    path: QPainterPath = pg.arrayToQPath(
        np.ascontiguousarray(points[:, 0]), np.ascontiguousarray(points[:, 1]), connect="finite"
    )
    return path


def pen(colour: QColor, dash: Dash = "solid") -> QPen:
    """A cosmetic pen one device pixel wide."""
    result = QPen(colour, 1.0)
    result.setCosmetic(True)
    if pattern := _PATTERNS[dash]:
        result.setDashPattern(pattern)
    return result


def affordable(pixels: Mat, width: float) -> float:
    """``width``, or 1 for a line through ``pixels`` (k, 2) that scribbles over the picture."""
    with np.errstate(invalid="ignore"):
        jumps = np.minimum(np.abs(pixels[1:] - pixels[:-1]), 2_000.0)
    ink = float(jumps.sum())
    if math.isnan(ink):  # gaps
        ink = float(np.nansum(jumps))
    return width if ink <= INK else 1.0


def stroke(
    painter: QPainter, path: QPainterPath, line: QPen, width: float, *, draft: bool = False
) -> None:
    """Paint ``path`` ``width`` device-independent pixels wide with a one-pixel cosmetic pen.

    A ``draft`` of a narrow line is hardly thinner, and painted with half the strokes.
    """
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if fine(painter):
        painter.setPen(wide(line, width))
        painter.drawPath(path)
        return
    painter.setPen(line)
    shifts = _shifts(width, density(painter))
    for dx, dy in shifts[:: max(len(shifts) // 2, 1)] if draft else shifts:
        painter.translate(dx, dy)
        painter.drawPath(path)
        painter.translate(-dx, -dy)


def scribble(
    painter: QPainter, pixels: Mat, line: QPen, width: float, rows: tuple[float, float]
) -> None:
    """Paint a long line for a file piece by piece, for Qt's time goes with the square of its length.

    Pieces that do not touch ``rows``, from top to bottom, are left out. The line must be opaque.
    """
    if len(pixels) < 2:
        return
    starts, y = np.arange(0, len(pixels) - 1, _PIECE), pixels[:, 1]
    with np.errstate(invalid="ignore"):
        top = np.fmin.reduceat(np.fmin(y[:-1], y[1:]), starts)
        bottom = np.fmax.reduceat(np.fmax(y[:-1], y[1:]), starts)
        seen = starts[(bottom >= rows[0] - width) & (top <= rows[1] + width)]
    before = _way(pixels) if line.style() == Qt.PenStyle.CustomDashLine else None
    for first in seen.tolist():
        part = QPen(line)
        if before is not None:
            part.setDashOffset(float(before[first]) / width)
        # The next piece begins on the last segment of this one, so that there is no gap.
        stroke(painter, line_path(pixels[first : first + _PIECE + 2]), part, width)


def _way(pixels: Mat) -> Vec:
    """The length of a line up to each of its points (k, 2); gaps have none."""
    with np.errstate(over="ignore", invalid="ignore"):
        lengths = np.hypot(*np.diff(pixels, axis=0).T)
    lengths[~np.isfinite(lengths)] = 0.0
    return np.concatenate([[0.0], np.cumsum(lengths)])


def draw_marker(
    painter: QPainter, style: Style, at: QPointF, size: float, edge: QColor, edge_width: float
) -> None:
    """A run's marker ``size`` pixels wide: its colour, with an edge round it."""
    path = QTransform(size, 0.0, 0.0, size, at.x(), at.y()).map(marker_path(style.marker))
    outline = QPen(edge, 2.0 * edge_width)
    outline.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.strokePath(path, outline)
    painter.fillPath(path, QColor(style.colour))


def wide(line: QPen, width: float) -> QPen:
    """The pen for the whole width, with the same dashes: Qt counts them in widths."""
    result = QPen(line)
    result.setCosmetic(False)
    result.setWidthF(width)
    result.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if line.style() == Qt.PenStyle.CustomDashLine:
        result.setDashPattern([length / width for length in line.dashPattern()])
    return result


@cache
def marker_stamp(style: Style, size: float, edge: str, edge_width: float) -> Stamp:
    """What ``draw_marker`` paints, to be painted often; ``edge`` is "#aarrggbb"."""

    def paint(painter: QPainter) -> None:
        draw_marker(painter, style, QPointF(0.0, 0.0), size, QColor(edge), edge_width)

    return Stamp(paint, size + 2.0 * edge_width)


@cache
def dot_stamp(colour: str, radius: float, edge: str) -> Stamp:
    """A dot with a thin edge; both colours are "#aarrggbb"."""

    def paint(painter: QPainter) -> None:
        painter.setPen(pen(QColor(edge)))
        painter.setBrush(QColor(colour))
        painter.drawEllipse(QPointF(0.0, 0.0), radius, radius)

    return Stamp(paint, 2.0 * radius + 1.0)


@cache
def _shifts(width: float, ratio: float) -> tuple[tuple[float, float], ...]:
    radius = (width * ratio - 1.0) / 2.0
    if radius <= 0.0:
        return ((0.0, 0.0),)
    shifts = [] if radius < 0.7 else [(0.0, 0.0)]
    for ring in np.linspace(radius, 0.0, math.ceil(radius), endpoint=False).tolist():
        corners = 4 if ring < 0.7 else 8
        for i in range(corners):
            angle = 2.0 * math.pi * (i + 0.5) / corners
            shifts.append((ring * math.cos(angle) / ratio, ring * math.sin(angle) / ratio))
    return tuple(shifts)
