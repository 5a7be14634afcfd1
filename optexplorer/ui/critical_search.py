"""Keeps the critical points in view in time with the frame on screen."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject

from optexplorer.core.problem import Box, Problem
from optexplorer.ui.follower import Follower
from optexplorer.ui.jobs import Job
from optexplorer.ui.workbench import Workbench


@dataclass(frozen=True)
class CriticalRequest:
    """What is searched."""

    problem: Problem
    box: Box


@dataclass(frozen=True)
class CriticalAnswer:
    """What was found, and where."""

    request: CriticalRequest
    found: Any  # CriticalPoints


def find(request: CriticalRequest, job: Job) -> CriticalAnswer:
    """The search, beside the interface."""
    from optexplorer.core.analysis.critical import critical_points

    found = critical_points(request.problem, request.box, cancel=job.cancel)
    _ = found.spread  # computed here, not while the window waits
    return CriticalAnswer(request, found)


class CriticalSearch(Follower):
    """Asks for the box in view, and hands what is found to the workbench."""

    def __init__(self, bench: Workbench, parent: QObject) -> None:
        super().__init__(bench, find, "The critical points could not be found", parent)

    def wanted(self) -> CriticalRequest | None:
        """The box in view."""
        layers = self._bench.layers
        if layers is None or not self._bench.view.critical:
            return None
        return CriticalRequest(layers.experiment.problem, layers.background.box)

    def take(self, answer: CriticalAnswer) -> None:
        """What was found."""
        self._bench.take(critical=answer)
