"""Where an ensemble sets out from, and what suits as an escape if nobody says otherwise."""

import math
from dataclasses import dataclass

import numpy as np

from optexplorer.core.analysis.critical import critical_points
from optexplorer.core.analysis.ensemble import Leaving
from optexplorer.core.cancel import Cancel
from optexplorer.core.problem import Point, Problem
from optexplorer.core.surface import probe

_DISTANCE = 0.1  # of the shorter side of the domain: the distance that counts
_NEAR = 0.02  # of that side: a saddle this close is the one the start is at
_DECREASE = 0.9  # of the way from the start down to the lowest known loss


@dataclass(frozen=True)
class Departure:
    """What is known of the surroundings of a start."""

    saddle: Point | None  # that the start is at, or very near; strict or degenerate
    loss: float  # at the start
    lowest: float | None  # loss that is known


def usual_distance(problem: Problem) -> float:
    """The distance that counts as an escape if none is asked for."""
    return _DISTANCE * _side(problem)


def departure(problem: Problem, start: Point, cancel: Cancel | None = None) -> Departure:
    """Look around ``start``. Raises `Cancelled` soon after ``cancel.set()``."""
    reach = _NEAR * _side(problem)
    box = tuple((x - reach, x + reach) for x in start)
    found = critical_points(problem, box, cancel=cancel).points
    saddles = [c.point for c in found if c.kind in ("saddle", "degenerate")]
    away = [math.dist(s, start) for s in saddles]
    nearest = saddles[int(np.argmin(away))] if saddles and min(away) <= reach else None
    return Departure(nearest, probe(problem, start).value, problem.minimum)


def usual_leaving(problem: Problem, around: Departure) -> Leaving:
    """By distance from a saddle at the start; else, where a minimum is known, by decrease."""
    if around.saddle is None and (decrease := usual_decrease(around)) is not None:
        return Leaving(decrease=decrease)
    return Leaving(distance=usual_distance(problem), centre=around.saddle)


def usual_decrease(around: Departure) -> float | None:
    """Nine tenths of the way down to the lowest known loss; None where there is no such way."""
    if around.lowest is None:
        return None
    decrease = _DECREASE * (around.loss - around.lowest)
    return decrease if np.isfinite(decrease) and decrease > 0.0 else None


def _side(problem: Problem) -> float:
    return min(high - low for low, high in problem.domain)
