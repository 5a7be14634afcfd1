"""A section that folds away."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from optexplorer.ui.widgets.icon_button import IconButton
from optexplorer.ui.widgets.themed import set_role


class Collapsible(QWidget):
    """A heading to press and a ``body`` that is hidden at first."""

    def __init__(self, title: str, body: QWidget, tooltip: str) -> None:
        super().__init__()
        self.body = body
        self._header = IconButton("chevron-right", tooltip, tint="muted", role="fold", size=14)
        self._header.setText(title)
        self._header.setAccessibleName(title)
        self._header.setCheckable(True)
        self._header.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._header.toggled.connect(self.unfold)
        set_role(self._header, "fold")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._header)
        column.addWidget(body)
        body.hide()

    @property
    def header(self) -> QToolButton:
        """What folds and unfolds."""
        return self._header

    def unfold(self, unfolded: bool) -> None:
        """Show or hide the body."""
        self._header.setChecked(unfolded)
        self._header.show_drawing(
            "chevron-down" if unfolded else "chevron-right", self._header.toolTip()
        )
        self.body.setVisible(unfolded)
