"""The rows of the critical points: each is made when it is looked at, so hundreds come at once."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListView

from optexplorer.scene.critical_layer import CriticalMark
from optexplorer.scene.labels import number
from optexplorer.ui.tokens import ThemeTokens
from optexplorer.ui.widgets.critical_icon import WORDS, critical_icon
from optexplorer.ui.widgets.themed import tokens

Index = QModelIndex | QPersistentModelIndex


def lines_of(mark: CriticalMark) -> tuple[str, str, str]:
    """Kind and value, place, eigenvalues, a line each."""
    place = ", ".join(number(v) for v in mark.parameters)
    values = ", ".join(number(v) for v in mark.eigenvalues)
    kind = WORDS[mark.kind] + (f": {mark.detail}" if mark.detail else "")
    return f"{kind}   f {number(mark.loss)}", f"({place})", f"λ {values}"


class CriticalList(QListView):
    """Shows marks in their order; a row is picked by mouse or by keys."""

    picked = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._rows = _Rows(self)
        self._showing = False
        self.setModel(self._rows)
        self.setUniformItemSizes(True)
        self.setAccessibleName("Critical points in view")
        self.setIconSize(QSize(16, 16))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.clicked.connect(lambda index: self.picked.emit(index.row()))

    @property
    def row(self) -> int:
        """The current one; -1 where there is none."""
        return self.currentIndex().row()

    def set_row(self, row: int) -> None:
        """Make another one current, as keys do; -1 for none."""
        self.selectionModel().setCurrentIndex(
            self._rows.index(row), QItemSelectionModel.SelectionFlag.ClearAndSelect
        )

    def show_marks(self, marks: Sequence[CriticalMark], chosen: int) -> None:
        """Show these, the ``chosen`` row current; that is not told as a pick."""
        self._showing = True
        try:
            self._rows.show_marks(marks)
            self.set_row(chosen)
        finally:
            self._showing = False

    def set_theme(self, theme: ThemeTokens) -> None:
        """Draw the marks anew."""
        self._rows.set_theme(theme)

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell which row is picked."""
        super().currentChanged(current, previous)
        if not self._showing and current.isValid():
            self.picked.emit(current.row())


class _Rows(QAbstractListModel):
    """Icon, text and tooltip of marks."""

    def __init__(self, view: CriticalList) -> None:
        super().__init__(view)
        self._view = view
        self._tokens = tokens()
        self._marks: Sequence[CriticalMark] = ()

    def rowCount(self, parent: Index | None = None) -> int:
        """One for each mark; a row has none below it."""
        return 0 if parent is not None and parent.isValid() else len(self._marks)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | QIcon | None:
        """What the view asks of a row that it paints."""
        if not index.isValid():
            return None
        mark = self._marks[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            what, place, values = lines_of(mark)
            return f"{what}\n{place}   {values}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "\n".join(lines_of(mark))
        if role == Qt.ItemDataRole.DecorationRole:
            return critical_icon(mark.kind, self._tokens, self._view.devicePixelRatioF())
        return None

    def show_marks(self, marks: Sequence[CriticalMark]) -> None:
        """Rows come and go at the end, so that the view stays where it is."""
        had, there = len(self._marks), len(marks)
        if there < had:
            self.beginRemoveRows(QModelIndex(), there, had - 1)
            self._marks = marks
            self.endRemoveRows()
        elif there > had:
            self.beginInsertRows(QModelIndex(), had, there - 1)
            self._marks = marks
            self.endInsertRows()
        self._marks = marks
        self._changed()

    def set_theme(self, theme: ThemeTokens) -> None:
        """Colours of the icons."""
        self._tokens = theme
        self._changed()

    def _changed(self) -> None:
        if self._marks:
            self.dataChanged.emit(self.index(0), self.index(len(self._marks) - 1))
