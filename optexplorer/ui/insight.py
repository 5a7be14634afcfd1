"""Keeps what is known of the steps looked into in time with the frame on screen."""

from PySide6.QtCore import QObject, Signal, Slot

from optexplorer.core.cancel import Cancel
from optexplorer.ui.inside import InsideRequest, new_insider
from optexplorer.ui.jobs import LatestWins
from optexplorer.ui.workbench import Workbench


class Insight(QObject):
    """Asks the worker for the steps at the cursor, and hands them to the workbench."""

    changed = Signal(object)  # Inside, or None where nobody looks or there is no step
    failed = Signal(str)

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._asked: InsideRequest | None = None
        self._jobs = LatestWins(new_insider().answer, Cancel, self)
        self._jobs.ready.connect(self._take)
        self._jobs.failed.connect(lambda _request, error: self.failed.emit(str(error)))
        bench.frameChanged.connect(self._follow)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._jobs.busy

    def stop(self) -> None:
        """Ask for nothing more."""
        self._jobs.abandon()

    @Slot(object)
    def _follow(self, _frame: object) -> None:
        request = request_of(self._bench)
        if request == self._asked:
            return
        self._asked = request
        if request is None:
            self._jobs.cancel()
            self._bench.take(inside=None)
            self.changed.emit(None)
        else:
            self._jobs.submit(request)

    @Slot(object, object)
    def _take(self, _request: InsideRequest, inside: object) -> None:
        self._bench.take(inside=inside)
        self.changed.emit(inside)


def request_of(bench: Workbench) -> InsideRequest | None:
    """What has to be known for the frame on screen; None where nobody looks or there is no step.

    The step is the one from the cursor's row on, at a run's last row the one before.
    """
    view, layers, frame = bench.view, bench.layers, bench.frame
    if view.veiled or not view.inside.open or layers is None or frame is None:
        return None
    runs = layers.history.runs
    front = view.front(len(runs))
    updates = {
        run: min(frame.cursor + 1, runs[run].rows - 1)
        for run in view.inside.runs(len(runs))
        if run == front or view.shows(run)
    }
    updates = {run: update for run, update in updates.items() if update > 0}
    if front not in updates:
        return None
    order = sorted(updates, key=lambda run: run != front)
    forms = len(layers.experiment.runs[front].optimizer.forms())
    form = view.inside.form
    return InsideRequest(
        layers.experiment,
        tuple((run, updates[run]) for run in order),
        runs[front].rows if view.inside.curve else 0,
        form if form is not None and form < forms else None,
        view.inside.curve,
    )
