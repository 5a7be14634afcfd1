"""What of a step is drawn on the picture, each with a swatch of how it looks there."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap, QPolygonF
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from optexplorer.core.operations import Picture
from optexplorer.scene.frame import Style
from optexplorer.scene.view import GRADIENT, RATES, STEP
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.flow_layout import FlowLayout

_SWATCH = QSize(24, 12)
_DENSITY = 3  # pixels of a swatch for one of the window, enough for every screen
_COMMON = (
    (GRADIENT, "gradient", "The gradient that was given, downhill"),
    (STEP, "step", "Where the step goes"),
    (RATES, "effective rates", "An ellipse with the effective rates as its half-axes"),
)
_HINTS = {
    "arrow": "An arrow, turned downhill",
    "segment": "Along which the method searched",
    "point": "A place that the method looks at",
    "cloud": "Every point that the method keeps",
    "simplex": "The corners that the method keeps",
    "circle": "As far as the method would go",
}


class PictureChooser(QWidget):
    """Check boxes; ``edited`` tells all that is to be drawn."""

    edited = Signal(object)  # frozenset of keys

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[str, QCheckBox] = {}
        self._shown: tuple[object, ...] = ()
        self._flow_widget = QWidget()
        self._flow = FlowLayout(self._flow_widget, gap=12)
        self.scales = note()
        self.scales.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self._flow_widget)
        column.addWidget(self.scales)

    def show_pictures(self, pictures: Sequence[Picture], style: Style, drawn: frozenset[str]) -> None:
        """Offer what every step has and these pictures; ``drawn`` are the keys switched on."""
        if (tuple(pictures), style) != self._shown:
            self._shown = (tuple(pictures), style)
            self._rebuild(pictures, style)
        for key, box in self.boxes.items():
            box.setChecked(key in drawn)

    def show_scales(self, text: str) -> None:
        """Say by how much arrows are scaled."""
        if text != self.scales.text():
            self.scales.setText(text)
            self.scales.setVisible(bool(text))

    def _rebuild(self, pictures: Sequence[Picture], style: Style) -> None:
        for box in self.boxes.values():
            self._flow.removeWidget(box)
            box.deleteLater()
        self.boxes.clear()
        own = [(p.title, p.title, _HINTS[p.kind]) for p in pictures]
        kinds = {p.title: p.kind for p in pictures}
        for key, text, hint in (*_COMMON, *own):
            box = QCheckBox(text)
            box.setIcon(_swatch(kinds.get(key, key), style.colour))
            box.setIconSize(_SWATCH)
            box.setToolTip(hint)
            box.clicked.connect(self._tell)
            self._flow.addWidget(box)
            self.boxes[key] = box

    def _tell(self) -> None:
        self.edited.emit(frozenset(key for key, box in self.boxes.items() if box.isChecked()))


def _swatch(kind: str, colour: str) -> QIcon:
    """How it is drawn on the picture, small."""
    pixmap = QPixmap(_SWATCH * _DENSITY)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(_DENSITY, _DENSITY)
    line = QPen(QColor(colour), 2.2 if kind == STEP else 1.6)
    line.setStyle(Qt.PenStyle.DashLine if kind in ("arrow", "segment") else Qt.PenStyle.SolidLine)
    faint = QColor(colour)
    faint.setAlphaF(0.16)
    painter.setPen(line)
    if kind == RATES:
        painter.setBrush(faint)
        painter.drawEllipse(QPointF(12, 6), 10, 4.4)
    elif kind == "circle":
        painter.drawEllipse(QPointF(12, 6), 5, 5)
    elif kind == "simplex":
        painter.setBrush(faint)
        painter.drawPolygon(QPolygonF([QPointF(4, 10), QPointF(20, 10), QPointF(13, 2)]))
    elif kind in ("point", "cloud"):
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colour))
        for x, y in ((12, 6),) if kind == "point" else ((5, 8), (12, 3), (19, 8)):
            painter.drawEllipse(QPointF(x, y), 2.6, 2.6)
    else:
        _paint_arrow(painter, line, filled=kind == STEP)
    painter.end()
    return QIcon(pixmap)


def _paint_arrow(painter: QPainter, line: QPen, *, filled: bool) -> None:
    painter.drawLine(QPointF(1, 6), QPointF(17 if filled else 22, 6))
    line.setStyle(Qt.PenStyle.SolidLine)
    painter.setPen(line)
    head = QPolygonF([QPointF(17, 2), QPointF(22.5, 6), QPointF(17, 10)])
    if filled:
        painter.setBrush(line.color())
        painter.drawPolygon(head)
    else:
        painter.drawPolyline(head)
