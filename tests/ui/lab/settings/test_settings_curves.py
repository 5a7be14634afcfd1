"""Curves of all runs over one setting, exports, and what the page says."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from optexplorer.__main__ import main
from optexplorer.core.analysis.sweep import sweep
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import CATALOGUE
from optexplorer.scene.chart import Line
from optexplorer.storage.session import save
from optexplorer.ui.lab.settings.wiring import SettingsWiring
from optexplorer.ui.main_window import MainWindow
from tests.support.mouse import move
from tests.ui.lab.settings.tools import MOMENTUM, asked_again, done, optimizer, said
from tests.ui.window import LONG, action, settle


def test_all_runs_are_curves_and_a_click_on_one_loads_its_value(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    page = lab.page
    page.runChosen.emit(-1)
    done(qtbot, lab)
    chart = page.chart.chart
    lines = [m for m in chart.marks if isinstance(m, Line)]
    assert [line.run for line in lines] == [0, 1, 2, 3, 4]
    assert (chart.x_log, chart.y_log) == (True, True)
    found = lab.display.map_of(4)
    assert found is not None
    *_, expected = sweep(window.workbench.experiment, 4, found.axes)
    np.testing.assert_array_equal(found.final_loss, expected.final_loss)
    page.chart.clicked.emit(0.011, lines[4])
    rate = optimizer(window, 4).learning_rate
    assert rate in found.values[0]
    assert rate == pytest.approx(0.011, rel=0.1)
    page.chart.clicked.emit(0.5, None)
    assert said(lab)[0] == "Click on a curve to give its run the value there."
    window.workbench.edit("hide", lambda d: d.with_shown(2, False))
    done(qtbot, lab)
    assert [m.run for m in page.chart.chart.marks if isinstance(m, Line)] == [0, 1, 3, 4]
    page.across.nameChosen.emit("beta1")
    done(qtbot, lab)
    assert [m.run for m in page.chart.chart.marks if isinstance(m, Line)] == [4]


def test_until_there_are_curves_it_says_what_is_being_done(lab: SettingsWiring, qtbot: QtBot) -> None:
    chart = lab.page.chart
    lab.page.up.nameChosen.emit("")
    assert chart.chart.empty.startswith("Every setting is being tried")
    lab.cancel()
    assert chart.chart.empty == ""
    lab.page.computeRequested.emit()
    assert chart.chart.empty.startswith("Every setting is being tried")
    done(qtbot, lab)
    assert chart.chart.marks


def test_the_selected_card_is_the_run_and_gives_its_axes(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    window.workbench.select(4)
    done(qtbot, lab)
    assert lab.page.runs.currentText() == "Adam"
    assert [axis.name for axis in lab.display.map.axes] == ["learning_rate", "beta1"]
    assert (lab.page.across.names.currentText(), lab.page.up.names.currentText()) == (
        "learning rate",
        "β₁",
    )
    assert lab.page.map.layer.names == ("learning rate η", "β₁")
    move(lab.page.map.plot, -2.0, 0.5)
    assert lab.page.map.readout.lines[2].startswith("β₁ ")
    window.workbench.select(0)
    done(qtbot, lab)
    assert lab.page.stack.currentWidget() is lab.page.chart  # one hyper-parameter only
    window.workbench.select(MOMENTUM)
    done(qtbot, lab)
    assert lab.display.map is not None


def test_hovering_says_the_setting_and_what_became_of_it(lab: SettingsWiring, qtbot: QtBot) -> None:
    move(lab.page.map.plot, -2.0, 0.5)
    found = lab.display.map
    assert found is not None
    lines = lab.page.map.readout.lines
    assert lines[0].startswith("Final loss")
    rate, momentum = (float(line.rpartition(" ")[2]) for line in lines[1:3])
    assert np.log10(rate) == pytest.approx(-2.0, abs=0.1)
    assert momentum == pytest.approx(0.5, abs=0.03)
    assert lines[-1] in ("finished", "converged")
    lab.page.metricChosen.emit("outcome")
    done(qtbot, lab)
    assert lab.page.map.readout.lines[0] in ("Finished", "Converged")
    move(lab.page.map.plot, -6.0, 0.5)
    assert lab.page.map.readout.lines == ()


def test_curves_are_exported_as_one_table_and_as_they_are_seen(
    lab: SettingsWiring, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lab.page.runChosen.emit(-1)
    done(qtbot, lab)
    assert said(lab)[0].startswith("5 runs: ")
    assert said(lab)[0].endswith(" · dashed: theory's largest stable rate")
    for ending in (".csv", ".png"):
        path = tmp_path / f"all{ending}"
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_, p=path: (str(p), ""))
        lab.page.exportRequested.emit(ending)
        qtbot.waitUntil(lambda: not lab.exporter.busy, timeout=LONG)
    lines = (tmp_path / "all.csv").read_text(encoding="utf-8").splitlines()
    found = lab.display.map_of(0)
    assert found is not None
    assert lines[0] == "run,label,learning_rate,final_loss,outcome"
    assert len(lines) == 1 + 5 * found.outcome.size
    assert lines[1].startswith(f"0,Gradient descent,{float(found.values[0][0])!r},")
    assert QImage(str(tmp_path / "all.png")).size() == lab.page.chart.size()
    assert not lab.page.export.actions_menu.actions()[2].isEnabled()  # arrays are of one run


@pytest.mark.parametrize("ending", [".csv", ".png", ".npz"])
def test_an_export_is_what_the_command_writes(
    ending: str, window: MainWindow, lab: SettingsWiring, qtbot: QtBot, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / f"window{ending}"), "")
    )
    lab.page.exportRequested.emit(ending)
    qtbot.waitUntil(lambda: not lab.exporter.busy, timeout=LONG)
    save(tmp_path / "race.optx", window.workbench.experiment, {})
    axes = lab.display.map.axes
    vary = [f"--vary={a.name}={a.low!r}:{a.high!r}:{a.count}{':log' if a.log else ''}" for a in axes]
    command = ["sweep", str(tmp_path / "race.optx"), "--run", "1", *vary, "--metric", "final_loss"]
    assert main([*command, "--out", str(tmp_path / f"command{ending}")]) == 0
    window_, command_ = (tmp_path / f"{who}{ending}" for who in ("window", "command"))
    if ending == ".npz":  # whose container knows the time
        with np.load(window_) as one, np.load(command_) as other:
            assert set(one) == set(other)
            for name in one:
                np.testing.assert_array_equal(one[name], other[name])
    else:
        assert window_.read_bytes() == command_.read_bytes()


def test_where_there_is_nothing_to_compute_the_page_says_why(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    page, bench = lab.page, window.workbench
    bench.edit("another", lambda d: d.with_run(MOMENTUM, optimizer=CATALOGUE["cma_es"]()))
    done(qtbot, lab)
    assert page.up.names.currentText() == "σ₀"
    page.runChosen.emit(-1)  # none of the first run has it
    done(qtbot, lab)
    for run in range(5):
        bench.edit("hide", lambda d, i=run: d.with_shown(i, False))
    done(qtbot, lab)
    assert said(lab) == ("No run is switched on.", "muted")
    assert page.chart.chart.marks == ()
    for _ in range(5):
        bench.edit("remove", lambda d: d.removing(0))
    assert said(lab)[0] == "Add a run to see what becomes of it at other settings."
    action(window, "undo").trigger()
    assert said(lab)[0] == "No run is switched on."
    page.runChosen.emit(0)
    done(qtbot, lab)
    assert page.map.layer is not None
    assert page.stack.currentWidget() is page.map


def test_the_theme_repaints_and_computes_nothing(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    asked, shown = asked_again(lab), lab.page.map.layer
    window.theme.set_scheme("dark")
    window.theme.finish()
    done(qtbot, lab)
    assert lab.page.map.layer is not shown
    window.theme.set_scheme("light")
    window.theme.finish()
    done(qtbot, lab)
    assert asked == []


def test_another_problem_begins_with_the_whole_range(
    window: MainWindow, lab: SettingsWiring, qtbot: QtBot
) -> None:
    lab.page.across.rangeEdited.emit(0.1, 0.2)
    lab.page.metricChosen.emit("steps")
    done(qtbot, lab)
    assert lab.chooser.choice.target == -0.961
    window.problem_panel.surfaceRequested.emit(SurfaceSpec("quadratic_cond10"))
    settle(qtbot, window)
    done(qtbot, lab)
    assert lab.chooser.choice.across.low == 1e-5
    start = window.workbench.layers.history.runs[0].loss[0]
    assert lab.chooser.choice.target == pytest.approx(0.01 * start, rel=1e-2)
    assert said(lab)[1] == "muted"
