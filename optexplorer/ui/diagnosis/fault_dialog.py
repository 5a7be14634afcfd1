"""Tells a fault of the program once, with a report to be copied; the experiment stays open."""

import re
from collections.abc import Sequence

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from optexplorer.storage.session import dumps
from optexplorer.ui.diagnosis.faults import Fault, Faults
from optexplorer.ui.diagnosis.report_text import ReportText
from optexplorer.ui.diagnosis.versions import machine, versions
from optexplorer.ui.main_window import MainWindow
from optexplorer.ui.widgets.card import note
from optexplorer.ui.widgets.themed import set_role

_WORDS = (
    "This is a mistake in the program, not in what you did. Your experiment is still open and can be "
    "saved. The report helps the developers to find the mistake; it includes the experiment."
)


class FaultNotices(QObject):
    """Shows one dialog for all faults: a new fault opens it, a known one only counts."""

    def __init__(self, window: MainWindow, faults: Faults) -> None:
        super().__init__(window)
        self._window, self._faults = window, faults
        self._shown = 0  # how many different faults the person has been told of
        self.dialog: FaultDialog | None = None
        # Never in the middle of what has just failed, such as a paint.
        faults.changed.connect(self._show, Qt.ConnectionType.QueuedConnection)
        if faults.found:
            self._show()

    def _show(self) -> None:
        found = self._faults.found
        if self.dialog is None and len(found) > self._shown:
            self.dialog = FaultDialog(self._window)
            self.dialog.finished.connect(self._forget)
        if self.dialog is not None:
            if len(found) > self._shown:
                self.dialog.show_report(report(self._window, found))
            self.dialog.show_faults(found)
            self._shown = len(found)
            self.dialog.show()  # filled first: what it says decides how it is laid out

    def _forget(self) -> None:
        self.dialog = None


class FaultDialog(QDialog):
    """What happened, how often, and the report."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle("Something went wrong")
        self.heading = QLabel(wordWrap=True)
        self.heading.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self.heading, "title")
        self.count = QLabel()
        set_role(self.count, "muted")
        self.report = ReportText()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.report.copy_button, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 20, 20, 16)
        column.setSpacing(8)
        column.addWidget(self.heading)
        column.addWidget(note(_WORDS, role=""))
        column.addWidget(self.report, 1)
        column.addWidget(self.count)
        column.addWidget(buttons)
        self.resize(QSize(680, 460).boundedTo(self.screen().availableSize()))

    def show_faults(self, found: Sequence[tuple[Fault, int]]) -> None:
        """Say what happened last, and how often anything did."""
        self.heading.setText(_breakable(found[-1][0].sentence))
        times = sum(count for _fault, count in found)
        kinds = f", {len(found)} different ones" if len(found) > 1 else ""
        self.count.setText(f"Happened {times} times{kinds}" if times > 1 else "")

    def show_report(self, text: str) -> None:
        """The text to be copied."""
        self.report.setPlainText(text)


def _breakable(sentence: str) -> str:
    """``sentence`` with places to break its long words at, which would widen the dialog."""
    return re.sub(r"\S{40}", "\\g<0>\u200b", sentence)


def report(window: MainWindow, found: Sequence[tuple[Fault, int]]) -> str:
    """Versions, tracebacks and what was open."""
    lines = [f"{name}: {value}" for name, value in (versions() | machine()).items()]
    for fault, count in found:
        lines += ["", f"{count} times, in thread {fault.thread}:", fault.text.rstrip()]
    return "\n".join([*lines, "", f"open: {window.files.title}", _experiment(window)])


def _experiment(window: MainWindow) -> str:
    bench = window.workbench
    try:
        return dumps(bench.experiment, bench.view.to_mapping(), scenes=bench.document.scenes)
    except Exception as error:  # noqa: BLE001  (it may be what is broken)
        return f"(the experiment cannot be written: {error!r})"
