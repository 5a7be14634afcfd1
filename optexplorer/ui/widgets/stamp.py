"""Small marks that are painted often: from pictures on the screen, as they are in files."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import compress

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

from optexplorer.core.arrays import Mat
from optexplorer.ui.widgets.medium import density, exposed, fine, vector, within


def argb(colour: QColor) -> str:
    """The name of a colour, its opacity included, by which stamps are told apart."""
    return colour.name(QColor.NameFormat.HexArgb)


@dataclass(frozen=True, eq=False)
class Stamp:
    """Something small that is painted often, on the screen from a picture."""

    paint: Callable[[QPainter], None]  # round the origin
    size: float  # pixels at most

    def picture(self, ratio: float) -> QPixmap:
        """What it looks like with so many device pixels a pixel."""
        return _picture(self, ratio)


def stamp(painter: QPainter, mark: Stamp, at: QPointF) -> None:
    """Paint ``mark`` round the whole device pixel nearest to ``at``; nowhere if that is no place."""
    if not math.isfinite(at.x() + at.y()):
        return
    if fine(painter):
        half = mark.size / 2.0 + 1.0
        if exposed(painter).adjusted(-half, -half, half, half).contains(at):
            _paint(painter, mark, at)
        return
    ratio = density(painter)
    picture = mark.picture(ratio)
    half = picture.width() / ratio / 2.0
    x, y = ((round(value * ratio) / ratio - half) for value in (at.x(), at.y()))
    painter.drawPixmap(QPointF(x, y), picture)


def stamps(painter: QPainter, marks: Sequence[Stamp], at: Mat) -> None:
    """The same of many in order, at their places (k, 2); much faster than one by one."""
    there = np.isfinite(at[:, 0]) & np.isfinite(at[:, 1])
    if not there.all():
        marks, at = list(compress(marks, there)), at[there]
    if fine(painter) or vector(painter):
        half = max((mark.size for mark in marks), default=0.0) / 2.0 + 1.0
        seen = within(at, exposed(painter).adjusted(-half, -half, half, half))
        for mark, (x, y) in zip(compress(marks, seen), at[seen].tolist(), strict=True):
            _paint(painter, mark, QPointF(x, y))
        return
    ratio = density(painter)
    pictures = {mark: mark.picture(ratio) for mark in set(marks)}
    halves = {mark: picture.width() / ratio / 2.0 for mark, picture in pictures.items()}
    whole = np.rint(at * ratio) / ratio
    for mark, (x, y) in zip(marks, whole.tolist(), strict=True):
        half = halves[mark]
        painter.drawPixmap(QPointF(x - half, y - half), pictures[mark])


def _paint(painter: QPainter, mark: Stamp, at: QPointF) -> None:
    painter.save()
    painter.translate(at)
    mark.paint(painter)
    painter.restore()


@cache
def _picture(mark: Stamp, ratio: float) -> QPixmap:
    half = math.ceil(mark.size / 2.0) + 1
    picture = QPixmap(2 * round(half * ratio), 2 * round(half * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(picture.width() / ratio / 2.0, picture.height() / ratio / 2.0)
    mark.paint(painter)
    painter.end()
    return picture
