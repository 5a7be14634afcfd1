"""A picture of earlier settings is shown, read and exported as what it is."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from optexplorer.scene.chart import Line
from optexplorer.ui.lab.settings.wiring import SettingsWiring
from optexplorer.ui.main_window import MainWindow
from tests.support.mouse import move
from tests.ui.lab.settings.tools import done, said
from tests.ui.window import LONG, action, type_number

EARLIER = "The picture is of earlier settings."
NOTHING = ("Nothing is exported: the picture is of earlier settings.", "danger")


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the exports go."""
    path = tmp_path / "out.csv"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    return path


def test_stopped_at_another_metric_the_old_one_is_still_what_is_seen(
    lab: SettingsWiring, qtbot: QtBot, target: Path
) -> None:
    page, shown = lab.page, lab.page.map.layer
    page.metricChosen.emit("steps")
    lab.cancel()
    done(qtbot, lab)
    assert said(lab) == (f"Stopped. {EARLIER}", "muted")
    assert page.map.layer is shown
    move(page.map.plot, -2.0, 0.5)
    assert page.map.readout.lines[0].startswith("Final loss")
    page.exportRequested.emit(".csv")
    assert said(lab) == NOTHING
    page.computeRequested.emit()
    done(qtbot, lab)
    assert EARLIER not in said(lab)[0]
    page.exportRequested.emit(".csv")
    qtbot.waitUntil(target.exists, timeout=LONG)
    qtbot.waitUntil(lambda: not lab.exporter.busy, timeout=LONG)
    header, *rows = target.read_text("utf-8").splitlines()
    column = header.split(",").index("steps")
    assert any(row.split(",")[column] for row in rows)


def test_another_metric_of_the_same_answer_is_seen_at_once(lab: SettingsWiring, qtbot: QtBot) -> None:
    shown = lab.display.answer
    lab.page.metricChosen.emit("best_loss")
    done(qtbot, lab)
    assert lab.display.answer is shown
    move(lab.page.map.plot, -2.0, 0.5)
    assert lab.page.map.readout.lines[0].startswith("Best loss")
    assert EARLIER not in said(lab)[0]


def test_after_a_refusal_the_picture_is_of_earlier_settings(
    lab: SettingsWiring, qtbot: QtBot, target: Path
) -> None:
    shown = lab.page.map.layer
    type_number(lab.page.across.fields[0], "20")
    assert said(lab) == (f"Learning rate: 20 must lie below 10. {EARLIER}", "danger")
    lab.page.exportRequested.emit(".csv")
    assert said(lab) == NOTHING
    assert lab.page.map.layer is shown
    lab.page.up.nameChosen.emit("")  # a map is no picture of a curve
    assert lab.display.answer is None
    assert said(lab) == ("Learning rate: 20 must lie below 10.", "danger")
    assert not target.exists()


def test_a_run_that_goes_after_a_refusal_takes_the_curves_along(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot, target: Path
) -> None:
    lab.page.runChosen.emit(-1)
    done(qtbot, lab)
    type_number(lab.page.across.fields[0], "20")
    window.workbench.edit("remove", lambda d: d.removing(1))
    assert lab.page.chart.chart.marks == ()
    lab.page.exportRequested.emit(".csv")
    assert said(lab) == ("There is nothing complete to export yet.", "danger")
    assert not target.exists()


def test_runs_that_changed_places_are_exported_under_their_names(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot, target: Path
) -> None:
    lab.page.runChosen.emit(-1)
    done(qtbot, lab)
    action(window, "page_race").trigger()
    window.workbench.edit("move", lambda d: d.moving(0, 4))
    action(window, "page_settings").trigger()
    done(qtbot, lab)
    names = [run.name for run in window.workbench.experiment.runs]
    assert [m.run for m in lab.page.chart.chart.marks if isinstance(m, Line)] == [0, 1, 2, 3, 4]
    lab.page.exportRequested.emit(".csv")
    qtbot.waitUntil(target.exists, timeout=LONG)
    qtbot.waitUntil(lambda: not lab.exporter.busy, timeout=LONG)
    rows = target.read_text("utf-8").splitlines()[1:]
    assert list(dict.fromkeys(row.split(",")[1] for row in rows)) == names
