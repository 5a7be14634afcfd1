"""The catalogue of surfaces: pictures by family, and a search."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QImage, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from optexplorer.ui.panels.surface_tile import SurfaceTile
from optexplorer.ui.widgets.arranging import arranged_once
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.scroll_column import ScrollColumn

if TYPE_CHECKING:
    from optexplorer.problems.catalogue import SurfaceEntry

COLUMNS = 2


class SurfaceGallery(QWidget):
    """Tiles in two columns under the headings of their families.

    Arrow keys move among the tiles, Enter or a click chooses; the search looks in names, families,
    tags, captions and sentences about them, for all of its words.
    """

    chosen = Signal(str)  # key

    def __init__(self, entries: Sequence["SurfaceEntry"], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries = entries
        self._current: str | None = None
        self._last_row = 0
        self.search = QLineEdit()
        self.search.setPlaceholderText(f"Search {len(entries)} surfaces…")
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName("search surfaces")
        self.search.setToolTip("Words from the name, the family or the description")
        self.search.textChanged.connect(self._on_search)
        self._grounds = QWidget()
        self.tiles = {e.key: self._make_tile(e, self._grounds) for e in entries}
        self._texts = {e.key: _searchable(e) for e in entries}
        self._headings: dict[str, QLabel] = {}
        for entry in entries:
            if entry.family not in self._headings:
                self._headings[entry.family] = heading(entry.family)
                self._headings[entry.family].setParent(self._grounds)
        self._nothing = note("No surface has all of these words.")
        self._nothing.setParent(self._grounds)
        self._grid = QGridLayout(self._grounds)
        self._grid.setContentsMargins(12, 0, 4, 8)
        self._grid.setSpacing(8)
        for column in range(COLUMNS):
            self._grid.setColumnStretch(column, 1)
        self.scroll_area = ScrollColumn(self._grounds, bar_always=True)
        searching = QVBoxLayout()
        searching.setContentsMargins(12, 0, 12, 8)
        searching.addWidget(self.search)
        column_layout = QVBoxLayout(self)
        column_layout.setContentsMargins(0, 0, 0, 0)
        column_layout.setSpacing(0)
        column_layout.addLayout(searching)
        column_layout.addWidget(self.scroll_area, 1)
        self._lay_out()

    @property
    def visible_keys(self) -> list[str]:
        """The surfaces that the search has left, in order."""
        words = self.search.text().casefold().split()
        return [key for key, text in self._texts.items() if all(word in text for word in words)]

    def minimumSizeHint(self) -> QSize:
        """One row of tiles and the search."""
        return QSize(200, 160)

    @property
    def current(self) -> str | None:
        """The surface that is ringed."""
        return self._current

    def show_surface(self, key: str | None) -> None:
        """Ring the surface in use."""
        if key == self._current:
            return
        self._current = key
        for name, tile in self.tiles.items():
            tile.setChecked(name == key)
        self._set_tab_stop()
        QTimer.singleShot(0, self, self._reveal)  # once the tiles have their places

    def set_thumbnail(self, key: str, image: QImage) -> None:
        """Show the picture of a surface."""
        if key in self.tiles:
            self.tiles[key].set_image(image)

    def showEvent(self, event: QShowEvent) -> None:
        """Bring the surface in use into view."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._reveal)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep it in view."""
        super().resizeEvent(event)
        QTimer.singleShot(0, self, self._reveal)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Down leads from the search to the first tile."""
        keys = self.visible_keys
        if self.search.hasFocus() and event.key() == Qt.Key.Key_Down and keys:
            self.tiles[keys[0]].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _walk(self, here: SurfaceTile, key: Qt.Key) -> None:
        target = _neighbour([self.tiles[name] for name in self.visible_keys], here, key)
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason)
            self.scroll_area.ensureWidgetVisible(target, 0, 8)

    def _make_tile(self, entry: "SurfaceEntry", parent: QWidget) -> SurfaceTile:
        tooltip = f"{entry.name}\n{entry.about}\n{entry.expression}"
        tile = SurfaceTile(entry.name, entry.caption, tooltip, parent)
        tile.clicked.connect(lambda: self.chosen.emit(entry.key))
        tile.arrowPressed.connect(lambda key: self._walk(tile, key))
        return tile

    def _on_search(self) -> None:
        self._lay_out()
        self.scroll_area.verticalScrollBar().setValue(0)

    def _lay_out(self) -> None:
        while self._grid.count():
            self._grid.takeAt(0)
        shown = set(self.visible_keys)
        row, column, family = 0, 0, ""
        used: list[QWidget] = []
        for entry in self._entries:
            if entry.key not in shown:
                continue
            if entry.family != family:
                family = entry.family
                row += 1 if column else 0
                column = 0
                self._grid.addWidget(self._headings[family], row, 0, 1, COLUMNS)
                used.append(self._headings[family])
                row += 1
            self._grid.addWidget(self.tiles[entry.key], row, column)
            used.append(self.tiles[entry.key])
            row, column = (row + 1, 0) if column == COLUMNS - 1 else (row, column + 1)
        if not used:
            self._grid.addWidget(self._nothing, 0, 0, 1, COLUMNS)
            used.append(self._nothing)
        self._grid.setRowStretch(self._last_row, 0)
        self._last_row = row + 1
        self._grid.setRowStretch(self._last_row, 1)
        with arranged_once(self._grounds):
            for widget in (*self.tiles.values(), *self._headings.values(), self._nothing):
                widget.setVisible(widget in used)
        self._set_tab_stop()

    def _reveal(self) -> None:
        if self._current in self.tiles and not self.scroll_area.isHidden():
            self.scroll_area.ensureWidgetVisible(self.tiles[self._current], 0, 24)

    def _set_tab_stop(self) -> None:
        keys = self.visible_keys
        stop = self._current if self._current in keys else next(iter(keys), None)
        for key, tile in self.tiles.items():
            policy = Qt.FocusPolicy.StrongFocus if key == stop else Qt.FocusPolicy.ClickFocus
            tile.setFocusPolicy(policy)


def _searchable(entry: "SurfaceEntry") -> str:
    parts = (entry.key, entry.name, entry.family, *entry.tags, entry.caption, entry.about)
    return " ".join(parts).casefold().replace("_", " ")


def _neighbour(tiles: list[SurfaceTile], here: SurfaceTile, key: Qt.Key) -> SurfaceTile | None:
    """The tile to the left or right in reading order, or the nearest one above or below."""
    place = tiles.index(here)
    if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        place += 1 if key == Qt.Key.Key_Right else -1
        return tiles[place] if 0 <= place < len(tiles) else None
    sign = 1 if key == Qt.Key.Key_Down else -1
    beyond = [t for t in tiles if sign * (t.y() - here.y()) > 0]
    return min(beyond, key=lambda t: (abs(t.y() - here.y()), abs(t.x() - here.x())), default=None)
