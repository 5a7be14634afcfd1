"""The rows of the critical points."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.scene.critical_layer import CriticalMark
from optexplorer.ui.panels import critical_list
from optexplorer.ui.panels.critical_list import CriticalList, lines_of
from tests.ui.tools import shown


def marks(count: int) -> list[CriticalMark]:
    return [
        CriticalMark(
            kind="minimum",
            detail="",
            parameters=(float(i), 0.0),
            point=(float(i), 0.0),
            loss=float(i),
            shade=0.5,
            eigenvalues=(1.0, 2.0),
            directions=np.eye(2),
        )
        for i in range(count)
    ]


@pytest.fixture
def rows(qtbot: QtBot) -> CriticalList:
    made = CriticalList()
    qtbot.addWidget(made)
    made.resize(260, 160)
    shown(qtbot, made)
    return made


def test_only_rows_in_view_are_made(rows: CriticalList, monkeypatch: pytest.MonkeyPatch) -> None:
    made = set[float]()

    def counted(mark: CriticalMark) -> tuple[str, str, str]:
        made.add(mark.loss)
        return lines_of(mark)

    monkeypatch.setattr(critical_list, "lines_of", counted)
    for count in (500, 499, 600):
        rows.show_marks(marks(count), -1)
        rows.grab()
    assert 0 < len(made) < 20


def test_what_is_shown_is_no_pick_and_the_view_stays(rows: CriticalList) -> None:
    told = list[int]()
    rows.picked.connect(told.append)
    rows.show_marks(marks(500), 400)
    assert rows.row == 400
    at = rows.verticalScrollBar().value()
    assert at > 0
    rows.show_marks(marks(450), 400)
    assert (rows.row, rows.verticalScrollBar().value()) == (400, at)
    rows.show_marks(marks(3), -1)
    assert rows.row == -1
    rows.show_marks([], -1)
    assert told == []


def test_keys_pick(rows: CriticalList) -> None:
    told = list[int]()
    rows.picked.connect(told.append)
    rows.show_marks(marks(3), 0)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    rows.set_row(2)
    assert told == [1, 2]


def test_a_row_says_all_of_its_point(rows: CriticalList) -> None:
    rows.show_marks(marks(2), -1)
    index = rows.model().index(1, 0)
    assert index.data() == "minimum   f 1.000\n(1.000, 0)   λ 1.000, 2.000"
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "minimum   f 1.000\n(1.000, 0)\nλ 1.000, 2.000"
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()
