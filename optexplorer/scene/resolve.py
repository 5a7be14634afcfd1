"""Layers and view resolve to a frame: cheap enough for every step of the timeline."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.core.history import RunHistory
from optexplorer.scene.critical import critical_layer
from optexplorer.scene.critical_layer import CriticalLayer
from optexplorer.scene.endings import ending
from optexplorer.scene.events import shared, told
from optexplorer.scene.frame import (
    BasinsLayer,
    CurveLayer,
    CurvePanel,
    EventLayer,
    EventShape,
    Frame,
    Head,
    InsideLayer,
    LegendEntry,
    Marks,
    PathLayer,
    Point,
)
from optexplorer.scene.inside import Reports, inside_layer
from optexplorer.scene.layers import Layers, run_style
from optexplorer.scene.local import LocalResolver
from optexplorer.scene.mesh import height_at
from optexplorer.scene.view import View

if TYPE_CHECKING:
    from optexplorer.core.analysis.critical import CriticalPoints
    from optexplorer.core.analysis.local import Neighbourhood


class Resolver:
    """Resolves frames and keeps unchanged layers the same objects from one frame to the next."""

    def __init__(self) -> None:
        self._layers: Layers | None = None
        self._key: tuple[object, ...] = ()
        self._paths: tuple[PathLayer, ...] = ()
        self._events: tuple[EventLayer, ...] = ()
        self._panels: tuple[CurvePanel, ...] = ()
        self._cursor: int | None = None  # of the heads
        self._heads: tuple[Head, ...] = ()
        self._best: tuple[Head, ...] = ()
        self._marks = Marks((), (), ())
        self._words: tuple[tuple[str, str], ...] = ()  # of each run: how it ended, its events
        self._inside: InsideLayer | None = None
        self._inside_key: tuple[object, ...] = ()
        self._critical: CriticalLayer | None = None
        self._critical_key: tuple[object, ...] = ()
        self._local = LocalResolver()

    def frame(
        self,
        layers: Layers,
        view: View,
        reports: Reports | None = None,
        found: CriticalPoints | None = None,
        basins: BasinsLayer | None = None,
        nearby: Neighbourhood | None = None,
    ) -> Frame:
        """All that is on screen.

        ``reports`` are the steps of runs that are looked into, ``found`` the critical points,
        ``basins`` a map of where the run in front ends, ``nearby`` what is known about the point that
        is looked at closely.
        """
        key = (view.hidden, view.solo, view.selected, view.veiled)
        if layers is not self._layers or key != self._key:
            self._keep(layers, view)
            self._layers, self._key, self._cursor = layers, key, None
        problem, last = layers.experiment.problem, layers.history.last_step
        cursor = last if view.cursor is None else min(view.cursor, last)
        if cursor != self._cursor:
            every = dict.fromkeys(range(len(layers.history.runs)), cursor)
            self._heads = _heads(layers, view, every)
            self._best = _heads(layers, view, _best(layers, cursor))
            self._cursor = cursor
        return Frame(
            title=problem.title,
            formula=problem.formula,
            axes=problem.names,
            box=layers.background.box,
            surface=layers.background.surface,
            graph=layers.background.graph,
            paths=self._paths,
            heads=self._heads,
            curves=self._panels,
            legend=_legend(layers, cursor, self._words),
            marks=self._marks,
            cursor=cursor,
            last_step=last,
            curve_cursors=(_place(layers, view, cursor),) * len(self._panels),
            events=self._events,
            best=self._best,
            inside=self._looked_into(layers, view, reports),
            critical=self._marked(layers, view, found),
            basins=basins if view.basins and not view.veiled else None,
            local=self._local.layer(layers, view.local, nearby),
            veiled=view.veiled,
        )

    def _marked(self, layers: Layers, view: View, found: CriticalPoints | None) -> CriticalLayer | None:
        """The same object while nothing of it changes."""
        if not view.critical or found is None:
            return None
        background = layers.background
        key = (found, view.chosen, background)
        if key != self._critical_key:
            self._critical_key = key
            self._critical = critical_layer(
                found, layers.plane, background.box, background.surface, view.chosen
            )
        return self._critical

    def _looked_into(self, layers: Layers, view: View, reports: Reports | None) -> InsideLayer | None:
        """The same object while nothing of it changes."""
        shown = {run: r for run, r in (reports or {}).items() if view.shows(run)}
        count = len(layers.experiment.runs)
        if not view.inside.open or any(run >= count for run in shown):
            return None
        background = layers.background
        key = (tuple(shown.items()), view.inside, background.box)
        if key != self._inside_key:
            self._inside_key = key
            self._inside = inside_layer(
                shown,
                view.inside,
                {run: run_style(layers.experiment, run) for run in shown},
                layers.plane,
                background.box,
                background.graph,
            )
        return self._inside

    def _keep(self, layers: Layers, view: View) -> None:
        def emphasised(run: int) -> bool:
            return run == view.selected

        self._paths = tuple(
            replace(path, emphasised=emphasised(path.run))
            for path in layers.paths
            if view.shows(path.run)
        )
        marked = [e for e in layers.events if view.shows(e.run) and e.steps.size]
        room = shared(marked)

        def picked(curve: CurveLayer) -> tuple[tuple[float, EventShape], ...]:
            return tuple(curve.events[i] for i in room.get(curve.run, ()))

        self._events = tuple(e.picked(room[e.run]) for e in marked)
        self._panels = tuple(
            replace(
                panel,
                curves=tuple(
                    replace(curve, emphasised=emphasised(curve.run), events=picked(curve))
                    for curve in panel.curves
                    if view.shows(curve.run)
                ),
            )
            for panel in layers.panels
        )
        if layers is not self._layers:
            domain = layers.experiment.problem.domain
            self._words = tuple((ending(run, domain), told(run)) for run in layers.history.runs)
        marks = _marks(layers, view)
        if layers is not self._layers or marks.own_starts != self._marks.own_starts:
            self._marks = marks


def _marks(layers: Layers, view: View) -> Marks:
    experiment, plane = layers.experiment, layers.plane

    def place(point: tuple[float, ...]) -> Point:
        return tuple(plane.project(np.array([point], dtype=np.float64))[0].tolist())

    return Marks(
        minima=tuple(place(m) for m in experiment.problem.minima),
        start=place(experiment.origin),
        own_starts=tuple(
            (i, place(run.start))
            for i, run in enumerate(experiment.runs)
            if run.start is not None and view.shows(i)
        ),
    )


def _row(run: RunHistory, cursor: int) -> int:
    return min(cursor, run.rows - 1)


def _best(layers: Layers, cursor: int) -> dict[int, int]:
    """The rows of the best points up to the cursor, of runs that restart."""
    runs = layers.history.runs
    return {run: int(best[_row(runs[run], cursor)]) for run, best in layers.best_rows.items()}


def _heads(layers: Layers, view: View, cursors: dict[int, int]) -> tuple[Head, ...]:
    """Where the visible ones of these runs stand, each at a cursor of its own."""
    shown = [i for i in cursors if view.shows(i)]
    rows = {i: _row(layers.history.runs[i], cursors[i]) for i in shown}
    points = np.array([layers.positions[i][rows[i]] for i in shown], dtype=np.float64)
    surface = layers.background.surface
    shades = height_at(surface, points) if surface is not None and shown else np.zeros(len(shown))
    return tuple(
        Head(
            run=i,
            point=tuple(point.tolist()),
            loss=float(layers.history.runs[i].loss[rows[i]]),
            shade=float(shade),
            ended=cursors[i] >= layers.history.runs[i].rows - 1,
        )
        for i, point, shade in zip(shown, points, shades, strict=True)
    )


def _legend(layers: Layers, cursor: int, words: tuple[tuple[str, str], ...]) -> tuple[LegendEntry, ...]:
    return tuple(
        LegendEntry(
            run=i,
            label=run.name,
            style=run_style(layers.experiment, i),
            loss=float(recorded.loss[_row(recorded, cursor)]),
            best=float(layers.best[i][_row(recorded, cursor)]),
            outcome=recorded.outcome if cursor >= recorded.rows - 1 else "",
            reason=words[i][0],
            events=words[i][1],
        )
        for i, (run, recorded) in enumerate(
            zip(layers.experiment.runs, layers.history.runs, strict=True)
        )
    )


def _leading(layers: Layers, view: View) -> Vec:
    """The places of the selected run or, without one, of the longest."""
    longest = max(range(len(layers.places)), key=lambda i: layers.places[i].size)
    return layers.places[longest if view.selected is None else view.selected]


def _place(layers: Layers, view: View, cursor: int) -> float:
    """Where the cursor stands on the curves' axis."""
    if not layers.places:
        return 0.0
    places = _leading(layers, view)
    return float(places[min(cursor, places.size - 1)])


def step_at(layers: Layers, view: View, place: float) -> int:
    """The step that stands nearest to ``place`` on the curves' axis."""
    if not layers.places:
        return 0
    places = _leading(layers, view)
    after = int(np.searchsorted(places, place))
    before = max(after - 1, 0)
    after = min(after, places.size - 1)
    return after if places[after] - place <= place - places[before] else before
