"""The whole window as a picture, painted in strips while it lives on.

Where anything of it is shown anew between two strips they would not fit, so the picture is begun again,
while what plays stands still; a window that never rests is painted in one go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QRect
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QGraphicsView, QWidget

from optexplorer.ui.export.strips import Strips, Told, unheard
from optexplorer.ui.steps import Result, Steps, at_once
from optexplorer.ui.views.kept_item import KeptItem

if TYPE_CHECKING:
    from optexplorer.ui.main_window import MainWindow

_TRIES = 4
_PATIENCE = 50  # turns of the event loop in which a window may be painted for the last time
_FLAGS = QWidget.RenderFlag.DrawWindowBackground | QWidget.RenderFlag.DrawChildren


class _Watch(QObject):
    """Notices that a window is painted."""

    def __init__(self, window: QWidget) -> None:
        super().__init__()
        self._window, self._seen = window, False
        window.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let everything pass."""
        if event.type() == QEvent.Type.UpdateRequest:
            self._seen = True
        return False

    def seen(self) -> bool:
        """Whether it was since this was asked last, or is between two dresses."""
        seen, self._seen = self._seen, False
        return seen or not self._window.updatesEnabled()


def of_program(
    window: MainWindow, scale: float, take: Callable[[Strips], Steps[Result]], told: Told = unheard
) -> Steps[Result]:
    """`steady` for the program's own window."""
    hold, pictures = window.playback.hold, window.wiring.pictures
    return steady(window, scale, take, told, hold, lambda: pictures.waiting)


def steady(
    window: QWidget,
    scale: float,
    take: Callable[[Strips], Steps[Result]],
    told: Told = unheard,
    hold: Callable[[bool], object] = unheard,
    waiting: Callable[[], bool] = bool,
) -> Steps[Result]:
    """What ``take`` makes of a moment of ``window``; ``hold`` has it stand still, or go on.

    ``waiting`` says whether something of it is still to be painted.
    """

    def part(painter: QPainter, area: QRect) -> None:
        shown = area & window.rect()
        with _nothing_kept(window):
            window.render(painter, shown.topLeft(), QRegion(shown), _FLAGS)

    watch, held = _Watch(window), False
    try:
        for number in range(_TRIES):
            if number == 1:
                hold(True)
                held = True
            while not window.updatesEnabled():
                yield
            for _ in range(_PATIENCE):
                if waiting():
                    yield
            watch.seen()
            result = yield from _unless(watch.seen, take(Strips(window.size(), scale, part, told)))
            if result is not None:
                return result
        return at_once(take(Strips(window.size(), scale, part, told)))
    finally:
        window.removeEventFilter(watch)
        if held:
            hold(False)


def _unless(disturbed: Callable[[], bool], steps: Steps[Result]) -> Steps[Result | None]:
    """``steps``, given up with None once ``disturbed``."""
    result: Result | None = None
    while result is None:
        try:
            next(steps)
        except StopIteration as end:
            result = end.value
        yield  # what has changed by now is shown before the next step
        if disturbed():
            return None
    return result


@contextmanager
def _nothing_kept(window: QWidget) -> Iterator[None]:
    """What the screen keeps is left as it is, and not made for the picture."""
    items = [
        item
        for view in window.findChildren(QGraphicsView)
        for item in view.scene().items()
        if isinstance(item, KeptItem) and item.keeps
    ]
    for item in items:
        item.keeps = False
    try:
        yield
    finally:
        for item in items:
            item.keeps = True
