"""Rows of methods under the headings of their families, as a list that a search narrows."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate
from PySide6.QtWidgets import QStyleOptionViewItem as Option

from optexplorer.ui.theme import font
from optexplorer.ui.widgets.themed import tokens

_ROW, _HEADING = 40, 28  # heights
_ENTRY = Qt.ItemDataRole.UserRole  # the entry of a row; headings have none
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Entry:
    """A method on offer."""

    title: str
    family: str
    summary: str
    when: str
    asked: object  # what choosing it asks for

    def rank(self, query: str) -> int | None:
        """How well it answers a search, 0 best; None where a word is missing."""
        title, query = self.title.casefold(), query.casefold().strip()
        text = f"{title} {self.family} {self.summary}".casefold()
        if not all(word in text for word in query.split()):
            return None
        return (title != query) + (not title.startswith(query)) + (query not in title)


class MethodList(QListView):
    """Shows entries; one of them is current, whatever the search leaves."""

    chosen = Signal(object)  # Entry
    currentShown = Signal(object)  # Entry or None

    def __init__(self, entries: Iterable[Entry]) -> None:
        super().__init__()
        self._entries = tuple(entries)
        self._rows = QStandardItemModel(self)
        self.setModel(self._rows)
        self.setItemDelegate(_Rows(self))
        self.setAccessibleName("methods")
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.clicked.connect(self._choose)
        self.narrow("")

    @property
    def shown(self) -> list[Entry]:
        """What the search has left, in order."""
        found = (self._rows.item(row).data(_ENTRY) for row in range(self._rows.rowCount()))
        return [entry for entry in found if entry is not None]

    @property
    def current(self) -> Entry | None:
        """The entry that Enter would choose."""
        entry: Entry | None = self.currentIndex().data(_ENTRY)
        return entry

    def narrow(self, query: str) -> None:
        """Leave the entries that have all words of a search; the best answer becomes current."""
        ranks = {e: rank for e in self._entries if (rank := e.rank(query)) is not None}
        self._rows.clear()
        for family, members in groupby(ranks, key=lambda entry: entry.family):
            self._rows.appendRow(_heading(family))
            for entry in members:
                self._rows.appendRow(_row(entry))
        self.scrollToTop()
        self.show_current(min(ranks, key=lambda e: ranks[e], default=None))

    def show_current(self, entry: Entry | None) -> None:
        """Make an entry current and bring it into view, below its heading where it is the first."""
        for row in range(self._rows.rowCount()):
            if entry is not None and self._rows.item(row).data(_ENTRY) == entry:
                self.scrollTo(self._rows.index(max(row - 1, 0), 0))
                self.setCurrentIndex(self._rows.index(row, 0))
        if entry is None:
            self.currentShown.emit(None)

    def show_family(self, family: str) -> None:
        """Bring a family to the top; its first method becomes current."""
        for row in range(self._rows.rowCount()):
            if self._rows.item(row).data(_ENTRY) is None and self._rows.item(row).text() == family:
                self.setCurrentIndex(self._rows.index(row + 1, 0))
                self.scrollTo(self._rows.index(row, 0), QAbstractItemView.ScrollHint.PositionAtTop)

    def choose(self) -> None:
        """Choose the current entry, if there is one."""
        self._choose(self.currentIndex())

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which entry it is."""
        super().currentChanged(current, previous)
        if (entry := current.data(_ENTRY)) is not None:
            self.currentShown.emit(entry)

    def _choose(self, index: Index) -> None:
        if (entry := index.data(_ENTRY)) is not None:
            self.chosen.emit(entry)


def _heading(family: str) -> QStandardItem:
    item = QStandardItem(family)
    item.setFlags(Qt.ItemFlag.NoItemFlags)
    return item


def _row(entry: Entry) -> QStandardItem:
    item = QStandardItem(entry.title)
    item.setData(entry, _ENTRY)
    item.setData(f"{entry.title}: {entry.summary}", Qt.ItemDataRole.AccessibleTextRole)
    item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
    return item


class _Rows(QStyledItemDelegate):
    """Name and sentence on two lines; headings in small capitals."""

    def sizeHint(self, _option: Option, index: Index) -> QSize:
        return QSize(100, _HEADING if index.data(_ENTRY) is None else _ROW)

    def paint(self, painter: QPainter, option: Option, index: Index) -> None:
        theme, entry = tokens(), index.data(_ENTRY)
        area, state = QRectF(option.rect), option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if entry is None:
            painter.setFont(font(theme, theme.font_caption, QFont.Weight.DemiBold))
            painter.setPen(theme.color("muted"))
            place = Qt.AlignmentFlag.AlignVCenter
            painter.drawText(area.adjusted(10, 4, 0, 0), place, str(index.data()).upper())
            painter.restore()
            return
        ground = {
            QStyle.StateFlag.State_Selected: "accent_soft",
            QStyle.StateFlag.State_MouseOver: "hover",
        }
        token = next((token for flag, token in ground.items() if state & flag), None)
        if token:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(token))
            painter.drawRoundedRect(area.adjusted(2, 1, -2, -1), theme.radius, theme.radius)
        lines = (
            (entry.title, "text", theme.font_body, QFont.Weight.Medium),
            (entry.summary, "muted", theme.font_small, QFont.Weight.Normal),
        )
        line = QRectF(area.x() + 10, area.y() + 4, area.width() - 20, 17)
        for text, colour, size, weight in lines:
            painter.setFont(font(theme, size, weight))
            painter.setPen(theme.color(colour))
            fitting = painter.fontMetrics().elidedText(
                text, Qt.TextElideMode.ElideRight, int(line.width())
            )
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, fitting)
            line.translate(0, 16)
        painter.restore()
