"""How much of a window is painted in one go; what would be too much is painted in the next ones.

A page of twelve charts, or a race with its curves, may take longer to paint than a hand should wait
for an answer. So a picture that is costly to make anew asks first, and where time is up what it showed
stays a moment longer. Only what the gate paints has a budget: a picture for a file or for the clipboard
shows everything. (Not one that is taken for the glass while the gate paints; it is taken again soon.)
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtWidgets import QGraphicsItem, QWidget
from shiboken6 import isValid

SECONDS = 0.015  # of painting after which no further picture is made anew


class PaintBudget:
    """Which pictures may be made anew in the painting that goes on; those left over come first next."""

    def __init__(self) -> None:
        self._end: float | None = None
        self._first: list[QGraphicsItem] = []  # left over before, who waits longest at the front
        self._left: dict[QGraphicsItem, None] = {}
        self._painted = False

    @contextmanager
    def painting(self) -> Iterator[None]:
        """Everything painted herein is one painting; what is left over asks to be painted again."""
        if self._end is not None:  # within another
            yield
            return
        before = {item: None for item in self._left if _can_be_seen(item)}
        self._first, self._left = list(before), {}
        self._end, self._painted = time.perf_counter() + SECONDS, False
        try:
            yield
        finally:
            self._end = None
            if not self._painted:  # nothing was: they go on waiting
                self._left = before
            self._left = {item: None for item in (*self._first, *self._left) if item in self._left}
            self._first = []
            for item in self._left:
                item.update()

    @property
    def left(self) -> bool:
        """Whether a picture is still to be made."""
        return bool(self._left)

    def allows(self, item: QGraphicsItem) -> bool:
        """Whether ``item`` may be made anew now; the one that waits longest always may."""
        self._painted = True
        if self._end is None or (self._first and item is self._first[0]):
            return True
        if time.perf_counter() >= self._end or (self._first and item not in self._first):
            self._left[item] = None
            return False
        return True

    def shows(self, item: QGraphicsItem) -> None:
        """``item`` has just been painted as it is to look: it waits for nothing."""
        self._painted = True
        self._left.pop(item, None)


def _can_be_seen(item: QGraphicsItem) -> bool:
    """Whether it is there, in a view on the screen that is not scrolled away: no other is painted."""
    scene = item.scene() if isValid(item) else None
    return scene is not None and any(_is_on_screen(view.viewport()) for view in scene.views())


def _is_on_screen(widget: QWidget) -> bool:
    handle = widget.window().windowHandle()
    exposed = handle is not None and handle.isExposed()
    return exposed and widget.isVisible() and not widget.visibleRegion().isEmpty()


PAINT_BUDGET = PaintBudget()  # of the one interface thread
