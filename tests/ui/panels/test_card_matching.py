"""A run keeps its card wherever it goes."""

from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.panels.test_runs import Panel, make


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    return Panel(qtbot)


def test_cards_follow_their_runs(panel: Panel) -> None:
    first, second, third = panel.cards
    second.unfold(True)
    one, two = (replace(run, stream=i) for i, run in enumerate(panel.runs) if i)  # as others go
    panel.panel.show_runs((one, two))
    assert panel.cards == [second, third]
    assert second.unfolded
    panel.panel.show_runs((two, replace(one, stream=None)))  # in its own place
    assert panel.cards == [third, second]
    edited = replace(two, label="mine")
    panel.panel.show_runs((edited, one))
    assert panel.cards == [third, second]
    assert first not in panel.cards
    panel.panel.layout().activate()
    assert third.header.name.text() == "mine"


def test_another_optimizer_gets_another_card(panel: Panel) -> None:
    card = panel.cards[0]
    panel.panel.show_runs(make("rmsprop", "momentum", "adam"))
    assert panel.cards[0] is not card
    assert panel.cards[0].header.name.text() == "RMSProp"


def test_runs_that_share_their_luck_keep_their_cards(panel: Panel) -> None:
    twins = tuple(replace(run, stream=5) for run in make("gd", "gd", "adam"))
    panel.panel.show_runs(twins)
    before = list(panel.cards)
    panel.panel.show_runs(tuple(replace(run, label="mine") for run in twins))
    assert panel.cards == before
    panel.panel.show_runs(twins[1:])
    assert panel.cards == [before[0], before[2]], "who is like whom cannot be told"
