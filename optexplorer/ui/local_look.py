"""Keeps what is known about the point looked at closely in time with the frame on screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from optexplorer.core.cancel import Cancel
from optexplorer.core.problem import Point, Problem
from optexplorer.scene.local import direction_of, span_along
from optexplorer.ui.jobs import Job, LatestWins
from optexplorer.ui.workbench import Workbench

if TYPE_CHECKING:
    from optexplorer.core.analysis.local import Neighbourhood, QuadraticModel


@dataclass(frozen=True)
class LocalRequest:
    """The point, and the line through it whose profile is wanted."""

    problem: Problem
    point: Point
    direction: Point  # of the parameters, of length 1
    reach: float


@dataclass(frozen=True)
class LocalAnswer:
    """What is known about the point."""

    request: LocalRequest
    nearby: Neighbourhood


class Looker:
    """Answers requests; used by one thread only. It keeps the model while only v is turned."""

    def __init__(self) -> None:
        self._known: tuple[Problem, Point, QuadraticModel | None] | None = None

    def answer(self, request: LocalRequest, job: Job) -> LocalAnswer:
        """The model at the point and the profile along the direction; raises `Cancelled`."""
        from optexplorer.core.analysis.local import Neighbourhood, profile, quadratic_model

        asked = request.problem, request.point
        if self._known is None or self._known[:2] != asked:
            self._known = (*asked, quadratic_model(*asked))
        model = self._known[2]
        if model is None:
            return LocalAnswer(request, Neighbourhood(None, None))
        line = profile(
            request.problem, model, np.array(request.direction), request.reach, cancel=job.cancel
        )
        return LocalAnswer(request, Neighbourhood(model, line))


class LocalLook(QObject):
    """Asks the worker for the point in view, and hands what it finds to the workbench."""

    failed = Signal(str)

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(parent)
        self._bench = bench
        self._asked: LocalRequest | None = None
        self._jobs = LatestWins(Looker().answer, Cancel, self)
        self._jobs.ready.connect(self._take)
        self._jobs.failed.connect(self._fail)
        bench.frameChanged.connect(self._follow)

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return self._jobs.busy

    def cancel(self) -> None:
        """Give up; what is known stays."""
        if self._jobs.busy:
            self._jobs.cancel()

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
        else:
            self._jobs.submit(request)

    @Slot(object, object)
    def _take(self, _request: LocalRequest, answer: LocalAnswer) -> None:
        self._bench.show_local(answer)

    @Slot(object, object)
    def _fail(self, _request: LocalRequest, error: BaseException) -> None:
        self.failed.emit(f"The surface could not be looked at here: {error}")


def request_of(bench: Workbench) -> LocalRequest | None:
    """What has to be known for the frame on screen; None where nobody looks."""
    layers, view = bench.layers, bench.view.local
    if layers is None or not view.open:
        return None
    problem, box = layers.experiment.problem, layers.background.box
    direction = direction_of(view.angle, len(box))
    return LocalRequest(
        problem,
        view.place(problem.domain),
        tuple((direction @ layers.plane.axes).tolist()),
        span_along(direction, box),
    )
