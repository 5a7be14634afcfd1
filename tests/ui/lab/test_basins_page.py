"""The page of basins in the real window: the core's maps, shares, the start, files, chance."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from optexplorer.__main__ import main
from optexplorer.core.analysis.basins import basins
from optexplorer.core.gradient import Noisy
from optexplorer.core.problem import FormulaSpec
from optexplorer.scene.frame import BasinsLayer, End
from optexplorer.storage.session import save
from optexplorer.ui.lab.basins.atlas import best_columns
from optexplorer.ui.lab.basins.shares import share_rows
from optexplorer.ui.lab.basins.wiring import BasinsPageWiring
from optexplorer.ui.main_window import MainWindow
from tests.support.mouse import click, move
from tests.ui.window import LONG, settle, turn_to, undoing

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
SIDE = 64


@pytest.fixture(scope="module", autouse=True)
def _made(shared_window: MainWindow) -> None:
    """The page belongs to the window that the tests share, not to the first of them."""
    turn_to(shared_window, "basins")


@pytest.fixture
def page(qtbot: QtBot, window: MainWindow) -> Iterator[BasinsPageWiring]:
    """The page in view, with small maps of two runs on a surface with four minima."""
    bench = window.workbench
    while len(bench.experiment.runs) > 2:
        bench.edit("remove", lambda d: d.removing(2))
    bench.edit("steps", lambda d: d.with_experiment(steps=60))
    bench.request_problem("formula", FormulaSpec(HIMMELBLAU))
    settle(qtbot, window)
    wiring: Any = window.laboratory.wirings["basins"]
    wiring.page.sides.pick(str(SIDE))
    turn_to(window, "basins")
    mapped(qtbot, window, wiring)
    yield wiring
    wiring.cancel()


def mapped(qtbot: QtBot, window: MainWindow, wiring: BasinsPageWiring) -> list[BasinsLayer]:
    """Wait for all maps; their layers in the order of the runs."""
    settle(qtbot, window)

    def complete() -> bool:
        return not wiring.study.busy and all(map(wiring._complete, wiring._wanted))

    qtbot.waitUntil(complete, timeout=LONG)
    return [view.answer.layer for view in wiring.page.atlas.maps.values() if view.answer]


def test_maps_are_those_of_the_core_with_the_same_colours(
    qtbot: QtBot, window: MainWindow, page: BasinsPageWiring
) -> None:
    layers = mapped(qtbot, window, page)
    experiment = window.workbench.experiment
    assert len(layers) == 2
    for index, layer in enumerate(layers):
        *_, expected = basins(experiment, index, SIDE)
        np.testing.assert_array_equal(layer.found.end, expected.end)
        np.testing.assert_array_equal(layer.found.steps, expected.steps)
    assert layers[0].found.places == layers[1].found.places
    one, other = ({end.word: end.colour for end in layer.ends} for layer in layers)
    assert len(one.keys() & other.keys()) >= 2
    assert all(one[word] == other[word] for word in one.keys() & other.keys())
    assert page.page.state.text().startswith("64 × 64 starts in each map")
    titles = [view._title.text() for view in page.page.atlas.maps.values()]
    assert titles == [run.name for run in experiment.runs]


def test_shares_add_up(qtbot: QtBot, window: MainWindow, page: BasinsPageWiring) -> None:
    layers = mapped(qtbot, window, page)
    rows = page.page.shares.rows
    for column, layer in enumerate(layers):
        assert sum(row.shares[column] or 0.0 for row in rows) == pytest.approx(1.0)
        shares = {row.word: row.shares[column] for row in rows if row.shares[column]}
        assert shares == {end.word: end.share for end in layer.ends}
    assert page.page.shares.columnCount() == 3


def test_many_ends_have_one_row_for_the_small_ones() -> None:
    ends = tuple(End("#000000", f"minimum at ({i})", 1.0 / 80) for i in range(80))
    layer = BasinsLayer(None, np.zeros((1, 1, 3), dtype=np.uint8), ends)  # type: ignore[arg-type]
    rows = share_rows([layer, None])
    assert rows[-1].word == "20 other ends"
    assert rows[-1].shares == (pytest.approx(0.25), None)
    assert sum(row.shares[0] or 0.0 for row in rows) == pytest.approx(1.0)


def test_a_click_puts_the_start_there_in_all_maps(
    qtbot: QtBot, window: MainWindow, page: BasinsPageWiring
) -> None:
    layers = mapped(qtbot, window, page)
    first = next(iter(page.page.atlas.maps.values()))
    undoing(qtbot, window, lambda: click(first.plot, -3.0, 1.5))
    x, y = window.workbench.experiment.origin
    assert (x, y) == pytest.approx((-3.0, 1.5), abs=0.1)
    for view in page.page.atlas.maps.values():
        assert [mark.at for mark in view._marks] == [(x, y)]
    assert not page.study.busy
    again = mapped(qtbot, window, page)
    assert all(now is before for now, before in zip(again, layers, strict=True))
    window.workbench.edit("own", lambda d: d.with_own_start(1, (1.0, 1.0)))
    settle(qtbot, window)
    second = list(page.page.atlas.maps.values())[1]
    assert [mark.at for mark in second._marks] == [(x, y), (1.0, 1.0)]
    second.markDropped.emit(1, 2.0, 2.0)
    assert window.workbench.experiment.runs[1].start == (2.0, 2.0)


def test_what_stands_under_the_mouse(qtbot: QtBot, window: MainWindow, page: BasinsPageWiring) -> None:
    mapped(qtbot, window, page)
    first, second = page.page.atlas.maps.values()
    move(first.plot, 3.0, 2.0)
    place, word, steps = first.readout.lines
    assert place.startswith(("(3.0", "(2.9"))
    assert (word, steps.split()[0]) == ("minimum at (3, 2)", "after")
    assert second.marks.linked == pytest.approx((3.0, 2.0), abs=0.1)
    first.pointer.left.emit()
    assert not first.readout.lines
    assert second.marks.linked is None


def test_zoom_is_shared_and_computed_anew(
    qtbot: QtBot, window: MainWindow, page: BasinsPageWiring
) -> None:
    mapped(qtbot, window, page)
    first, second = page.page.atlas.maps.values()
    first.view.scaleBy(s=(0.5, 0.5), center=QPointF(3.0, 2.0))
    first.view.sigRangeChangedManually.emit([True, True])
    assert second.announced_box() == first.announced_box()
    qtbot.waitUntil(lambda: window.workbench.view.box is not None, timeout=LONG)
    layers = mapped(qtbot, window, page)
    assert {layer.found.box for layer in layers} == {window.workbench.box}
    assert layers[0].found.box[0][1] - layers[0].found.box[0][0] < 8.0
    page.page.whole.click()
    layers = mapped(qtbot, window, page)
    assert layers[0].found.box == window.workbench.experiment.problem.domain


def test_only_what_changed_is_computed(
    qtbot: QtBot, window: MainWindow, page: BasinsPageWiring
) -> None:
    first, second = mapped(qtbot, window, page)
    window.workbench.edit("rate", lambda d: d.with_hyper(1, "learning_rate", 0.03))
    one, other = mapped(qtbot, window, page)
    assert one is first
    assert other is not second
    window.workbench.edit("hide", lambda d: d.with_shown(0, False))
    assert len(mapped(qtbot, window, page)) == 1
    assert page.page.shares.columnCount() == 2


@pytest.mark.parametrize("ending", [".png", ".csv", ".npz"])
def test_files_are_those_of_the_command(
    qtbot: QtBot, window: MainWindow, page: BasinsPageWiring, tmp_path: Path, ending: str
) -> None:
    mapped(qtbot, window, page)
    save(tmp_path / "race.optx", window.workbench.experiment, {})
    write = page.writer(list(page._answers))
    page.exporter.write(tmp_path / f"all{ending}", write)
    qtbot.waitUntil(lambda: not page.exporter.busy, timeout=LONG)
    for index, name in enumerate(("gradient-descent", "momentum")):
        out = tmp_path / f"one{ending}"
        command = ["basins", str(tmp_path / "race.optx"), "--run", str(index)]
        assert main([*command, "--resolution", str(SIDE), "--out", str(out)]) == 0
        assert (tmp_path / f"all-{index}-{name}{ending}").read_bytes() == out.read_bytes()


def test_what_the_file_dialog_did_not_ask_about_is_asked_once(
    qtbot: QtBot,
    window: MainWindow,
    page: BasinsPageWiring,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(
        QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "all"), "CSV (*.csv)")
    )
    refused = QMessageBox.StandardButton.Cancel
    monkeypatch.setattr(QMessageBox, "question", lambda *of: (asked.append(of[2]), refused)[1])
    mapped(qtbot, window, page)
    page.page.exportAllRequested.emit(".csv")
    qtbot.waitUntil(lambda: not page.exporter.busy, timeout=LONG)
    kept = [tmp_path / f"all-{name}.csv" for name in ("0-gradient-descent", "1-momentum")]
    assert sorted(tmp_path.iterdir()) == kept
    assert not asked
    for file in (*kept, tmp_path / "all.csv"):
        file.write_text("kept")
    page.page.exportAllRequested.emit(".csv")
    page.page.exportRequested.emit(".csv")
    assert asked == [
        f"{kept[0].name}, {kept[1].name} exist already. Replace them?",
        "all.csv exists already. Replace it?",
    ]
    assert not page.exporter.busy
    assert {file.read_text() for file in tmp_path.iterdir()} == {"kept"}


def test_a_map_that_would_take_minutes_is_coarser(
    qtbot: QtBot, window: MainWindow, page: BasinsPageWiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optexplorer.ui.lab.basins.wiring._WORK", 128**2 * 60)
    page.page.resolutionChosen.emit(256)
    layers = mapped(qtbot, window, page)
    assert layers[0].found.end.shape == (128, 128)
    assert "More starts would take minutes." in page.page.state.text()
    page._choose_side(SIDE)
    assert "minutes" not in page.page.state.text()


def test_chance_is_said(qtbot: QtBot, window: MainWindow, page: BasinsPageWiring) -> None:
    assert "random" not in page.page.state.text()
    window.workbench.edit("noise", lambda d: d.with_gradient(1, Noisy(sigma=1.0)))
    window.workbench.edit("seed", lambda d: d.with_experiment(seed=7))
    mapped(qtbot, window, page)
    said = page.page.state.text()
    assert "Momentum draws at random, with seed 7 from every start." in said


def test_stopped_it_keeps_what_is_there_and_goes_on_when_asked(
    qtbot: QtBot, window: MainWindow, page: BasinsPageWiring
) -> None:
    before = mapped(qtbot, window, page)
    window.workbench.edit("steps", lambda d: d.with_experiment(steps=61))
    page.cancel()
    assert page.page.compute.isVisible()
    assert page.page.state.text().startswith("Stopped. ")
    views = page.page.atlas.maps.values()
    assert all(view.answer is not None for view in views)
    page.page.compute.click()
    after = mapped(qtbot, window, page)
    assert not page.page.compute.isVisible()
    assert all(now is not then for now, then in zip(after, before, strict=True))


def test_what_is_not_of_the_settings_in_force_is_marked_and_not_exported(
    qtbot: QtBot, window: MainWindow, page: BasinsPageWiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, asked = [], []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: said.append(words[2]))
    monkeypatch.setattr(page.exporter, "ask", lambda *what: asked.append(what[1]))
    mapped(qtbot, window, page)
    window.workbench.edit("rate", lambda d: d.with_hyper(1, "learning_rate", 0.03))
    page.cancel()
    assert [view._title.text() for view in page.page.atlas.maps.values()] == [
        "Gradient descent", "Momentum, as before",
    ]  # fmt: skip
    header = page.page.shares.horizontalHeaderItem(2)
    assert header is not None
    assert header.text() == "Momentum, as before"
    assert page.page.state.text().startswith(
        "Stopped. Momentum: as before, not as set now. 64 × 64 starts in each other map, darker"
    )
    page.page.exportAllRequested.emit(".csv")
    second = list(page.page.atlas.maps.values())[1]
    second.exportRequested.emit(".csv")
    assert not asked
    assert [words.split(":")[0] for words in said] == ["Momentum", "Momentum"]
    first = next(iter(page.page.atlas.maps.values()))
    first.exportRequested.emit(".csv")
    assert asked == ["basins-gradient-descent.csv"]
    page.page.compute.click()
    mapped(qtbot, window, page)
    assert second._title.text() == "Momentum"
    page.page.exportAllRequested.emit(".csv")
    assert asked[1:] == ["basins.csv"]


def test_a_coarse_map_is_called_so(qtbot: QtBot, window: MainWindow, page: BasinsPageWiring) -> None:
    mapped(qtbot, window, page)
    page.page.resolutionChosen.emit(128)

    def coarse() -> bool:
        return any(view._title.text().endswith(", coarse") for view in page.page.atlas.maps.values())

    try:
        with qtbot.waitSignal(page.study.answered, timeout=LONG, check_params_cb=lambda *_: coarse()):
            pass
        page.cancel()
        assert " so far, darker" in page.page.state.text()
    finally:
        page._choose_side(SIDE)


def test_one_variable_has_stripes(qtbot: QtBot, window: MainWindow, page: BasinsPageWiring) -> None:
    window.workbench.request_problem("formula", FormulaSpec("x^4 - x^2"))
    layers = mapped(qtbot, window, page)
    assert layers[0].pixels.shape == (1, 1024, 3)
    first = next(iter(page.page.atlas.maps.values()))
    assert not first.left.isVisible()
    first.plot.grab()  # laid out without its axis
    click(first.plot, 0.5, 0.5)
    settle(qtbot, window)
    assert window.workbench.experiment.origin == pytest.approx((0.5,), abs=0.05)


def test_too_much_is_refused_in_one_sentence(
    qtbot: QtBot, window: MainWindow, page: BasinsPageWiring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("optexplorer.core.analysis.many.physical", lambda: 100_000)
    page.page.resolutionChosen.emit(1024)
    qtbot.waitUntil(lambda: not page.study.busy, timeout=LONG)
    assert "need" in page.page.state.text()
    assert "fewer fit" in page.page.state.text()
    page._choose_side(SIDE)
    monkeypatch.undo()


@pytest.mark.parametrize(
    ("count", "size", "columns"),
    [
        (1, (600, 400), 1),
        (2, (900, 400), 2),
        (2, (300, 600), 1),
        (5, (690, 400), 3),
        (5, (560, 300), 2),
        (0, (1, 1), 0),
    ],
)
def test_columns(count: int, size: tuple[int, int], columns: int) -> None:
    assert best_columns(count, *size) == columns


def test_a_run_may_go_in_the_middle_of_a_drag(
    qtbot: QtBot, window: MainWindow, page: BasinsPageWiring
) -> None:
    mapped(qtbot, window, page)
    gone, view = list(page.page.atlas.maps.items())[1]
    window.workbench.edit("remove", lambda d: d.removing(1))
    document = window.workbench.document
    view.markDragged.emit(0, 1.0, 1.0)
    page.page.atlas.markDropped.emit(gone, 1, 1.0, 1.0)
    assert window.workbench.document == document
    window.workbench.edit("remove", lambda d: d.removing(0))
    page.page.exportRequested.emit(".csv")
    assert page.page.state.text() == "Show a run to see where its starts end."
