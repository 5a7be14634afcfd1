"""A short remark that floats under a widget, or over one at the lower edge of its window."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget
from shiboken6 import isValid

from optexplorer.ui.widgets.themed import set_role

_WIDTH = 240  # pixels; longer remarks take more lines
_GAP = 4


class Bubble:
    """Floats over the window below its owner or above it, inside the window; takes no mouse.

    Its label is made with the first remark: most fields never have one.
    """

    def __init__(self, owner: QWidget) -> None:
        self._owner = owner
        self.text = ""
        self.label: QLabel | None = None

    def say(self, text: str) -> None:
        """Have another remark, or none."""
        self.text = text
        if self._is_there():
            self._label().setText(text)

    def hide(self) -> None:
        """Float no more."""
        if self._is_there():
            self._label().hide()

    def pop_up(self) -> None:
        """Show the remark, if there is one."""
        window = self._owner.window()
        if not self.text:
            return
        label = self._label()
        if label.parentWidget() is not window:
            label.setParent(window)
        label.ensurePolished()
        label.setFixedWidth(min(_WIDTH, label.fontMetrics().horizontalAdvance(self.text) + 24))
        label.adjustSize()
        corner = self._owner.mapTo(window, QPoint(0, self._owner.height() + _GAP))
        x = min(corner.x(), window.width() - label.width() - _GAP)
        y = corner.y()
        if y + label.height() + _GAP > window.height():
            y -= self._owner.height() + 2 * _GAP + label.height()
        label.move(max(x, _GAP), y)
        label.raise_()
        label.show()

    def _is_there(self) -> bool:
        return self.label is not None and isValid(self.label)

    def _label(self) -> QLabel:
        if self.label is None or not isValid(self.label):
            self.label = QLabel(self.text, self._owner)
            self.label.setWordWrap(True)
            self.label.setTextFormat(Qt.TextFormat.PlainText)
            self.label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            set_role(self.label, "bubble")
            self.label.hide()
            self._owner.destroyed.connect(self.label.deleteLater)
        return self.label
