"""What a basin map is asked for, and the worker's answer."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optexplorer.core.experiment import Experiment
from optexplorer.core.problem import Box, Problem
from optexplorer.scene.frame import BasinsLayer

if TYPE_CHECKING:
    from optexplorer.core.analysis.basins import Place

Progress = Callable[[int, int], None]  # done, of how many


@dataclass(frozen=True)
class BasinsRequest:
    """A run by itself, without a start: where the start is dragged, the map stays."""

    experiment: Experiment  # of one run
    box: Box
    resolution: int

    @property
    def stream(self) -> int:
        """Which run it is, wherever it moves in the list."""
        return self.experiment.stream_of(0)


@dataclass(frozen=True, eq=False)
class BasinsAnswer:
    """A piece of the map, or all of it."""

    request: BasinsRequest
    layer: BasinsLayer

    @property
    def complete(self) -> bool:
        """Whether nothing finer is to come."""
        return self.layer.found.stride == 1

    @property
    def by_chance(self) -> bool:
        """Whether the random numbers of the run's seed were drawn for every start."""
        return self.request.experiment.runs[0].by_chance


def request_for(experiment: Experiment, index: int, box: Box, resolution: int) -> BasinsRequest:
    """The map of one run of ``experiment``."""
    return BasinsRequest(experiment.alone(index), box, resolution)


def affordable(side: int, least: int, each: int, most: int) -> int:
    """``side`` of a square of starts, halved while they take more than ``most``, ``each`` a start."""
    while side > least and side**2 * each > most:
        side //= 2
    return side


class Places:
    """Where runs may end, remembered for one problem; used by one thread only."""

    def __init__(self) -> None:
        self._problem: Problem | None = None
        self._known: dict[Box, tuple[Place, ...]] = {}

    def find(self, problem: Problem, box: Box, cancel: Any) -> tuple[Place, ...]:
        """Those of the domain and, where it reaches further, of the box."""
        from optexplorer.core.analysis.basins import find_places, hull

        if problem != self._problem:
            self._problem, self._known = problem, {}
        whole = hull(problem.domain, box)
        if whole not in self._known:
            self._known[whole] = find_places(problem, whole, cancel=cancel)
        return self._known[whole]


def pieces(
    request: BasinsRequest, places: Places, cancel: Any, progress: Progress
) -> Generator[BasinsAnswer, None, None]:
    """The map, coarse to fine; on a worker."""
    from optexplorer.core.analysis.basins import basins
    from optexplorer.scene.heatmaps import basins_layer

    experiment, box = request.experiment, request.box
    found = places.find(experiment.problem, box, cancel)
    for piece in basins(
        experiment, 0, request.resolution, box=box, places=found, cancel=cancel, progress=progress
    ):
        yield BasinsAnswer(request, basins_layer(piece))


def new_basins() -> Callable[[BasinsRequest, Any, Progress], Iterator[BasinsAnswer]]:
    """The work of a study."""
    places = Places()
    return lambda request, cancel, progress: pieces(request, places, cancel, progress)
