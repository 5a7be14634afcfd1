"""A frame: everything that is on screen at one cursor position, as frozen values.

Views compare layers with ``is``: an unchanged layer is the same object in the next frame, so a
view repaints only what differs. Points are in the coordinates of the picture's plane; ``shade`` is
the loss after the colour scale, 0 at the lowest value in view and 1 at the highest, and serves as
the colour index as well as the height of the 3-D picture.
"""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.history import Event
from optexplorer.scene.critical_layer import CriticalKind, CriticalLayer
from optexplorer.scene.local_layer import LocalLayer

if TYPE_CHECKING:
    from optexplorer.core.analysis.basins import BasinMap
    from optexplorer.scene.scale import Scale

Box = tuple[tuple[float, float], ...]  # (low, high) for each axis of the picture
Point = tuple[float, ...]
ScaleName = Literal["linear", "log", "rank"]
Marker = Literal["circle", "square", "triangle", "diamond", "triangle_down", "star", "hexagon",
                 "pentagon", "plus", "cross", "arrow_left", "arrow_right"]  # fmt: skip
EventShape = Literal["perturbed", "restarted", "best"]
Dash = Literal["solid", "dash", "dot", "dashdot"]


@dataclass(frozen=True, eq=False)
class Style:
    """How a run looks everywhere: never told apart by colour alone."""

    colour: str  # "#rrggbb", readable on light and dark
    marker: Marker
    dash: Dash


@dataclass(frozen=True, eq=False)
class SurfaceLayer:
    """The loss over the picture's box."""

    x: Vec  # (nx,) ascending
    y: Vec  # (ny,) ascending
    loss: Mat  # (ny, nx); may hold inf and nan
    shade: Mat  # (ny, nx) in [0, 1]; nan where the loss is not finite
    lines: Mat  # (k, 2) contour lines, pieces separated by rows of nan
    bands: Vec  # (b + 1,) ascending shades at which the colour changes, from 0 to 1
    scale: ScaleName
    scale_label: str  # "f", "f · log", "f · rank": of what the values are, and what the colours follow
    ticks: tuple[tuple[float, str], ...]  # (shade, loss as text), for the colour bar and z axis
    mapping: "Scale"  # from loss to shade

    @property
    def blank(self) -> bool:
        """Whether the loss is finite nowhere."""
        return bool(np.isnan(self.shade).all())


@dataclass(frozen=True, eq=False)
class GraphLayer:
    """The loss of a one-variable problem, drawn as a graph."""

    x: Vec  # (k,) ascending
    loss: Vec  # (k,)

    @property
    def blank(self) -> bool:
        """Whether the loss is finite nowhere."""
        return not np.isfinite(self.loss).any()


@dataclass(frozen=True, eq=False)
class PathLayer:
    """One run's path, thinned to what the screen can show."""

    run: int
    label: str
    style: Style
    points: Mat  # (k, 2), or (k, 1) for a one-variable problem
    loss: Vec  # (k,)
    steps: Vec  # (k,) the step of each point, ascending
    drape: Mat  # (j, 3) the path laid on the drawn surface (x, y, shade); rows of nan are gaps
    drape_steps: Vec  # (j,) the (fractional) step of each draped vertex, ascending
    outcome: str  # "" while running, else finished, converged, diverged, stopped
    emphasised: bool


@dataclass(frozen=True, eq=False)
class Head:
    """Where a run stands at the cursor."""

    run: int
    point: Point
    loss: float
    shade: float  # height on the drawn surface; nan outside the box
    ended: bool  # the run ended at or before the cursor


@dataclass(frozen=True, eq=False)
class EventLayer:
    """Where an escape mode acted on one run, thinned to what can be told apart."""

    run: int
    style: Style
    steps: Ints  # (k,) ascending
    kinds: NDArray[np.int8]  # (k,) of `history.Event`
    points: Mat  # (k, 2), or (k, 1) for a one-variable problem
    loss: Vec  # (k,)
    shade: Vec  # (k,) heights on the drawn surface; nan outside the box

    @property
    def shapes(self) -> tuple[EventShape, ...]:
        """How each is marked."""
        return tuple("restarted" if kind == Event.RESTARTED else "perturbed" for kind in self.kinds)

    def picked(self, which: Ints) -> "EventLayer":
        """The same with those only, by their ascending indices (k,)."""
        if which.size == self.steps.size:
            return self
        return replace(
            self,
            steps=self.steps[which],
            kinds=self.kinds[which],
            points=self.points[which],
            loss=self.loss[which],
            shade=self.shade[which],
        )


@dataclass(frozen=True, eq=False)
class CurveLayer:
    """One run's curve, thinned; x ascending, y already on the panel's axis (log10 where log)."""

    run: int
    style: Style
    x: Vec
    y: Vec
    emphasised: bool
    events: tuple[tuple[float, EventShape], ...] = ()  # x of what an escape mode did


@dataclass(frozen=True, eq=False)
class CurvePanel:
    """One plot of curves under the picture."""

    key: str  # "loss", "gradient_norm", "learning_rate"
    title: str
    x_label: str  # "step", "gradient calls", "epoch", ...
    log: bool
    log_possible: bool  # no value is negative
    curves: tuple[CurveLayer, ...]
    x_range: tuple[float, float]
    y_range: tuple[float, float]
    epochs_possible: bool = False  # there are examples to go through


@dataclass(frozen=True, eq=False)
class LegendEntry:
    """One row of the legend; also what the run cards show at the cursor."""

    run: int
    label: str
    style: Style
    loss: float
    best: float
    outcome: str
    reason: str
    events: str = ""  # what an escape mode did: "perturbed 3 times"


@dataclass(frozen=True, eq=False)
class Marks:
    """Known points of the problem in the picture's coordinates."""

    minima: tuple[Point, ...]
    start: Point
    own_starts: tuple[tuple[int, Point], ...]  # (run, start) of visible runs with one


@dataclass(frozen=True, eq=False)
class Arrow:
    """A vector at the point a step begins at, from tail to tip."""

    run: int
    key: str
    label: str
    points: Mat  # (2, n) tail and tip
    loss: Vec  # (2,) the height both are drawn at in a graph
    style: Style
    strong: bool  # what the person is looking at


@dataclass(frozen=True, eq=False)
class Ellipse:
    """About the point: how far a unit of gradient moves each coordinate, in proportion, or a ball."""

    run: int
    centre: Vec  # (n,)
    loss: float
    radii: Vec  # (n,)
    style: Style
    strong: bool


@dataclass(frozen=True, eq=False)
class Cloud:
    """Points that a method looks at: where it asks next, a population, the corners of a simplex."""

    run: int
    key: str
    label: str
    points: Mat  # (k, n)
    loss: Vec  # (k,) on the graph of one variable; nan elsewhere
    closed: bool  # joined by lines
    style: Style


@dataclass(frozen=True, eq=False)
class InsideLayer:
    """What a step consists of."""

    arrows: tuple[Arrow, ...]
    ellipses: tuple[Ellipse, ...]
    clouds: tuple[Cloud, ...]
    scales: str  # "gradients × 0.05 · moves × 20", empty where all are at their own length


@dataclass(frozen=True, eq=False)
class End:
    """Where starts of a basin map end, and how many of them."""

    colour: str  # "#rrggbb"
    word: str  # "minimum at (3, 2)", "diverged"
    share: float


@dataclass(frozen=True, eq=False)
class BasinsLayer:
    """Every start of a box in the colour of where one run ends."""

    found: "BasinMap"  # a piece of it while it is being computed
    pixels: NDArray[np.uint8]  # (ny, nx, 3) the highest y at the top; (1, nx, 3) for one variable
    ends: tuple[End, ...]  # that occur, the largest first


@dataclass(frozen=True, eq=False)
class Frame:
    """All that is on screen."""

    title: str
    formula: str
    axes: tuple[str, ...]  # ("x", "y"), ("intercept", "slope"), or ("x",)
    box: Box
    surface: SurfaceLayer | None  # None for one variable, or before the first sample
    graph: GraphLayer | None  # one variable
    paths: tuple[PathLayer, ...]  # visible runs only
    heads: tuple[Head, ...]
    curves: tuple[CurvePanel, ...]
    legend: tuple[LegendEntry, ...]  # every run
    marks: Marks
    cursor: int
    last_step: int
    curve_cursors: tuple[float, ...]  # x of the cursor line in each curve panel
    events: tuple[EventLayer, ...] = ()  # of visible runs that have some
    best: tuple[Head, ...] = ()  # the best points so far of visible runs that restart
    inside: InsideLayer | None = None  # None: nobody looks inside
    critical: CriticalLayer | None = None  # None: not asked for, or not found yet
    basins: BasinsLayer | None = None  # likewise
    local: LocalLayer | None = None  # None: nobody looks at one point closely
    veiled: bool = False  # a question comes first: no run is drawn

    @property
    def critical_kinds(self) -> tuple[CriticalKind, ...]:
        """The critical points that need a word in the legend."""
        return () if self.critical is None else self.critical.kinds

    @property
    def event_shapes(self) -> tuple[EventShape, ...]:
        """The marks that need a word in the legend."""
        seen = {shape for layer in self.events for shape in layer.shapes}
        shapes: tuple[EventShape, ...] = ("perturbed", "restarted")
        best: tuple[EventShape, ...] = ("best",) if self.best else ()
        return tuple(shape for shape in shapes if shape in seen) + best
