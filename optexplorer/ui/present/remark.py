"""What the menu bar's corner would say, over the pictures: in a presentation the bar is away."""

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from optexplorer.ui.widgets.themed import set_role

_GAP = 12  # pixels from the upper edge
_LOOKS = frozenset({QEvent.Type.FontChange, QEvent.Type.StyleChange})


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
        if wanted == self._wanted:
            return
        self._wanted = wanted
        follow = self._over.installEventFilter if wanted else self._over.removeEventFilter
        follow(self)
        self._show()

    def say(self, text: str) -> None:
        """Another sentence, or none."""
        if text != self.text():
            self.setText(text)
            self._show()

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """What it lies over has another size."""
        if event.type() == QEvent.Type.Resize and not self.isHidden():
            self._place()
        return False

    def changeEvent(self, event: QEvent) -> None:
        """Its letters may be larger."""
        super().changeEvent(event)
        if event.type() in _LOOKS and not self.isHidden():
            self._place()

    def _show(self) -> None:
        self.setVisible(self._wanted and bool(self.text()))
        if not self.isHidden():
            self.ensurePolished()
            self._place()
            self.raise_()

    def _place(self) -> None:
        room = self._over.width() - 2 * _GAP
        self.setFixedWidth(min(room, self.fontMetrics().horizontalAdvance(self.text()) + 2 * _GAP))
        self.adjustSize()
        aside = (self._over.width() - self.width()) // 2
        self.move(self._over.mapTo(self.window(), QPoint(aside, _GAP)))
