"""A column of widgets that scrolls up and down."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


class ScrollColumn(QScrollArea):
    """As wide as there is room; left and right are the timeline's keys and are passed on."""

    def __init__(self, content: QWidget, *, bar_always: bool = False) -> None:
        """``bar_always`` keeps the room for the bar, so that the content never changes its width."""
        super().__init__()
        policy = Qt.ScrollBarPolicy
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(policy.ScrollBarAlwaysOff)
        if bar_always:
            self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOn)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(content)
        for ground in (self.viewport(), content):  # its own look, whether or not it is dressed
            ground.setAutoFillBackground(False)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by keys, up and down."""
        if event.key() in _SIDEWAYS:
            event.ignore()
        else:
            super().keyPressEvent(event)
