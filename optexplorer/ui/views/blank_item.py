"""What stands in the place of a surface or graph that has no finite value in view."""

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter

from optexplorer.scene.frame import GraphLayer, SurfaceLayer
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.pixels import PixelItem

BLANK = "f has no finite value anywhere in this part."
_EDGE = 16.0  # pixels beside the sentence
_FLAGS = int(Qt.AlignmentFlag.AlignCenter) | int(Qt.TextFlag.TextWordWrap)


class BlankItem(PixelItem):
    """Paints the sentence, where it is true."""

    def __init__(self, view: Any, tokens: ThemeTokens) -> None:
        super().__init__(view, z=-10.0)
        self._tokens = tokens
        self._layer: SurfaceLayer | GraphLayer | None = None
        self.hide()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour."""
        self._tokens = tokens
        self.update()

    def set_layer(self, layer: SurfaceLayer | GraphLayer | None) -> None:
        """What there is of the loss."""
        if layer is not self._layer:
            self._layer = layer
            self.setVisible(layer is not None and layer.blank)

    def paint(self, painter: QPainter, *_: object) -> None:
        """In the middle."""
        painter.setFont(font(self._tokens, self._tokens.font_body))
        painter.setPen(self._tokens.color("muted"))
        painter.drawText(self.boundingRect().adjusted(_EDGE, 0.0, -_EDGE, 0.0), _FLAGS, BLANK)
