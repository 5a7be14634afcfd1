"""What the colours of a map stand for: a small square and a word each."""

from collections.abc import Sequence

from PySide6.QtGui import QColor, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from optexplorer.scene.map_layer import Swatch
from optexplorer.ui.widgets.flow_layout import FlowLayout
from optexplorer.ui.widgets.themed import set_role

_SIDE = 11


class Swatches(QWidget):
    """In lines that are broken where the width ends; hidden where there are none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._flow = FlowLayout(self, gap=10)
        self._shown: Sequence[Swatch] = ()
        self.hide()

    def show_swatches(self, swatches: Sequence[Swatch]) -> None:
        """Show these."""
        if swatches == self._shown:
            return
        self._shown = swatches
        while (item := self._flow.takeAt(0)) is not None:
            if widget := item.widget():
                widget.hide()
                widget.deleteLater()
        for swatch in swatches:
            self._flow.addWidget(_Entry(swatch))
        self.setVisible(bool(swatches))
        self.updateGeometry()


class _Entry(QWidget):
    def __init__(self, swatch: Swatch) -> None:
        super().__init__()
        square, word = QLabel(), QLabel(swatch.text)
        picture = QPixmap(_SIDE, _SIDE)
        picture.fill(QColor(swatch.colour))
        square.setPixmap(picture)
        set_role(word, "muted")
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(5)
        line.addWidget(square)
        line.addWidget(word)
