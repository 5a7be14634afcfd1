"""The area between two lines of a chart."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainter, QPolygonF

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.ui.widgets.medium import vector

_ROUGH = 4_000.0  # pixels that the edges go up and down, from which on it is painted by columns


def fill_between(painter: QPainter, x: Vec, low: Vec, high: Vec, size: QSizeF) -> None:
    """Paint it as far as it is in a chart of that size, all in pixels: x ascending, y downwards."""
    if not vector(painter) and np.abs(np.diff([low, high], axis=1)).sum() > _ROUGH:
        painter.drawRects(columns(x, low, high, size))
    else:
        corners = cut(outline(x, low, high), -1.0, size.height() + 1.0)  # a far fill takes long
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners.tolist()]))


def outline(x: Vec, low: Vec, high: Vec) -> Mat:
    """Corners (k, 2) of the area between two lines in pixels, x ascending, y downwards.

    Where several points lie in one column of pixels, what they reach together is taken.
    """
    first = _first_of_columns(x)
    if 2 * first.size < x.size:
        low, high = np.maximum.reduceat(low, first), np.minimum.reduceat(high, first)
        x = np.append(x[first[:-1]], x[-1])
    return np.column_stack([np.append(x, x[::-1]), np.append(high, low[::-1])])


def columns(x: Vec, low: Vec, high: Vec, size: QSizeF) -> list[QRectF]:
    """The same area as far as it is in the chart, column by column of pixels.

    Qt's time to fill an area goes with the square of how often its edge goes up and down.
    """
    first, below = _first_of_columns(x), size.height() + 1.0
    known = np.floor(x[first])
    column = np.arange(max(known[0], 0.0), min(known[-1] + 1.0, size.width()))
    bottom = np.interp(column, known, np.maximum.reduceat(low, first)).clip(-1.0, below)
    top = np.interp(column, known, np.minimum.reduceat(high, first)).clip(-1.0, below)
    sides = zip(column.tolist(), top.tolist(), (bottom - top).tolist(), strict=True)
    return [QRectF(left, upper, 1.0, tall) for left, upper, tall in sides if tall > 0.0]


def _first_of_columns(x: Vec) -> Ints:
    """Of which points, x ascending, none before lies in the same column of pixels."""
    return np.concatenate([[0], np.flatnonzero(np.diff(np.floor(x))) + 1])


def cut(corners: Mat, low: float, high: float) -> Mat:
    """The part of an area between two heights, from its ``corners`` (k, 2) in order."""
    ahead = np.roll(corners, -1, axis=0)
    number = np.arange(float(len(corners)))
    keys, points = [number], [corners]
    for bound in (low, high):
        before, after = corners[:, 1] - bound, ahead[:, 1] - bound
        crossed = before * after < 0.0
        share = before[crossed] / (before - after)[crossed]
        between = corners[crossed] + share[:, None] * (ahead - corners)[crossed]
        between[:, 1] = bound
        keys.append(number[crossed] + share)
        points.append(between)
    whole = np.concatenate(points)[np.argsort(np.concatenate(keys), kind="stable")]
    return np.column_stack([whole[:, 0], np.clip(whole[:, 1], low, high)])
