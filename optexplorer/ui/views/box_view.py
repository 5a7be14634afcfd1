"""What every picture of a plane shares: range, handles, mouse, readout and menu."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from optexplorer.core.problem import Box
from optexplorer.ui.tokens import LIGHT, ThemeTokens
from optexplorer.ui.views.axes import Axis
from optexplorer.ui.views.canvas_box import CanvasBox
from optexplorer.ui.views.marks_item import Handle, MarksItem
from optexplorer.ui.views.overlays import ReadoutCard
from optexplorer.ui.views.plot import Plot
from optexplorer.ui.views.pointer import Pointer
from optexplorer.ui.yielding_timer import YieldingTimer

_SETTLE = 150  # milliseconds without a pan or zoom before the new box is announced
ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip


class BoxView(QWidget):
    """A plot of a box of a plane with handles to drag; told what to show, it asks by signals."""

    hovered = Signal(float, float)
    hoverLeft = Signal()
    boxChanged = Signal(object)  # Box, once the user's pan or zoom has settled
    fitRequested = Signal()

    grid = False  # whether lines run through the picture from the ticks

    def __init__(self, tokens: ThemeTokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self._dragging: Handle | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view = CanvasBox()
        self.view.owner = self
        self.left, self.bottom = Axis("left"), Axis("bottom")
        self.plot = Plot(self.view, self.left, self.bottom, self.grid)
        self.marks = MarksItem(self.view, tokens)
        self.pointer = self.make_pointer()
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.box_layout = QHBoxLayout()
        self.box_layout.setSpacing(0)
        self.box_layout.addWidget(self.plot, 1)
        self.column.addLayout(self.box_layout, 1)
        self.readout = ReadoutCard(tokens, self)  # after the plot, so that it lies on it
        self._settle = YieldingTimer(_SETTLE, self)
        self._settle.timeout.connect(self._announce_box)
        self.view.sigRangeChangedManually.connect(self._on_manual_range)
        self.view.sigResized.connect(self._place_overlays)
        self.pointer.moved.connect(self._on_pointer_moved)
        self.pointer.left.connect(self.hoverLeft)

    # What a subclass says -------------------------------------------------------------

    def make_pointer(self) -> Pointer:
        """What follows the mouse."""
        return Pointer(self.plot, self.marks)

    def ask_handle(self, handle: Handle, finished: bool) -> None:
        """A handle is where the mouse took it: say so."""
        raise NotImplementedError

    def click(self, at: QPointF) -> None:
        """A click at ``at``, pixels of the view box."""
        raise NotImplementedError

    def drop_place(self, x: float, y: float) -> tuple[float, float]:
        """Where a handle may be put when the mouse is at (x, y)."""
        return x, y

    def announced_box(self) -> Box:
        """The part of the plane now in view."""
        (x0, x1), (y0, y1) = self.view.viewRange()
        return ((float(x0), float(x1)), (float(y0), float(y1)))

    def fill_menu(self, menu: QMenu) -> None:
        """The rows of the menu."""
        menu.addAction("Fit view", self.fitRequested.emit)

    def fill_place_menu(self, menu: QMenu, x: float, y: float) -> None:
        """The rows about the place (x, y) that was clicked at."""

    # What the window says -------------------------------------------------------------

    def show_range(self, box: Box) -> None:
        """Bring ``box`` into view."""
        self.view.setRange(xRange=box[0], yRange=box[1], padding=0.0)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour everything."""
        self.tokens = tokens
        self.plot.set_theme(tokens)
        self.marks.set_theme(tokens.plain)
        self.readout.set_theme(tokens)

    def set_readout(self, lines: Sequence[str]) -> None:
        """What the corner card says; nothing hides it."""
        self.readout.set_lines(lines)
        self._place_overlays()

    def set_linked_cursor(self, x: float | None, y: float | None = None) -> None:
        """Mark the place under the mouse in another view; None takes the mark away."""
        self.marks.linked = None if x is None or y is None else (x, y)
        self.marks.update()

    # What the view box says -----------------------------------------------------------

    def handle_at(self, at: QPointF) -> Handle | None:
        """The handle under ``at``."""
        return self.marks.handle_at(at)

    def drag_handle(self, handle: Handle, at: QPointF, finished: bool) -> None:
        """Move a handle with the mouse and say so."""
        self._dragging = None if finished else handle
        self.pointer.dragging = not finished
        moved = Handle(handle.run, self._plane(at))
        self.marks.handles = [moved if h.run == handle.run else h for h in self.marks.handles]
        self.marks.set_hot(moved)
        self.marks.update()
        self.ask_handle(moved, finished)
        self.pointer.show_cursor()

    def open_menu(self, at: Any) -> None:
        """The small menu of the picture."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        corner = QPoint(int(at.x()), int(at.y()))
        place = self.plot.mapToScene(self.plot.viewport().mapFromGlobal(corner))
        self.fill_place_menu(menu, *self._plane(self.view.mapFromScene(place)))
        menu.popup(corner)

    # Inside ---------------------------------------------------------------------------

    def picture_rect(self) -> QRect:
        """The view box in this widget's pixels."""
        scene = self.view.mapRectToScene(self.view.rect())
        corner = self.plot.mapTo(self, self.plot.mapFromScene(scene.topLeft()))
        return QRect(corner, scene.size().toSize())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cards in their corners."""
        super().resizeEvent(event)
        self._place_overlays()

    def _held(self, handles: Sequence[Handle]) -> list[Handle]:
        """``handles``, the one under the mouse left where it is: the mouse knows better."""
        if self._dragging is None:
            return list(handles)
        held = {h.run: h for h in self.marks.handles}
        return [held.get(h.run, h) if h.run == self._dragging.run else h for h in handles]

    def _plane(self, at: QPointF) -> tuple[float, float]:
        point = self.view.mapToView(at)
        return self.drop_place(float(point.x()), float(point.y()))

    def _on_manual_range(self, *_: object) -> None:
        self._settle.start()

    def _announce_box(self) -> None:
        self.boxChanged.emit(self.announced_box())

    def _on_pointer_moved(self, at: QPointF) -> None:
        self._place_overlays()
        point = self.view.mapToView(at)
        self.hovered.emit(float(point.x()), float(point.y()))

    def _place_overlays(self, *_: object) -> None:
        area, at = self.picture_rect(), self.pointer.at
        self.readout.place(area, None if at is None else area.topLeft() + at.toPoint())
