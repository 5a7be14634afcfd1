"""A button with one of the window's own drawings on it."""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QToolButton, QWidget

from optexplorer.ui import assets
from optexplorer.ui.widgets.themed import set_role, tokens

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)


class IconButton(QToolButton):
    """Shows ``resources/icons/<drawing>.svg`` in a colour of the theme and follows its changes."""

    def __init__(
        self,
        drawing: str,
        tooltip: str,
        parent: QWidget | None = None,
        *,
        tint: str = "text",
        role: str = "quiet",
        size: int = 18,
    ) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._tint, self._size = tint, size
        set_role(self, role)
        if role == "mini":
            self.setFixedSize(size + 4, size + 4)
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip.split("\n")[0])
        self._recolour()

    def show_drawing(self, drawing: str, tooltip: str) -> None:
        """Another drawing, with what it means now."""
        if drawing == self._drawing:
            return
        self._drawing = drawing
        self.setToolTip(tooltip)
        self.setAccessibleName(tooltip.split("\n")[0])
        self._recolour()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows belong to whatever the button stands on; Qt would move the focus."""
        if event.key() in ARROWS:
            event.ignore()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """A new style sheet brings new colours, and what is off has others."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.EnabledChange) and hasattr(
            self, "_tint"
        ):
            self._recolour()

    def _recolour(self) -> None:
        size = round(self._size * tokens().larger)
        self.setIconSize(QSize(size, size))
        filled = self._tint == "accent_text"  # of the accent, but where it is off
        tint = "text" if filled and not self.isEnabled() else self._tint
        self.setIcon(assets.icon(self._drawing, getattr(tokens(), tint)))
