"""What the contour and the graph share: range, handles, mouse, keyboard, readout and legend."""

from collections import deque
from collections.abc import Sequence
from typing import Any

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from optexplorer.core.arrays import Mat
from optexplorer.scene.frame import Box, Frame
from optexplorer.ui.theme import LIGHT, ThemeTokens
from optexplorer.ui.views.axes import Axis, Plot
from optexplorer.ui.views.canvas_box import CanvasBox
from optexplorer.ui.views.critical_item import CriticalItem
from optexplorer.ui.views.events_item import EventsItem
from optexplorer.ui.views.inside_item import InsideItem
from optexplorer.ui.views.marks_item import Handle, MarksItem, MinimaItem
from optexplorer.ui.views.overlays import LegendCard, ReadoutCard
from optexplorer.ui.views.paths_item import PathsItem
from optexplorer.ui.views.pointer import REACH, Pointer

_SETTLE = 150  # milliseconds without a pan or zoom before the new box is announced
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1), Qt.Key.Key_Down: (0, -1),
}  # fmt: skip


class PlotCanvas(QWidget):
    """A picture of the loss with paths on it; told what to show, it asks by signals.

    For one variable the second coordinate of every signal is the loss on the graph.
    """

    startDragged = Signal(float, float)
    startDropped = Signal(float, float)
    startRequested = Signal(float, float)  # a click on the empty canvas
    runStartDragged = Signal(int, float, float)
    runStartDropped = Signal(int, float, float)
    pathClicked = Signal(int, int)  # run, step
    hovered = Signal(float, float)
    hoverLeft = Signal()
    boxChanged = Signal(object)  # Box, once the user's pan or zoom has settled
    fitRequested = Signal()
    legendToggled = Signal(bool)  # in the picture's own menu

    grid = False  # whether lines run through the picture from the ticks

    def __init__(self, tokens: ThemeTokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tokens = tokens
        self.frame_: Frame | None = None
        self._box: Box | None = None
        self._announced: deque[Box] = deque(maxlen=16)
        self._dragging: Handle | None = None
        self._legend_wanted = False

        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.view = CanvasBox()
        self.view.owner = self
        self.left, self.bottom = Axis("left"), Axis("bottom")
        self.plot = Plot(self.view, self.left, self.bottom, self.grid)
        self.paths = PathsItem(self.view, tokens, self.place)
        self.inside = InsideItem(self.view, tokens, self.place)
        self.events = EventsItem(self.view, tokens, self.place)
        self.critical = CriticalItem(self.view, tokens, self.place)
        self.minima = MinimaItem(self.view, tokens)
        self.marks = MarksItem(self.view, tokens)
        self.pointer = Pointer(self.plot, self.marks, self.paths)
        self.box_layout = QHBoxLayout(self)
        self.box_layout.setContentsMargins(0, 0, 0, 0)
        self.box_layout.setSpacing(0)
        self.box_layout.addWidget(self.plot, 1)
        self.readout = ReadoutCard(tokens, self)  # after the plot, so that they lie on it
        self.legend = LegendCard(tokens, self)

        self._settle = QTimer(self, singleShot=True, interval=_SETTLE)
        self._settle.timeout.connect(self._announce_box)
        self.view.sigRangeChangedManually.connect(self._on_manual_range)
        self.view.sigResized.connect(self._place_overlays)
        self.pointer.moved.connect(self._on_pointer_moved)
        self.pointer.left.connect(self.hoverLeft)
        self.set_theme(tokens)

    # What a subclass says -------------------------------------------------------------

    def place(self, points: Mat, loss: Mat) -> Mat:
        """Plot coordinates (k, 2) of points (k, n) with their losses (k,)."""
        raise NotImplementedError

    def drop_place(self, x: float, y: float) -> tuple[float, float]:
        """Where a start may be put when the mouse is at (x, y)."""
        return x, y

    def announced_box(self) -> Box:
        """The part of the plane now in view."""
        (x0, x1), (y0, y1) = self.view.viewRange()
        return ((float(x0), float(x1)), (float(y0), float(y1)))

    def show_range(self, box: Box) -> None:
        """Bring ``box`` into view."""
        self.view.setRange(xRange=box[0], yRange=box[1], padding=0.0)

    # What the window says -------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Paint what differs from the last frame; the range follows only a new ``frame.box``."""
        previous, self.frame_ = self.frame_, frame
        self.show_layers(frame, previous)
        if frame.box is not self._box:
            self._box = frame.box
            if frame.box not in self._announced:  # not an echo of the user's own pan or zoom
                self._announced.clear()
                self._settle.stop()
                self.show_range(frame.box)
        if previous is None or frame.axes != previous.axes:
            self._name_axes(frame)
        self.paths.set_paths(frame.paths, frame.heads, frame.cursor)
        self.events.set_frame(frame)
        self.inside.set_layer(frame.inside)
        self.critical.set_layer(frame.critical)
        self.marks.quiet = frame.inside is not None
        if previous is None or frame.marks is not previous.marks or frame.graph is not previous.graph:
            self._show_marks(frame)
        if previous is None or frame.legend is not previous.legend:
            self.legend.set_entries(frame.legend, frame.event_shapes, frame.critical_kinds)
            self._place_overlays()

    def show_layers(self, frame: Frame, previous: Frame | None) -> None:
        """Paint the subclass's own layers."""
        raise NotImplementedError

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour everything."""
        self.tokens = tokens
        self.plot.setBackground(tokens.canvas)
        for axis in (self.left, self.bottom):
            axis.set_theme(tokens)
        items = (self.paths, self.events, self.inside, self.critical, self.minima, self.marks)
        for part in (*items, self.readout, self.legend):
            part.set_theme(tokens)
        if self.frame_ is not None:
            self._name_axes(self.frame_)

    def set_readout(self, lines: Sequence[str]) -> None:
        """What the corner card says; nothing hides it."""
        self.readout.set_lines(lines)
        self._place_overlays()

    def set_hint_visible(self, visible: bool) -> None:
        """Whether "drag me" stands beside the start."""
        self.marks.hint = visible
        self.marks.update()

    def set_legend_visible(self, visible: bool) -> None:
        """Whether the legend lies on the picture."""
        self._legend_wanted = visible
        self._place_overlays()

    def set_linked_cursor(self, x: float | None, y: float | None = None) -> None:
        """Mark the place under the mouse in another view; None takes the mark away."""
        self.marks.linked = None if x is None or y is None else (x, y)
        self.marks.update()

    # What the view box says -----------------------------------------------------------

    def handle_at(self, at: QPointF) -> Handle | None:
        """The start handle under ``at``."""
        return self.marks.handle_at(at)

    def drag_handle(self, handle: Handle, at: QPointF, finished: bool) -> None:
        """Move a handle with the mouse and say so."""
        self._dragging = None if finished else handle
        self.pointer.dragging = not finished
        place = self._plane(at)
        moved = Handle(handle.run, place)
        self.marks.handles = [moved if h.run == handle.run else h for h in self.marks.handles]
        self.marks.set_hot(moved)
        self.marks.update()
        self._ask_start(handle.run, place, finished)
        self.pointer.show_cursor()

    def click(self, at: QPointF) -> None:
        """A path point under the mouse, or a new start."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.handle_at(at) is not None:
            return
        found = self.paths.nearest(at, REACH)
        if found is not None:
            self.pathClicked.emit(*found)
        else:
            self.startRequested.emit(*self._plane(at))

    def open_menu(self, at: Any) -> None:
        """The small menu of the picture."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.fill_menu(menu)
        menu.popup(QPoint(int(at.x()), int(at.y())))

    def fill_menu(self, menu: QMenu) -> None:
        """The rows of the menu."""
        menu.addAction("Fit view", self.fitRequested.emit)
        legend = menu.addAction("Legend")
        legend.setCheckable(True)
        legend.setChecked(self._legend_wanted)
        legend.toggled.connect(self.legendToggled)

    # Qt's events ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows nudge the start by 1 % of the view, with Shift by 0.1 %."""
        way = _ARROWS.get(Qt.Key(event.key()))
        if way is None or not self.marks.handles:
            super().keyPressEvent(event)
            return
        share = 0.001 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 0.01
        (x0, x1), (y0, y1) = self.view.viewRange()
        x, y = self.marks.handles[0].at
        place = self.drop_place(x + way[0] * share * (x1 - x0), y + way[1] * share * (y1 - y0))
        self._ask_start(None, place, finished=False)
        self._ask_start(None, place, finished=True)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ring the handle that the arrow keys move."""
        self.marks.focused = event.reason() != Qt.FocusReason.MouseFocusReason
        self.marks.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self.marks.focused = False
        self.marks.update()
        super().focusOutEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the cards in their corners."""
        super().resizeEvent(event)
        self._place_overlays()

    # Inside ---------------------------------------------------------------------------

    def _plane(self, at: QPointF) -> tuple[float, float]:
        point = self.view.mapToView(at)
        return self.drop_place(float(point.x()), float(point.y()))

    def _ask_start(self, run: int | None, place: tuple[float, float], finished: bool) -> None:
        if run is None:
            (self.startDropped if finished else self.startDragged).emit(*place)
        else:
            (self.runStartDropped if finished else self.runStartDragged).emit(run, *place)

    def _show_marks(self, frame: Frame) -> None:
        handles = [Handle(None, self.handle_place(frame.marks.start))]
        handles += [Handle(run, self.handle_place(at)) for run, at in frame.marks.own_starts]
        if self._dragging is not None:  # the mouse knows better than the frame it asked for
            held = {h.run: h for h in self.marks.handles}
            handles = [held.get(h.run, h) if h.run == self._dragging.run else h for h in handles]
        self.marks.set_handles(handles, {e.run: e.style for e in frame.legend})
        places = [self.handle_place(point) for point in frame.marks.minima]
        self.minima.set_points(places)
        self.marks.avoid = np.array(places, dtype=np.float64).reshape(-1, 2)

    def handle_place(self, point: tuple[float, ...]) -> tuple[float, float]:
        """Plot coordinates of a point of the plane."""
        return point[0], point[1]

    def _name_axes(self, frame: Frame) -> None:
        self.bottom.set_name(frame.axes[0], self.tokens)
        self.left.set_name(frame.axes[1] if len(frame.axes) > 1 else "f", self.tokens)

    def _on_manual_range(self, *_: object) -> None:
        self._settle.start()

    def _announce_box(self) -> None:
        box = self.announced_box()
        self._announced.append(box)
        self.boxChanged.emit(box)

    def _on_pointer_moved(self, at: QPointF) -> None:
        self._place_overlays()
        point = self.view.mapToView(at)
        self.hovered.emit(float(point.x()), float(point.y()))

    def picture_rect(self) -> QRect:
        """The view box in this widget's pixels."""
        scene = self.view.mapRectToScene(self.view.rect())
        corner = self.plot.mapTo(self, self.plot.mapFromScene(scene.topLeft()))
        return QRect(corner, scene.size().toSize())

    def _place_overlays(self, *_: object) -> None:
        area = self.picture_rect()
        at = self.pointer.at
        self.readout.place(area, None if at is None else area.topLeft() + at.toPoint())
        self.legend.move(area.topLeft() + QPoint(self.tokens.space_s, self.tokens.space_s))
        self.legend.setVisible(self._legend_wanted and bool(self.legend.entries))
