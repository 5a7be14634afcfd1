"""A label that gives up its end rather than its neighbours' room."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel


class ElidedLabel(QLabel):
    """One line of plain text, cut with "…" where it does not fit, and not drawn below ``least``."""

    def __init__(self, text: str = "", *, least: int = 0) -> None:
        super().__init__(text)
        self._least = least
        self._colour: QColor | None = None
        self.setTextFormat(Qt.TextFormat.PlainText)

    def set_colour(self, colour: QColor) -> None:
        """Of the text, whatever the style sheet says and whenever it changes."""
        self._colour = colour
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Any width will do."""
        return QSize(0, super().minimumSizeHint().height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw what fits."""
        room = self.contentsRect()
        if room.width() < self._least:
            return
        painter = QPainter(self)
        painter.setPen(self._colour or self.palette().color(self.foregroundRole()))
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, int(self.alignment()), text)
        painter.end()
