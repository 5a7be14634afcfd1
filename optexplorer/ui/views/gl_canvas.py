"""The drawn half of the 3-D view: camera, mouse, keyboard and the order of painting."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QOpenGLFunctions,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from optexplorer.core.arrays import Vec
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views import gl_kit
from optexplorer.ui.views.box_axes import BoxAxes
from optexplorer.ui.views.camera import Camera
from optexplorer.ui.views.gl_blocks import Blocks, in_blocks
from optexplorer.ui.views.gl_kit import Item, Shot
from optexplorer.ui.views.gl_line_item import LineItem
from optexplorer.ui.views.gl_offscreen import Offscreen
from optexplorer.ui.views.line_geometry import Line
from optexplorer.ui.views.markers3d import Markers
from optexplorer.ui.views.overlay3d import Overlay

_DEGREES_PER_PIXEL = 0.4
_DEGREES_PER_KEY = 4.0
_TURNS = {
    Qt.Key.Key_Left: (-1.0, 0.0),
    Qt.Key.Key_Right: (1.0, 0.0),
    Qt.Key.Key_Up: (0.0, 1.0),
    Qt.Key.Key_Down: (0.0, -1.0),
}
_AT_ONCE = 100  # markers of which it is found out in one go whether they are hidden
_BETWEEN = 4  # milliseconds between two goes
_ZOOMS = {Qt.Key.Key_Plus: 0.9, Qt.Key.Key_Equal: 0.9, Qt.Key.Key_Minus: 1.0 / 0.9}


class GLCanvas(QWidget):
    """Draws items inside of a box with axes; knows nothing of runs or losses."""

    clicked = Signal(QPointF)  # double click, or click with Shift
    hovered = Signal(QPointF)
    left = Signal()
    painted = Signal()

    def __init__(
        self,
        ground: Sequence[Item],
        items: Sequence[Item],
        markers: Markers,
        *,
        software: bool,
        ratio: float | None = None,
        parent: QWidget,
    ) -> None:
        """``items`` are drawn over ``ground``, which is kept while the camera rests.

        ``ratio`` is that of device pixels to pixels, the screen's own where it is None.
        """
        super().__init__(parent)
        self._ratio = ratio
        self.camera = Camera()
        self._axes: BoxAxes | None = None
        self._floor, self._marks = LineItem(), LineItem()
        self._ground = (self._floor, *ground)
        self._items = (*items, self._marks)
        self._offscreen = Offscreen(self, software=software)
        self._blocks = Blocks(self._draw_rows)
        self._image: QImage | None = None  # None once something has changed
        self._begun: tuple[int, int] | None = None  # the size of the picture begun since then
        self._tokens: ThemeTokens | None = None
        self._overlay = Overlay(self)
        self._markers = markers
        self._more = QTimer(self, singleShot=True, interval=_BETWEEN)
        self._more.timeout.connect(self._show_markers)
        self._grabbed: QPointF | None = None
        self._seen: tuple[float, ...] = ()  # camera and size that the labels are placed for
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)

    def set_axes(self, axes: BoxAxes | None) -> None:
        """The frame round the picture."""
        self._axes = axes
        self._draw_frame()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Colours and fonts of the frame."""
        self._tokens = tokens
        self._overlay.set_theme(tokens)
        self._draw_frame()

    @property
    def extent(self) -> tuple[int, int]:
        """Width and height in logical pixels."""
        return self.width(), self.height()

    # Painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the labels anew."""
        super().resizeEvent(event)
        self._overlay.setGeometry(self.rect())
        self.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Show the picture, drawn anew if something has changed."""
        if self._tokens is None:
            return
        painter = QPainter(self)
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
        if self._in_blocks:
            self._blocks.paint(painter, event.rect(), QSize(*self._pixels), self.ratio)
        else:
            self._paint_whole(painter, event.rect(), QColor(self._tokens.canvas))
        painter.end()
        self.painted.emit()

    def _paint_whole(self, painter: QPainter, area: QRect, canvas: QColor) -> None:
        if self._image is None or self._begun != self._pixels:
            self._image = self.picture()
        if self._image.isNull():
            painter.fillRect(area, canvas)
        painter.drawImage(QPointF(), self._image)

    def picture(self) -> QImage:
        """What there is to see, without labels and markers."""
        if self._begun != self._pixels:
            self.begin()
        image = self._offscreen.image()
        image.setDevicePixelRatio(self.ratio)
        return image

    def begin(self) -> None:
        """Start to draw what will be painted; it goes on while other widgets are painted."""
        if self._tokens is None or self._in_blocks:
            return
        self._begun = self._pixels
        size = QSize(*self._begun)
        self._draw_part(size, QRect(QPoint(), size))

    def _draw_rows(self, whole: QSize, first: int, rows: int) -> QImage:
        below = first + rows - whole.height()
        self._draw_part(QSize(whole.width(), rows), QRect(QPoint(0, below), whole))
        return self._offscreen.image()

    def _draw_part(self, size: QSize, port: QRect) -> None:
        if self._tokens is None:
            return
        canvas = QColor(self._tokens.canvas)
        versions = (item.version for item in self._ground)
        look = (*self.camera.state, canvas.rgba(), port.y(), *versions)

        def ground(gl: QOpenGLFunctions) -> None:
            gl.glClearColor(canvas.redF(), canvas.greenF(), canvas.blueF(), canvas.alphaF())
            gl.glClear(gl_kit.COLOR_BUFFER_BIT | gl_kit.DEPTH_BUFFER_BIT)
            self._draw(gl, self._ground)

        self._offscreen.draw(size, look, ground, lambda gl: self._draw(gl, self._items), port)

    @property
    def _in_blocks(self) -> bool:
        """Whether it is large, and painted once."""
        return self._ratio is not None and in_blocks(QSize(*self._pixels))

    @property
    def _pixels(self) -> tuple[int, int]:
        """Width and height in device pixels."""
        return max(round(self.width() * self.ratio), 1), max(round(self.height() * self.ratio), 1)

    @property
    def ratio(self) -> float:
        """Device pixels a pixel."""
        return self.devicePixelRatioF() if self._ratio is None else self._ratio

    def _draw(self, gl: QOpenGLFunctions, items: Sequence[Item]) -> None:
        """Draw with depth."""
        gl.glEnable(gl_kit.DEPTH_TEST)
        gl.glDepthFunc(gl_kit.LEQUAL)
        gl.glBlendFuncSeparate(
            gl_kit.SRC_ALPHA, gl_kit.ONE_MINUS_SRC_ALPHA, gl_kit.ONE, gl_kit.ONE_MINUS_SRC_ALPHA
        )
        shot = Shot(
            gl=gl,
            view=self.camera.view(),
            projection=self.camera.projection(self.extent),
            axes=self.camera.axes,
            size=self._pixels,
            ratio=self.ratio * (1.0 if self._tokens is None else self._tokens.zoom),
        )
        for item in items:
            item.paint(shot)

    def _draw_frame(self) -> None:
        if self._axes is not None and self._tokens is not None:
            self._floor.set_lines(_lines(self._axes.floor(), QColor(self._tokens.hairline)))
            self._seen = ()
        self.refresh()

    def refresh(self) -> None:
        """Draw anew: the camera moved, or what it looks at changed."""
        if self._axes is not None and self._tokens is not None:
            seen = (*self.camera.state, *self.extent)
            if seen != self._seen:
                self._seen = seen
                marks = self._axes.marks(self.camera)
                self._marks.set_lines(_lines(marks, QColor(self._tokens.outline)))
                self._overlay.show_labels(self._axes.labels(self.camera), self.camera)
            self._show_markers()
        self._image = self._begun = None
        self._blocks.forget()
        self.update()

    def _show_markers(self) -> None:
        most = _AT_ONCE if self._ratio is None else None  # what is painted once waits for nothing
        markers, all_found = self._markers(self.camera, most)
        self._overlay.show_markers(markers, self.camera)
        if not all_found:
            self._more.start()

    # Mouse and keyboard

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

    def reset_camera(self) -> None:
        """Look from where one looked at first."""
        self.camera.reset()
        self.refresh()


def _lines(segments: Sequence[tuple[Vec, Vec]], colour: QColor) -> list[Line]:
    """Hairlines in one colour."""
    rows = [row for a, b in segments for row in (a, b, np.full(3, np.nan))]
    points = np.array(rows).reshape(-1, 3)
    rgba = (colour.red(), colour.green(), colour.blue(), 255)
    return [Line(points, np.zeros(len(points)), rgba, 1.0)]
