"""How much of a window is painted in one go; what would be too much is painted in the next ones.

A page of twelve charts, or a race with its curves, may take longer to paint than a hand should wait
for an answer. So a plot, and a picture that is costly to make anew, ask first, and where time is up
what they showed stays a moment longer. Only what the gate paints has a budget: a picture for a file or
for the clipboard shows everything. (Not one that is taken for the glass while the gate paints; it is
taken again soon.)
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import chain

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QWidget
from shiboken6 import isValid

SECONDS = 0.010  # of painting after which no further picture is made anew
PATIENCE = 0.020  # of the plot that has waited longest, after which none is on it that could wait

Part = QGraphicsItem | QGraphicsView


class PaintBudget:
    """What may be painted anew in the painting that goes on; what was left over comes first next."""

    def __init__(self) -> None:
        self.whole = False  # no plot may wait: a picture of them is taken
        self.over = QRect()  # of the window, where one sees through what lies or lay over a plot
        self._lies = QRect()
        self._end: float | None = None
        self._first: list[Part] = []  # left over before, who waits longest at the front
        self._left: dict[Part, Callable[[], None]] = {}  # and how it asks to be painted
        self._painted = False
        self._since = 0.0  # when the plot that is painted began to be

    @contextmanager
    def painting(self) -> Iterator[None]:
        """Everything painted herein is one painting; what is left over asks to be painted again."""
        if self._end is not None:  # within another
            yield
            return
        before = {part: ask for part, ask in self._left.items() if _can_be_seen(part)}
        self._first, self._left = list(before), {}
        self._since = time.perf_counter()
        self._end, self._painted = self._since + SECONDS, False
        try:
            yield
        finally:
            self._end = None
            if not self._painted:  # nothing was: they go on waiting
                self._left = before
            order = list(chain(*(self._of(first) for first in self._first)))
            order += sorted(self._left, key=_size, reverse=True)  # what one looks at comes first
            self._left = {part: self._left[part] for part in order}
            self._first = []
            if self._painted:
                self.over = QRect(self._lies)
            for ask in self._left.values():
                ask()

    @property
    def left(self) -> bool:
        """Whether something is still to be painted."""
        return bool(self._left)

    @property
    def on_screen(self) -> bool:
        """Whether what is painted now is a window's."""
        return self._end is not None

    @property
    def counts(self) -> bool:
        """The same, within the budget."""
        return self.on_screen and not self.whole

    @property
    def spent(self) -> bool:
        """Whether the painting that goes on has taken long already."""
        return self._end is not None and time.perf_counter() >= self._end

    def lay(self, room: QRect) -> None:
        """What one sees through lies there now; no plot under it may wait, and show it twice."""
        self._lies = QRect(room)
        self.over |= room

    def admits(self, plot: QGraphicsView, ask: Callable[[], None]) -> bool:
        """Whether ``plot`` may be painted now, or calls ``ask`` to be painted in the next painting."""
        admitted = self.whole or self._decide(plot, plot, ask)
        if admitted:
            self._since = time.perf_counter()
        return admitted

    def allows(self, item: QGraphicsItem) -> bool:
        """Whether ``item`` may be made anew now; so may others on the plot that waits longest."""
        plot = _plot_of(item) if self._end is not None else item
        return self._decide(item, plot, item.update)

    def paints(self) -> None:
        """Something is painted, whatever may wait."""
        self._painted = True

    def shows(self, part: Part) -> None:
        """``part`` has just been painted as it is to look: it waits for nothing."""
        self._painted = True
        self._left.pop(part, None)

    def _decide(self, part: Part, plot: Part, ask: Callable[[], None]) -> bool:
        self._painted = True
        waiting = [first if plot is not part else _plot_of(first) for first in self._first]
        if self._end is None or waiting[:1] == [part]:
            return True
        if waiting[:1] == [plot] and time.perf_counter() < self._since + PATIENCE:
            return True
        early = not waiting or part in waiting or plot in waiting
        if early and not self.spent:
            return True
        self._left[part] = ask
        return False

    def _of(self, first: Part) -> list[Part]:
        """It, if it is left over; else what is of what lies on it, which takes its place."""
        return [first] if first in self._left else [p for p in self._left if _plot_of(p) is first]


def _plot_of(part: Part) -> Part:
    """Where ``part`` is painted: a plot waits no longer than what is on it."""
    views = [] if isinstance(part, QGraphicsView) else part.scene().views()
    return views[0] if views else part


def _size(part: Part) -> int:
    return part.width() * part.height() if isinstance(part, QGraphicsView) else 0


def _can_be_seen(part: Part) -> bool:
    """Whether it is there, in a view on the screen that is not scrolled away: no other is painted."""
    if not isValid(part):
        return False
    if isinstance(part, QGraphicsView):
        return _is_on_screen(part.viewport())
    scene = part.scene()
    return scene is not None and any(_is_on_screen(view.viewport()) for view in scene.views())


def _is_on_screen(widget: QWidget) -> bool:
    handle = widget.window().windowHandle()
    exposed = handle is not None and handle.isExposed()
    return exposed and widget.isVisible() and not widget.visibleRegion().isEmpty()


PAINT_BUDGET = PaintBudget()  # of the one interface thread
