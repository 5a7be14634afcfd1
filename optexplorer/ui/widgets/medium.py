"""What is painted on: the screen, a picture for a file or a strip of one, or lines and areas."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPaintEngine, QPainter

from optexplorer.core.arrays import Mat

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FINE = QPainter.RenderHint.LosslessImageRendering
_EVERYTHING = QRectF(-1e9, -1e9, 2e9, 2e9)
_VECTOR = (QPaintEngine.Type.SVG, QPaintEngine.Type.Pdf, QPaintEngine.Type.Picture)


def fine(painter: QPainter) -> bool:
    """Whether the picture is for a file, where quality goes before speed."""
    return bool(painter.renderHints() & FINE)


def vector(painter: QPainter) -> bool:
    """Whether what is painted stays lines and areas."""
    return painter.paintEngine().type() in _VECTOR


def pdf(painter: QPainter) -> bool:
    """Whether it is for a PDF."""
    return painter.paintEngine().type() == QPaintEngine.Type.Pdf


def density(painter: QPainter) -> float:
    """Device pixels for each pixel of what is being painted."""
    return abs(painter.deviceTransform().m11())


def exposed(painter: QPainter, beyond: float = 0.0) -> QRectF:
    """What can be seen of what is painted now, in its own coordinates: a strip of a large picture, say.

    And so many device pixels ``beyond`` it; everything, where it stays lines and areas.
    """
    if vector(painter):
        return _EVERYTHING
    device = painter.paintEngine().paintDevice()
    seen = QRectF(0.0, 0.0, device.width(), device.height()).adjusted(-beyond, -beyond, beyond, beyond)
    return painter.deviceTransform().inverted()[0].mapRect(seen)


def within(pixels: Mat, rect: QRectF) -> "NDArray[np.bool_]":
    """Which of the pixels (k, 2) lie in ``rect``; nan does not."""
    x, y = pixels.T
    inside: NDArray[np.bool_] = (
        (x >= rect.left()) & (x <= rect.right()) & (y >= rect.top()) & (y <= rect.bottom())
    )
    return inside


def exact(pixel: int, ratio: float) -> int:
    """The last device pixel up to ``pixel`` whose place ``pixel / ratio`` is not rounded."""
    while pixel and pixel / ratio * ratio != pixel:
        pixel -= 1
    return pixel
