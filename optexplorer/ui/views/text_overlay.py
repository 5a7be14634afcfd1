"""The labels of the 3-D picture, on a clear sheet over it.

A sheet of its own and not a painter on the picture: text drawn by OpenGL is missing from grabs.
"""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from optexplorer.core.arrays import Vec
from optexplorer.ui.theme import ThemeTokens, font
from optexplorer.ui.views.box_axes import Label
from optexplorer.ui.views.camera import Camera

_MARGIN = 2.0

Placed = tuple[Label, QRectF]


class TextOverlay(QWidget):
    """Shows labels; the mouse goes through it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._placed: list[Placed] = []
        self._fonts: dict[str, QFont] = {}
        self._tokens: ThemeTokens | None = None

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Fonts and colours."""
        name = font(tokens, tokens.font_small)
        name.setItalic(True)
        self._fonts = {"tick": font(tokens, tokens.font_caption), "name": name}
        self._tokens = tokens
        self.update()

    def show_labels(self, labels: Sequence[Label], camera: Camera) -> None:
        """Put the labels where this camera sees their points."""
        metrics = {kind: QFontMetricsF(font) for kind, font in self._fonts.items()}
        old = [rect for _, rect in self._placed]
        self._placed = place_labels(labels, camera, (self.width(), self.height()), metrics)
        for rect in (*old, *(rect for _, rect in self._placed)):
            self.update(rect.adjusted(-2, -2, 2, 2).toAlignedRect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the labels that the event touches."""
        if self._tokens is None:
            return
        painter = QPainter(self)
        colours = {"tick": self._tokens.color("muted"), "name": self._tokens.color("text")}
        for label, rect in self._placed:
            if event.rect().intersects(rect.toAlignedRect()):
                painter.setFont(self._fonts[label.kind])
                painter.setPen(colours[label.kind])
                painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, label.text)
        painter.end()


def place_labels(
    labels: Sequence[Label],
    camera: Camera,
    size: tuple[int, int],
    metrics: dict[str, QFontMetricsF],
) -> list[Placed]:
    """Labels with their rectangles; one that is cut off or would touch another is left out."""
    if not labels:
        return []
    at = camera.project(np.array([label.at for label in labels]), size)
    inner = camera.project(np.array([label.away for label in labels]), size)
    outward = at - inner
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-9)
    picture = QRectF(0.0, 0.0, *size)
    placed: list[Placed] = []
    for label, place, way in zip(labels, at, outward, strict=True):
        text = metrics[label.kind]
        width = text.horizontalAdvance(label.text) + 2.0
        rect = _beside(place, way, label.gap, width, text.height())
        roomy = rect.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        if picture.contains(rect) and not any(roomy.intersects(other) for _, other in placed):
            placed.append((label, rect))
    return placed


def _beside(place: Vec, way: Vec, gap: float, width: float, height: float) -> QRectF:
    """A rectangle whose border is ``gap`` away from ``place`` in the direction ``way``."""
    x, y = place + way * (gap + 0.5 * (abs(way[0]) * width + abs(way[1]) * height))
    return QRectF(
        QPointF(x - 0.5 * width, y - 0.5 * height), QPointF(x + 0.5 * width, y + 0.5 * height)
    )
