"""Files that are still in the making: asks before one goes, and says that another must wait for it."""

from pathlib import Path

from PySide6.QtWidgets import QMessageBox, QWidget


def may_give_up(window: QWidget, what: str) -> bool:
    """Whether the person closes all the same; ``what`` says what is still being made."""
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        window,
        "Export",
        f"{what}. Close and give it up?",
        buttons.Close | buttons.Cancel,
        buttons.Cancel,
    )
    return answer == buttons.Close


def say_wait(window: QWidget, noun: str, path: Path) -> None:
    """Why another ``noun`` is not written: ``path`` still is."""
    sentence = f"One {noun} at a time: {path.name} is still being written"
    QMessageBox.warning(window, "Could not export", sentence)
