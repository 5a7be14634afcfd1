"""A black screen, as the keys B and . of a clicker ask for it: the audience looks at the lecturer."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QColor, QHideEvent, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from optexplorer.ui.views.plot import Plot


class Curtain(QWidget):
    """Covers ``window`` until it is drawn, or clicked."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.setAccessibleName("Black screen")
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # nothing under it is painted
        self.hide()

    def toggle(self) -> None:
        """Draw it, or take it away."""
        self.setGeometry(self._window.rect())
        self.setVisible(self.isHidden())
        self.raise_()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Black."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("black"))
        painter.end()

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        """Taken away, and nothing else is pressed."""
        self.hide()

    def showEvent(self, event: QShowEvent) -> None:
        """From now on as large as the window."""
        super().showEvent(event)
        for plot in self._window.findChildren(Plot):
            plot.vanish()
        self._window.installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:
        """Not any more."""
        super().hideEvent(event)
        self._window.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """As large as the window."""
        if event.type() == QEvent.Type.Resize:
            self.setGeometry(self._window.rect())
        return False
