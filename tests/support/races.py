"""Whole frames of a race over a plain formula, for the tests of the 2-D views."""

from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from optexplorer.scene import scale as scales
from optexplorer.scene.curves import PanelSpec, Series, curve_panels
from optexplorer.scene.frame import Frame, GraphLayer, Head, LegendEntry, Marks, PathLayer
from optexplorer.scene.palette import style
from optexplorer.scene.surface_layer import surface_layer

LABELS = ("Gradient descent", "Momentum", "Nesterov", "RMSProp", "Adam", "AdaGrad", "Adadelta")


@dataclass(frozen=True)
class Landscape:
    """A formula and the rates of the runs on it: without and with momentum 0.9, in turn."""

    f: Any
    box: tuple[tuple[float, float], ...]
    start: tuple[float, ...]
    minima: tuple[tuple[float, ...], ...]
    rates: tuple[float, ...]


HIMMELBLAU = Landscape(
    lambda x, y: (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2,
    ((-5.2, 5.2), (-5.2, 5.2)),
    (-0.35, -1.05),
    ((3.0, 2.0), (-2.805118, 3.131312), (-3.779310, -3.283186), (3.584428, -1.848126)),
    (0.006, 0.0018, 0.01, 0.004, 0.013),
)
ROSENBROCK = Landscape(
    lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2,
    ((-2.0, 2.0), (-1.0, 3.0)),
    (-1.5, 2.5),
    ((1.0, 1.0),),
    (0.0005, 0.0003, 0.001, 0.0008),
)
RASTRIGIN = Landscape(
    lambda x, y: 20 + x**2 - 10 * np.cos(2 * np.pi * x) + y**2 - 10 * np.cos(2 * np.pi * y),
    ((-5.12, 5.12), (-5.12, 5.12)),
    (3.3, -2.7),
    ((0.0, 0.0),),
    (0.002, 0.001, 0.004, 0.0005, 0.01),
)
WAVE = Landscape(
    lambda x: np.sin(3 * x) + 0.15 * x**2,
    ((-6.0, 6.0),),
    (4.4,),
    ((-0.5067,),),
    (0.05, 0.02, 0.12, 0.06),
)


def race(land: Landscape, steps: int = 140, runs: int | None = None, side: int = 240) -> Frame:
    """A frame at the last step of ``runs`` runs; the run at place 4 is emphasised."""
    count = runs or len(land.rates)
    rates = [land.rates[i % len(land.rates)] * 0.93 ** (i // len(land.rates)) for i in range(count)]
    tracks = [_descend(land, rate, 0.9 * (i % 2), steps) for i, rate in enumerate(rates)]
    t = np.arange(steps + 1.0)
    surface = graph = None
    if len(land.start) == 2:
        x, y = (np.linspace(*limits, side) for limits in land.box)
        surface = surface_layer(x, y, land.f(*np.meshgrid(x, y)))
        mapping = scales.fit(surface.loss)
    else:
        x = np.linspace(*land.box[0], 600)
        graph = GraphLayer(x, land.f(x))
        mapping = scales.fit(graph.loss)
    paths, legend, losses, norms = [], [], [], []
    for i, (points, loss, norm) in enumerate(tracks):
        label, look = LABELS[i % len(LABELS)], style(i)
        diverged = not np.isfinite(loss[-1])
        outcome = "diverged" if diverged else "finished"
        drape = np.empty((0, 3))
        if surface is not None:
            drape = np.column_stack([points, mapping.shade(loss)])
        steps_drawn = t[: len(drape)]
        paths.append(PathLayer(i, label, look, points, loss, t, drape, steps_drawn, outcome, i == 4))
        legend.append(LegendEntry(i, label, look, float(loss[-1]), float(np.nanmin(loss)), outcome, ""))
        losses.append(Series(i, look, t, loss, diverged, i == 4))
        norms.append(Series(i, look, t, norm, diverged, i == 4))
    log = all(np.nanmin(loss) >= 0.0 for _, loss, _ in tracks)
    frame = Frame(
        title="A race",
        formula="",
        axes=("x", "y")[: len(land.start)],
        box=land.box,
        surface=surface,
        graph=graph,
        paths=tuple(paths),
        heads=(),
        curves=curve_panels(
            [
                PanelSpec("loss", "Loss", "steps", log, losses),
                PanelSpec("gradient_norm", "Gradient norm", "steps", True, norms),
            ]
        ),
        legend=tuple(legend),
        marks=Marks(land.minima, land.start, ()),
        cursor=0,
        last_step=steps,
        curve_cursors=(0.0, 0.0),
    )
    return at_step(frame, steps)


def at_step(frame: Frame, step: int) -> Frame:
    """The same frame with the cursor elsewhere; no layer is made anew."""
    heads = []
    for path in frame.paths:
        k = min(step, len(path.loss) - 1)
        point = tuple(path.points[k].tolist())
        heads.append(Head(path.run, point, float(path.loss[k]), 0.0, step >= k))
    cursors = (float(step),) * len(frame.curves)
    return replace(frame, cursor=step, heads=tuple(heads), curve_cursors=cursors)


def _descend(land: Landscape, rate: float, momentum: float, steps: int) -> Any:
    """Points (steps + 1, n), losses and gradient norms of heavy-ball gradient descent."""
    x = np.array(land.start)
    v = np.zeros_like(x)
    points, losses, norms = [], [], []
    with np.errstate(all="ignore"):
        for _ in range(steps + 1):
            g = _gradient(land.f, x)
            points.append(x.copy())
            losses.append(float(land.f(*x)))
            norms.append(float(np.hypot.reduce(g)))
            v = momentum * v - rate * g
            x = x + v
    return np.array(points), np.array(losses), np.array(norms)


def _gradient(f: Any, x: Any) -> Any:
    shifts = np.eye(x.size) * 1e-6
    return np.array([(f(*(x + e)) - f(*(x - e))) / 2e-6 for e in shifts])
