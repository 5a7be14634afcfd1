"""Regression on a shipped table or on one's own CSV."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from optexplorer.core.problem import DataSpec
from optexplorer.ui.panels.data_form import DataForm, suggestion
from optexplorer.ui.panels.table_preview import TablePreview
from optexplorer.ui.widgets.card import heading, note
from optexplorer.ui.widgets.combo import Combo

if TYPE_CHECKING:
    from optexplorer.problems.data.catalogue import DataSet
    from optexplorer.problems.data.table import Table

_SUFFIXES = (".csv", ".tsv", ".txt")
_FEW_NUMBERS = "This table has fewer than two columns of numbers, so there is nothing to fit."


class DataPanel(QWidget):
    """Chooses a table, says what is in it, and edits the model fitted to it.

    It asks for the table's content by ``tableRequested`` and is answered by `take_table` or
    `refuse_table`: a large file takes seconds to read.
    """

    tableRequested = Signal(str, str)  # built-in name or path, folder of a relative path

    dataRequested = Signal(object)  # DataSpec
    fileRequested = Signal()  # the person wants to choose a file
    committed = Signal()

    def __init__(
        self,
        data_sets: Mapping[str, "DataSet"],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._data_sets = data_sets
        self._then: Callable[[Table], None] = lambda _table: None
        self._awaited: tuple[str, str] = ("", "")
        self._edits = False  # what is awaited changes the experiment
        self._shown: tuple[str, str] = ("", "")
        self._table: Table | None = None
        self._editions: dict[tuple[str, str], int] = {}
        self.setAcceptDrops(True)
        self.source = Combo("data set", "The table to fit")
        self.source.setPlaceholderText("Choose a data set")
        for key, entry in data_sets.items():
            self.source.addItem(entry.title, key)
            self.source.setItemData(self.source.count() - 1, entry.summary, Qt.ItemDataRole.ToolTipRole)
        self.source.setCurrentIndex(-1)
        self.source.activated.connect(self._on_source)
        self.open_button = QPushButton("Open CSV…")
        self.open_button.setToolTip("Choose a table of your own, or drop its file here")
        self.open_button.clicked.connect(self.fileRequested)
        self.about = note()
        self.about.setTextFormat(Qt.TextFormat.PlainText)
        self.error = note(role="danger")
        self.error.setTextFormat(Qt.TextFormat.PlainText)
        self.preview = TablePreview()
        self.notes = note()
        self.notes.setTextFormat(Qt.TextFormat.PlainText)
        self.form = DataForm()
        self.form.edited.connect(self._ask)
        self.form.committed.connect(self.committed)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 0, 12, 0)
        column.setSpacing(6)
        column.addWidget(heading("Data"))
        column.addWidget(self.source)
        column.addWidget(self.open_button)
        column.addWidget(self.about)
        column.addWidget(self.error)
        column.addWidget(self.preview)
        column.addWidget(self.form)
        column.addWidget(self.notes)
        column.addStretch(1)
        for widget in (self.about, self.error, self.preview, self.form, self.notes):
            widget.hide()

    def show_data(self, spec: DataSpec, notes: Sequence[str]) -> None:
        """Show the table and the model in use, and what was done to the table for it."""
        self.notes.setText("\n".join(notes))
        self.notes.setVisible(bool(notes))
        if self._table is not None and self._shown == (spec.data, spec.folder):
            self._show(spec, self._table)
        else:
            self._read(spec.data, spec.folder, lambda table: self._show(spec, table), edits=False)

    def show_error(self, message: str) -> None:
        """Say in one sentence what is wrong; empty when nothing is."""
        self.error.setText(message)
        self.error.setVisible(bool(message))

    def open_file(self, path: Path) -> None:
        """Use a table of the person's, with a first guess at a model."""
        self._read(str(path), "", lambda table: self._guess(str(path), table))

    def forget(self) -> None:
        """A table that was to change the experiment is not to do so any more."""
        if self._edits and self._awaited != ("", ""):
            self._awaited = ("", "")
            self.source.setCurrentIndex(self.source.findData(self._key(*self._shown)))

    def take_table(self, data: str, folder: str, table: "Table") -> None:
        """The table asked for; one that is no longer awaited is passed over."""
        if (data, folder) == self._awaited:
            self._awaited = ("", "")
            self.show_error("")
            self._then(table)

    def refuse_table(self, data: str, folder: str, message: str) -> None:
        """Why the table asked for cannot be had."""
        if (data, folder) == self._awaited:
            self._awaited = ("", "")
            if not message.startswith(Path(data).name):  # a name keeps its letters
                message = message[:1].upper() + message[1:]
            self.show_error(f"{message}.".replace("..", "."))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take one table."""
        if _dropped(event) is not None:
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open the table that was dropped."""
        path = _dropped(event)
        if path is not None:
            event.acceptProposedAction()
            self.open_file(path)

    def _key(self, data: str, folder: str) -> str:
        """What names a table in the list, wherever it is named from."""
        own = data and data not in self._data_sets
        return str(Path(folder, data).absolute()) if own else data

    def _on_source(self, index: int) -> None:
        key = self.source.itemData(index)
        spec = self._data_sets[key].suggestion if key in self._data_sets else None
        if spec is None:  # the person's own file, which is in the list while it is in use
            self.open_file(Path(key))
            return
        self._read(spec.data, spec.folder, lambda table: self._use(spec, table))

    def _guess(self, path: str, table: "Table") -> None:
        spec = suggestion(path, table)
        if spec is None:
            self.show_error(_FEW_NUMBERS)
        else:
            self._use(spec, table)

    def _use(self, spec: DataSpec, table: "Table") -> None:
        place = spec.data, spec.folder
        if place == self._shown and table is not self._table:  # it has changed on disk since
            self._editions[place] = self._editions.get(place, 0) + 1
        spec = replace(spec, edition=self._editions.get(place, 0))
        self._show(spec, table)
        self.dataRequested.emit(spec)
        self.committed.emit()

    def _read(
        self, data: str, folder: str, then: "Callable[[Table], None]", *, edits: bool = True
    ) -> None:
        self._awaited, self._then, self._edits = (data, folder), then, edits
        self.tableRequested.emit(data, folder)

    def _show(self, spec: DataSpec, table: "Table") -> None:
        self._table, self._shown = table, (spec.data, spec.folder)
        entry = self._data_sets.get(spec.data)
        key = self._key(spec.data, spec.folder)
        if self.source.findData(key) < 0:
            self.source.addItem(table.name, key)
        self.source.setCurrentIndex(self.source.findData(key))
        self.source.setToolTip(f"Data set: {self.source.currentText()}")
        self.about.setText(entry.summary if entry else "")
        self.about.setVisible(entry is not None)
        self.preview.show_table(table)
        self.preview.show()
        self.form.show_spec(spec, table)
        self.form.show()

    def _ask(self, spec: DataSpec) -> None:
        self.dataRequested.emit(replace(spec, folder=self._shown[1]))


def _dropped(event: QDropEvent) -> Path | None:
    urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 else None
    return path if path is not None and path.suffix.lower() in _SUFFIXES else None
