"""The 3-D view: the loss as a landscape, with the paths lying on it.

Nothing of OpenGL starts before the view is first shown. Where 3-D cannot be had, the view says why
in one sentence and everything else goes on working.
"""

from pathlib import Path

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QShowEvent
from PySide6.QtWidgets import QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from optexplorer.scene.frame import Frame
from optexplorer.scene.mesh import drawn_mesh
from optexplorer.scene.picking import pick
from optexplorer.scene.view import Place3D
from optexplorer.ui.start_flag import StartFlag
from optexplorer.ui.steps import Steps
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.turns import Turns
from optexplorer.ui.views.after_paint import AfterPaint
from optexplorer.ui.views.blank_item import BLANK
from optexplorer.ui.views.box_axes import BoxAxes
from optexplorer.ui.views.gl_canvas import GLCanvas
from optexplorer.ui.views.gl_program import ShaderError
from optexplorer.ui.views.gl_rehearsal import rehearsal
from optexplorer.ui.views.gl_support import GLSupport, probe
from optexplorer.ui.views.scale_label import ScaleLabel
from optexplorer.ui.views.surface_scene import SurfaceScene, to_plane
from optexplorer.ui.widgets.themed import tokens as current_tokens

_CRASHED = (
    "The 3-D picture is off, because the last attempt to start it ended the program. "
    "The contour view shows the same paths."
)
_ONE_VARIABLE = "A function of one variable is drawn as a graph; there is no 3-D picture of it."
_TOOLTIP = (
    "Drag to turn, wheel to zoom, right drag to move, arrows and Home by keyboard.\n"
    "Double-click or Shift-click the surface to start there."
)


class Surface3DView(QWidget):
    """Shows frames; asks for a start where the surface is double-clicked.

    ``start_flag`` is a file that survives if the driver crashes while 3-D starts.
    """

    startRequested = Signal(float, float)
    cursorMoved = Signal(float, float)  # plane coordinates under the mouse; nan off the surface
    cameraMoved = Signal(object)  # where it has come to rest: `Camera.place`
    started = Signal()  # the first picture is painted

    def __init__(self, start_flag: Path | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.support: GLSupport | None = None
        self._flag = StartFlag(start_flag)
        self._scene = SurfaceScene()
        self._canvas: GLCanvas | None = None
        self._frame: Frame | None = None
        self._place: Place3D | None = None  # of the camera, until there is one
        self._tokens = current_tokens()
        self._over_surface = False
        self._starting = Turns(self)
        self._message = QLabel(wordWrap=True, alignment=Qt.AlignmentFlag.AlignCenter)
        self._retry = QPushButton("Try again")
        self._retry.hide()
        self._retry.clicked.connect(self._try_again)
        self._scale_label = ScaleLabel(self)
        self._page = QWidget()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._page)
        column = QVBoxLayout(self._page)
        column.addStretch()
        column.addWidget(self._message)
        column.addWidget(self._retry, alignment=Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self.setAccessibleName("3-D view of the loss surface")
        self.setAccessibleDescription(_TOOLTIP)
        self.set_theme(self._tokens)

    @property
    def ready(self) -> bool:
        """Whether it is known if there is 3-D here, and what draws it has been made."""
        return self.support is not None and not self._starting.busy

    # What the window tells

    def show_frame(self, frame: Frame, *, at_once: bool = True) -> None:
        """Show ``frame`` from where the camera is; begun ``at_once``, or in a turn of its own."""
        self._frame, new_surface = frame, self._scene.show(frame)
        if self._canvas is None:
            return
        if new_surface:
            self._show_axes(self._canvas, frame)
        self._canvas.refresh()
        (self._canvas.begin if at_once else self._canvas.go_ahead)()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Dress in these colours."""
        self._tokens = tokens
        self._scene.set_theme(tokens)
        self._page.setStyleSheet(f"color: {tokens.muted};")
        self._scale_label.set_theme(tokens)
        if self._canvas is not None:
            self._canvas.set_theme(tokens)

    def set_linked_cursor(self, x: float | None, y: float | None) -> None:
        """Mark the plane point that the mouse is over in another view; None takes it away."""
        at = None if x is None or y is None else (x, y)
        if at == self._scene.linked:
            return
        self._scene.set_linked(at)
        if self._canvas is not None:
            self._canvas.refresh()

    def look_from(self, place: Place3D | None) -> None:
        """Look from there, as soon as there is 3-D; None is where one looked at first.

        The same place again changes nothing: the person may be on the way to another.
        """
        if place != self._place:
            self._place = place
            if self._canvas is not None:
                self._canvas.look_from(place)

    def settle(self) -> None:
        """Tell now from where one looks, also while a hand is still at it."""
        if self._canvas is not None:
            self._canvas.settle()
            if self._canvas.camera.place != self._place:
                self._on_moved(self._canvas.camera.place)

    def reset_camera(self) -> None:
        """Look from where one looked at first, wherever one looks from now."""
        if self._canvas is not None:
            self._canvas.reset_camera()
        else:
            self._on_moved(None)

    def start_like(self, other: "Surface3DView", ratio: float) -> bool:
        """Start at once, seen as ``other`` is, with ``ratio`` device pixels a pixel.

        False, and nothing is started, where ``other`` draws nothing.
        """
        if other.support is None or other._canvas is None:
            return False
        self.support = other.support
        canvas = self._make_canvas(self.support, ratio)
        canvas.camera = other._canvas.camera.copy()
        self._show_canvas(canvas)
        return True

    def rehearse(self) -> Steps[None]:
        """What the first picture would wait for, beforehand and step by step."""
        if self._canvas is not None:
            yield from self._canvas.rehearse(rehearsal())

    def find_markers(self) -> Steps[None]:
        """Find out which marks the surface hides, all of them; on the screen it comes by and by."""
        if self._canvas is not None:
            yield from self._canvas.find_markers()

    def picture(self) -> QImage:
        """What is painted now; empty where there is no 3-D."""
        return QImage() if self._canvas is None else self._canvas.picture()

    def close_in_order(self) -> None:
        """The program ends without a crash, even if nothing has been painted."""
        self._starting.stop()
        if self.support is not None and self.support.available:
            self._flag.clear()

    # Starting

    def sizeHint(self) -> QSize:
        """Room for the picture and its labels."""
        return QSize(640, 480)

    def showEvent(self, event: QShowEvent) -> None:
        """Start 3-D once the window has been painted."""
        super().showEvent(event)
        if self.support is None:
            AfterPaint(self, self._start)

    def _start(self) -> None:
        if self.support is None and not self.isHidden():
            self._starting.begin(self._start_up())

    def _start_up(self) -> Steps[None]:
        if self._flag.left_behind():
            self.support = GLSupport(False, _CRASHED)
            self._retry.show()
            self._say(_CRASHED)
            return
        self._flag.set()
        self.support = probe()
        if not self.support.available:
            self._do_without(self.support)
            return
        yield  # the driver has taken its time
        canvas = self._make_canvas(self.support)
        canvas.hide()
        try:
            yield from canvas.rehearse(rehearsal())
        except ShaderError as error:
            canvas.deleteLater()
            self._do_without(self.support.without(str(error)))
            return
        self._show_canvas(canvas)
        canvas.setToolTip(_TOOLTIP)
        canvas.setAccessibleName(self.accessibleName())
        canvas.setAccessibleDescription(_TOOLTIP)
        canvas.clicked.connect(self._on_clicked)
        canvas.hovered.connect(self._on_hovered)
        canvas.left.connect(self._on_left)
        canvas.moved.connect(self._on_moved)
        canvas.look_from(self._place)
        canvas.painted.connect(self._flag.clear, Qt.ConnectionType.SingleShotConnection)
        canvas.painted.connect(self.started, Qt.ConnectionType.SingleShotConnection)
        self.setTabOrder(self._retry, canvas)  # made late, it would come last
        self.setFocusProxy(canvas)
        if self._frame is not None:
            self._show_axes(canvas, self._frame)
            canvas.refresh()

    def _do_without(self, support: GLSupport) -> None:
        self.support = support
        self._flag.clear()
        self._say(support.reason)

    def _make_canvas(self, support: GLSupport, ratio: float | None = None) -> GLCanvas:
        return GLCanvas(
            self._scene.ground,
            self._scene.items,
            self._scene.markers,
            software=support.software,
            ratio=ratio,
            parent=self,
        )

    def _show_canvas(self, canvas: GLCanvas) -> None:
        canvas.set_theme(self._tokens)
        self._canvas = canvas
        self._stack.addWidget(canvas)
        self._stack.setCurrentWidget(canvas)

    def _try_again(self) -> None:
        self._flag.clear()
        self._retry.hide()
        self.support = None
        self._start()

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._stack.setCurrentWidget(self._page)
        self._scale_label.hide()

    def _show_axes(self, canvas: GLCanvas, frame: Frame) -> None:
        surface = frame.surface
        if surface is None:
            if frame.graph is not None:
                self._say(_ONE_VARIABLE)
            return
        canvas.set_axes(BoxAxes.of(surface, drawn_mesh(surface), frame.axes))
        self._stack.setCurrentWidget(canvas)
        self._scale_label.show_text(BLANK if surface.blank else surface.scale_label)

    # What the person does

    def _point_under(self, at: QPointF) -> tuple[float, float] | None:
        surface = self._scene.surface
        if surface is None or self._canvas is None:
            return None
        eye, direction = self._canvas.camera.ray(at.x(), at.y(), self._canvas.extent)
        ray = to_plane(drawn_mesh(surface), np.stack([eye, eye + direction]))
        return pick(surface, ray[0], ray[1] - ray[0])

    def _on_clicked(self, at: QPointF) -> None:
        if point := self._point_under(at):
            self.startRequested.emit(*point)
        elif self._canvas is not None:
            self._canvas.reset_camera()

    def _on_moved(self, place: Place3D | None) -> None:
        self._place = place
        self.cameraMoved.emit(place)

    def _on_hovered(self, at: QPointF) -> None:
        if point := self._point_under(at):
            self._over_surface = True
            self.cursorMoved.emit(*point)
        else:
            self._on_left()

    def _on_left(self) -> None:
        if self._over_surface:
            self._over_surface = False
            self.cursorMoved.emit(float("nan"), float("nan"))
