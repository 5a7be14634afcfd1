"""Edits that need work before they can be made, done beside the interface, waited for or given up."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from optexplorer.core.experiment import Experiment
from optexplorer.core.problem import Problem, ProblemSpec
from optexplorer.ui.document import Document
from optexplorer.ui.engine import suggest_rates
from optexplorer.ui.jobs import LatestWins
from optexplorer.ui.waiting import wait_while

PATIENCE = 5_000  # milliseconds that somebody waits for an answer


class Errands(QObject):
    """Builds problems and finds learning rates; the newest wish of each kind counts."""

    ready = Signal(str, object, object)  # what the edit is called, the edit, its gesture or None
    refused = Signal(object, object)  # ProblemSpec, ProblemError
    failed = Signal(object, object)  # what was asked, exception
    dropped = Signal()  # nothing of what is still to come is to come any more

    def __init__(
        self,
        new_cancel: Callable[[], Any],
        build_problem: Callable[[ProblemSpec], Problem],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._builder = LatestWins(lambda asked, _job: build_problem(asked[0]), new_cancel, self)
        self._builder.ready.connect(self._take_problem)
        self._builder.failed.connect(lambda asked, error: self.refused.emit(asked[0], error))
        self._advisor = LatestWins(suggest_rates, new_cancel, self)
        self._advisor.ready.connect(self._take_rates)
        self._advisor.failed.connect(self.failed)
        self._overdue = False  # somebody has waited for what is asked for, in vain

    @property
    def busy(self) -> bool:
        """Whether an edit that was asked for is still to come."""
        return self._builder.busy or self._advisor.busy

    @property
    def building(self) -> bool:
        """Whether a problem is still to come."""
        return self._builder.busy

    def build(self, text: str, spec: ProblemSpec, gesture: object) -> None:
        """Have a problem built, for the edit that puts it in place."""
        self._overdue = False
        self._builder.submit((spec, text, gesture))

    def suggest_rates(self, experiment: Experiment) -> None:
        """Have suitable learning rates found for every run, to be taken as one edit."""
        self._overdue = False
        self._advisor.submit(experiment)

    def finish(self) -> None:
        """Wait for the answers, while the window takes no input; once, no longer than `PATIENCE`."""
        if self._overdue or not self.busy:
            return
        told = self._builder.busy_changed, self._advisor.busy_changed
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._overdue = not wait_while(lambda: self.busy, *told, patience=PATIENCE)
        finally:
            QApplication.restoreOverrideCursor()

    def drop(self) -> None:
        """What was asked for is given up: it must not arrive in another document."""
        self._builder.cancel()
        self._advisor.cancel()
        self.dropped.emit()

    def close(self) -> None:
        """Abandon all; nothing arrives any more."""
        self._advisor.abandon()
        self._builder.abandon()

    @Slot(object, object)
    def _take_problem(self, asked: tuple[ProblemSpec, str, object], problem: Problem) -> None:
        _spec, text, gesture = asked
        self.ready.emit(text, lambda document: document.with_problem(problem), gesture)

    @Slot(object, object)
    def _take_rates(self, asked: Experiment, rates: tuple[float | None, ...]) -> None:
        def edit(document: Document) -> Document:
            return document.with_rates(asked, rates)

        self.ready.emit("suggest learning rates", edit, None)
