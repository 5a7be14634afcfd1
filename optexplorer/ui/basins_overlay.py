"""Keeps the map of basins under the contour in time with the frame on screen."""

from PySide6.QtCore import QObject, Signal, Slot

from optexplorer.core.experiment import Experiment
from optexplorer.ui.basins_request import (
    BasinsAnswer,
    BasinsRequest,
    affordable,
    new_basins,
    request_for,
)
from optexplorer.ui.lab.study import Study
from optexplorer.ui.workbench import Workbench

FINEST, COARSEST = 512, 64  # starts along a side
ALONG = 1024  # starts of a one-variable problem
_UPDATES = 600_000_000  # that a map may take at most, if no run settles


def resolution_for(experiment: Experiment) -> int:
    """The finest map that does not keep both cores busy for minutes."""
    if experiment.problem.size == 1:
        return ALONG
    return affordable(FINEST, COARSEST, experiment.steps, _UPDATES)


class BasinsOverlay(QObject):
    """Asks for the map of the run in front over the box in view, and hands pieces to the workbench.

    The newest request wins. What is asked for has no start in it, so that a drag of the start
    computes nothing.
    """

    changed = Signal()  # the answer, or whether more is to come

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._asked: BasinsRequest | None = None
        self.answer: BasinsAnswer | None = None
        self.study = Study(new_basins(), self)
        self.study.answered.connect(self._take)
        self.study.changed.connect(self.changed)
        bench.frameChanged.connect(self._follow)
        bench.viewChanged.connect(self._follow)

    @property
    def behind(self) -> bool:
        """Whether the map shown is not the one that the window asks for."""
        return self.answer is not None and self.answer.request != self._asked

    def again(self) -> None:
        """Compute what was stopped."""
        if self._asked is not None:
            self.study.ask(self._asked)

    @Slot(object)
    def _follow(self, _told: object) -> None:
        request = self._request()
        if request == self._asked:
            return
        self._asked = request
        if request is not None:
            self.study.ask(request)
            return
        self.study.cancel()
        if not self._bench.experiment.runs:  # nobody's map is left
            self.answer = None
            self._bench.take(basins=None)

    def _request(self) -> BasinsRequest | None:
        """The map to be seen; None where nobody looks, before the first race, and without runs."""
        bench, layers = self._bench, self._bench.layers
        if not bench.view.basins or layers is None or not layers.experiment.runs:
            return None
        if bench.view.page != "race":
            return self._asked
        experiment = layers.experiment
        front = bench.view.front(len(experiment.runs))
        return request_for(experiment, front, layers.background.box, resolution_for(experiment))

    @Slot(object, object)
    def _take(self, _request: BasinsRequest, answer: BasinsAnswer) -> None:
        self.answer = answer
        self._bench.take(basins=answer)
        self.changed.emit()
