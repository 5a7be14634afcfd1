"""What comes and goes together is arranged once."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from optexplorer.ui.widgets.arranging import arranged_once

LINES = 12
FEW = 2  # once for what is in it, once for how large that has become

Nested = tuple["Column", QWidget, list[QLabel]]


class Column(QVBoxLayout):
    """Counts how often it is arranged."""

    times = 0

    def setGeometry(self, rect: QRect) -> None:  # noqa: N802
        """Once more."""
        self.times += 1
        super().setGeometry(rect)


@pytest.fixture
def nested(qtbot: QtBot) -> Iterator[Nested]:
    """A window with a column, and in it a part with hidden lines."""
    window, part = QWidget(), QWidget()
    outer, inner = Column(window), QVBoxLayout(part)
    outer.addWidget(QLabel("above"))
    outer.addWidget(part)
    outer.addStretch(1)
    lines = [QLabel(f"line {i}") for i in range(LINES)]
    for line in lines:
        inner.addWidget(line)
        line.hide()
    qtbot.addWidget(window)
    window.resize(200, 600)
    window.show()
    qtbot.waitExposed(window)
    yield outer, part, lines
    window.close()


def test_lines_that_come_together_are_arranged_once(qtbot: QtBot, nested: Nested) -> None:
    outer, part, lines = nested
    outer.times = 0
    with arranged_once(part):
        for line in lines:
            line.show()
        assert outer.times == 0
    qtbot.waitUntil(lambda: lines[-1].y() > lines[0].y())
    assert outer.times <= FEW
    tops = [line.y() for line in lines]
    assert tops == sorted(set(tops))
    assert all(line.height() >= line.sizeHint().height() for line in lines)


def test_qt_itself_arranges_everything_for_each(nested: Nested) -> None:
    """What this is for; it may go when this fails."""
    outer, _, lines = nested
    outer.times = 0
    for line in lines:
        line.show()
    assert outer.times >= LINES


def test_one_within_another_and_an_error_leave_nothing_halted(qtbot: QtBot, nested: Nested) -> None:
    outer, part, lines = nested
    outer.times = 0
    with pytest.raises(ValueError, match="no"):
        _show_two(outer, part, lines)
    assert outer.isEnabled()
    inner = part.layout()
    assert inner is not None
    assert inner.isEnabled()
    qtbot.waitUntil(lambda: lines[1].y() > lines[0].y())
    assert outer.times <= FEW


def _show_two(outer: Column, part: QWidget, lines: list[QLabel]) -> None:
    with arranged_once(part):
        with arranged_once(lines[0]):
            lines[0].show()
        lines[1].show()
        assert not outer.isEnabled()
        raise ValueError("no")
