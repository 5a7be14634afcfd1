"""Asks before files are replaced whose names no file dialog has asked about."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget

from optexplorer.core.there import is_there

_NAMED = 3  # of several files


def may_replace(window: QWidget, title: str, files: Sequence[Path]) -> bool:
    """Whether the person agrees that those of ``files`` that are there are replaced; asked once."""
    names = [file.name for file in files if is_there(file)]
    if not names:
        return True
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    words = "exists already. Replace it?" if len(names) == 1 else "exist already. Replace them?"
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        window, title, f"{', '.join(names[:_NAMED])}{more} {words}",
        buttons.Yes | buttons.Cancel, buttons.Cancel,
    )  # fmt: skip
    return answer == buttons.Yes
