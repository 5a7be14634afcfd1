"""One repaint of the window for each push of a drag, instead of one a change.

A push moves a handle or a slider at once, and some milliseconds later the paths, the curves and the
numbers follow. Painting each by itself costs more than all together: what lies side by side or on top
of each other is painted twice, and sent to the screen twice.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer
from PySide6.QtWidgets import QWidget

PATIENCE = 25  # milliseconds; what takes longer is painted in two goes
_LAST = Qt.EventPriority.LowEventPriority.value  # as Qt's own requests to paint


class PaintGate(QObject):
    """Holds back the repaints of a window while a frame that belongs to them is on its way.

    Qt collects what is to be painted and asks for it by one ``UpdateRequest`` to the window; a
    request that comes while the gate is closed is made again when it opens.
    """

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._closed = False
        self._asked = False  # to paint, while it was closed
        self._due = False  # something has been let through that is not yet painted
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.setTimerType(Qt.TimerType.PreciseTimer)
        self._patience.timeout.connect(self._open)
        window.installEventFilter(self)

    def close(self) -> None:
        """Wait for ``open``, but not for long, and not before what is due has been painted."""
        if not self._closed and not self._due:
            self._closed = True
            self._patience.start()

    def open(self) -> None:
        """Paint all that has changed, once every view has said what that is.

        Some say it by events that are on their way; those come before one of low priority.
        """
        self._closed = True
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), _LAST)

    def event(self, event: QEvent) -> bool:
        """Every view has said it."""
        if event.type() == QEvent.Type.User:
            self._open()
            return True
        return super().event(event)

    def _open(self) -> None:
        self._patience.stop()
        self._closed, self._due, self._asked = False, self._asked, False
        if self._due:
            QCoreApplication.postEvent(self._window, QEvent(QEvent.Type.UpdateRequest), _LAST)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stop requests while closed."""
        if event.type() == QEvent.Type.UpdateRequest:
            if self._closed:
                self._asked = True
                return True
            self._due = False
        return super().eventFilter(watched, event)
