"""Asks before something goes that is still in the making."""

from PySide6.QtWidgets import QMessageBox, QWidget


def may_give_up(window: QWidget, what: str) -> bool:
    """Whether the person closes all the same; ``what`` is still being made."""
    buttons = QMessageBox.StandardButton
    answer = QMessageBox.question(
        window,
        "Export",
        f"{what}. Close and give it up?",
        buttons.Close | buttons.Cancel,
        buttons.Cancel,
    )
    return answer == buttons.Close
