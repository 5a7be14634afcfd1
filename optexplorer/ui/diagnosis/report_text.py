"""A text to be read and copied, such as a report."""

from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton

from optexplorer.ui.widgets.themed import set_role


class ReportText(QPlainTextEdit):
    """Shows lines as they are; ``copy_button`` puts them on the clipboard."""

    def __init__(self) -> None:
        super().__init__(readOnly=True)
        self.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setAccessibleName("Report")
        self.setTabChangesFocus(True)
        self.copy_button = QPushButton("Copy report")
        self.copy_button.setToolTip("Put the report on the clipboard")
        set_role(self.copy_button, "primary")
        self.copy_button.clicked.connect(self._copy)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.toPlainText())
        self.copy_button.setText("Copied")
