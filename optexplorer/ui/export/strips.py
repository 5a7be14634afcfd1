"""A picture painted strip by strip, each as high as can be painted in a moment.

The strips show what one go would show: each is painted with the coordinates of the whole, moved by
whole device pixels.
"""

import time
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QPainter

from optexplorer.storage.errors import StorageError
from optexplorer.ui.export.encode import Raster
from optexplorer.ui.steps import Steps
from optexplorer.ui.widgets.medium import exact

_MOMENT = 0.025  # seconds of the thread
_LARGEST = 80_000  # pixels of a strip
_UNKNOWN = 8_000  # pixels of a strip where something begins
_MOST = 800  # strips of a picture: each of them costs something

PaintPart = Callable[[QPainter, QRect], None]  # what lies in the rectangle, in logical pixels
Told = Callable[[float], object]  # the share that is done


def unheard(_share: float) -> None:
    """Nobody waits for news."""


class Strips:
    """``size`` is in logical pixels, ``scale`` device pixels make one; at each of ``tops``, ascending,
    something begins of which nobody knows how long it takes.
    """

    def __init__(
        self,
        size: QSize,
        scale: float,
        paint: PaintPart,
        told: Told = unheard,
        tops: Sequence[int] = (),
    ) -> None:
        self._tops = [int(top * scale) for top in tops]
        self._scale, self._paint, self._told = scale, paint, told
        self.width = max(round(size.width() * scale), 1)
        self.height = max(round(size.height() * scale), 1)
        self._across = size.width()
        self._rows = self._within(_LARGEST // self.width)

    def image(self) -> Steps[QImage]:
        """The whole; empty where it does not fit into memory."""
        image = QImage(self.width, self.height, QImage.Format.Format_ARGB32_Premultiplied)
        if image.isNull():
            return image
        for top, strip in self._strips():
            strip.setDevicePixelRatio(1.0)
            painter = QPainter(image)
            painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
            painter.drawImage(0, top, strip)
            painter.end()
            yield
        image.setDevicePixelRatio(self._scale)
        return image

    def raster(self) -> Steps[Raster]:
        """The pixels of the whole; raises `StorageError` where they do not fit into memory."""
        try:
            pixels = np.empty((self.height, 4 * self.width), dtype=np.uint8)
        except MemoryError:
            raise StorageError("the picture does not fit into memory") from None
        for top, strip in self._strips():
            plain = strip.convertToFormat(QImage.Format.Format_RGBA8888)
            rows = np.frombuffer(plain.constBits(), dtype=np.uint8)
            pixels[top : top + plain.height()] = rows.reshape(plain.height(), -1)
            yield
        return Raster(self.width, self.height, pixels.ravel())

    def _strips(self) -> Iterator[tuple[int, QImage]]:
        top = 0
        while top < self.height:
            if self._tops and top >= self._tops[0]:
                self._tops.pop(0)
                self._rows = self._within(_UNKNOWN // self.width)
            bottom = self.height
            aim = min([top + self._rows, *self._tops[:1]])
            if aim < self.height:
                bottom = max(exact(aim, self._scale), top + 1)
            begun = time.thread_time()
            strip = self._strip(top, bottom)
            self._adapt(time.thread_time() - begun)
            yield top, strip
            top = bottom
            self._told(top / self.height)

    def _strip(self, top: int, bottom: int) -> QImage:
        """The rows from ``top`` on, cut from a strip that begins a little above.

        Qt takes a line less than 1/64 of a pixel above an image for one in its first row.
        """
        start = exact(max(top - 1, 0), self._scale)
        strip = QImage(self.width, bottom - start, QImage.Format.Format_ARGB32_Premultiplied)
        if strip.isNull():
            raise StorageError("the picture does not fit into memory")
        strip.setDevicePixelRatio(self._scale)
        strip.fill(Qt.GlobalColor.transparent)
        painter = QPainter(strip)
        painter.translate(0.0, -start / self._scale)
        low, high = int(start / self._scale) - 1, int(bottom / self._scale) + 2
        try:
            self._paint(painter, QRect(0, low, self._across, high - low))
        finally:  # it must not outlive the strip
            painter.end()
        return strip.copy(0, top - start, self.width, bottom - top)

    def _adapt(self, seconds: float) -> None:
        share = min(max(_MOMENT / max(seconds, 1e-4), 0.1), 1.5)
        self._rows = self._within(int(self._rows * share))

    def _within(self, rows: int) -> int:
        least = max(-(-self.height // _MOST), 1)
        return max(min(rows, _LARGEST // self.width), least)
