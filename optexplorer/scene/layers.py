"""The costly part of a frame: everything that depends on the numbers but not on the cursor.

Made on a worker thread, once a history; `resolve` adds cursor, selection and visibility.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import numpy as np

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.escape import Restart
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import epochs_done
from optexplorer.core.history import Event, History, Outcome, RunHistory
from optexplorer.core.plane import Plane
from optexplorer.core.problem import Box
from optexplorer.scene.curves import PanelSpec, Series, curve_layer, curve_panel
from optexplorer.scene.decimate import thin_drape, thin_path
from optexplorer.scene.drape import drape_all
from optexplorer.scene.events import best_rows, event_layer, marked
from optexplorer.scene.frame import (
    CurvePanel,
    EventLayer,
    EventShape,
    GraphLayer,
    PathLayer,
    Style,
    SurfaceLayer,
)
from optexplorer.scene.palette import style
from optexplorer.scene.view import PANELS, Axis

_TITLES = {"loss": "Loss", "gradient_norm": "Gradient norm", "learning_rate": "Learning rate"}
_AXES: dict[Axis, str] = {"step": "step", "work": "evaluations", "epoch": "epoch"}


@dataclass(frozen=True)
class Options:
    """What of the view the layers depend on."""

    axis: Axis = "step"
    linear: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Background:
    """What the paths are drawn on."""

    box: Box
    surface: SurfaceLayer | None
    graph: GraphLayer | None


@dataclass(frozen=True, eq=False)
class Layers:
    """An experiment with its history, ready to be drawn."""

    experiment: Experiment
    history: History
    plane: Plane
    background: Background
    positions: tuple[Mat, ...]  # per run (rows, 2 or 1), in the picture's coordinates
    paths: tuple[PathLayer, ...]  # per run
    panels: tuple[CurvePanel, ...]
    places: tuple[Vec, ...]  # per run (rows,): where each step stands on the curves' x axis
    best: tuple[Vec, ...]  # per run (rows,): the lowest loss so far
    events: tuple[EventLayer, ...] = ()  # per run
    best_rows: dict[int, Ints] = field(default_factory=dict)  # of runs that restart: its row (rows,)


def build(
    experiment: Experiment, history: History, plane: Plane, background: Background, options: Options
) -> Layers:
    """Thin and drape the paths, thin the curves."""
    positions = tuple(plane.project(run.parameters) for run in history.runs)
    places = tuple(
        _places(experiment, run, recorded, options.axis)
        for run, recorded in zip(experiment.runs, history.runs, strict=True)
    )
    marks = tuple(marked(run) for run in history.runs)
    return Layers(
        experiment,
        history,
        plane,
        background,
        positions,
        _paths(experiment, history, positions, background),
        tuple(_panel(key, experiment, history, places, marks, options) for key in PANELS),
        places,
        tuple(_best_so_far(run.loss) for run in history.runs),
        tuple(
            event_layer(i, run_style(experiment, i), run, marks[i], positions[i], background.surface)
            for i, run in enumerate(history.runs)
        ),
        {
            i: best_rows(recorded.loss)
            for i, (run, recorded) in enumerate(zip(experiment.runs, history.runs, strict=True))
            if isinstance(run.escape, Restart)
        },
    )


def _best_so_far(loss: Vec) -> Vec:
    best: Vec = np.fmin.accumulate(np.where(np.isfinite(loss), loss, np.nan))
    return best


def run_style(experiment: Experiment, index: int) -> Style:
    """A run's looks go with its stream, so that they stay when other runs come and go."""
    return style(experiment.stream_of(index))


def _paths(
    experiment: Experiment, history: History, positions: tuple[Mat, ...], background: Background
) -> tuple[PathLayer, ...]:
    kept = [thin_path(points, background.box) for points in positions]
    thinned = [points[rows] for points, rows in zip(positions, kept, strict=True)]
    steps = [rows.astype(np.float64) for rows in kept]
    if background.surface is None:
        draped = [(np.empty((0, 3)), np.empty(0))] * len(kept)
    else:
        sides = [high - low for low, high in background.box]
        size = np.array([*sides, 1.0])  # shades are less than that high in the picture
        paths = drape_all(background.surface, list(zip(thinned, steps, strict=True)))
        draped = [thin_drape(*path, size) for path in paths]
    return tuple(
        PathLayer(
            run=index,
            label=experiment.runs[index].name,
            style=run_style(experiment, index),
            points=thinned[index],
            loss=recorded.loss[kept[index]],
            steps=steps[index],
            drape=draped[index][0],
            drape_steps=draped[index][1],
            outcome="" if recorded.outcome is Outcome.RUNNING else recorded.outcome,
            emphasised=False,
        )
        for index, recorded in enumerate(history.runs)
    )


def _places(experiment: Experiment, run: Run, recorded: RunHistory, axis: Axis) -> Vec:
    steps = np.arange(recorded.rows)
    if axis == "work":
        return np.asarray(recorded.calls.sum(axis=1, dtype=np.float64))
    if axis == "epoch" and experiment.problem.examples:
        return epochs_done(run.gradient, experiment.problem.examples, steps)
    return steps.astype(np.float64)


_COLUMN: dict[str, Callable[[RunHistory], Vec]] = {
    "loss": lambda run: run.loss,
    "gradient_norm": lambda run: run.gradient_norm,
    "learning_rate": lambda run: run.learning_rate,
}


def _panel(
    key: str,
    experiment: Experiment,
    history: History,
    places: tuple[Vec, ...],
    marks: tuple[Ints, ...],
    options: Options,
) -> CurvePanel:
    columns = [_COLUMN[key](run) for run in history.runs]
    possible = _positive(columns)
    log = possible and key not in options.linear
    series = [
        Series(i, run_style(experiment, i), places[i], column, run.outcome is Outcome.DIVERGED)
        for i, (run, column) in enumerate(zip(history.runs, columns, strict=True))
    ]
    axis = options.axis if experiment.problem.examples or options.axis != "epoch" else "step"
    spec = PanelSpec(
        key,
        _TITLES[key],
        _AXES[axis],
        log,
        series,
        bounded=key != "learning_rate",
        log_possible=possible,
        epochs_possible=bool(experiment.problem.examples),
    )
    layers = [
        replace(curve_layer(s, log), events=_events(run, rows, s.x))
        for s, run, rows in zip(series, history.runs, marks, strict=True)
    ]
    return curve_panel(spec, layers)


def _events(recorded: RunHistory, rows: Ints, places: Vec) -> tuple[tuple[float, EventShape], ...]:
    """What is marked on a run's curves in its ``rows``, by the places of those."""
    return tuple(
        (float(places[row]), "restarted" if recorded.events[row] == Event.RESTARTED else "perturbed")
        for row in rows.tolist()
    )


def _positive(columns: list[Vec]) -> bool:
    """Whether a logarithmic axis can show every value."""
    with np.errstate(invalid="ignore"):
        return not any((column < 0).any() for column in columns)
