"""Where the mouse is over a picture, what lies under it, and the shape of its cursor."""

from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QToolTip

from optexplorer.ui.views.local_item import LocalItem
from optexplorer.ui.views.marks_item import MarksItem
from optexplorer.ui.views.paths_item import PathsItem

REACH = 9.0  # pixels from a path at which the mouse is on it


class Pointer(QObject):
    """Follows the mouse over one plot with handles."""

    moved = Signal(QPointF)  # pixels of the view box, inside it
    left = Signal()

    def __init__(self, plot: Any, marks: MarksItem) -> None:
        super().__init__(plot)
        self._plot, self._marks = plot, marks
        self.at: QPointF | None = None  # pixels of the view box
        self.dragging = False
        plot.scene().sigMouseMoved.connect(self._on_moved)
        plot.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The mouse leaving the plot."""
        if event.type() == QEvent.Type.Leave and self.at is not None:
            self.at = None
            self.warm(None)
            self.left.emit()
        return super().eventFilter(watched, event)

    def show_cursor(self) -> None:
        """A hand over what can be taken, a finger over what can be clicked."""
        shape = Qt.CursorShape.ArrowCursor
        if self.dragging:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self.takeable():
            shape = Qt.CursorShape.OpenHandCursor
        elif self.clickable():
            shape = Qt.CursorShape.PointingHandCursor
        if self._plot.viewport().cursor().shape() != shape:
            self._plot.viewport().setCursor(shape)

    def warm(self, at: QPointF | None) -> None:
        """Enlarge what can be taken at ``at``: one thing at most."""
        self._marks.set_hot(None if at is None else self._marks.handle_at(at))

    def takeable(self) -> bool:
        """Whether something that can be taken lies under the mouse."""
        return self._marks.hot is not None

    def clickable(self) -> bool:
        """Whether something that can be clicked lies under the mouse."""
        return False

    def look(self, at: QPointF) -> None:
        """The mouse is at ``at``, inside the picture."""

    def _on_moved(self, position: QPointF) -> None:
        at = self._plot.view_box.mapFromScene(position)
        inside = self._plot.view_box.rect().contains(at)
        self.at = at if inside or self.dragging else None
        if not self.dragging:
            self.warm(at if inside else None)
        self.show_cursor()
        if not inside:
            self.left.emit()
            return
        self.look(at)
        self.moved.emit(at)


class PathPointer(Pointer):
    """Also sees paths and the point looked at closely, and says why a path leaves the picture."""

    def __init__(self, plot: Any, marks: MarksItem, local: LocalItem, paths: PathsItem) -> None:
        super().__init__(plot, marks)
        self._local, self._paths = local, paths

    def warm(self, at: QPointF | None) -> None:
        """The point looked at closely and its knob lie over the handles."""
        grip = None if at is None else self._local.grip_at(at)
        self._local.set_hot(grip)
        super().warm(None if grip else at)

    def takeable(self) -> bool:
        """A handle, the point or its knob."""
        return self._local.hot is not None or super().takeable()

    def clickable(self) -> bool:
        """A point of a path."""
        return self.at is not None and self._paths.nearest(self.at, REACH) is not None

    def look(self, at: QPointF) -> None:
        """Where a path leaves."""
        for exit_ in self._paths.exits():
            if (exit_.at - at).manhattanLength() < 14.0:
                state = exit_.outcome or "outside the view"
                QToolTip.showText(QCursor.pos(), f"{exit_.label}: {state}", self._plot)
