"""What is typed and not entered yet, taken before the experiment is saved, replaced or left."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLineEdit, QPlainTextEdit, QWidget
from shiboken6 import isValid

_TYPED = (QLineEdit, QPlainTextEdit, QAbstractSpinBox)  # fields that are entered when they are left


def enter_typed(window: QWidget) -> None:
    """What is typed in ``window`` counts as entered; one types on in the same field."""
    field = QApplication.focusWidget()
    if isinstance(field, _TYPED) and window.isAncestorOf(field):
        field.clearFocus()
        if isValid(field) and field.isVisible():
            field.setFocus(Qt.FocusReason.OtherFocusReason)
