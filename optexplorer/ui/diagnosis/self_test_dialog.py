"""Help > Self-test: the command of that name, run beside the window, and its report."""

import json
import tempfile
from pathlib import Path
from typing import Any

from PySide6.QtCore import QProcess, QProcessEnvironment, Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QProgressBar, QVBoxLayout, QWidget

from optexplorer.ui.diagnosis.report_text import ReportText
from optexplorer.ui.itself import command, environment
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.themed import set_role

_PATIENCE = 3_000  # milliseconds for a process that is being ended
_RUNNING = "A second window opens, is looked at, and closes again."


class SelfTestDialog(QDialog):
    """Runs the program once more and shows what it says of itself."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Self-test")
        self._folder = tempfile.TemporaryDirectory(prefix="optexplorer-")
        self._out = Path(self._folder.name) / "report.json"
        self.heading = QLabel("Testing…")
        set_role(self.heading, "title")
        self.words = note(_RUNNING, role="")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.progress = QProgressBar()
        self.progress.setRange(0, 0)
        self.progress.setTextVisible(False)
        self.progress.setFixedHeight(6)
        self.report = ReportText()
        self.report.copy_button.setEnabled(False)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.report.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(8)
        for part in (self.heading, self.words, self.progress):
            column.addWidget(part)
        column.addWidget(self.report, 1)
        column.addWidget(buttons)
        self.resize(640, 480)
        self.finished.connect(self._end)
        self._process = QProcess(self)
        self._process.setProcessEnvironment(_environment())
        self._process.finished.connect(self._show)
        self._process.errorOccurred.connect(self._show)
        program, *arguments = command()
        self._process.start(program, [*arguments, "self-test", "--out", str(self._out)])

    def _show(self) -> None:
        if self._process.state() != QProcess.ProcessState.NotRunning:
            return
        self.progress.hide()
        said = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        try:
            text = self._out.read_text("utf-8")
            self.heading.setText(_verdict(json.loads(text)))
            problems = json.loads(text)["problems"]
        except (OSError, ValueError, KeyError):
            text = said or self._process.errorString()
            self.heading.setText("Something does not work here.")
            problems = [f"The test ended without a report (exit code {self._process.exitCode()})."]
        self.words.setText("\n".join(f"• {problem}" for problem in problems))
        self.words.setVisible(bool(problems))
        self.report.setPlainText(text)
        self.report.copy_button.setEnabled(True)

    def _end(self) -> None:
        self._process.blockSignals(True)
        self._process.kill()
        self._process.waitForFinished(_PATIENCE)
        self._folder.cleanup()


def _environment() -> QProcessEnvironment:
    result = QProcessEnvironment()
    for name, value in environment().items():
        result.insert(name, value)
    return result


def _verdict(report: dict[str, Any]) -> str:
    if not report["passed"]:
        return "Something does not work here."
    return "The program works here, but:" if report["problems"] else "Everything works."
