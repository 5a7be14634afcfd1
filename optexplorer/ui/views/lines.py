"""Lines through points in pixels, fast on the screen and for files.

Qt's raster engine paints antialiased lines one pixel wide some twenty times faster than any wider
line (for 4,800 points 0.5 ms against 16; for a noisy path 13 against 1,500). So a wide line here
is a one-pixel line painted several times, shifted by fractions of a pixel. In a picture for a file a
line of few points is a wide one. A strip of such a picture gets the part of a line that touches it, and
dashes are cut from the whole line, so that strips fit together.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from optexplorer.core.arrays import Mat
from optexplorer.scene.frame import Dash
from optexplorer.ui.views.dashes import dashed, near_room
from optexplorer.ui.widgets.medium import density, exposed, fine, pdf, vector

_PATTERNS: dict[Dash, tuple[float, ...]] = {
    "solid": (),
    "dash": (7.0, 4.0),
    "dot": (2.0, 3.0),
    "dashdot": (8.0, 3.0, 2.0, 3.0),
}
INK = 15_000.0  # pixels of line from which on it is painted thin, to stay fast
INK_IN_ALL = 4.0 * INK  # of the lines of one race or its curves
THIN = 1.0  # pixels
SHEER = 1.5  # times as long takes a stroke that lets through what is under it
FAR = 20_000.0  # pixels; what lies beyond is drawn in the right direction, but not as far
SHORT = 1_000.0  # pixels of line that may be a wide one on a dense screen
_MANY = 500  # points of a line in a picture for a file that is painted as on the screen
_BLOT = 1_000_000.0  # pixels of line whose dashes nobody sees

_LABOUR = 100_000.0  # device pixels of strokes from which on a line does with fewer
_POINT = 6.0  # device pixels of a stroke that take as long as one point
_GAP = 1.1  # device pixels from one stroke to the next where they are few

Shifts = tuple[tuple[float, float], ...]
Ink = tuple[QPen, float]  # a cosmetic pen, and the device-independent pixels it paints with


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


def wide(line: QPen, width: float) -> QPen:
    """The pen for the whole width, with the same dashes: Qt counts them in widths."""
    result = QPen(line)
    result.setCosmetic(False)
    result.setWidthF(width)
    result.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    if line.style() == Qt.PenStyle.CustomDashLine:
        result.setDashPattern([length / width for length in line.dashPattern()])
    return result


def affordable(painter: QPainter, *lines: tuple[Mat, float]) -> list[float]:
    """The width of each line through pixels (k, 2), or `THIN` where it would take too long.

    That is if it scribbles over the picture; on the screen also if it has more than its share of what
    is too much together, unless it is wider than others, and so picked out.
    """
    lengths = [ink(pixels) for pixels, _ in lines]
    wide = [length for length in lengths if length <= INK]
    much = sum(wide) > INK_IN_ALL and not fine(painter) and not vector(painter)
    share = INK_IN_ALL / len(wide) if much else INK
    widest = max((width for _, width in lines), default=THIN)
    picked = widest if any(width < widest for _, width in lines) else math.inf
    return [
        width if length <= (share if width < picked else INK) else THIN
        for length, (_, width) in zip(lengths, lines, strict=True)
    ]


def labour(painter: QPainter, pixels: Mat, width: float) -> float:
    """What `stroke` has to do on the screen, in device pixels of line one device pixel wide.

    A million take 10 to 30 ms, and `SHEER` times as long where they let through what is under them.
    Lines of many short pieces take longer than their length tells.
    """
    ratio = density(painter)
    return len(_shifts(width, ratio)) * (ink(pixels) * ratio + _POINT * len(pixels))


def stroke(painter: QPainter, points: Mat, *inks: Ink, draft: bool = False) -> None:
    """Paint a line through ``points`` (k, 2), broken where they are nan, with one ink over the other.

    A ``draft`` is painted with two or three strokes: on dense screens it is thinner.
    """
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = near(points)
    if fine(painter) and not vector(painter):
        for one in inks:
            _stroke_strip(painter, points, *one)
        return
    path = polyline(points)
    for line, width in inks:
        if not vector(painter):
            shifts = _shifts(width, density(painter))
            _repeat(painter, path, line, shifts[:: max(len(shifts) // 2, 1)] if draft else shifts)
        elif line is inks[-1][0] or not (pdf(painter) and _large_as_area(points, line)):
            painter.setPen(wide(line, width))
            painter.drawPath(path)


def stroke_faint(painter: QPainter, points: Mat, line: QPen, *, draft: bool = False) -> None:
    """Paint a translucent line through ``points`` (k, 2) one pixel wide.

    In a picture for a file it is no darker where it crosses itself; on a dense screen a long one is
    made of fainter ones, and a very long one and a ``draft`` are one device pixel wide, to stay fast.
    """
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = near(points)
    ratio = 1.0 if vector(painter) else density(painter)
    if fine(painter) and not vector(painter):
        _stroke_strip(painter, points, line, THIN)
    elif ratio > 1.0 and (draft or ink(points) > INK):
        painter.setPen(_dense(line, ratio))
        painter.drawPath(polyline(points))
    elif ratio > 1.0 and ink(points) > SHORT:
        colour, shifts = line.color(), _shifts(THIN, ratio)
        colour.setAlphaF(1.0 - (1.0 - colour.alphaF()) ** (ratio / len(shifts)))  # so many on a pixel
        part = QPen(line)
        part.setColor(colour)
        _repeat(painter, polyline(points), part, shifts)
    else:
        painter.setPen(wide(line, THIN))
        painter.drawPath(polyline(points))


def ink(pixels: Mat, longest: float = 2_000.0) -> float:
    """About the pixels of line through ``pixels`` (k, 2), no jump counted for more than ``longest``."""
    with np.errstate(invalid="ignore"):
        jumps = np.minimum(np.abs(pixels[1:] - pixels[:-1]), longest)
    length = float(jumps.sum())
    return float(np.nansum(jumps)) if math.isnan(length) else length  # there are gaps


def _large_as_area(points: Mat, line: QPen) -> bool:
    """Whether PDF, which gets the outline of what is translucent, would get a long one."""
    return len(points) > _MANY and line.color().alpha() < 255


def _stroke_strip(painter: QPainter, points: Mat, line: QPen, width: float) -> None:
    """Paint what of the line is on the device, as if the device were the whole picture."""
    ratio, solid, colour = density(painter), QPen(line), QColor(line.color())
    solid.setStyle(Qt.PenStyle.SolidLine)
    beyond = math.ceil(width * ratio) + 2  # device pixels that it may be cut at
    room = exposed(painter, beyond)
    part, length = points, ink(points)
    dashes = line.style() == Qt.PenStyle.CustomDashLine and length <= _BLOT
    if dashes:
        part = dashed(points, np.array(line.dashPattern()), room)
    else:
        solid.setCapStyle(Qt.PenCapStyle.FlatCap)  # caps where it is cut would move it
    part = near_room(part, room, ratio)
    if not len(part):
        return
    path = polyline(part)
    if len(points) > _MANY or width == THIN:
        colour.setAlpha(255)
        solid.setColor(colour)
        shifts = _shifts(width, ratio)
        if not dashes and length * ratio * len(shifts) > _LABOUR:
            shifts = _outline(width, ratio)
        with _layer(painter, path.boundingRect(), 2 * beyond, line.color().alphaF()) as inner:
            _repeat(inner, path, solid, shifts)
    else:
        painter.setPen(wide(solid, width))
        painter.drawPath(path)


@contextmanager
def _layer(painter: QPainter, room: QRectF, beyond: int, opacity: float) -> Iterator[QPainter]:
    """A painter of a translucent layer over ``room``, and so many device pixels beyond it.

    Opaque strokes that add up to a line are of one shade there, and Qt, which moves lines by up to half
    a pixel where it cuts them at an edge, cuts none.
    """
    area = painter.deviceTransform().mapRect(room).toAlignedRect()
    area.adjust(-beyond, -beyond, beyond, beyond)
    layer = QImage(area.size(), QImage.Format.Format_ARGB32_Premultiplied)
    layer.fill(Qt.GlobalColor.transparent)
    inner = QPainter(layer)
    inner.setRenderHints(painter.renderHints())
    inner.setTransform(painter.deviceTransform() * QTransform.fromTranslate(-area.x(), -area.y()))
    try:
        yield inner
    finally:
        inner.end()
    painter.save()
    painter.resetTransform()
    plain = painter.deviceTransform()  # from the widget that is being painted to the device
    layer.setDevicePixelRatio(plain.m11())
    painter.setOpacity(painter.opacity() * opacity)
    painter.drawImage(plain.inverted()[0].map(area.topLeft().toPointF()), layer)
    painter.restore()


def _repeat(painter: QPainter, path: QPainterPath, line: QPen, shifts: Shifts) -> None:
    """Paint with strokes one device pixel wide."""
    painter.setPen(_dense(line, density(painter)))
    for dx, dy in shifts:
        painter.translate(dx, dy)
        painter.drawPath(path)
        painter.translate(-dx, -dy)


def _dense(line: QPen, ratio: float) -> QPen:
    """A cosmetic pen whose dashes are as long where so many device pixels are a pixel."""
    if ratio == 1.0 or line.style() != Qt.PenStyle.CustomDashLine:
        return line
    result = QPen(line)
    result.setDashPattern([length * ratio for length in line.dashPattern()])
    return result


@cache
def _shifts(width: float, ratio: float) -> Shifts:
    """Where the strokes of a line lie: in the middle, and on rings about it."""
    radius = _reach(width, ratio)
    if radius <= 0.0:
        return ((0.0, 0.0),)
    shifts = [] if radius < 0.7 else [(0.0, 0.0)]
    for ring in np.linspace(radius, 0.0, math.ceil(radius), endpoint=False).tolist():
        shifts += _ring(ring / ratio, 4 if ring < 0.7 else 8)
    return tuple(shifts)


@cache
def _outline(width: float, ratio: float) -> Shifts:
    """As few of them as leave no gap in a line that runs straight on."""
    radius = _reach(width, ratio)
    strokes = max(math.ceil(2.0 * math.pi * radius / _GAP), 8)
    return ((0.0, 0.0), *_ring(radius / ratio, strokes)) if radius >= 0.7 else _shifts(width, ratio)


def _reach(width: float, ratio: float) -> float:
    """Device pixels from the middle of a line to its outermost strokes."""
    return (width * ratio - 1.0) / 2.0


def _ring(radius: float, strokes: int) -> list[tuple[float, float]]:
    angles = [2.0 * math.pi * (i + 0.5) / strokes for i in range(strokes)]
    return [(radius * math.cos(angle), radius * math.sin(angle)) for angle in angles]
