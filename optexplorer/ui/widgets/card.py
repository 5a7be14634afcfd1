"""Frames and headings that panels are made of."""

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from optexplorer.ui.widgets.themed import set_property, set_role


class Card(QFrame):
    """A raised card whose contents stand in ``column``."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(10, 5, 10, 5)
        self.column.setSpacing(2)

    def show_selected(self, selected: bool) -> None:
        """Ring the card."""
        set_property(self, "selected", selected)


def heading(text: str) -> QLabel:
    """The small heading of a section of a panel."""
    label = QLabel(text.upper())
    set_role(label, "heading")
    return label


def note(text: str = "", role: str = "muted") -> QLabel:
    """Secondary text that wraps."""
    label = QLabel(text)
    label.setWordWrap(True)
    set_role(label, role)
    return label
