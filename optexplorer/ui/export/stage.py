"""The views of the window once more, in another size and dress, painted to files."""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPainter, QPaintEvent, QRegion
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from optexplorer.scene.frame import Frame
from optexplorer.ui.export.encode import Raster
from optexplorer.ui.export.look import Look
from optexplorer.ui.export.strips import Strips, Told, unheard
from optexplorer.ui.export.svg_paint import paint_svg
from optexplorer.ui.steps import Steps, at_once
from optexplorer.ui.stylesheet import stylesheet
from optexplorer.ui.theme import font, palette
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.axes import Axis
from optexplorer.ui.views.contour import ContourView
from optexplorer.ui.views.curves import CurvesView
from optexplorer.ui.views.graph import GraphView
from optexplorer.ui.views.kept_item import KeptItem
from optexplorer.ui.views.plot import Plot
from optexplorer.ui.views.surface3d import Surface3DView
from optexplorer.ui.widgets.medium import FINE

_HEAD = 34  # pixels for name and formula
_SHORT = 4_000_000  # pixels of a frame of a film up to which its views keep what they painted
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


View = ContourView | GraphView | CurvesView | Surface3DView


class Stage(QWidget):
    """Shows frames off the screen; make it, show a frame, paint it as often as needed.

    ``surface3d`` is the view whose camera and driver the 3-D picture takes; without one, or where it
    draws nothing, there is no 3-D picture. ``making`` makes it step by step; whoever asks for
    something before its end waits for it.
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
        self.resize(look.width, look.height)
        self.views: list[View] = []
        self.made = False
        self.making = self._make(frame, surface3d)

    def show_frame(self, frame: Frame) -> Steps[None]:
        """Another moment of the same race."""
        yield from self.making
        for view in self.views:
            view.show_frame(frame)
        yield from self._find_markers()  # those that are new

    def keep_pictures(self) -> None:
        """Many frames are to come: what stays the same is kept where it is not too large."""
        self._be_made()
        across, down = self.look.size
        for item in self._kept_items():
            item.keeps = across * down <= _SHORT

    def strips(self, told: Told = unheard) -> Strips:
        """The picture in its colours, ``scale`` device pixels a pixel."""
        plots = self.findChildren(Plot)
        tops = {plot.mapTo(self, QPoint()).y() for plot in plots}
        return Strips(self.size(), self.scale, self._paint_part, told, sorted(tops))

    def image(self) -> QImage:
        """The same in one go."""
        return at_once(self.strips().image())

    def raster(self) -> Raster:
        """Its pixels in one go."""
        return at_once(self.strips().raster())

    def paint(self, painter: QPainter) -> Steps[None]:
        """Paint lines and areas in logical pixels from the origin."""
        yield from self.making
        self._paint_ground(painter)
        yield from paint_svg(self, painter)

    def _paint_part(self, painter: QPainter, part: QRect) -> None:
        self._be_made()
        self._paint_ground(painter)
        self._render(painter, part & self.rect())

    def _paint_ground(self, painter: QPainter) -> None:
        if self.look.background != "transparent":
            painter.fillRect(self.rect(), QColor(self._tokens.canvas))

    def _render(self, painter: QPainter, part: QRect) -> None:
        self.render(painter, part.topLeft(), QRegion(part), QWidget.RenderFlag.DrawChildren)

    # Making

    def _make(self, frame: Frame, surface3d: Surface3DView | None) -> Steps[None]:
        self.setPalette(palette(self._tokens))
        self.setStyleSheet(stylesheet(self._tokens))
        column = QVBoxLayout(self)
        column.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # the look says how large
        column.setContentsMargins(0, 0, 8, 6)
        column.setSpacing(4)
        if self.look.formula:
            column.addWidget(_Head(frame, self._tokens))
        pictures = QHBoxLayout()
        pictures.setSpacing(8)
        column.addLayout(pictures)
        if self.look.contour:
            yield
            pictures.addWidget(self._make_flat(frame), 1)
        if self.look.in_3d and surface3d is not None and frame.surface is not None:
            yield
            if (solid := self._make_3d(surface3d)) is not None:
                pictures.addWidget(solid, 1)
                yield from solid.rehearse()
        column.setStretchFactor(pictures, _SHARE[0] if pictures.count() else 0)
        if self.look.curves:
            yield
            curves = CurvesView(self._tokens)
            curves.set_quiet()
            self.views.append(curves)
            column.addWidget(curves, _SHARE[1])
            yield from curves.grow(len(frame.curves))
        for view in self.views:
            yield
            view.show_frame(frame)
        yield
        self._dress_plots()
        for item in self._kept_items():
            yield from item.prepare()
        yield from self._rehearse()
        yield from self._find_markers()
        self.made = True

    def _find_markers(self) -> Steps[None]:
        for view in self.views:
            if isinstance(view, Surface3DView):
                yield from view.find_markers()

    def _be_made(self) -> None:
        at_once(self.making)
        assert self.made, "it was given up while it was being made"  # noqa: S101

    def _make_flat(self, frame: Frame) -> View:
        flat = GraphView(self._tokens) if frame.graph else ContourView(self._tokens)
        flat.set_legend_visible(self.look.legend)
        flat.set_hint_visible(False)
        self.views.append(flat)
        return flat

    def _make_3d(self, seen: Surface3DView) -> Surface3DView | None:
        view = Surface3DView()
        view.set_theme(self._tokens)
        if not view.start_like(seen, self.scale):
            view.deleteLater()
            return None
        self.views.append(view)
        return view

    def _dress_plots(self) -> None:
        for plot in self.findChildren(Plot):
            plot.setRenderHint(FINE)
            plot.viewport().setAutoFillBackground(False)
            plot.setCacheMode(QGraphicsView.CacheModeFlag.CacheNone)
            for axis in _axes(plot):
                axis.setCacheMode(QGraphicsItem.CacheMode.NoCache)
        for item in self._kept_items():
            item.keeps = False

    def _kept_items(self) -> list[KeptItem]:
        plots = self.findChildren(Plot)
        return [i for plot in plots for i in plot.scene().items() if isinstance(i, KeptItem)]

    def _rehearse(self) -> Steps[None]:
        """Axes take the width of their numbers once painted; so paint them for nothing."""
        nowhere = QImage(1, 1, QImage.Format.Format_ARGB32_Premultiplied)
        for _ in range(2):
            yield
            painter = QPainter(nowhere)
            self._render(painter, QRect(0, 0, 1, 1))  # which lays everything out
            for plot in self.findChildren(Plot):
                plot.scene().prepareForPaint()
                for axis in _axes(plot):
                    axis.paint(painter, None, None)
            painter.end()
            QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)


def _axes(plot: Plot) -> list[Axis]:
    return [item for item in plot.scene().items() if isinstance(item, Axis)]
