"""A basin map under the paths: over the colours of the surface, under its contour lines."""

from typing import Any

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter, QPainterPath

from optexplorer.scene.frame import BasinsLayer
from optexplorer.scene.map_layer import MapLayer
from optexplorer.ui.views.map_item import MapItem

_LINE = QColor(16, 20, 27, 105)  # the colours of a map are the same in light and dark
_BAND = 0.05  # of a graph's height
_ANY = (-1e300, 1e300)  # a loss


class BasinsItem(MapItem):
    """Paints a ``BasinsLayer``."""

    def __init__(self, view: Any) -> None:
        super().__init__(view, z=-19.0)
        self.shown: BasinsLayer | None = None
        self._lines = QPainterPath()

    def show_basins(self, basins: BasinsLayer | None, lines: QPainterPath) -> None:
        """Show another map under these contour lines, or none."""
        self._lines = lines
        if basins is not self.shown:
            self.shown = basins
            self.set_layer(None if basins is None else MapLayer(basins.pixels, basins.found.box))
        self.redo()

    def paint_picture(self, painter: QPainter) -> None:
        """The cells, and over them the contour lines."""
        super().paint_picture(painter)
        if self.shown is not None:
            self.paint_contour(painter, self._lines, _LINE)


class BandItem(MapItem):
    """Paints the map of a one-variable problem as a band along the bottom of its graph."""

    def __init__(self, view: Any) -> None:
        super().__init__(view, z=-19.0)
        self.shown: BasinsLayer | None = None

    def show_basins(self, basins: BasinsLayer | None) -> None:
        """Show another map, or none."""
        if basins is not self.shown:
            self.shown = basins
            self.set_layer(
                None if basins is None else MapLayer(basins.pixels, (basins.found.box[0], _ANY))
            )

    def paint_picture(self, painter: QPainter) -> None:
        """The cells, as high as the graph is, but for the band cut off."""
        rect = self.boundingRect()
        height = _BAND * rect.height()
        painter.setClipRect(QRectF(rect.left(), rect.bottom() - height, rect.width(), height))
        super().paint_picture(painter)
