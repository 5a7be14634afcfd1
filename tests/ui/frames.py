"""Frames made by hand, for tests of the views: no worker, no workbench."""

from collections.abc import Callable, Sequence

import numpy as np

from optexplorer.scene.drape import drape
from optexplorer.scene.frame import (
    Frame,
    GraphLayer,
    Head,
    LegendEntry,
    Marks,
    PathLayer,
    SurfaceLayer,
)
from optexplorer.scene.mesh import height_at
from optexplorer.scene.palette import style
from optexplorer.scene.surface_layer import surface_layer

Loss = Callable[[np.ndarray, np.ndarray], np.ndarray]
Box = tuple[tuple[float, float], tuple[float, float]]
SQUARE: Box = ((-5.0, 5.0), (-5.0, 5.0))


def surface(loss: Loss, box: Box, scale="auto", side: int = 201) -> SurfaceLayer:
    """A sampled loss."""
    x, y = (np.linspace(low, high, side) for low, high in box)
    with np.errstate(all="ignore"):
        return surface_layer(x, y, loss(x[None, :], y[:, None]) + np.zeros((side, side)), scale)


def path(layer: SurfaceLayer, run: int, points: np.ndarray, emphasised: bool = False) -> PathLayer:
    """A path through ``points`` (k, 2), one a step; the loss is the height of the mesh."""
    points = np.asarray(points, dtype=np.float64)
    steps = np.arange(len(points), dtype=np.float64)
    vertices, vertex_steps = drape(layer, points, steps)
    return PathLayer(
        run=run,
        label=f"run {run}",
        style=style(run),
        points=points,
        loss=height_at(layer, points),
        steps=steps,
        drape=vertices,
        drape_steps=vertex_steps,
        outcome="finished",
        emphasised=emphasised,
    )


def frame(
    layer: SurfaceLayer,
    paths: Sequence[PathLayer] = (),
    cursor: int | None = None,
    minima: Sequence[tuple[float, float]] = (),
    start: tuple[float, float] | None = None,
) -> Frame:
    """A surface with paths on it; the cursor at the last step unless told."""
    last = max((int(layer.steps[-1]) for layer in paths), default=0)
    cursor = last if cursor is None else cursor
    box = ((float(layer.x[0]), float(layer.x[-1])), (float(layer.y[0]), float(layer.y[-1])))
    if start is None:
        start = tuple(paths[0].points[0]) if paths else tuple(np.mean(box, axis=1))
    return Frame(
        title="test",
        formula="",
        axes=("x", "y"),
        box=box,
        surface=layer,
        graph=None,
        paths=tuple(paths),
        heads=tuple(_head(layer, one, cursor) for one in paths),
        curves=(),
        legend=tuple(
            LegendEntry(p.run, p.label, p.style, float(p.loss[-1]), float(p.loss.min()), "", "")
            for p in paths
        ),
        marks=Marks(tuple(minima), start, ()),
        cursor=cursor,
        last_step=last,
        curve_cursors=(),
    )


def graph_frame() -> Frame:
    """A function of one variable."""
    x = np.linspace(-2.0, 2.0, 101)
    return Frame(
        title="test",
        formula="",
        axes=("x",),
        box=((-2.0, 2.0),),
        surface=None,
        graph=GraphLayer(x, x**2),
        paths=(),
        heads=(),
        curves=(),
        legend=(),
        marks=Marks((), (1.0,), ()),
        cursor=0,
        last_step=0,
        curve_cursors=(),
    )


def _head(layer: SurfaceLayer, one: PathLayer, cursor: int) -> Head:
    k = min(cursor, len(one.points) - 1)
    shade = float(height_at(layer, one.points[k : k + 1])[0])
    point = (float(one.points[k, 0]), float(one.points[k, 1]))
    return Head(one.run, point, float(one.loss[k]), shade, cursor >= len(one.points) - 1)
