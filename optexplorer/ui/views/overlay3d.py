"""Labels and markers of the 3-D picture, on a clear sheet over it.

Qt paints them, so that text and edges are as smooth as everywhere else in the window, with or
without multisampling.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from optexplorer.core.arrays import Mat, Vec
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.box_axes import Label
from optexplorer.ui.views.camera import Camera
from optexplorer.ui.views.markers3d import SeenMarker, paint_markers
from optexplorer.ui.widgets.medium import FINE, vector

_MARGIN = 2.0
_REACH = 1.0  # sizes of a marker from its middle in which all of it lies, edge and all

PlacedLabel = tuple[Label, QRectF]


class Overlay(QWidget):
    """Shows labels and markers; the mouse goes through it.

    ``for_file`` markers are exact, and lines and areas where the file has some.
    """

    def __init__(self, parent: QWidget, *, for_file: bool) -> None:
        super().__init__(parent)
        self._for_file = for_file
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._labels: list[PlacedLabel] = []
        self._markers: list[SeenMarker] = []
        self._places = np.empty((0, 2))  # of the markers
        self._reaches = np.empty(0)  # so far from its place a marker is painted
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
        """Put the labels where this camera sees them."""
        metrics = {kind: QFontMetricsF(font) for kind, font in self._fonts.items()}
        self._labels = place_labels(labels, camera, (self.width(), self.height()), metrics)
        self.update()

    def show_markers(self, markers: Sequence[SeenMarker], camera: Camera) -> None:
        """Put the markers where this camera sees them; later ones lie on top."""
        size = (self.width(), self.height())
        world = np.array([marker.spec.position for marker in markers]).reshape(-1, 3)
        self._markers, self._places = list(markers), camera.project(world, size)
        self._reaches = np.array([_REACH * marker.spec.size for marker in markers])
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw."""
        if self._tokens is None:
            return
        painter = QPainter(self)
        colours = {"tick": self._tokens.color("muted"), "name": self._tokens.color("text")}
        for label, rect in self._labels:
            painter.setFont(self._fonts[label.kind])
            painter.setPen(colours[label.kind])
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, label.text)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        zoom = self._tokens.zoom
        painter.scale(zoom, zoom)
        touched = _touched(QRectF(event.rect()), self._places, zoom * self._reaches)
        for alike in _alike([(i, self._markers[i]) for i in touched]):
            first = self._markers[alike[0]]
            # What is hidden fades as a whole, which only a picture of it can.
            exact = self._for_file and (vector(painter) or not first.hidden)
            painter.setRenderHint(FINE, on=exact)
            painter.setOpacity(first.opacity)
            paint_markers(painter, [self._markers[i] for i in alike], self._places[alike] / zoom)
        painter.end()


def _touched(area: QRectF, places: Mat, reaches: Vec) -> list[int]:
    """Which of the places (k, 2) lie within ``area`` or less than ``reaches`` (k,) beside it."""
    low, high = np.array([area.left(), area.top()]), np.array([area.right(), area.bottom()])
    reach = reaches[:, None]
    within = (low - reach <= places) & (places <= high + reach)
    return np.flatnonzero(within.all(axis=1)).tolist()


def _alike(markers: Iterable[tuple[int, SeenMarker]]) -> Iterator[list[int]]:
    """Numbers of markers that follow each other and are painted in one go."""

    def way(row: tuple[int, SeenMarker]) -> tuple[bool, float, bool]:
        marker = row[1]
        return marker.hidden, marker.opacity, marker.spec.stamp is None

    for (_, opacity, _), rows in groupby(markers, way):
        if opacity > 0.0:
            yield [number for number, _ in rows]


def place_labels(
    labels: Sequence[Label],
    camera: Camera,
    size: tuple[int, int],
    metrics: dict[str, QFontMetricsF],
) -> list[PlacedLabel]:
    """Labels with their rectangles; one that is cut off or would touch another is left out.

    Names of axes come first and are long: one that would be cut off moves inwards.
    """
    if not labels:
        return []
    at = camera.project(np.array([label.at for label in labels]), size)
    inner = camera.project(np.array([label.away for label in labels]), size)
    outward = at - inner
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-9)
    picture = QRectF(0.0, 0.0, *size)
    placed: list[PlacedLabel] = []
    for label, place, way in zip(labels, at, outward, strict=True):
        text = metrics[label.kind]
        width = text.horizontalAdvance(label.text) + 2.0
        rect = _beside(place, way, label.gap, width, text.height())
        if label.kind == "name" and width < picture.width():
            rect.moveLeft(min(max(rect.left(), 0.0), picture.right() - width))
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
