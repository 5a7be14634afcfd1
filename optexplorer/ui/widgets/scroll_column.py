"""A column of widgets that scrolls up and down."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QWidget

_SIDEWAYS = (Qt.Key.Key_Left, Qt.Key.Key_Right)


class ScrollColumn(QScrollArea):
    """As wide as there is room; left and right are the timeline's keys and are passed on."""

    def __init__(
        self, content: QWidget, *, bar_always: bool = False, only_as_needed: bool = False
    ) -> None:
        """``bar_always`` keeps the room for the bar, so that the content never changes its width.

        ``only_as_needed`` takes no more height than the content has.
        """
        super().__init__()
        self._content, self._as_needed = content, only_as_needed
        if only_as_needed:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
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

    def sizeHint(self) -> QSize:
        """The content's as it is now, if no more is needed; Qt asks for it once only."""
        return self._content.sizeHint() if self._as_needed else super().sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Scroll by keys, up and down."""
        if event.key() in _SIDEWAYS:
            event.ignore()
        else:
            super().keyPressEvent(event)
