"""Pictures painted beside the window's other work, with a bar where it takes a while."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication, QProgressDialog, QWidget
from shiboken6 import isValid

from optexplorer.ui.diagnosis.faults import is_fault
from optexplorer.ui.export.strips import Told
from optexplorer.ui.steps import Result, Steps
from optexplorer.ui.turns import Turns

_PATIENCE = 400  # milliseconds before the bar is shown


class Waiting(QObject):
    """A bar with a Cancel, there while something is being made."""

    canceled = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._dialog: QProgressDialog | None = None

    def begin(self, words: str) -> None:
        """From now on."""
        self.end()
        over = QApplication.activeModalWidget() or self._window  # a modal one takes all input
        self._dialog = QProgressDialog(words, "Cancel", 0, 1000, over)
        self._dialog.setMinimumDuration(_PATIENCE)
        self._dialog.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)  # keys go on to the race
        self._dialog.canceled.connect(self.canceled)

    def show_share(self, share: float) -> None:
        """So much is done, from 0 to 1."""
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.setValue(min(int(1000 * share), 999))

    def end(self) -> None:
        """No longer."""
        if self._dialog is not None and isValid(self._dialog):
            self._dialog.canceled.disconnect(self.canceled)
            self._dialog.reset()
            self._dialog.deleteLater()
        self._dialog = None


class Painting(QObject):
    """One picture at a time, which can be called off until it is painted."""

    calledOff = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.waiting = Waiting(window)
        self.waiting.canceled.connect(self._call_off)
        self._turns = Turns(self)

    @property
    def busy(self) -> bool:
        """Whether a picture is being painted."""
        return self._turns.busy

    def begin(
        self,
        work: Callable[[Told], Steps[Result]],
        then: Callable[[Result], object],
        fail: Callable[[Exception], object],
    ) -> None:
        """Do ``work`` from now on; ``then`` takes what comes of it, ``fail`` why nothing does."""
        self.waiting.begin("Painting the picture…")
        self._turns.begin(self._pieces(work, then, fail))

    def stop(self) -> None:
        """Give it up; nothing has been written yet."""
        self.waiting.end()
        self._turns.stop()

    def _pieces(
        self,
        work: Callable[[Told], Steps[Result]],
        then: Callable[[Result], object],
        fail: Callable[[Exception], object],
    ) -> Steps[None]:
        try:
            made = yield from work(self.waiting.show_share)
        except Exception as error:
            self.stop()  # what is said of it waits for an answer
            fail(error)
            if is_fault(error):
                raise
            return
        self.stop()
        then(made)

    def _call_off(self) -> None:
        self.stop()
        self.calledOff.emit()
