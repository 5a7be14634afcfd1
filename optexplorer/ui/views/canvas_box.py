"""The view box of a picture: drags move a handle if they begin on one, and the picture if not."""

from typing import Any, Protocol

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt

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
