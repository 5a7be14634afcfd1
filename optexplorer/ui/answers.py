"""What threads have to tell the window, a little in each turn of the event loop.

Qt handles posted events until there are no more, before it looks at input and timers. Two answers that
come together would keep a hand waiting for both, and so would one that comes right after a painting.
"""

import math
import time
from collections import deque
from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QCoreApplication, QObject
from shiboken6 import isValid

from optexplorer.ui.yielding_timer import TURN, YieldingTimer, just_worked

_ENOUGH = 0.005  # seconds; after which the rest waits for the next turn


class Answers(QObject):
    """Tells what comes at once, until that has taken long; the rest in the next turns, in order."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._waiting: deque[tuple[QObject, Callable[[], None]]] = deque()
        self._begun = -math.inf  # seconds; when this turn did
        self._turn = YieldingTimer(TURN, self)
        self._turn.timeout.connect(self._turn_over)

    def tell(self, receiver: QObject, tell: Callable[[], None]) -> None:
        """Call ``tell`` now or soon, unless ``receiver`` is gone by then."""
        self._waiting.append((receiver, tell))
        if self._turn.active:
            if len(self._waiting) == 1 and not self._late:
                self._tell_next()
        elif just_worked():
            self._turn.start()
        else:
            self._go_on()

    @property
    def _late(self) -> bool:
        return time.monotonic() - self._begun > _ENOUGH

    def _turn_over(self) -> None:
        if self._waiting:
            self._go_on()

    def _go_on(self) -> None:
        self._begun = time.monotonic()
        self._turn.start()  # before: what is told may wait for the person, and others go on
        while self._waiting and not self._late:
            self._tell_next()

    def _tell_next(self) -> None:
        receiver, tell = self._waiting.popleft()
        if isValid(receiver):
            tell()


def answers() -> Answers:
    """Those of the application."""
    app = cast("QObject", QCoreApplication.instance())
    return app.findChild(Answers) or Answers(app)
