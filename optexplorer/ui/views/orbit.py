"""A widget with a camera that mouse and keyboard turn, push and bring closer."""

from PySide6.QtCore import QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from optexplorer.scene.view import Place3D
from optexplorer.ui.views.camera import Camera

_DEGREES_PER_PIXEL = 0.4
_DEGREES_PER_KEY = 4.0
_REST = 150  # milliseconds without a notch or a key after which the camera has come to rest
_TURNS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}
_ZOOMS = {Qt.Key.Key_Plus: 0.9, Qt.Key.Key_Equal: 0.9, Qt.Key.Key_Minus: 1.0 / 0.9}


class Orbit(QWidget):
    """Tells what is clicked and hovered; what shows the picture says how in ``refresh``."""

    clicked = Signal(QPointF)  # double click, or click with Shift
    hovered = Signal(QPointF)
    left = Signal()
    moved = Signal(object)  # where the camera has come to rest: `Camera.place`

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.camera = Camera()
        self._grabbed: QPointF | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(lambda: self.moved.emit(self.camera.place))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    @property
    def extent(self) -> tuple[int, int]:
        """Width and height in logical pixels."""
        return self.width(), self.height()

    def refresh(self) -> None:
        """The camera moved."""
        raise NotImplementedError

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Shift-click picks a point; otherwise begin to turn or to push."""
        shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.button() == Qt.MouseButton.LeftButton and shift:
            self.clicked.emit(event.position())
        else:
            self._grabbed = event.position()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Turn, push, or say what is under the mouse."""
        if self._grabbed is None or event.buttons() == Qt.MouseButton.NoButton:
            self.hovered.emit(event.position())
            return
        moved = event.position() - self._grabbed
        self._grabbed = event.position()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.camera.orbit(-_DEGREES_PER_PIXEL * moved.x(), _DEGREES_PER_PIXEL * moved.y())
        else:
            self.camera.pan(moved.x(), moved.y(), self.extent)
        self.refresh()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        self._grabbed = None
        event.accept()
        self.moved.emit(self.camera.place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click picks a point."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit(event.position())

    def leaveEvent(self, event: object) -> None:
        """The mouse is over nothing."""
        del event
        self.left.emit()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Come closer or step back."""
        self.camera.zoom(0.999 ** event.angleDelta().y())
        event.accept()
        self.refresh()
        self._rest.start()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows turn, plus and minus zoom, Home resets."""
        key = Qt.Key(event.key())
        if key in _TURNS:
            azimuth, elevation = _TURNS[key]
            self.camera.orbit(_DEGREES_PER_KEY * azimuth, _DEGREES_PER_KEY * elevation)
        elif key in _ZOOMS:
            self.camera.zoom(_ZOOMS[key])
        elif key == Qt.Key.Key_Home:
            self.camera.reset()
        else:
            super().keyPressEvent(event)
            return
        self.refresh()
        self._rest.start()

    def settle(self) -> None:
        """Whatever moves the camera lets go; the next press takes hold anew."""
        self._rest.stop()
        self._grabbed = None

    def reset_camera(self) -> None:
        """Look from where one looked at first."""
        self.look_from(None)
        self.moved.emit(None)

    def look_from(self, place: Place3D | None) -> None:
        """Look from there; None is where one looked at first."""
        self._rest.stop()
        if place != self.camera.place:
            self.camera.look_from(place)
            self.refresh()
