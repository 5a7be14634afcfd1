"""What may be replaced without a question."""

from pathlib import Path

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from optexplorer.ui.replacing import may_replace


def test_nothing_is_asked_about_what_cannot_be_there(qtbot: QtBot, tmp_path: Path) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    too_long = tmp_path / ("x" * 300)  # who writes it says so
    assert may_replace(window, "Export", [tmp_path / "new.png", too_long])
