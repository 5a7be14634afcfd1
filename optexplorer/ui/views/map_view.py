"""A map: what became of each point of a plane, to be zoomed into, read off and clicked."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from optexplorer.core.problem import Box
from optexplorer.scene.frame import Style
from optexplorer.scene.map_layer import MapLayer, MapLine, MapMark
from optexplorer.ui.tokens import LIGHT, ThemeTokens
from optexplorer.ui.views.box_view import ARROWS, BoxView
from optexplorer.ui.views.map_item import MapItem, MapLinesItem
from optexplorer.ui.views.marks_item import Handle
from optexplorer.ui.views.overlays import ColourBar
from optexplorer.ui.widgets.elided_label import ElidedLabel
from optexplorer.ui.widgets.run_marker import RunMarker
from optexplorer.ui.widgets.swatches import Swatches

_ZOOM = 2.0  # by a key
_FINE, _COARSE = 1.0, 10.0  # pixels that the keyboard's cursor moves, with and without Shift
_DEEP = 1e-10  # of the size or the distance from zero: what numbers can still tell apart
LEAST = QSize(220, 180)


class MapView(BoxView):
    """Told what to show; all coordinates are those of the axes, exponents on logarithmic ones.

    A map stays at its place while another part of the plane is in view. The arrow keys move a cursor
    that Enter clicks; plus and minus zoom about it, Home asks for the whole map.
    """

    clicked = Signal(float, float)
    markDragged = Signal(int, float, float)  # the mark's place in the list
    markDropped = Signal(int, float, float)

    def __init__(self, tokens: ThemeTokens = LIGHT, parent: QWidget | None = None) -> None:
        super().__init__(tokens, parent)
        self.layer: MapLayer | None = None
        self._axes = (("", ""), (False, False))  # names, and which are logarithmic
        self._marks: Sequence[MapMark] = ()
        self._cursor: tuple[float, float] | None = None  # of the keyboard
        self.cells = MapItem(self.view)
        self.lines = MapLinesItem(self.view, tokens)
        self.colour_bar = ColourBar(tokens, self)
        self.colour_bar.setToolTip("The value of each colour")
        self.colour_bar.hide()
        self.box_layout.addWidget(self.colour_bar)
        self.swatches = Swatches()
        self.column.addWidget(self.swatches)
        self.column.setSpacing(2)
        self._icon, self._title = RunMarker(), ElidedLabel()
        head = QHBoxLayout()
        head.setSpacing(6)
        head.addWidget(self._icon)
        head.addWidget(self._title, 1)
        self.column.insertLayout(0, head)
        self._icon.hide()
        self._title.hide()
        self.setMinimumSize(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName("Map")
        self.view.sigResized.connect(self._align_bar)
        self.set_theme(tokens)

    # What the window says -------------------------------------------------------------

    def set_title(self, title: str, style: Style | None = None) -> None:
        """What stands above the map, and the marker of the run it belongs to."""
        self._title.setText(title)
        self._title.setToolTip(title)
        self._title.setVisible(bool(title))
        self._icon.show_style(style)
        self._icon.setVisible(style is not None)
        self.setAccessibleName(f"Map of {title}" if title else "Map")

    def set_layer(self, layer: MapLayer | None) -> None:
        """Another picture of cells; what is in view stays (see ``show_range``)."""
        self.layer = layer
        self.cells.set_layer(layer)
        self.colour_bar.set_layer(layer.scale if layer else None)
        self.swatches.show_swatches(layer.swatches if layer else ())
        if layer is not None:
            self.set_axes(layer.names, layer.log)

    def set_axes(self, names: tuple[str, str], log: tuple[bool, bool]) -> None:
        """What the axes are called and which are logarithmic; a layer says so itself."""
        if (names, log) != self._axes:
            self._axes = (names, log)
            self._name_axes()

    def show_range(self, box: Box) -> None:
        """Bring ``box`` into view; it can be zoomed into until numbers run out."""
        least = [max(high - low, abs(low), abs(high)) * _DEEP for low, high in box]
        self.view.setLimits(minXRange=least[0], minYRange=least[1])
        super().show_range(box)

    def set_marks(self, marks: Sequence[MapMark]) -> None:
        """Show these, over all else; the first lies on top."""
        self._marks = marks
        handles = [Handle(place, mark.at) for place, mark in enumerate(marks)]
        styles = {i: mark.style for i, mark in enumerate(marks) if mark.style is not None}
        self.marks.set_handles(self._held(handles), styles)

    def set_lines(self, lines: Sequence[MapLine]) -> None:
        """Show these over the cells."""
        self.lines.set_lines(lines)

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Recolour everything but the cells."""
        super().set_theme(tokens)
        if not hasattr(self, "lines"):  # while the base class is made
            return
        self.lines.set_theme(tokens.plain)
        self.colour_bar.set_theme(tokens)
        self._name_axes()

    # From the mouse and the keyboard --------------------------------------------------

    def click(self, at: QPointF) -> None:
        """A point of the plane was clicked."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        if self.handle_at(at) is None:
            self.clicked.emit(*self._plane(at))

    def ask_handle(self, handle: Handle, finished: bool) -> None:
        """A mark was dragged."""
        told = self.markDropped if finished else self.markDragged
        told.emit(handle.run, *handle.at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the cursor, click with it, zoom about it."""
        key = Qt.Key(event.key())
        if key in ARROWS:
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._move_cursor(*ARROWS[key], _FINE if shift else _COARSE)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor is not None:
            self.clicked.emit(*self._cursor)
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal):
            self._zoom(1.0 / _ZOOM)
        elif key == Qt.Key.Key_Minus:
            self._zoom(_ZOOM)
        elif key == Qt.Key.Key_Home:
            self.fitRequested.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The keyboard's cursor goes."""
        if self._cursor is not None:
            self._cursor = None
            self.set_linked_cursor(None)
            self.hoverLeft.emit()
        super().focusOutEvent(event)

    def _move_cursor(self, right: int, up: int, pixels: float) -> None:
        (x0, x1), (y0, y1) = self.view.viewRange()
        x, y = self._cursor or self._middle()
        width, height = max(self.view.width(), 1.0), max(self.view.height(), 1.0)
        x = min(max(x + right * pixels * (x1 - x0) / width, x0), x1)
        y = min(max(y + up * pixels * (y1 - y0) / height, y0), y1)
        self._cursor = (x, y)
        self.set_linked_cursor(x, y)
        self.hovered.emit(x, y)

    def _middle(self) -> tuple[float, float]:
        """The first mark if it is in view, else the middle of the view."""
        (x0, x1), (y0, y1) = self.view.viewRange()
        if self._marks:
            x, y = self._marks[0].at
            if x0 <= x <= x1 and y0 <= y <= y1:
                return x, y
        return 0.5 * (x0 + x1), 0.5 * (y0 + y1)

    def _zoom(self, factor: float) -> None:
        self.view.scaleBy(s=[factor, factor], center=self._cursor or self._middle())
        self._settle.start()

    # Inside ---------------------------------------------------------------------------

    def _name_axes(self) -> None:
        for axis, name, log in zip((self.bottom, self.left), *self._axes, strict=True):
            axis.set_log(log)
            axis.set_name(name, self.tokens)

    def _align_bar(self, *_: object) -> None:
        area = self.picture_rect()
        above = self.colour_bar.y()  # the title
        self.colour_bar.set_span(area.top() - above, area.bottom() - above)
