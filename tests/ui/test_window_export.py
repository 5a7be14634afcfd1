"""The main job in the window: penguins from their CSV, four runs, the same CSV as from the command."""

import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox, QProgressDialog, QPushButton
from pytestqt.qtbot import QtBot

from optexplorer.ui.main_window import MainWindow
from tests.support.program import ROOT, program
from tests.support.tables import exact_table
from tests.ui.conftest import Questions
from tests.ui.window import LEFT, LONG, action, settle, type_number

RESOURCES = ROOT / "resources"
RUNS = ["Batch GD", "SGD", "Mini-batch GD", "Adam"]


@pytest.fixture
def birds(tmp_path: Path) -> Path:
    """An experiment that names a CSV beside it."""
    shutil.copy(RESOURCES / "data" / "penguins_flipper_mass.csv", tmp_path / "birds.csv")
    text = (RESOURCES / "experiments" / "penguins.optx").read_text("utf-8")
    path = tmp_path / "birds.optx"
    path.write_text(text.replace('"penguins_flipper_mass"', '"birds.csv"'), "utf-8")
    return path


def export(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, path: Path, name: str
) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    with qtbot.waitSignal(window.files.said, timeout=LONG):
        action(window, name).trigger()
    assert window.status.label.text() == f"Exported {path.name}"


def test_the_window_writes_what_the_command_writes(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, birds: Path
) -> None:
    folder = birds.parent
    window.files.open_path(birds)
    frame = settle(qtbot, window)
    assert [entry.label for entry in frame.legend] == RUNS
    export(qtbot, window, monkeypatch, folder / "window.csv", "export_csv")
    export(qtbot, window, monkeypatch, folder / "state.csv", "export_state")
    assert program(folder, "run", "birds.optx", "--csv", "command.csv").returncode == 0
    assert program(folder, "run", "birds.optx", "--csv", "all.csv", "--state").returncode == 0
    assert (folder / "window.csv").read_bytes() == (folder / "command.csv").read_bytes()
    assert (folder / "state.csv").read_bytes() == (folder / "all.csv").read_bytes()

    table = pd.read_csv(folder / "birds.csv")[["flipper_length_mm", "body_mass_g"]]
    x, y = ((table - table.mean()) / table.std(ddof=0)).to_numpy().T
    columns = np.stack([np.ones_like(x), x], axis=1)
    solution = np.linalg.lstsq(columns, y)[0]
    least = float(np.mean((columns @ solution - y) ** 2))
    steps = exact_table((folder / "window.csv").read_bytes().decode())
    last = steps.groupby("label").last().loss
    for entry in frame.legend:
        assert entry.loss == last[entry.label], "the window shows what it writes"
        assert -1e-12 <= entry.loss / least - 1 <= (1e-3 if entry.label == "SGD" else 1e-4)
    for label in ("Batch GD", "Adam"):
        assert last[label] == pytest.approx(least, rel=1e-9)
    assert frame.marks.minima[0] == pytest.approx(tuple(solution), abs=1e-9)


def test_a_small_edit_is_exported_as_well(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    type_number(window.problem_panel.foot.steps.field, "12")
    export(qtbot, window, monkeypatch, tmp_path / "out.csv", "export_csv")
    steps = exact_table((tmp_path / "out.csv").read_bytes().decode())
    assert steps.groupby("run").step.max().tolist() == [12] * 5
    shown = settle(qtbot, window).paths[4].points
    assert np.array_equal(steps[steps.run == 4][["x", "y"]].to_numpy(float), shown)


def test_an_export_that_fails_says_so(
    qtbot: QtBot, window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *texts: said.append(texts[-1]))
    window.files.export_to(tmp_path / "nowhere" / "out.csv", state=False)
    qtbot.waitUntil(lambda: bool(said), timeout=LONG)
    assert said[0].count("out.csv") == 1, "where it is, once"
    assert list(tmp_path.iterdir()) == []
    assert not visible(window)


def test_a_long_export_is_called_off(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    type_number(window.problem_panel.foot.steps.field, "20000000")
    window.files.export_to(tmp_path / "out.csv", state=False)
    qtbot.waitUntil(lambda: bool(visible(window)), timeout=LONG)
    (dialog,) = visible(window)
    qtbot.mouseClick(dialog.findChild(QPushButton), LEFT)
    assert not visible(window)
    action(window, "undo").trigger()
    settle(qtbot, window)
    assert window.status.label.text() == "The export was called off"
    window.files.export_to(tmp_path / "short.csv", state=False)
    qtbot.waitUntil(lambda: (tmp_path / "short.csv").exists(), timeout=LONG)
    assert [p.name for p in tmp_path.iterdir()] == ["short.csv"], "nothing is left of the long one"


def test_a_second_export_waits_for_the_first_and_so_does_the_end(
    qtbot: QtBot, window: MainWindow, questions: Questions, tmp_path: Path
) -> None:
    type_number(window.problem_panel.foot.steps.field, "20000000")
    assert window.files.csv.may_give_up()
    window.files.export_to(tmp_path / "one.csv", state=False)
    window.files.export_to(tmp_path / "two.csv", state=False)
    action(window, "export_csv").trigger()
    assert questions.warnings == ["One CSV file at a time: one.csv is still being written"] * 2
    assert window.files.csv.busy
    assert not window.close()
    assert questions.asked == ["A CSV file is still being written. Close and give it up?"]
    assert window.isVisible()
    questions.answer = QMessageBox.StandardButton.Close
    assert window.files.csv.may_give_up()
    window.files.csv._call_off()
    action(window, "undo").trigger()
    settle(qtbot, window)


def visible(window: MainWindow) -> list[QProgressDialog]:
    return [d for d in window.findChildren(QProgressDialog) if d.isVisible()]
