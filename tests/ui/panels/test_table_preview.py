"""The first rows of a table: no number is cut in a narrow panel."""

import pytest
from pytestqt.qtbot import QtBot

from optexplorer.problems.data.catalogue import inspect
from optexplorer.ui.panels.table_preview import TablePreview, widths
from tests.support.program import ROOT
from tests.ui.tools import shown


@pytest.mark.parametrize(
    ("cells", "whole", "room", "wanted"),
    [
        ([40, 40], [60, 50], 200, [60, 50]),
        ([40, 40], [60, 50], 110, [60, 50]),
        ([40, 40], [60, 50], 95, [50, 45]),
        ([40, 40], [60, 50], 80, [40, 40]),
        ([40, 40], [60, 50], 79, [60, 50]),
        ([], [], 100, []),
    ],
)
def test_names_give_way_to_numbers(
    cells: list[int], whole: list[int], room: int, wanted: list[int]
) -> None:
    assert widths(cells, whole, room) == wanted


def test_the_whole_table_is_seen_in_a_narrow_panel(qtbot: QtBot) -> None:
    preview = TablePreview()
    preview.resize(220, 200)
    shown(qtbot, preview)
    preview.show_table(inspect(str(ROOT / "resources" / "data" / "penguins_flipper_mass.csv")))
    table = preview.table
    columns = range(table.columnCount())
    assert sum(table.columnWidth(j) for j in columns) <= table.viewport().width()
    assert all(table.columnWidth(j) >= table.sizeHintForColumn(j) for j in columns)
    narrow = [table.columnWidth(j) for j in columns]
    assert table.horizontalHeaderItem(0).toolTip() == table.horizontalHeaderItem(0).text()
    font, larger = preview.font(), preview.font()
    larger.setPointSizeF(1.4 * font.pointSizeF() if font.pointSizeF() > 0 else 16.0)
    preview.setFont(larger)
    preview.setFont(font)
    assert [table.columnWidth(j) for j in columns] == narrow, "as before a presentation"
