"""Which colour is which end, and the share of the starts of each run that ends there."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QTableWidgetItem

from optexplorer.scene.frame import BasinsLayer
from optexplorer.ui.panels.basins import percent, swatch
from optexplorer.ui.widgets.figures_table import FiguresTable

_ROWS = 60  # at most; the others together are one more
_SEEN = 5  # rows without scrolling


@dataclass(frozen=True)
class ShareRow:
    """One end."""

    colour: str  # empty for several ends together
    word: str
    shares: tuple[float | None, ...]  # of each run; None where its map is still to come


def share_rows(layers: Sequence[BasinsLayer | None]) -> tuple[ShareRow, ...]:
    """A row for each end that occurs, the largest first; small ones together where there are many."""
    colours: dict[str, str] = {}
    columns: list[dict[str, float]] = []
    for layer in layers:
        ends = () if layer is None else layer.ends
        colours |= {end.word: end.colour for end in ends}
        columns.append({end.word: end.share for end in ends})
    words = sorted(colours, key=lambda word: -sum(column.get(word, 0.0) for column in columns))
    rows = [ShareRow(colours[word], word, _across([word], columns, layers)) for word in words[:_ROWS]]
    if rest := words[_ROWS:]:
        rows.append(ShareRow("", f"{len(rest)} other ends", _across(rest, columns, layers)))
    return tuple(rows)


def _across(
    words: Sequence[str], columns: Sequence[dict[str, float]], layers: Sequence[BasinsLayer | None]
) -> tuple[float | None, ...]:
    return tuple(
        None if layer is None else sum(column.get(word, 0.0) for word in words)
        for column, layer in zip(columns, layers, strict=True)
    )


class SharesTable(FiguresTable):
    """A column a run."""

    def __init__(self) -> None:
        super().__init__(_SEEN)
        self.rows: tuple[ShareRow, ...] = ()
        self.setAccessibleName("Where the starts end")
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)

    def show_rows(self, names: Sequence[str], rows: tuple[ShareRow, ...]) -> None:
        """Show these shares of these runs."""
        self.rows = rows
        self.setColumnCount(1 + len(names))
        self.setRowCount(len(rows))
        for column, text in enumerate(("Ends at", *names)):
            header = QTableWidgetItem(text)
            header.setToolTip(text)
            side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
            header.setTextAlignment(side | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(column, header)
        for place, row in enumerate(rows):
            self.setItem(place, 0, self._word(row))
            for column, share in enumerate(row.shares, start=1):
                item = QTableWidgetItem("" if share is None else percent(share) if share else "–")
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
                self.setItem(place, column, item)
        heads = self.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        heads.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
        self.fit()

    def _word(self, row: ShareRow) -> QTableWidgetItem:
        item = QTableWidgetItem(row.word)
        item.setToolTip(row.word)
        if row.colour:
            item.setIcon(swatch(row.colour, self.devicePixelRatioF()))
        return item
