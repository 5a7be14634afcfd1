"""A large 3-D picture drawn in blocks of rows, each when it is painted."""

from collections.abc import Callable, Iterator

import numpy as np
from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QImage, QPainter

_PIXELS = 2_000_000  # of a block at most
_PACKED = 300_000  # pixels that SVG and PDF pack at a time
_OPAQUE = 255

DrawRows = Callable[[QSize, int, int], QImage]  # of the whole picture; first row, number of rows


class Blocks:
    """Keeps the block that was painted last: the next strip most often needs it again."""

    def __init__(self, draw: DrawRows) -> None:
        self._draw = draw
        self._kept: tuple[int, QImage] | None = None

    def forget(self) -> None:
        """Something else is to be shown."""
        self._kept = None

    def paint(self, painter: QPainter, area: QRect, whole: QSize, ratio: float) -> None:
        """Paint what lies in ``area``; ``whole`` is in device pixels, ``ratio`` to a pixel."""
        for place, image in self.of(area, whole, ratio):
            painter.drawImage(place, image)

    def of(self, area: QRect, whole: QSize, ratio: float) -> Iterator[tuple[QPointF, QImage]]:
        """The blocks and their places; each has a row of the next one, if there is one."""
        rows = max(_PIXELS // whole.width(), 1)
        top, bottom = int(area.top() * ratio), int((area.bottom() + 1) * ratio) + 1
        for first in range(top // rows * rows, min(bottom, whole.height()), rows):
            yield QPointF(0.0, first / ratio), self._block(whole, first, rows, ratio)
            if first + rows + 1 >= whole.height():
                return  # the row that is left has been part of this one

    def _block(self, whole: QSize, first: int, rows: int, ratio: float) -> QImage:
        if self._kept is None or self._kept[0] != first:
            image = self._draw(whole, first, min(rows + 1, whole.height() - first))
            image.setDevicePixelRatio(ratio)
            self._kept = (first, image)
        return self._kept[1]


def in_blocks(whole: QSize) -> bool:
    """Whether a picture of this size is better drawn in blocks."""
    return whole.width() * whole.height() > _PIXELS


def bands(image: QImage, *, last: bool) -> Iterator[tuple[QPointF, QImage]]:
    """A block in pieces and their places; ``last`` where no other block follows.

    Each has a row of the next one, if there is one, so that no seam shows; what is half transparent
    there is left to the next one, for laid over each other the two would be more than one.
    """
    ratio = image.devicePixelRatio()
    rows = max(_PACKED // max(image.width(), 1), 1)
    for first in range(0, image.height(), rows):
        band = image.copy(0, first, image.width(), min(rows + 1, image.height() - first))
        if first + band.height() < image.height() or not last:
            _keep_opaque(band, band.height() - 1)
        yield QPointF(0.0, first / ratio), band
        if first + band.height() >= image.height():
            return


def _keep_opaque(image: QImage, row: int) -> None:
    """Only the opaque pixels of a row; images of 32 bits have their alpha last."""
    pixels = np.frombuffer(image.bits(), np.uint8).reshape(image.height(), -1, 4)
    pixels[row, pixels[row, :, 3] < _OPAQUE] = 0
