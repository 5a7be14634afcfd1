"""The view box of a picture that is clicked but not moved."""

from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import QPointF, Qt


class ClickBox(pg.ViewBox):  # type: ignore[misc]
    """Tells ``press`` the pixels that were clicked."""

    def __init__(self, press: Callable[[QPointF], None]) -> None:
        super().__init__(enableMenu=False, enableMouse=False, defaultPadding=0.0)
        self._press = press

    def mouseClickEvent(self, ev: Any) -> None:
        """With the left button, and not on an axis, which passes its clicks on."""
        at = self.mapFromScene(ev.scenePos())
        if ev.button() == Qt.MouseButton.LeftButton and self.rect().contains(at):
            ev.accept()
            self._press(at)
