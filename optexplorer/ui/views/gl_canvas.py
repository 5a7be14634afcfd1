"""The drawn half of the 3-D view: the order of painting, and what is drawn anew when."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import numpy as np
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QOpenGLFunctions,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from optexplorer.core.arrays import Vec
from optexplorer.ui.steps import Steps
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views import gl_kit
from optexplorer.ui.views.box_axes import BoxAxes
from optexplorer.ui.views.gl_blocks import Blocks, bands, in_blocks
from optexplorer.ui.views.gl_kit import Item, Shot
from optexplorer.ui.views.gl_line_item import LineItem
from optexplorer.ui.views.gl_offscreen import Offscreen
from optexplorer.ui.views.gl_program import Programs
from optexplorer.ui.views.line_geometry import Line
from optexplorer.ui.views.markers3d import Markers
from optexplorer.ui.views.orbit import Orbit
from optexplorer.ui.views.overlay3d import Overlay
from optexplorer.ui.yielding_timer import TURN, YieldingTimer

_AT_ONCE = 100  # markers of which it is found out in one go whether they are hidden
_BETWEEN = 4  # milliseconds between two goes on the screen


class GLCanvas(Orbit):
    """Draws items inside of a box with axes; knows nothing of runs or losses."""

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
        self._axes: BoxAxes | None = None
        self._floor, self._marks = LineItem(), LineItem()
        self._ground = (self._floor, *ground)
        self._items = (*items, self._marks)
        self._offscreen = Offscreen(self, software=software)
        self._programs = Programs()
        self._blocks = Blocks(self._draw_rows)
        self._image: QImage | None = None  # None once something has changed
        self._begun: tuple[int, int] | None = None  # the size of the picture begun since then
        self._tokens: ThemeTokens | None = None
        self._begun_in: ThemeTokens | None = None
        self._overlay = Overlay(self, for_file=ratio is not None)
        self._markers = markers
        self._all_found = True
        self._more = YieldingTimer(_BETWEEN, self)
        self._more.timeout.connect(self._show_markers)
        self._ahead = YieldingTimer(TURN, self)
        self._ahead.timeout.connect(self._begin_ahead)
        self._seen: tuple[float, ...] = ()  # camera and size that the labels are placed for
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_axes(self, axes: BoxAxes | None) -> None:
        """The frame round the picture; the caller refreshes it."""
        self._axes = axes
        self._draw_frame()

    def set_theme(self, tokens: ThemeTokens) -> None:
        """Colours and fonts of the frame."""
        self._tokens = tokens
        self._overlay.set_theme(tokens)
        self._draw_frame()
        self.refresh()
        self.go_ahead()

    def rehearse(self, items: Sequence[Item]) -> Steps[None]:
        """Draw nothing, then ``items``, each in a step of its own; before there is a picture."""
        for look, shown in enumerate([(), *((item,) for item in items)]):
            self._offscreen.draw(
                QSize(1, 1), look, partial(self._draw, items=()), partial(self._draw, items=shown)
            )
            yield

    # Painting

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the labels anew; a picture is drawn before the window is painted, if there is time."""
        super().resizeEvent(event)
        self._overlay.setGeometry(self.rect())
        self.refresh()
        if not QGuiApplication.mouseButtons():  # or a hand goes on, and it would be drawn for nothing
            self.go_ahead()

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
        self._ahead.stop()
        if self._image.isNull():
            painter.fillRect(area, canvas)
        painter.drawImage(QPointF(), self._image)

    def bands(self) -> Iterator[tuple[QPointF, QImage]]:
        """The picture in pieces and their places, each quickly packed into a file."""
        blocks: Iterable[tuple[QPointF, QImage]]
        if self._in_blocks:
            blocks = self._blocks.of(self.rect(), QSize(*self._pixels), self.ratio)
        else:
            blocks = [(QPointF(), self.picture())]
        for corner, block in blocks:
            last = round(corner.y() * self.ratio) + block.height() >= self._pixels[1]
            for place, band in bands(block, last=last):
                yield corner + place, band

    def picture(self) -> QImage:
        """What there is to see, without labels and markers."""
        if self._begun != self._pixels:
            self.begin()
        image = self._offscreen.image()
        image.setDevicePixelRatio(self.ratio)
        return image

    def begin(self) -> None:
        """Start to draw what will be painted; the driver goes on while other things are done."""
        if self._tokens is None or self._in_blocks:
            return
        self._begun, self._begun_in = self._pixels, self._tokens
        size = QSize(*self._begun)
        self._draw_part(size, QRect(QPoint(), size))

    def go_ahead(self) -> None:
        """Begin in a turn of its own: all else is to be painted, too, where a panel came or went."""
        if self._ratio is None and not self._ahead.active:
            self._ahead.start()

    def _begin_ahead(self) -> None:
        # Behind the cover of a window that is dressed, other sizes come before it is seen.
        covered = not self.updatesEnabled() and self._tokens is self._begun_in
        if self._begun is None and self._image is None and self.isVisible() and not covered:
            self.begin()

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
            programs=self._programs,
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
        markers, self._all_found = self._markers(self.camera, _AT_ONCE)
        self._overlay.show_markers(markers, self.camera)
        if not self._all_found and self._ratio is None:
            self._more.start()

    def find_markers(self) -> Steps[None]:
        """Find out of all markers whether they are hidden, before a picture is painted."""
        while not self._all_found:
            yield
            self._show_markers()


def _lines(segments: Sequence[tuple[Vec, Vec]], colour: QColor) -> list[Line]:
    """Hairlines in one colour."""
    rows = [row for a, b in segments for row in (a, b, np.full(3, np.nan))]
    points = np.array(rows).reshape(-1, 3)
    rgba = (colour.red(), colour.green(), colour.blue(), 255)
    return [Line(points, np.zeros(len(points)), rgba, 1.0)]
