"""The marks of critical points, a shape for each kind, the same wherever they are drawn."""

from functools import cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPolygonF, QTransform

from optexplorer.scene.critical_layer import CriticalKind
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.widgets.stamp import Stamp

WORDS: dict[CriticalKind, str] = {
    "minimum": "minimum",
    "maximum": "maximum",
    "saddle": "saddle",
    "degenerate": "degenerate point",
}
_EDGE = 1.2  # pixels
_FEW, _MANY = 12, 300  # marks in view
_ICON = 14  # pixels
_GLYPHS: dict[CriticalKind, tuple[tuple[float, float], ...]] = {
    "minimum": ((-0.34, -0.22), (0.34, -0.22), (0.0, 0.32)),
    "maximum": ((-0.34, 0.22), (0.34, 0.22), (0.0, -0.32)),
    "saddle": ((-0.34, -0.3), (0.0, -0.07), (0.34, -0.3), (0.34, 0.3), (0.0, 0.07), (-0.34, 0.3)),
}


def critical_size(count: int) -> int:
    """Pixels of a mark where ``count`` are in view: the more, the smaller."""
    share = min(max((count - _FEW) / (_MANY - _FEW), 0.0), 1.0)
    return round(17.0 - 9.0 * share)


@cache
def critical_path(kind: CriticalKind) -> QPainterPath:
    """A plate in the square from -0.5 to 0.5 with a valley, a peak, a pass or a hole cut out."""
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.OddEvenFill)
    path.addRoundedRect(QRectF(-0.5, -0.5, 1.0, 1.0), 0.16, 0.16)
    if kind == "degenerate":
        path.addEllipse(QPointF(0.0, 0.0), 0.3, 0.3)
        path.addEllipse(QPointF(0.0, 0.0), 0.1, 0.1)
    else:
        path.addPolygon(QPolygonF([QPointF(x, y) for x, y in _GLYPHS[kind]]))
        path.closeSubpath()
    return path


def paint_critical(
    painter: QPainter, kind: CriticalKind, at: QPointF, size: float, plate: QColor, glyph: QColor
) -> None:
    """One mark, ``size`` pixels wide: the glyph on a plate, with an edge of its own colour."""
    whole = QTransform(size, 0.0, 0.0, size, at.x(), at.y())
    path = whole.map(critical_path(kind))
    outline = QPen(glyph, 2.0 * _EDGE)
    outline.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    ground = whole.mapRect(QRectF(-0.5, -0.5, 1.0, 1.0))
    painter.setPen(outline)
    painter.setBrush(glyph)
    painter.drawRoundedRect(ground, 0.16 * size, 0.16 * size)
    painter.fillPath(path, plate)


def critical_stamp(kind: CriticalKind, size: float, tokens: ThemeTokens) -> Stamp:
    """What ``paint_critical`` paints, to be painted often."""
    plate, glyph = plate_colours(tokens)
    return plate_stamp(kind, size, plate.name(), glyph.name())


@cache
def plate_stamp(kind: CriticalKind, size: float, plate: str, glyph: str) -> Stamp:
    """The same in colours of one's own, by their names."""

    def paint(painter: QPainter) -> None:
        paint_critical(painter, kind, QPointF(0.0, 0.0), size, QColor(plate), QColor(glyph))

    return Stamp(paint, size + 2.0 * _EDGE)


def critical_icon(kind: CriticalKind, tokens: ThemeTokens, ratio: float) -> QIcon:
    """The mark for a row of a list, the same when the row is picked."""
    picture = critical_stamp(kind, _ICON, tokens).picture(ratio)
    icon = QIcon(picture)
    icon.addPixmap(picture, QIcon.Mode.Selected)
    return icon


def plate_colours(tokens: ThemeTokens) -> tuple[QColor, QColor]:
    """Of the plate and of the glyph on it."""
    return tokens.color("mark"), tokens.color("mark_edge")
