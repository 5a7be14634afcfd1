"""Widgets and plots painted to an SVG, where every shape is clipped by its own plot and nothing else.

Where clips are nested, Qt's SVG engine keeps the inner one once the outer one holds again (Qt 6.11),
and ``QGraphicsView.render`` nests them: shapes land in a clip that is not theirs, and a renderer that
clips as it should leaves them out. So the items of a plot are painted here one by one.
"""

from PySide6.QtCore import QPoint
from PySide6.QtGui import QPainter, QPicture, QRegion, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsView, QStyleOptionGraphicsItem, QWidget

from optexplorer.ui.steps import Steps
from optexplorer.ui.views.gl_canvas import GLCanvas

_CLIPS = QGraphicsItem.GraphicsItemFlag.ItemClipsChildrenToShape
_EDGE = 1.0  # pixel, for a line along the border
_EMPTY = QGraphicsItem.GraphicsItemFlag.ItemHasNoContents


def paint_svg(widget: QWidget, painter: QPainter, at: QPoint | None = None) -> Steps[None]:
    """What lies on ``widget``, the lowest first; its corner is at ``at``, else at the origin."""
    corner = at or QPoint()
    for child in widget.children():
        if not isinstance(child, QWidget) or child.isWindow() or child.isHidden():
            continue
        place = corner + child.pos()
        painter.save()
        try:  # it may be given up where it pauses
            if isinstance(child, QGraphicsView):
                yield from _paint_plot(child, painter, place)
            elif isinstance(child, GLCanvas):
                yield from _paint_bands(child, painter, place)
                yield from paint_svg(child, painter, place)
            else:
                _paint_widget(child, painter, place)
                yield
                yield from paint_svg(child, painter, place)
        finally:
            painter.restore()


def _paint_widget(widget: QWidget, painter: QPainter, at: QPoint) -> None:
    """By a record of it: Qt's engine leaves a widget's clips where they lie in the widget itself."""
    record = QPicture()
    recorder = QPainter(record)
    widget.render(recorder, QPoint(), QRegion(), QWidget.RenderFlag(0))
    recorder.end()
    painter.drawPicture(at, record)


def _paint_bands(canvas: GLCanvas, painter: QPainter, at: QPoint) -> Steps[None]:
    for place, band in canvas.bands():
        painter.drawImage(at.toPointF() + place, band)
        yield


def _paint_plot(plot: QGraphicsView, painter: QPainter, at: QPoint) -> Steps[None]:
    painter.setRenderHints(plot.renderHints())
    painter.fillRect(plot.viewport().rect().translated(at), plot.backgroundBrush())
    moved = plot.viewportTransform() * QTransform.fromTranslate(at.x(), at.y())
    for item in reversed(plot.scene().items()):  # the lowest first
        if item.isVisible() and not item.flags() & _EMPTY:
            painter.save()
            _paint_item(item, painter, moved * painter.transform())
            painter.restore()
            yield


def _paint_item(item: QGraphicsItem, painter: QPainter, scene: QTransform) -> None:
    """``scene`` takes the scene's coordinates to the painter's."""
    above = item.parentItem()
    while above is not None and not above.flags() & _CLIPS:
        above = above.parentItem()
    if above is not None:
        painter.setTransform(above.sceneTransform() * scene)
        painter.setClipRect(above.shape().boundingRect().adjusted(-_EDGE, -_EDGE, _EDGE, _EDGE))
    painter.setTransform(item.sceneTransform() * scene)
    painter.setOpacity(item.effectiveOpacity())
    option = QStyleOptionGraphicsItem()
    option.rect = item.boundingRect().toRect()
    option.exposedRect = item.boundingRect()
    item.paint(painter, option, None)
