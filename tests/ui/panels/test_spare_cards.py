"""Cards of runs that went serve again, and nothing of the old run stays on them."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.scene.frame import LegendEntry
from optexplorer.scene.palette import style
from optexplorer.ui.panels.run_card import RunCard
from optexplorer.ui.panels.runs import SPARE
from tests.ui.panels.test_runs import Panel, make, rate


@pytest.fixture
def panel(qtbot: QtBot) -> Panel:
    return Panel(qtbot)


def standing(run: int, loss: float) -> LegendEntry:
    return LegendEntry(run, "", style(run), loss, loss, "diverged", "why")


def test_a_card_serves_again_as_good_as_new(qtbot: QtBot, panel: Panel) -> None:
    gone = panel.cards[2]
    panel.panel.show_legend([standing(2, 5.0)])
    panel.panel.show_selected(2)
    assert gone.header.outcome.text()
    panel.panel.show_runs(make("gd"))
    assert not gone.isVisible()
    gone.duplicateRequested.emit()
    assert panel.asked == [], "it tells nothing meanwhile"
    panel.panel.show_runs(make("gd", "adam"))
    assert panel.cards[1] is gone
    assert gone.isVisible()
    assert not gone.property("selected")
    assert (gone.header.loss.text(), gone.header.outcome.text()) == ("", "")
    assert gone.header.summary.isVisible()
    gone.duplicateRequested.emit()
    assert panel.asked == [("duplicateRequested", 1)], "in its new place"
    panel.panel.show_legend([standing(1, 5.0)])
    assert gone.header.outcome.text()


def test_a_card_that_somebody_works_at_does_not(qtbot: QtBot, panel: Panel) -> None:
    unfolded, focused, _ = panel.cards
    unfolded.unfold(True)
    rate(focused).field.setFocus()
    panel.panel.show_runs(make("adam"))
    panel.panel.show_runs(make("adam", "gd", "momentum"))
    assert unfolded not in panel.cards
    assert focused not in panel.cards


def test_few_cards_are_kept(qtbot: QtBot, panel: Panel) -> None:
    panel.panel.show_runs(make(*["gd"] * (SPARE + 5)))
    panel.panel.show_runs(())
    assert len(panel.panel._spare) == SPARE
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(panel.panel.findChildren(RunCard)) == SPARE


def test_what_was_typed_into_a_run_that_goes_reaches_no_other(qtbot: QtBot, panel: Panel) -> None:
    field = rate(panel.cards[1]).field
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "0.25")
    panel.asked.clear()
    panel.panel.show_runs(make("gd", "adam"))
    assert panel.asked == []
    panel.panel.show_runs(make("gd", "adam", "momentum"))
    assert rate(panel.cards[2]).field.text() != "0.25"


def test_what_a_field_refused_goes_with_its_run(qtbot: QtBot, panel: Panel) -> None:
    card = panel.cards[1]
    field = rate(card).field
    before = field.text()
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, "odd")
    panel.cards[0].setFocus()
    panel.panel.show_runs(make("gd"))
    panel.panel.show_runs(make("gd", "momentum"))
    assert panel.cards[1] is card
    assert field.text() == before
