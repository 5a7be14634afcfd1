"""One repaint of the window for each push of a drag, instead of one a change.

A push moves a handle or a slider at once, and some milliseconds later the paths, the curves and the
numbers follow. Painting each by itself costs more than all together: what lies side by side or on top
of each other is painted twice, and sent to the screen twice.

A timer paints, and not the event that Qt posts for it: Qt handles posted events until there are no
more, before it looks at input and timers. While one paints, a thread may post its next answer, which
asks to paint again, and so on; a hand that moves would be kept waiting for several frames.
"""

import time

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QWidget

from optexplorer.ui.views.paint_budget import PAINT_BUDGET
from optexplorer.ui.yielding_timer import TURN, YieldingTimer

PATIENCE = 25  # milliseconds; what takes longer is painted in two goes
_LAST = Qt.EventPriority.LowEventPriority.value  # as Qt's own requests to paint
# What the system tells a window and Qt answers by painting at once: its new size, what of it is seen.
_TOLD = frozenset({QEvent.Type.Resize, QEvent.Type.Expose, QEvent.Type.Paint})


class PaintGate(QObject):
    """Paints a window; not while a frame that belongs to what has changed is on its way.

    Qt collects what is to be painted and asks for it by one ``UpdateRequest`` to the window. The gate
    keeps it, and makes it again when it is time to. What the system asks for is painted at once, within
    the budget of one painting.
    """

    painted = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._closed = False
        self._asked = False  # to paint
        self._since = 0.0  # seconds; when it was
        self._painting = False
        self._patience = QTimer(self, singleShot=True, interval=PATIENCE)
        self._patience.setTimerType(Qt.TimerType.PreciseTimer)
        self._patience.timeout.connect(self._open)
        self._turn = YieldingTimer(TURN, self)
        self._turn.timeout.connect(self._paint)
        window.installEventFilter(self)

    @property
    def waiting(self) -> bool:
        """Whether something has changed that is not painted yet."""
        return self._asked or PAINT_BUDGET.left

    def close(self) -> None:
        """Wait for ``open``, but not for long, and not before what is due has been painted."""
        if not self._closed and not self._turn.active:
            self._closed = True
            self._patience.start()

    def open(self) -> None:
        """Paint all that has changed, once every view has said what that is.

        Some say it by events that are on their way; those come before one of low priority. However
        quickly frames follow each other, nothing waits for long.
        """
        self._closed = True
        if time.monotonic() - self._since < PATIENCE / 1000:
            self._turn.stop()
        QCoreApplication.postEvent(self, QEvent(QEvent.Type.User), _LAST)

    def event(self, event: QEvent) -> bool:
        """Every view has said it."""
        if event.type() == QEvent.Type.User:
            self._open()
            return True
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep Qt's requests; those of the system have their budget."""
        kind = event.type()
        handle = self._window.windowHandle() if kind == QEvent.Type.Show else None
        if handle is not None and watched is self._window:
            handle.installEventFilter(self)
        if self._painting:
            return super().eventFilter(watched, event)
        if watched is not self._window and kind in _TOLD:
            self._paint_for(watched, event)
            return True
        if watched is not self._window or kind != QEvent.Type.UpdateRequest:
            return super().eventFilter(watched, event)
        if not self._asked:
            self._asked, self._since = True, time.monotonic()
        if not self._closed:
            self._begin_turn()
        return True

    def _open(self) -> None:
        self._patience.stop()
        self._closed = False
        if self._asked:
            self._begin_turn()

    def _begin_turn(self) -> None:
        if not self._turn.active:
            self._turn.start()

    def _paint(self) -> None:
        self._asked = False
        self._paint_for(self._window, QEvent(QEvent.Type.UpdateRequest))
        self.painted.emit()

    def _paint_for(self, receiver: QObject, event: QEvent) -> None:
        outer, self._painting = self._painting, True
        try:
            with PAINT_BUDGET.painting():
                QCoreApplication.sendEvent(receiver, event)
        finally:
            self._painting = outer
