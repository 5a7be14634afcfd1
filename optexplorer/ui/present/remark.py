"""What the menu bar's corner would say, over the pictures: in a presentation the bar is away."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from optexplorer.ui.widgets.themed import set_role

_GAP = 12  # pixels from the upper edge


class Remark(QLabel):
    """Lies at the top of ``over``, in the middle, for as long as there is something to say."""

    def __init__(self, window: QWidget, over: QWidget) -> None:
        super().__init__(window, textFormat=Qt.TextFormat.PlainText, wordWrap=True)
        self._over = over
        self._wanted = False
        set_role(self, "bubble")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def set_wanted(self, wanted: bool) -> None:
        """Whether nobody else says it."""
        self._wanted = wanted
        self.say(self.text())

    def say(self, text: str) -> None:
        """Another sentence, or none."""
        shown = self._wanted and bool(text)
        if text == self.text() and shown != self.isHidden():
            return
        self.setText(text)
        self.setVisible(shown)
        if not shown:
            return
        self.ensurePolished()
        room = self._over.width() - 2 * _GAP
        self.setFixedWidth(min(room, self.fontMetrics().horizontalAdvance(text) + 2 * _GAP))
        self.adjustSize()
        aside = (self._over.width() - self.width()) // 2
        self.move(self._over.mapTo(self.window(), QPoint(aside, _GAP)))
        self.raise_()
