"""The views of the window once more, in another size and dress, painted to files."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPaintEngine, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QHBoxLayout, QVBoxLayout, QWidget

from optexplorer.scene.frame import Frame
from optexplorer.ui.export.look import Look
from optexplorer.ui.export.svg_paint import paint_svg
from optexplorer.ui.stylesheet import stylesheet
from optexplorer.ui.theme import ThemeTokens, font, palette
from optexplorer.ui.views.axes import Axis, Plot
from optexplorer.ui.views.contour import ContourView
from optexplorer.ui.views.curves import CurvesView
from optexplorer.ui.views.graph import GraphView
from optexplorer.ui.views.surface3d import Surface3DView
from optexplorer.ui.widgets.stamp import FINE

_HEAD = 34  # pixels for name and formula
_SHARE = (11, 5)  # of the height: pictures, curves


class _Head(QWidget):
    """The problem's name in bold, its formula beside it as far as it fits."""

    def __init__(self, frame: Frame, tokens: ThemeTokens) -> None:
        super().__init__()
        self._frame, self._tokens = frame, tokens
        self.setFixedHeight(_HEAD)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """One line."""
        painter = QPainter(self)
        middle = Qt.AlignmentFlag.AlignVCenter
        face = font(self._tokens, self._tokens.font_title, QFont.Weight.DemiBold)
        painter.setFont(face)
        painter.setPen(self._tokens.color("text"))
        room = QRect(14, 4, self.width() - 28, self.height() - 4)
        painter.drawText(room, middle, self._frame.title)
        room.setLeft(room.left() + painter.fontMetrics().horizontalAdvance(self._frame.title) + 14)
        painter.setFont(font(self._tokens, self._tokens.font_body))
        painter.setPen(self._tokens.color("muted"))
        metrics = painter.fontMetrics()
        elide = Qt.TextElideMode.ElideRight
        painter.drawText(room, middle, metrics.elidedText(self._frame.formula, elide, room.width()))
        painter.end()


class Stage(QWidget):
    """Shows frames off the screen; make it, show a frame, paint it as often as needed.

    ``surface3d`` is the view whose camera and driver the 3-D picture takes; without one, or where it
    draws nothing, there is no 3-D picture.
    """

    def __init__(
        self,
        look: Look,
        frame: Frame,
        surface3d: Surface3DView | None = None,
        scale: float | None = None,
    ) -> None:
        """``scale`` is that of ``look`` unless given."""
        super().__init__()
        self.look, self._tokens = look, look.tokens()
        self.scale = look.scale if scale is None else scale
        self.setPalette(palette(self._tokens))
        self.setStyleSheet(stylesheet(self._tokens))
        self.views: list[ContourView | GraphView | CurvesView | Surface3DView] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 8, 6)
        column.setSpacing(4)
        if look.formula:
            column.addWidget(_Head(frame, self._tokens))
        pictures = QHBoxLayout()
        pictures.setSpacing(8)
        column.addLayout(pictures, _SHARE[0])
        if look.contour:
            flat = GraphView(self._tokens) if frame.graph else ContourView(self._tokens)
            flat.set_legend_visible(look.legend)
            flat.set_hint_visible(False)
            pictures.addWidget(self._take(flat), 1)
        if look.in_3d and surface3d is not None and frame.surface is not None:
            view = Surface3DView()
            view.set_theme(self._tokens)
            if view.start_like(surface3d, self.scale):
                pictures.addWidget(self._take(view), 1)
            else:
                view.deleteLater()
        if look.curves:
            curves = CurvesView(self._tokens)
            curves.set_quiet()
            column.addWidget(self._take(curves), _SHARE[1])
        self.resize(look.width, look.height)
        self.show_frame(frame)
        self._rehearse()

    def show_frame(self, frame: Frame) -> None:
        """Another moment of the same race."""
        for view in self.views:
            view.show_frame(frame)

    def image(self) -> QImage:
        """The picture in its colours, ``scale`` device pixels a pixel."""
        size = QSize(round(self.look.width * self.scale), round(self.look.height * self.scale))
        image = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
        image.setDevicePixelRatio(self.scale)
        image.fill(Qt.GlobalColor.transparent)
        painter = QPainter(image)
        self.paint(painter)
        painter.end()
        return image

    def paint(self, painter: QPainter) -> None:
        """Paint in logical pixels from the origin; what is clear lets the ground show."""
        if self.look.background != "transparent":
            painter.fillRect(self.rect(), QColor(self._tokens.canvas))
        if painter.paintEngine().type() == QPaintEngine.Type.SVG:
            paint_svg(self, painter)
        else:
            self.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)

    def _take(
        self, view: ContourView | GraphView | CurvesView | Surface3DView
    ) -> ContourView | GraphView | CurvesView | Surface3DView:
        self.views.append(view)
        return view

    def _rehearse(self) -> None:
        """Axes take the width of their numbers once painted; so paint once for nothing."""
        for plot in self.findChildren(Plot):
            plot.setRenderHint(FINE)
            plot.viewport().setAutoFillBackground(False)
            plot.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
            for item in plot.scene().items():
                if isinstance(item, Axis):
                    item.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        for _ in range(2):
            self.image()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
