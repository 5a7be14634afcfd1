"""What the contour and the graph share: paths and marks, the start's handles, keyboard and legend."""

from collections import deque
from collections.abc import Iterable

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from optexplorer.core.arrays import Mat
from optexplorer.scene.frame import Box, Frame
from optexplorer.ui.tokens import LIGHT, ThemeTokens
from optexplorer.ui.views.blank_item import BlankItem
from optexplorer.ui.views.box_view import ARROWS, BoxView
from optexplorer.ui.views.critical_item import CriticalItem
from optexplorer.ui.views.events_item import EventsItem
from optexplorer.ui.views.inside_item import InsideItem
from optexplorer.ui.views.local_item import Grip, LocalItem
from optexplorer.ui.views.marks_item import Handle, MinimaItem
from optexplorer.ui.views.overlays import LegendCard
from optexplorer.ui.views.paths_item import PathsItem
from optexplorer.ui.views.pointer import REACH, PathPointer

_TURN = 5.0  # degrees, of v by a key


class PlotCanvas(BoxView):
    """A picture of the loss with paths on it; told what to show, it asks by signals.

    For one variable the second coordinate of every signal is the loss on the graph.
    """

    startDragged = Signal(float, float)
    startDropped = Signal(float, float)
    startRequested = Signal(float, float)  # a click on the empty canvas
    runStartDragged = Signal(int, float, float)
    runStartDropped = Signal(int, float, float)
    pathClicked = Signal(int, int)  # run, step
    legendToggled = Signal(bool)  # in the picture's own menu
    localRequested = Signal(float, float)  # to look closely at a place, from the menu
    localMoved = Signal(float, float)
    localTurned = Signal(float)  # the angle of v in degrees

    def __init__(self, tokens: ThemeTokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(tokens, parent)
        self.frame_: Frame | None = None
        self._box: Box | None = None
        self._nudged: Handle | None = None  # by a key that is still held
        self._announced: deque[Box] = deque(maxlen=16)
        self._legend_wanted = False
        self._cornered: tuple[object, QPoint] = (None, QPoint())  # the legend: for what, and where
        self.blank = BlankItem(self.view, tokens)
        self.inside = InsideItem(self.view, tokens, self.place)
        self.events = EventsItem(self.view, tokens, self.place)
        self.critical = CriticalItem(self.view, tokens, self.place)
        self.minima = MinimaItem(self.view, tokens)
        self.legend = LegendCard(tokens, self)
        self.set_theme(tokens)

    # What a subclass says -------------------------------------------------------------

    def place(self, points: Mat, loss: Mat) -> Mat:
        """Plot coordinates (k, 2) of points (k, n) with their losses (k,)."""
        raise NotImplementedError

    def make_pointer(self) -> PathPointer:
        """Also sees the paths."""
        self.paths = PathsItem(self.view, self.tokens, self.place)
        self.local = LocalItem(self.view, self.tokens, self.handle_place)
        return PathPointer(self.plot, self.marks, self.local, self.paths)

    # What the window says -------------------------------------------------------------

    def show_frame(self, frame: Frame) -> None:
        """Paint what differs from the last frame; the range follows only a new ``frame.box``."""
        previous, self.frame_ = self.frame_, frame
        self.show_layers(frame, previous)
        self.blank.set_layer(frame.graph if frame.surface is None else frame.surface)
        if frame.box is not self._box:
            self._follow_box(frame.box)
        if previous is None or frame.axes != previous.axes:
            self._name_axes(frame)
        if previous is not None and frame.title != previous.title:
            self.paths.vacate()  # nobody is to see the paths of another problem
        self.paths.set_paths(frame.paths, frame.heads, frame.cursor)
        self.events.set_frame(frame)
        self.inside.set_layer(frame.inside)
        self.critical.set_layer(frame.critical)
        self.local.set_layer(frame.local)
        self.marks.quiet = frame.inside is not None or frame.local is not None
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
        super().set_theme(tokens)
        for item in (self.paths, self.events, self.inside, self.critical, self.minima, self.local):
            item.set_theme(tokens.plain)
        self.blank.set_theme(tokens.plain)
        self.legend.set_theme(tokens)
        if self.frame_ is not None:
            self._name_axes(self.frame_)

    def set_hint_visible(self, visible: bool) -> None:
        """Whether "drag me" stands beside the start."""
        self.marks.hint = visible
        self.marks.update()

    def set_legend_visible(self, visible: bool) -> None:
        """Whether the legend lies on the picture."""
        self._legend_wanted = visible
        self._place_overlays()

    # What the view box says -----------------------------------------------------------

    def handle_at(self, at: QPointF) -> Handle | None:
        """The handle under ``at``: of the point looked at closely, or of a start."""
        return self.local.grip_at(at) or super().handle_at(at)

    def drag_handle(self, handle: Handle, at: QPointF, finished: bool) -> None:
        """Move a handle with the mouse and say so; v is turned by its knob."""
        if not isinstance(handle, Grip):
            super().drag_handle(handle, at, finished)
            return
        self.pointer.dragging = not finished
        self.pointer.show_cursor()
        if handle.part == "point":
            self.localMoved.emit(*self._plane(at))
        elif (angle := self.local.angle_to(handle, at)) is not None:
            self.localTurned.emit(angle)

    def ask_handle(self, handle: Handle, finished: bool) -> None:
        """The common start, or a run's own."""
        self._ask_start(handle.run, handle.at, finished)

    def click(self, at: QPointF) -> None:
        """A path point under the mouse, or a new start."""
        if self.focusPolicy() & Qt.FocusPolicy.ClickFocus:
            self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.handle_at(at) is not None:
            return
        found = self.paths.nearest(at, REACH)
        if found is not None:
            self.pathClicked.emit(*found)
        else:
            self.startRequested.emit(*self._plane(at))

    def fill_menu(self, menu: QMenu) -> None:
        """Adds the legend."""
        super().fill_menu(menu)
        legend = menu.addAction("Legend")
        legend.setCheckable(True)
        legend.setChecked(self._legend_wanted)
        legend.toggled.connect(self.legendToggled)

    def fill_place_menu(self, menu: QMenu, x: float, y: float) -> None:
        """The way to the local model."""
        menu.addAction("Look at the curvature here", lambda: self.localRequested.emit(x, y))

    # Qt's events ----------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows nudge the start by 1 % of the view, with Shift by 0.1 %; with Alt they turn v."""
        way = ARROWS.get(Qt.Key(event.key()))
        local, keys = self.local.layer, event.modifiers()
        fine = bool(keys & Qt.KeyboardModifier.ShiftModifier)
        if way and local and local.turns and keys & Qt.KeyboardModifier.AltModifier:
            by = (way[1] - way[0]) * (_TURN / 10.0 if fine else _TURN)
            self.localTurned.emit(local.angle + by)
            return
        if way is None or not self.marks.handles:
            super().keyPressEvent(event)
            return
        share = 0.001 if fine else 0.01
        (x0, x1), (y0, y1) = self.view.viewRange()
        x, y = self.marks.handles[0].at
        place = self.drop_place(x + way[0] * share * (x1 - x0), y + way[1] * share * (y1 - y0))
        self._nudged = moved = Handle(None, place)  # the next press counts from here
        self._dragging = moved
        self.marks.handles = [moved, *self.marks.handles[1:]]
        self.marks.update()
        self._ask_start(None, place, finished=False)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """All that one key does while it is held is one move."""
        if not event.isAutoRepeat():
            self.end_nudge()
        super().keyReleaseEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Ring the handle that the arrow keys move."""
        self.marks.focused = event.reason() != Qt.FocusReason.MouseFocusReason
        self.marks.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Take the ring away."""
        self.end_nudge()
        self.marks.focused = False
        self.marks.update()
        super().focusOutEvent(event)

    # Inside ---------------------------------------------------------------------------

    def end_nudge(self) -> None:
        """A start that is moved by a key is there now, though the key may still be held."""
        moved, self._nudged = self._nudged, None
        if moved is not None:
            self._dragging = None
            self._ask_start(None, moved.at, finished=True)

    def _ask_start(self, run: int | None, place: tuple[float, float], finished: bool) -> None:
        if run is None:
            (self.startDropped if finished else self.startDragged).emit(*place)
        else:
            (self.runStartDropped if finished else self.runStartDragged).emit(run, *place)

    def _show_marks(self, frame: Frame) -> None:
        handles = [Handle(None, self.handle_place(frame.marks.start))]
        handles += [Handle(run, self.handle_place(at)) for run, at in frame.marks.own_starts]
        self.marks.set_handles(self._held(handles), {e.run: e.style for e in frame.legend})
        places = [self.handle_place(point) for point in frame.marks.minima]
        self.minima.set_points(places)
        self.marks.avoid = np.array(places, dtype=np.float64).reshape(-1, 2)

    def handle_place(self, point: tuple[float, ...]) -> tuple[float, float]:
        """Plot coordinates of a point of the plane."""
        return point[0], point[1]

    def _name_axes(self, frame: Frame) -> None:
        self.bottom.set_name(frame.axes[0], self.tokens)
        self.left.set_name(frame.axes[1] if len(frame.axes) > 1 else "f", self.tokens)

    def _follow_box(self, box: Box) -> None:
        """Show another part of the plane, if it is not an echo of the user's own pan or zoom."""
        if box in self._announced:
            while self._announced.popleft() != box:  # older ones have no echo any more
                pass
        elif box != self._box:
            self._announced.clear()
            self._settle.stop()
            self.show_range(box)
        self._box = box

    def _announce_box(self) -> None:
        box = self.announced_box()
        self._announced.append(box)
        self.boxChanged.emit(box)

    def _place_overlays(self, *_: object) -> None:
        super()._place_overlays()
        wanted = self._legend_wanted and bool(self.legend.entries)
        if wanted:
            gap = self.tokens.space_s
            room = self.picture_rect().adjusted(gap, gap, -gap, -gap)
            self.legend.fit(room.width())
            self.legend.move(room.topLeft() + self._legend_corner(room.size()))
            if self.readout.geometry().intersects(self.legend.geometry()):
                self.readout.move(self.readout.x(), self.legend.y() - self.readout.height() - gap)
        self.legend.setVisible(wanted)

    def _legend_corner(self, room: QSize) -> QPoint:
        """Where the legend covers the least of paths and starts; at the top left if all are alike.

        It stays until another race, size or part of the plane is shown, and does not jump in a drag.
        """
        across, down = room.width() - self.legend.width(), room.height() - self.legend.height()
        frame = self.frame_
        key = (across, down, self._box, frame and (frame.title, len(frame.paths)))
        if key != self._cornered[0]:
            corners = [QPoint(x, y) for y in (0, max(down, 0)) for x in (0, max(across, 0))]
            best = min(corners, key=lambda at: self._covered(QRect(at, self.legend.size())))
            self._cornered = (key, best)
        return self._cornered[1]

    def _covered(self, card: QRect) -> int:
        """How much lies under ``card``: points of paths, minima for more, and starts for most."""
        margin = 16.0 * self.tokens.zoom  # half of a start's ring, and a little
        edge = QRectF(card).adjusted(-margin, -margin, margin, margin)
        edge.translate(self.tokens.space_s, self.tokens.space_s)  # from the corner of the picture

        def under(places: Iterable[tuple[float, float]]) -> int:
            return sum(edge.contains(self.view.pixel(at)) for at in places)

        minima = (self.handle_place(m) for m in (self.frame_.marks.minima if self.frame_ else ()))
        paths = self.paths.points_in(edge)
        return paths + 200 * under(minima) + 10_000 * under(h.at for h in self.marks.handles)
