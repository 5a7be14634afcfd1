"""Basins under the contour in the real window: the core's map, followed, called off, kept."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from optexplorer.core.analysis.basins import basins
from optexplorer.core.problem import FormulaSpec
from optexplorer.scene.frame import BasinsLayer
from optexplorer.scene.view import View
from optexplorer.ui import basins_overlay
from optexplorer.ui.main_window import MainWindow
from tests.support.mouse import drag
from tests.ui.window import LONG, action, settle

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


@pytest.fixture(autouse=True)
def coarse(monkeypatch: pytest.MonkeyPatch) -> None:
    """Maps that take no time."""
    monkeypatch.setattr(basins_overlay, "FINEST", 128)


def mapped(qtbot: QtBot, window: MainWindow) -> BasinsLayer:
    """Wait for the whole map of what is in view."""
    settle(qtbot, window)
    overlay, bench = window.wiring.basins.overlay, window.workbench

    def complete() -> bool:
        return not overlay.study.busy and overlay.answer is not None and not overlay.behind

    qtbot.waitUntil(complete, timeout=LONG)
    assert bench.frame is not None
    assert bench.frame.basins is overlay.answer.layer
    assert overlay.answer.complete
    return bench.frame.basins


def coloured(qtbot: QtBot, window: MainWindow, text: str = HIMMELBLAU) -> BasinsLayer:
    """The map of the first run on another formula."""
    window.workbench.edit("steps", lambda d: d.with_experiment(steps=100))
    window.workbench.request_problem("formula", FormulaSpec(text))
    settle(qtbot, window)
    action(window, "basins").setChecked(True)
    return mapped(qtbot, window)


def test_it_is_the_map_of_the_core(qtbot: QtBot, window: MainWindow) -> None:
    assert not window.basins_panel.isVisible()
    before = window.contour.grab().toImage()
    layer = coloured(qtbot, window)
    bench = window.workbench
    *_, expected = basins(bench.experiment, 0, 128, box=bench.box)
    np.testing.assert_array_equal(layer.found.end, expected.end)
    np.testing.assert_array_equal(layer.found.steps, expected.steps)
    panel = window.basins_panel
    assert panel.isVisible()
    assert panel.state.text() == "Gradient descent, 128 × 128 starts"
    assert panel.list.count() == len(expected.shares())
    assert panel.list.item(0).text().endswith(layer.ends[0].word)
    seen = window.contour.grab().toImage()
    assert seen != before
    area = window.contour.picture_rect()
    row = {tuple(colour) for colour in layer.pixels[:4].reshape(-1, 3).tolist()}
    places = [area.topLeft() + QPoint(i, 2) for i in range(2, area.width() - 2)]
    shares = [
        np.mean([image.pixelColor(at).getRgb()[:3] in row for at in places]) for image in (before, seen)
    ]
    assert shares[0] == 0.0
    assert shares[1] > 0.4, "all but the contour lines"
    lines = window.wiring.readout.lines(3.0, 2.0)
    assert lines[-1].startswith("minimum at (3, 2) after ")
    action(window, "basins").setChecked(False)
    frame = settle(qtbot, window)
    assert frame.basins is None
    assert not panel.isVisible()


def test_it_follows_the_front_run_the_part_in_view_and_the_settings(
    qtbot: QtBot, window: MainWindow
) -> None:
    first = coloured(qtbot, window)
    window.workbench.select(1)
    second = mapped(qtbot, window)
    assert second.found.places == first.found.places
    assert not np.array_equal(second.found.end, first.found.end)
    assert window.basins_panel.state.text().startswith("Momentum, ")
    box = ((2.0, 4.0), (1.0, 3.0))
    window.workbench.set_box(box)
    near = mapped(qtbot, window)
    assert near.found.box == box
    assert near.ends[0].word == "minimum at (3, 2)"
    same_word = next(end for end in second.ends if end.word == near.ends[0].word)
    assert near.ends[0].colour == same_word.colour
    window.workbench.edit("rate", lambda d: d.with_hyper(1, "learning_rate", 10.0))
    assert mapped(qtbot, window).ends[0].word == "diverged"


def test_a_drag_of_the_start_computes_no_map(qtbot: QtBot, window: MainWindow) -> None:
    layer = coloured(qtbot, window)
    asked = []
    ask = window.wiring.basins.overlay.study.ask
    window.wiring.basins.overlay.study.ask = lambda request: (asked.append(request), ask(request))
    start, path = window.workbench.experiment.origin, window.workbench.frame.paths[0]
    drag(window.contour.plot, start, (1.0, 1.0), (2.0, -1.0), (3.0, 3.0))
    frame = settle(qtbot, window)
    assert window.workbench.experiment.origin != start
    assert frame.paths[0] is not path
    assert frame.basins is layer
    window.workbench.edit("name", lambda d: d.with_run(0, label="other"))
    settle(qtbot, window)
    assert asked == []
    assert window.basins_panel.state.text().startswith("other, ")
    window.workbench.edit("steps", lambda d: d.with_experiment(steps=101))
    mapped(qtbot, window)
    assert len(asked) == 1
    del window.wiring.basins.overlay.study.ask


def test_escape_keeps_the_last_whole_picture(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    layer = coloured(qtbot, window)
    overlay, panel = window.wiring.basins.overlay, window.basins_panel
    monkeypatch.setattr(basins_overlay, "FINEST", 2048)
    monkeypatch.setattr(basins_overlay, "_UPDATES", 10**15)
    window.workbench.edit("steps", lambda d: d.with_experiment(steps=5000))
    settle(qtbot, window)
    qtbot.waitUntil(lambda: overlay.answer.layer is not layer, timeout=LONG)
    assert overlay.study.busy
    assert panel.progress.stop.isVisible()
    window.contour.setFocus()
    QTest.keyClick(window.contour, Qt.Key.Key_Escape)
    assert not overlay.study.busy
    kept = window.workbench.frame.basins
    assert kept is not None
    assert kept.found.stride > 1
    assert panel.state.text().startswith("Stopped; Gradient descent, ")
    settle(qtbot, window)
    assert window.workbench.frame.basins is kept
    monkeypatch.setattr(basins_overlay, "FINEST", 128)
    window.workbench.edit("steps", lambda d: d.with_experiment(steps=100))
    assert mapped(qtbot, window) is not kept


def test_one_variable_has_a_band_below_its_graph(qtbot: QtBot, window: MainWindow) -> None:
    layer = coloured(qtbot, window, "x^4 - x^2")
    assert layer.pixels.shape == (1, basins_overlay.ALONG, 3)
    assert window.graph.basins.shown is layer
    seen = window.graph.grab().toImage()
    area = window.graph.picture_rect()
    corner = seen.pixelColor(area.bottomLeft() + QPoint(3, -3)).getRgb()[:3]
    assert corner in {tuple(colour) for colour in layer.pixels[0, :12].tolist()}
    assert window.basins_panel.state.text() == "Gradient descent, 1,024 starts"


def test_files_keep_that_they_are_coloured() -> None:
    assert View(basins=True).to_mapping() == {"basins": True}
    assert View.from_mapping({"basins": True}) == View(basins=True)
    assert View.from_mapping({"basins": 1}) == View()


def test_without_runs_there_is_no_map_until_one_is_back(qtbot: QtBot, window: MainWindow) -> None:
    coloured(qtbot, window)
    for _ in window.workbench.experiment.runs:
        window.workbench.edit("remove", lambda d: d.removing(0))
    frame = settle(qtbot, window)
    assert frame.basins is None
    assert window.basins_panel.list.count() == 0
    assert window.basins_panel.state.text() == "There is no run to map"
    assert not window.wiring.basins.overlay.study.busy
    action(window, "undo").trigger()
    mapped(qtbot, window)
