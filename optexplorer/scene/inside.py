"""What a step consists of, as shapes on the picture: arrows, ellipses, and places.

Vectors are scaled so that they can be seen, in two groups: those in the units of the gradient, drawn
downhill, and moves, drawn at their own length unless that is too short. ``InsideLayer.scales`` says by
how much.
"""

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeAlias

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.operations.kinds import Kind
from optexplorer.core.plane import Plane
from optexplorer.scene.frame import Arrow, Box, Cloud, Ellipse, GraphLayer, InsideLayer, Style
from optexplorer.scene.view import GRADIENT, RATES, STEP, InsideView

if TYPE_CHECKING:
    from optexplorer.core.inspect.report import StepReport

Reports: TypeAlias = Mapping[int, "StepReport"]  # by run
Group: TypeAlias = Literal["gradient", "move"]

_LONGEST: Mapping[Group, float] = {"gradient": 0.25, "move": 0.2}  # of the picture
_LEAST = 1e-300  # a longest arrow shorter than this stays too short to be seen
_SHORTEST = 0.03  # a longest move shorter than this is drawn longer
_RADIUS = 0.1  # of the picture: the larger half-axis of the ellipse of rates
_ROUND = (1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0, 8.0)
_NOUN: Mapping[Group, str] = {"gradient": "gradients", "move": "moves"}


@dataclass(frozen=True, eq=False)
class _Vector:
    run: int
    key: str
    label: str
    vector: Vec  # in the plane, (1 or 2,)
    group: Group
    strong: bool


def inside_layer(
    reports: Reports,
    view: InsideView,
    styles: Mapping[int, Style],
    plane: Plane,
    box: Box,
    graph: GraphLayer | None,
) -> InsideLayer:
    """The shapes of every run in ``reports``; ``view`` says which, and which operation stands out.

    ``view.operation`` counts the evaluation of the gradient as 0 and concerns ``view.run``.
    """
    vectors = [v for run, report in reports.items() for v in _vectors(run, report, view, plane)]
    anchors = {run: _anchor(report, plane) for run, report in reports.items()}
    seen = {run for run, (start, _) in anchors.items() if _within(start, box)}
    scales = {group: _scale(group, vectors, box, seen) for group in _LONGEST}

    def losses(points: Mat) -> Vec:
        if graph is None:
            return np.full(len(points), np.nan)
        return np.interp(points[:, 0], graph.x, graph.loss)

    arrows = []
    for v in vectors:
        start, loss = anchors[v.run]
        tip = start + scales[v.group] * v.vector
        ends, height = np.array([start, tip]), np.full(2, loss)
        arrows.append(Arrow(v.run, v.key, v.label, ends, height, styles[v.run], v.strong))
    return InsideLayer(
        arrows=tuple(arrows),
        ellipses=tuple(
            Ellipse(run, *anchors[run], radii, styles[run], strong)
            for run, report in reports.items()
            for radii, strong in (
                *_ellipse(run, report, view, plane, box),
                *_circles(run, report, view),
            )
        ),
        clouds=tuple(_clouds(reports, view, styles, plane, losses)),
        scales=_said(scales, vectors),
    )


def _anchor(report: "StepReport", plane: Plane) -> tuple[Vec, float]:
    return plane.project(report.x[None, :])[0], report.loss


def _within(point: Vec, box: Box) -> bool:
    return all(low <= at <= high for at, (low, high) in zip(point.tolist(), box, strict=True))


def _projected(vector: Vec, plane: Plane) -> Vec:
    """A direction in the plane's coordinates."""
    zero = np.zeros_like(vector)
    return np.asarray(plane.project(np.array([vector]))[0] - plane.project(np.array([zero]))[0])


def _vectors(run: int, report: "StepReport", view: InsideView, plane: Plane) -> Iterator[_Vector]:
    drawn, walking = view.drawn_of(run), _walking(run, report, view)

    def vector(key: str, label: str, value: Vec, group: Group, strong: bool = False) -> _Vector:
        return _Vector(run, key, label, _projected(value, plane), group, strong)

    last = walking is not None and walking == len(report.operations)
    at = report.operations[walking - 1].operation.target if walking and not last else ""
    if GRADIENT in drawn or walking == 0:
        yield vector(GRADIENT, "−g", -report.given_gradient, "gradient", walking == 0)
    for picture, value in report.pictures:
        if picture.title in drawn and picture.kind == "arrow":
            label = f"−{picture.text}" if picture.text.isidentifier() else picture.title
            yield vector(picture.title, label, -value, "gradient", picture.text == at)
        elif picture.title in drawn and picture.kind == "segment":
            yield vector(picture.title, picture.title, value, "move", picture.text == at)
    if STEP in drawn or last:
        yield vector(STEP, "step", report.step, "move", last)
    pictured = {p.text for p, _ in report.pictures if p.title in drawn}
    if walking and at and at not in pictured:
        yield from _walked(report, walking - 1, vector)


def _walked(report: "StepReport", index: int, vector: Callable[..., _Vector]) -> Iterator[_Vector]:
    """The arrow of an operation's result, if it points anywhere."""
    result = report.operations[index]
    name, value = result.operation.target, result.after
    key = f"operation {name}"
    if value.shape != report.x.shape or name in report.scaling:
        return
    match report.kinds.get(name):
        case Kind.GRADIENT:
            yield vector(key, f"−{name}", -value, "gradient", True)
        case Kind.MOVE:
            along = float(value @ report.step) >= 0.0
            yield vector(key, name if along else f"−{name}", value if along else -value, "move", True)
        case Kind.PLACE if name == "x":  # before what stands around the method moves it on
            yield vector(key, "step", value - report.x, "move", True)


def _walking(run: int, report: "StepReport", view: InsideView) -> int | None:
    """The operation that the person walks to, if this step has it."""
    place = view.operation if run == view.run else None
    return place if place is not None and place <= len(report.operations) else None


def _ellipse(
    run: int, report: "StepReport", view: InsideView, plane: Plane, box: Box
) -> Iterator[tuple[Vec, bool]]:
    walking = _walking(run, report, view)
    strong = bool(walking) and (
        report.operations[(walking or 1) - 1].operation.target in report.scaling
    )
    if RATES not in view.drawn_of(run) and not strong:
        return
    rates = np.abs(_projected(report.effective_rate, plane))
    largest = rates.max(initial=0.0)
    if largest > 0.0 and np.isfinite(rates).all():
        width = min(high - low for low, high in box)
        yield rates / largest * _RADIUS * width, strong


def _circles(run: int, report: "StepReport", view: InsideView) -> Iterator[tuple[Vec, bool]]:
    """Balls about the point, at their own size: in a plane with orthonormal axes they are circles."""
    for picture, value in report.pictures:
        if picture.kind == "circle" and picture.title in view.drawn_of(run):
            yield np.full(min(report.x.size, 2), value), False


def _clouds(
    reports: Reports,
    view: InsideView,
    styles: Mapping[int, Style],
    plane: Plane,
    losses: Callable[[Mat], Vec],
) -> Iterator[Cloud]:
    for run, report in reports.items():
        shown = view.drawn_of(run)
        for picture, value in report.pictures:
            title = picture.title
            if picture.kind in ("point", "cloud", "simplex") and title in shown:
                points = plane.project(np.atleast_2d(value))
                closed = picture.kind == "simplex"
                yield Cloud(run, title, title, points, losses(points), closed, styles[run])
        if walking := _walking(run, report, view):
            result = report.operations[walking - 1]
            name = result.operation.target
            placed = report.kinds.get(name) is Kind.PLACE and result.after.shape == report.x.shape
            if placed and name != "x":
                points = plane.project(result.after[None, :])
                yield Cloud(run, name, name, points, losses(points), False, styles[run])


def _scale(group: Group, vectors: list[_Vector], box: Box, seen: set[int]) -> float:
    """What makes the longest arrow of a group as long as it may be; runs out of sight do not count."""
    sizes = np.array([high - low for low, high in box])
    counted = [v for v in vectors if v.group == group and (v.run in seen or not seen)]
    lengths = [math.hypot(*(v.vector / sizes)) for v in counted]
    longest = max((length for length in lengths if math.isfinite(length)), default=0.0)
    if longest == 0.0 or (group == "move" and longest >= _SHORTEST):
        return 1.0
    return round_down(_LONGEST[group] / max(longest, _LEAST))


def round_down(value: float) -> float:
    """The largest round number that is not above ``value`` > 0."""
    power = math.floor(math.log10(value))
    lead = max(r for r in _ROUND if r <= value / 10.0**power * (1.0 + 1e-9))
    return float(f"{lead:g}e{power}")


def _said(scales: Mapping[Group, float], vectors: list[_Vector]) -> str:
    used = {v.group for v in vectors}
    said = [f"{_NOUN[g]} × {scales[g]:g}" for g in scales if g in used and scales[g] != 1.0]
    return " · ".join(said)
