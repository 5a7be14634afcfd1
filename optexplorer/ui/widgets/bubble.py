"""A short remark that floats under a widget, or over one at the lower edge of its window."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from optexplorer.ui.widgets.themed import set_role

_WIDTH = 240  # pixels; longer remarks take more lines
_GAP = 4


class Bubble(QLabel):
    """Floats over the window below its owner or above it, inside the window; takes no mouse."""

    def __init__(self, owner: QWidget) -> None:
        super().__init__(owner)
        self._owner = owner
        self.setWordWrap(True)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        set_role(self, "bubble")
        self.hide()
        owner.destroyed.connect(self.deleteLater)

    def pop_up(self) -> None:
        """Show the remark, if there is one."""
        window = self._owner.window()
        if not self.text():
            return
        if self.parentWidget() is not window:
            self.setParent(window)
        self.ensurePolished()
        self.setFixedWidth(min(_WIDTH, self.fontMetrics().horizontalAdvance(self.text()) + 24))
        self.adjustSize()
        corner = self._owner.mapTo(window, QPoint(0, self._owner.height() + _GAP))
        x = min(corner.x(), window.width() - self.width() - _GAP)
        y = corner.y()
        if y + self.height() + _GAP > window.height():
            y -= self._owner.height() + 2 * _GAP + self.height()
        self.move(max(x, _GAP), y)
        self.raise_()
        self.show()
