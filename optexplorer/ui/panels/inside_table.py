"""A table of figures that is painted, so that it can follow a playing timeline."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from optexplorer.ui.theme import font
from optexplorer.ui.typeset.boxes import paint_box
from optexplorer.ui.typeset.layout import whole
from optexplorer.ui.widgets.themed import tokens

_ROW = 21  # pixels
_VALUE = 84  # width of a column of figures
_ARROW = 22
_LETTERS = 14.0  # size of symbols
_COORDINATE = 44  # where the name of the coordinate begins


@dataclass(frozen=True)
class Figures:
    """One row: what it is, and its figure or its figures before and after."""

    label: str
    values: tuple[str, ...]
    hint: str  # what it is, in words
    symbol: bool = False  # the label is TeX
    coordinate: str = ""


class FigureTable(QWidget):
    """Rows of figures in tabular numerals; each says in its tooltip what it is."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Figures, ...] = ()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_rows(self, rows: tuple[Figures, ...]) -> None:
        """Show other figures; cheap where they are the same."""
        if rows == self.rows:
            return
        resized = len(rows) != len(self.rows)
        self.rows = rows
        self.setAccessibleDescription("; ".join(f"{r.hint}: {' → '.join(r.values)}" for r in rows))
        if resized:
            self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """A line for each row."""
        return QSize(2 * _VALUE + _ARROW + 80, _ROW * len(self.rows))

    def minimumSizeHint(self) -> QSize:
        """Figures are never cut."""
        return QSize(2 * _VALUE + _ARROW + 40, _ROW * len(self.rows))

    def row_at(self, y: int) -> Figures | None:
        """The row at this height."""
        place = y // _ROW
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def event(self, event: QEvent) -> bool:
        """The tooltip of the row under the mouse."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self.row_at(event.pos().y())
            if row is not None:
                QToolTip.showText(event.globalPos(), row.hint, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows that are to be painted again."""
        theme = tokens()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font(theme, theme.font_small))
        text, muted = theme.color("text"), theme.color("muted")
        first, last = event.rect().top() // _ROW, event.rect().bottom() // _ROW
        for i, row in enumerate(self.rows[first : last + 1], first):
            place = QRect(0, i * _ROW, self.width(), _ROW)
            self._paint_label(painter, row, place, muted, text)
            self._paint_values(painter, row, place, muted, text)
        painter.end()

    def _paint_label(
        self, painter: QPainter, row: Figures, place: QRect, muted: QColor, text: QColor
    ) -> None:
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.setPen(text if row.symbol else muted)
        if row.symbol:
            box = whole(row.label, _LETTERS)
            paint_box(painter, box, QPointF(0.0, place.center().y() + 0.3 * _LETTERS))
            start = max(_COORDINATE, round(box.width) + 10)
        else:
            painter.drawText(place, left, row.label)
            start = painter.fontMetrics().horizontalAdvance(row.label) + 8
        painter.setPen(muted)
        end = place.width() - len(row.values) * _VALUE - (len(row.values) - 1) * _ARROW
        name = painter.fontMetrics().elidedText(
            row.coordinate, Qt.TextElideMode.ElideMiddle, end - start
        )
        painter.drawText(place.adjusted(start, 0, 0, 0), left, name)

    def _paint_values(
        self, painter: QPainter, row: Figures, place: QRect, muted: QColor, text: QColor
    ) -> None:
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setPen(text)
        painter.drawText(place, right, row.values[-1])
        if len(row.values) > 1:
            painter.setPen(muted)
            before = place.adjusted(0, 0, -_VALUE, 0)
            painter.drawText(before, right, " → ")
            painter.drawText(before.adjusted(0, 0, -_ARROW, 0), right, row.values[0])
