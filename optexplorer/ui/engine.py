"""What the worker thread does for the window: sample, compute, and lay out the layers.

Knows neither Qt nor the window. It keeps the last surface and history, so that a request which
changes only the view does not compute again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from optexplorer.core import kernel_cache
from optexplorer.core.experiment import Experiment
from optexplorer.core.problem import Box, Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from optexplorer.core.compute import Computation
    from optexplorer.core.history import History
    from optexplorer.scene.layers import Background, Layers, Options
    from optexplorer.scene.view import Axis, ScaleChoice

GRID = (201, 241)  # rows, columns of the sampled surface
GRAPH_POINTS = 1001


@dataclass(frozen=True)
class Request:
    """What the window wants to show."""

    experiment: Experiment
    box: Box
    scale: ScaleChoice = "auto"
    axis: Axis = "step"
    linear: frozenset[str] = frozenset()
    halted: bool = False  # show what is there and compute no more


@dataclass(frozen=True)
class Notice:
    """What the worker is doing, in words, and how far it is (0 to 1), if it knows."""

    text: str
    share: float | None = None


@dataclass(frozen=True)
class Piece:
    """Layers of the first steps of a long computation."""

    layers: Layers


class Engine:
    """Answers requests; used by one thread only."""

    def __init__(self) -> None:
        self._background: tuple[tuple[Problem, Box, str], Background] | None = None
        self._history: tuple[Experiment, History] | None = None
        self._under_way: Computation | None = None  # called off, and gone on with if asked again
        self._tidied = False

    def take(self, experiment: Experiment, history: History) -> None:
        """What has been computed already."""
        self._history = (experiment, history)

    def answer(self, request: Request, job: Any) -> Layers:
        """The layers for ``request``; ``job.report`` gets `Notice` and `Piece` on the way."""
        from optexplorer.core.warmup import warm_up
        from optexplorer.scene import warmup
        from optexplorer.ui.diagnosis import kernel_store

        def say(text: str, share: float | None = None) -> None:
            job.report(Notice(text, share))

        kernel_store.install()
        warm_up(request.experiment, say, job.cancel)
        warmup.warm_up(say)
        background = self._sampled(request, job.cancel)
        history = self._computed(request, background, job)
        layers = self._layers(request, history, background)
        if not self._tidied:
            self._tidied = True
            kernel_cache.tidy()
        return layers

    def _sampled(self, request: Request, cancel: Any) -> Background:
        from optexplorer.core.plane import identity
        from optexplorer.core.surface import sample
        from optexplorer.scene.frame import GraphLayer
        from optexplorer.scene.layers import Background
        from optexplorer.scene.surface_layer import surface_layer

        problem, box = request.experiment.problem, request.box
        scale = problem.scale if request.scale == "auto" else request.scale
        key = (problem, box, scale)
        if self._background and self._background[0] == key:
            return self._background[1]
        plane = identity(problem.size)
        if problem.size == 1:
            line = sample(problem, plane, box, (1, GRAPH_POINTS), cancel)
            background = Background(box, None, GraphLayer(line.x, line.loss[0]))
        else:
            grid = sample(problem, plane, box, GRID, cancel)
            background = Background(box, surface_layer(grid.x, grid.y, grid.loss, scale), None)
        self._background = (key, background)
        return background

    def _computed(self, request: Request, background: Background, job: Any) -> History:
        from optexplorer.core.compute import Advance, Computation

        experiment = request.experiment
        if self._history and self._history[0] == experiment:
            return self._history[1]
        if self._under_way is None or self._under_way.experiment != experiment:
            self._under_way = Computation(experiment)
        if request.halted:
            return self._under_way.so_far()

        def progress(advance: Advance) -> None:
            share = advance.done / advance.total
            if advance.total > 1_000_000:
                job.report(Notice("Computing", share))
            if advance.piece is not None:
                job.report(Piece(self._layers(request, advance.piece, background)))

        history = self._under_way.run(job.cancel, progress)
        self._history, self._under_way = (experiment, history), None
        return history

    def _layers(self, request: Request, history: History, background: Background) -> Layers:
        from optexplorer.core.plane import identity
        from optexplorer.scene.layers import build

        plane = identity(request.experiment.problem.size)
        return build(request.experiment, history, plane, background, _options(request))


def _options(request: Request) -> Options:
    from optexplorer.scene.layers import Options

    return Options(request.axis, request.linear)


def suggest_rates(experiment: Experiment, _job: Any) -> tuple[float | None, ...]:
    """Rates that suit the experiment's problem, one a run."""
    from optexplorer.core.analysis.rates import suggest_rates

    return suggest_rates(experiment)


def compile_loops(experiment: Experiment, job: Any) -> None:
    """Compile, for every run, its method and the objective into one loop; takes seconds."""
    from optexplorer.core.fused import fuse_all

    fuse_all(experiment, lambda: job.cancel.is_set)


def new_engine() -> Callable[[Request, Any], Layers]:
    """The work of a fresh engine of a window, which another program compiles for."""
    engine = Engine()

    def answer(request: Request, job: Any) -> Layers:
        from optexplorer.ui.compiling import client

        client.install()
        return engine.answer(request, job)

    return answer
