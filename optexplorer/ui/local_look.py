"""Keeps what is known about the point looked at closely in time with the frame on screen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject

from optexplorer.core.problem import Point, Problem
from optexplorer.scene.local import direction_of, span_along
from optexplorer.ui.follower import Follower
from optexplorer.ui.jobs import Job
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


class LocalLook(Follower):
    """Asks for the point in view, and hands what is known of it to the workbench."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        complaint = "The surface could not be looked at here"
        super().__init__(bench, Looker().answer, complaint, parent)

    def wanted(self) -> LocalRequest | None:
        """The point and the line along v."""
        layers, view = self._bench.layers, self._bench.view.local
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

    def cancel(self) -> None:
        """Give up; what is known is of another point or direction."""
        super().cancel()
        if self.stopped:
            self._bench.take(local=None)

    def take(self, answer: LocalAnswer) -> None:
        """What is known now."""
        self._bench.take(local=answer)
