"""The pills of directions."""

from pytestqt.qtbot import QtBot

from optexplorer.ui.panels.local_ways import LocalWays, Way


def test_a_pill_that_has_gone_while_it_was_pressed_turns_nothing(qtbot: QtBot) -> None:
    ways, told = LocalWays(), list[float]()
    qtbot.addWidget(ways)
    ways.turned.connect(told.append)
    ways.show_ways([Way("x", "", 0.0), Way("y", "", 90.0)], 0.0)
    ways.show_ways([Way("x", "", 0.0)], 0.0)
    ways.pills[1].click()
    ways.pills[0].click()
    assert told == [0.0]
