"""A splitter whose handle is a hairline that lights up under the mouse."""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSplitter, QSplitterHandle, QWidget

from optexplorer.ui.widgets.themed import tokens


class Splitter(QSplitter):
    """Keeps each of its widgets open. It paints itself: a style sheet would reach all within it."""

    def __init__(self, orientation: Qt.Orientation, *widgets: QWidget) -> None:
        super().__init__(orientation)
        self.setHandleWidth(1)
        for index, widget in enumerate(widgets):
            self.addWidget(widget)
            self.setCollapsible(index, False)

    def createHandle(self) -> QSplitterHandle:
        """The hairline."""
        return _Handle(self.orientation(), self)


class _Handle(QSplitterHandle):
    def __init__(self, orientation: Qt.Orientation, splitter: QSplitter) -> None:
        super().__init__(orientation, splitter)
        self._lit = False

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._light(True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self._light(False)

    def _light(self, lit: bool) -> None:
        self._lit = lit
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens().color("accent" if self._lit else "hairline"))
        painter.end()
