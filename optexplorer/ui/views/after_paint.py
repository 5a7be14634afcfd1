"""Do what can wait once a widget is on screen."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QWidget

from optexplorer.ui.yielding_timer import TURN, YieldingTimer


class AfterPaint(QObject):
    """Calls ``then`` once, in a turn of the event loop of its own after the first paint of ``widget``.

    A timer started when the widget is shown would run out before the screen asks for its picture.
    """

    def __init__(self, widget: QWidget, then: Callable[[], object]) -> None:
        super().__init__(widget)
        self._then = then
        self._turn = YieldingTimer(TURN, self)
        self._turn.timeout.connect(self._call)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """See the first paint."""
        if event.type() == QEvent.Type.Paint:
            watched.removeEventFilter(self)
            self._turn.start()
        return False

    def _call(self) -> None:
        self._then()
        self.deleteLater()
