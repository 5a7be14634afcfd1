"""The marker of a run beside its name."""

from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from optexplorer.scene.frame import Style
from optexplorer.ui.widgets.marker_icon import paint_marker


class RunMarker(QWidget):
    """Told whose it is; None: nobody's."""

    def __init__(self) -> None:
        super().__init__()
        self._style: Style | None = None
        self.setFixedSize(QSize(16, 20))

    def show_style(self, style: Style | None) -> None:
        """Draw a run's marker."""
        if style is not self._style:
            self._style = style
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """In the middle."""
        if self._style is not None:
            painter = QPainter(self)
            paint_marker(painter, QPointF(self.width() / 2, self.height() / 2), 11, self._style)
            painter.end()
