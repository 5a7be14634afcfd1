"""What a chart says about the place under the mouse, on a card beside it."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from optexplorer.scene.chart_reading import Reading
from optexplorer.ui.theme import font
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.views.overlays import OverlayCard
from optexplorer.ui.views.pixels import draw_marker

_PAD_X, _PAD_Y, _LINE = 8, 5, 15
_NAME = 16  # pixels for the marker before a name
_GAP = 12  # between a name and its value
_AWAY = 12  # pixels from the mouse


class ChartCard(OverlayCard):
    """The place in bold, a row a run, and a remark."""

    def __init__(self, tokens: ThemeTokens, parent: QWidget) -> None:
        super().__init__(tokens, parent)
        self.title, self.tip = "", ""
        self.rows: tuple[Reading, ...] = ()

    def show_readings(self, title: str, rows: Sequence[Reading], tip: str, room: QSize) -> None:
        """Say this; as many rows as fit into ``room``."""
        room = QSize(round(room.width() / self.zoom), round(room.height() / self.zoom))
        fit = (room.height() - 2 * _PAD_Y) // _LINE - 1 - bool(tip)
        self.title, self.rows, self.tip = title, tuple(rows[: max(fit, 0)]), tip
        plain, bold = QFontMetrics(self._font()), QFontMetrics(self._font(QFont.Weight.DemiBold))
        self._value = max((plain.horizontalAdvance(row.text) for row in self.rows), default=0)
        names = max((plain.horizontalAdvance(row.name) for row in self.rows), default=0)
        table = _NAME + names + _GAP + self._value if self.rows else 0
        widest = max(bold.horizontalAdvance(title), table, plain.horizontalAdvance(tip))
        lines = 1 + len(self.rows) + bool(tip)
        width = min(widest + 2 * _PAD_X, room.width())
        self.resize_plain(QSize(width, lines * _LINE + 2 * _PAD_Y))
        self.show()
        self.update()

    def place(self, mouse: QPoint, room: QRect) -> None:
        """Beside the mouse, inside ``room``."""
        x = mouse.x() + _AWAY
        if x + self.width() > room.right():
            x = mouse.x() - _AWAY - self.width()
        x = max(min(x, room.right() - self.width()), room.left())
        y = max(min(mouse.y() - self.height() // 2, room.bottom() - self.height()), room.top())
        self.move(x, y)

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Text and markers."""
        painter = QPainter(self)
        self.paint_card(painter)
        painter.setPen(self.tokens.color("text"))
        painter.setFont(self._font(QFont.Weight.DemiBold))
        middle = Qt.AlignmentFlag.AlignVCenter
        line = QRect(_PAD_X, _PAD_Y, self.extent.width() - 2 * _PAD_X, _LINE)
        painter.drawText(line, middle, self.title)
        painter.setFont(self._font())
        metrics = QFontMetrics(self._font())
        for row in self.rows:
            line.translate(0, _LINE)
            at = QPointF(line.left() + 5.0, line.center().y() + 0.5)
            draw_marker(painter, row.style, at, 8.0, self.tokens.color("card"), 1.0)
            room = line.width() - _NAME - self._value - _GAP // 2
            name = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, room)
            painter.setPen(self.tokens.color("text"))
            painter.drawText(line.adjusted(_NAME, 0, 0, 0), middle, name)
            painter.drawText(line, middle | Qt.AlignmentFlag.AlignRight, row.text)
        if self.tip:
            painter.setPen(self.tokens.color("muted"))
            painter.drawText(line.translated(0, _LINE), middle, self.tip)
        painter.end()

    def _font(self, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        return font(self.tokens, self.tokens.font_caption, weight)
