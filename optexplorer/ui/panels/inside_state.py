"""What a method remembers: a table, and large families of rows folded away."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from optexplorer.ui.panels.inside_table import Figures, FigureTable
from optexplorer.ui.widgets.collapsible import Collapsible


class StateTables(QWidget):
    """One table for what is looked at, one to unfold for each family."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = FigureTable("state")
        self.families: dict[str, tuple[Collapsible, FigureTable]] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(2)
        self._column.addWidget(self.table)

    def show_state(self, rows: tuple[Figures, ...], families: dict[str, tuple[Figures, ...]]) -> None:
        """Show the rows, and those of each family by its title."""
        self.table.show_rows(rows)
        if list(families) != list(self.families):
            self._rebuild(list(families))
        for title, members in families.items():
            self.families[title][1].show_rows(members)

    def _rebuild(self, titles: list[str]) -> None:
        for section, _ in self.families.values():
            self._column.removeWidget(section)
            section.deleteLater()
        self.families = {}
        for title in titles:
            table = FigureTable(title)
            section = Collapsible(title, table, "Show every row")
            self._column.addWidget(section)
            self.families[title] = (section, table)
