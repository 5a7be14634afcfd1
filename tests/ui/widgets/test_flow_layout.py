"""Items in lines: whatever changes about one is seen in the lines; they are broken once for a width."""

from unittest import mock

import pytest
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.ui.widgets.flow_layout import FlowLayout
from tests.ui.tools import shown


@pytest.fixture(params=[False, True])
def flow(qtbot: QtBot, request: pytest.FixtureRequest) -> FlowLayout:
    """Four items that fill a line; on a widget of its own, or within another layout."""
    widget, flow = QWidget(), FlowLayout(gap=4)
    if request.param:
        QVBoxLayout(widget).addLayout(flow)
    else:
        widget.setLayout(flow)
    items = [QPushButton(name) for name in ("one", "two", "three", "four")]
    for item in items:
        flow.addWidget(item)
    shown(qtbot, widget)
    margins = widget.layout().contentsMargins()
    width = sum(item.sizeHint().width() for item in items) + 3 * 4
    widget.setFixedWidth(width + margins.left() + margins.right())
    return flow


def lines(flow: FlowLayout) -> list[list[str]]:
    """The texts in each line from the left."""
    parent = flow.parentWidget()
    parent.layout().activate()
    items = [item for i in range(flow.count()) if (item := flow.itemAt(i).widget()).isVisible()]
    tops = sorted({item.y() for item in items})
    return [[item.text() for item in items if item.y() == top] for top in tops]


def test_whatever_changes_is_seen(flow: FlowLayout) -> None:
    parent = flow.parentWidget()
    assert lines(flow) == [["one", "two", "three", "four"]]
    first, last = flow.itemAt(0).widget(), flow.itemAt(3).widget()
    first.setText("a much longer text than it was")
    assert lines(flow)[0][0] == first.text()
    assert len(lines(flow)) > 1
    first.hide()
    assert lines(flow) == [["two", "three", "four"]]
    first.setText("one")
    first.show()
    assert lines(flow) == [["one", "two", "three", "four"]]
    flow.addWidget(item := QPushButton("five"))
    item.show()
    assert lines(flow) == [["one", "two", "three", "four"], ["five"]]
    flow.removeWidget(last)
    last.hide()
    assert [text for line in lines(flow) for text in line] == ["one", "two", "three", "five"]
    for i in range(flow.count()):
        flow.itemAt(i).widget().setStyleSheet("min-width: 200px")
    assert max(map(len, lines(flow))) <= max(1, parent.width() // 200)


def test_lines_are_broken_once_for_a_width(flow: FlowLayout) -> None:
    lines(flow)
    with mock.patch.object(flow, "_lines", wraps=flow._lines) as broken:
        heights = [flow.heightForWidth(width) for width in (100, 200, 100, 200, 100)]
    assert broken.call_count == 2
    assert heights[0] == heights[2] == heights[4] > heights[1]
