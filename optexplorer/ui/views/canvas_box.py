"""The view box of a picture: drags move a handle if they begin on one, and the picture if not."""

import math
from typing import Any, Protocol

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt

from optexplorer.core.problem import least_length
from optexplorer.ui.views.marks_item import Handle


class HandleOwner(Protocol):
    """Who is told about handles and clicks; all points are pixels of the view box."""

    def handle_at(self, at: QPointF) -> Handle | None:
        """The handle there."""

    def drag_handle(self, handle: Handle, at: QPointF, finished: bool) -> None:
        """A handle moves with the mouse."""

    def click(self, at: QPointF) -> None:
        """The left button was pressed and released."""

    def open_menu(self, at: Any) -> None:
        """The right button was; ``at`` is on the screen."""


class CanvasBox(pg.ViewBox):  # type: ignore[misc]
    """Left drag: handle or pan. Wheel: zoom about the mouse. Right click: menu."""

    def __init__(self) -> None:
        super().__init__(enableMenu=False, defaultPadding=0.0)
        self.owner: HandleOwner | None = None
        self._dragged: tuple[Handle, QPointF] | None = None

    def setRange(
        self, rect: Any = None, xRange: Any = None, yRange: Any = None, **options: Any
    ) -> None:
        """Whoever asks: no closer than numbers can be told apart, and not beyond the largest."""
        if rect is not None:
            xRange, yRange = (rect.left(), rect.right()), (rect.top(), rect.bottom())
        asked = [side for side in (xRange, yRange) if side is not None]
        if all(math.isfinite(abs(low) + abs(high)) for low, high in asked):
            xRange, yRange = (side and _widened(*side) for side in (xRange, yRange))
            super().setRange(xRange=xRange, yRange=yRange, **options)

    def mouseDragEvent(self, ev: Any, axis: int | None = None) -> None:
        """Keep the distance between mouse and handle at which the drag began."""
        on_axis = axis is not None
        if self.owner is None or on_axis or ev.button() != Qt.MouseButton.LeftButton:
            super().mouseDragEvent(ev, axis)
            return
        if ev.isStart():
            pressed = QPointF(ev.buttonDownPos())
            handle = self.owner.handle_at(pressed)
            self._dragged = (handle, self.pixel(handle.at) - pressed) if handle else None
        if self._dragged is None:
            super().mouseDragEvent(ev, axis)
            return
        ev.accept()
        handle, offset = self._dragged
        self.owner.drag_handle(handle, QPointF(ev.pos()) + offset, ev.isFinish())
        if ev.isFinish():
            self._dragged = None

    def mouseClickEvent(self, ev: Any) -> None:
        """Left: the owner's click; right: its menu."""
        at = self.mapFromScene(ev.scenePos())
        if self.owner is None or not self.rect().contains(at):  # an axis passes its clicks on
            return
        if ev.button() == Qt.MouseButton.LeftButton and not ev.double():
            ev.accept()
            self.owner.click(at)
        elif ev.button() == Qt.MouseButton.RightButton:
            ev.accept()
            self.owner.open_menu(ev.screenPos())

    def pixel(self, point: tuple[float, float]) -> QPointF:
        """Pixels of a point of the plot."""
        return QPointF(self.childTransform().map(QPointF(*point)))


def _widened(low: float, high: float) -> tuple[float, float]:
    """About the same middle as wide as a side of a box, and a little more, which rounding may take."""
    lacking = max(2.0 * least_length(low, high) - (high - low), 0.0)
    return low - lacking / 2.0, high + lacking / 2.0
