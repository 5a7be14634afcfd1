"""The graph of a one-variable loss, with the paths as points on it."""

from typing import Any

import numpy as np
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from optexplorer.core.arrays import Mat, Vec
from optexplorer.scene.curves import FARTHEST
from optexplorer.scene.frame import Box, Frame, GraphLayer
from optexplorer.ui.tokens import LIGHT, ThemeTokens
from optexplorer.ui.views.basins_item import BandItem
from optexplorer.ui.views.canvas import PlotCanvas
from optexplorer.ui.views.lines import pen, stroke
from optexplorer.ui.views.pixels import PixelItem

_ROOM = 0.08  # of the height, above and below the graph


class GraphItem(PixelItem):
    """Paints the function's curve."""

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=-20.0)
        self._tokens = tokens
        self._points: Mat = np.empty((0, 2))

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.update()

    def set_points(self, points: Mat) -> None:
        """The curve (k, 2)."""
        self._points = points
        self.update()

    def paint(self, painter: QPainter, *_: object) -> None:
        """One line."""
        if not len(self._points):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        stroke(painter, self.map(self._points), (pen(self._tokens.color("text", 0.8)), 2.0))


class GraphView(PlotCanvas):
    """A one-variable problem; the start moves along the axis, its handle along the graph."""

    grid = True

    def __init__(self, tokens: ThemeTokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(tokens, parent)
        self.graph = GraphItem(self.view, tokens)
        self.basins = BandItem(self.view)
        self._layer: GraphLayer | None = None

    def place(self, points: Mat, loss: Vec) -> Mat:
        """(x, f(x))."""
        return np.column_stack([points[:, 0], loss])

    def drop_place(self, x: float, _y: float) -> tuple[float, float]:
        """On the graph above or below the mouse."""
        return x, self._loss(x)

    def handle_place(self, point: tuple[float, ...]) -> tuple[float, float]:
        """On the graph."""
        return point[0], self._loss(point[0])

    def announced_box(self) -> Box:
        """Only x belongs to the plane."""
        return super().announced_box()[:1]

    def show_range(self, box: Box) -> None:
        """x as asked, and the graph's whole height."""
        self.view.setXRange(*box[0], padding=0.0)
        self._show_height()

    def show_layers(self, frame: Frame, previous: Frame | None) -> None:
        """The curve, and the map of basins below it."""
        if previous is None or frame.basins is not previous.basins:
            self.basins.show_basins(frame.basins)
        if previous is not None and frame.graph is previous.graph:
            return
        first = self._layer is None
        self._layer = frame.graph
        if frame.graph is None:
            self.graph.set_points(np.empty((0, 2)))
            return
        self.left.setTicks([[]] if frame.graph.blank else None)  # no heights that nothing has
        self.graph.set_points(np.column_stack([frame.graph.x, frame.graph.loss]))
        if first:
            self._show_height()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour everything."""
        super().set_theme(tokens)
        if hasattr(self, "graph"):  # not while the base class is made
            self.graph.set_theme(tokens.plain)

    def _loss(self, x: float) -> float:
        if self._layer is None:
            return 0.0
        loss = float(np.interp(x, self._layer.x, self._layer.loss))
        return loss if np.isfinite(loss) else _heights(self._layer)[0]  # seen, and dragged back

    def _show_height(self) -> None:
        if self._layer is None:
            return
        low, high = _heights(self._layer)
        room = _ROOM * (high - low) if high > low else 1.0
        self.view.setYRange(low - room, high + room, padding=0.0)


def _heights(layer: GraphLayer) -> tuple[float, float]:
    """The lowest and the highest finite loss, as far as pictures go."""
    finite = layer.loss[np.isfinite(layer.loss)]
    seen = np.clip(finite, -FARTHEST, FARTHEST) if finite.size else np.array([0.0, 1.0])
    return float(seen.min()), float(seen.max())
