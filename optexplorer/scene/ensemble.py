"""Ensembles as charts and as a table: several runs side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.history import Outcome
from optexplorer.scene.chart import Band, Bars, Chart, Line, Mark, Rule
from optexplorer.scene.frame import Box, Style, SurfaceLayer
from optexplorer.scene.labels import number, tick

if TYPE_CHECKING:
    from optexplorer.core.analysis.ensemble import Ensemble
    from optexplorer.core.analysis.linear_escape import LinearEscape

_BINS = 40
_ROOM = 0.5  # of what the losses span below the first, for what rises above it


@dataclass(frozen=True, eq=False)
class Crowd:
    """The members of one run, and what theory says of them."""

    run: int
    name: str
    style: Style
    found: Ensemble
    theory: LinearEscape | None = None

    @property
    def alike(self) -> bool:
        """Whether chance makes no difference to it."""
        found = self.found
        same = bool((found.final_loss == found.final_loss[0]).all() or np.isnan(found.final_loss).all())
        return found.size > 1 and same and bool((found.escaped == found.escaped[0]).all())


@dataclass(frozen=True, eq=False)
class PathSample:
    """Paths of a few members in the plane of the picture."""

    surface: SurfaceLayer | None
    box: Box  # of both axes
    axes: tuple[str, str]
    paths: tuple[tuple[int, Style, Mat], ...]  # run, its looks, (members, steps, 2)


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    run: int
    name: str
    style: Style
    cells: tuple[str, ...]  # as `HEADER`


HEADER = (
    ("Escaped", "The share of the members that escaped"),
    ("95 % interval", "Holds the true share in 95 % of all cases (Wilson 1927)"),
    ("Median steps", "The step by which half of all members have escaped"),
    ("Theory", "The linearised escape time, where it applies: log(δ/σ) / log(1 + η|λ|)"),
    ("Final loss", "The median of the last losses, and the quartiles about it"),
    ("Diverged", "Members that left all bounds"),
)


def survival_chart(crowds: Sequence[Crowd]) -> Chart:
    """The share that is still there at each step."""
    marks = [
        Line(c.run, c.name, c.style, c.found.at.astype(np.float64), c.found.survival(), step=True)
        for c in crowds
    ]
    last = float(max((c.found.at[-1] for c in crowds), default=1))
    return Chart(
        "Not escaped", "step", "share", tuple(marks), _rules(crowds),
        x_range=(0.0, last), y_range=(0.0, 1.02),
    )  # fmt: skip


def times_chart(crowds: Sequence[Crowd], log: bool) -> Chart:
    """How many members escape when; ``log`` asks for bins that are equally wide on such an axis."""
    gone = [c for c in crowds if c.found.times.size]
    first = min((int(c.found.times[0]) for c in gone), default=0)
    edges = bin_edges(first, max((int(c.found.times[-1]) for c in gone), default=0), log)
    marks = [Bars(c.run, c.name, c.style, edges, _counts(c.found.times, edges)) for c in gone]
    empty = "No member has escaped." if crowds else ""
    return Chart("Steps to escape", "step", "members", tuple(marks), _rules(crowds), empty=empty)


def bin_edges(first: int, last: int, log: bool) -> Vec:
    """Edges (k + 1,) at whole steps about all times, the last one beyond them."""
    if log:
        first = max(first, 1)
        return np.unique(np.geomspace(first, max(last, first) + 1, _BINS + 1).round())
    width = -(-(last + 1) // _BINS)
    return np.arange(0.0, last + 1 + width, width)


def _counts(times: Ints, edges: Vec) -> Vec:
    """How many of ``times``, ascending, lie in each bin; its lower edge belongs to it."""
    return np.diff(np.searchsorted(times, edges)).astype(np.float64)


def loss_chart(crowds: Sequence[Crowd]) -> Chart:
    """Median and quartiles of the loss over the steps."""
    marks: list[Mark] = []
    for c in crowds:
        low, median, high = c.found.quartiles
        x = c.found.at.astype(np.float64)
        marks += [Line(c.run, c.name, c.style, x, median), Band(c.run, c.name, c.style, x, low, high)]
    log = bool(crowds) and all((c.found.quartiles > 0.0).all() for c in crowds)
    return Chart(
        "Loss: median and quartiles", "step", "", tuple(marks), y_log=log, y_range=_calm(crowds)
    )


def rows(crowds: Sequence[Crowd]) -> tuple[Row, ...]:
    """The figures of each run."""
    return tuple(Row(c.run, c.name, c.style, _cells(c)) for c in crowds)


def first_within(crowd: Crowd, edges: Vec, step: float) -> int | None:
    """The first member that escapes in the bin of ``edges`` around ``step``."""
    at = int(np.searchsorted(edges, step, side="right")) - 1
    if not 0 <= at < edges.size - 1:
        return None
    escaped = crowd.found.escaped
    found = np.flatnonzero((escaped >= max(edges[at], 0.0)) & (escaped < edges[at + 1]))
    return int(found[0]) if found.size else None


def _cells(crowd: Crowd) -> tuple[str, ...]:
    found = crowd.found
    p, low, high = found.success()
    median = found.median_steps()
    lower, middle, upper = (
        number(float(q), digits) for q, digits in zip(found.quartiles[:, -1], (2, 3, 2), strict=True)
    )
    return (
        f"{100 * p:.1f} %",
        "all alike" if crowd.alike else f"{100 * low:.1f} to {100 * high:.1f} %",
        _most(found) if median is None else str(median),
        "" if crowd.theory is None else f"{crowd.theory.steps:.0f}",
        middle if crowd.alike else f"{middle} ({lower} to {upper})",
        str(found.count(Outcome.DIVERGED) or ""),
    )


def _most(found: Ensemble) -> str:
    """What more than half of the members did instead."""
    return "most diverge" if 2 * found.count(Outcome.DIVERGED) > found.size else "most stay"


def _rules(crowds: Sequence[Crowd]) -> tuple[Rule, ...]:
    """One for each time; what several runs have in common has nobody's colour."""
    times: dict[str, list[tuple[LinearEscape, Style]]] = {}
    for crowd in crowds:
        if crowd.theory is not None:
            text = f"theory {crowd.theory.steps:.0f}"
            times.setdefault(text, []).append((crowd.theory, crowd.style))
    return tuple(
        Rule(of[0][0].steps, text, _formula(of[0][0]), style=of[0][1] if len(of) == 1 else None)
        for text, of in times.items()
    )


def _formula(theory: LinearEscape) -> str:
    delta, sigma, rate, curvature = (
        tick(float(f"{v:.3g}")) for v in (theory.delta, theory.sigma, theory.rate, theory.curvature)
    )
    return f"log(δ/σ) / log(1 + η|λ|): δ {delta}, σ {sigma}, η {rate}, λ {curvature}"


def _calm(crowds: Sequence[Crowd]) -> tuple[float, float] | None:
    """A range in which what rises far above the first losses does not squash the rest."""
    if not crowds:
        return None
    losses = np.concatenate([c.found.quartiles.ravel() for c in crowds])
    losses = losses[np.isfinite(losses)]
    first = max(float(c.found.quartiles[2, 0]) for c in crowds)
    if not losses.size or not np.isfinite(first):
        return None
    low = float(losses.min())
    high = first + _ROOM * (first - low)
    return (low, high) if losses.max() > high > low else None
