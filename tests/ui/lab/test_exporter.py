"""Files of the laboratory's pages: one at a time, and each of them is said."""

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from optexplorer.ui.lab.exporter import Exporter
from optexplorer.ui.settings import Settings
from tests.ui.conftest import Questions


@pytest.fixture
def exporter(qtbot: QtBot, tmp_path: Path) -> Exporter:
    window = QWidget()
    qtbot.addWidget(window)
    return Exporter(window, Settings(tmp_path / "window.ini"), window)


def test_another_file_is_refused_while_one_is_written(
    qtbot: QtBot, exporter: Exporter, questions: Questions, answers: list[str], tmp_path: Path
) -> None:
    gate, said = threading.Event(), list[str]()
    exporter.said.connect(said.append)

    def write(path: Path) -> None:
        assert gate.wait(20)
        path.write_text("written")

    answers.extend(str(tmp_path / name) for name in ("one.csv", "two.csv"))
    exporter.ask("Export", "one.csv", "CSV (*.csv)", write)
    exporter.ask("Export", "two.csv", "CSV (*.csv)", write)
    exporter.write(tmp_path / "three.csv", write)
    assert questions.warnings == ["One file at a time: one.csv is still being written"] * 2
    assert len(answers) == 1, "it does not ask where, either"
    gate.set()
    qtbot.waitUntil(lambda: not exporter.busy)
    assert said == ["Exported one.csv"]
    exporter.ask("Export", "two.csv", "CSV (*.csv)", write)
    qtbot.waitUntil(lambda: not exporter.busy)
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["one.csv", "two.csv"]
    exporter.stop()
