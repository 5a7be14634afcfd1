"""What is looked for in the rows of many runs, and what is kept of them."""

import math
from functools import cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from optexplorer.core import abi
from optexplorer.core.arrays import Ints, Mat, Vec, Words
from optexplorer.core.driver import CANCELLED
from optexplorer.core.helper import helper

# isort: split
from numba import float64, types, uint64

ROWS = 32  # of a block
SETTLED = 6  # how a run ended, after the codes of `driver`: it was at a minimum and would have stayed


class Jobs(NamedTuple):
    """What the runs begin with. One row of starts, hypers, rates or words serves all of them."""

    starts: Mat  # (k, n)
    hypers: Mat  # (k, hyper-parameters)
    rates: Vec  # (k,)
    floats: Vec  # `Progress` as a run begins, its arrays of numbers one after another
    ints: Ints
    words: NDArray[np.uint64]  # (k, words)


class Watch(NamedTuple):
    """What to look out for on the way."""

    places: Mat  # (m, n) critical points
    reach: Vec  # (m,) a run is at a place when this close, as a share of the box
    settles: Ints  # (m,) the step from which a run that stays may be left; -1: never
    per: Vec  # (n,) 1 over the width of the box
    centre: Vec  # (n,)
    distance: float  # a run hits when this far from the centre; inf: never for that
    target: float  # or when its loss is this low; -inf: never for that
    drop: float  # or this much below its first loss; inf: never for that
    work: float  # evaluations after which a run is left; inf: all its steps are made
    at: Ints  # (s,) steps whose loss is kept, ascending


class Ends(NamedTuple):
    """What is kept of each run."""

    x: Mat  # (k, n) the last point
    loss: Vec  # (k,) there
    best: Vec  # (k,) the lowest finite loss on the way; nan where there is none
    steps: Ints  # (k,) updates made
    end: Ints  # (k,) a code of `driver`, or SETTLED
    place: Ints  # (k,) the place where it is at its end; -1: at none
    since: Ints  # (k,) the step since which it is there
    hit: Ints  # (k,) the first step at which it hits; -1: never
    work: Ints  # (k,) evaluations made: value, gradient and Hessian calls together
    hit_work: Ints  # (k,) those before it hits; -1: never
    losses: Mat  # (k, s) at the steps of `Watch.at`, later ones as the last; or no rows
    tracks: NDArray[np.float64]  # (p, s, n) the points of the first p runs at those steps


def room(k: int, n: int, samples: int = 0, tracks: int = 0) -> Ends:
    """Ends of ``k`` runs to be filled; losses are kept at ``samples`` steps."""
    return Ends(
        x=np.empty((k, n)),
        loss=np.empty(k),
        best=np.empty(k),
        steps=np.empty(k, dtype=np.int64),
        end=np.full(k, CANCELLED, dtype=np.int64),
        place=np.empty(k, dtype=np.int64),
        since=np.empty(k, dtype=np.int64),
        hit=np.empty(k, dtype=np.int64),
        work=np.empty(k, dtype=np.int64),
        hit_work=np.empty(k, dtype=np.int64),
        losses=np.empty((k, samples)),
        tracks=np.empty((min(k, tracks), samples, n)),
    )


@helper
def by_chance(jobs: Jobs, i: int, words: Words) -> bool:
    """Whether run ``i``, whose first words these are by now, has drawn random numbers."""
    own = i if jobs.words.shape[0] > 1 else 0
    for k in range(words.size):
        if words[k] != jobs.words[own, k]:
            return True
    return False


@helper
def apart(x: Vec, place: Vec, per: Vec) -> float:
    """The square of the distance of two points, as a share of the box."""
    s = 0.0
    for k in range(x.size):
        s += ((x[k] - place[k]) * per[k]) ** 2
    return s


@helper
def closest(x: Vec, watch: Watch) -> int:
    """The place at which that point is, or -1."""
    best, found = math.inf, -1
    for m in range(watch.reach.size):
        d = apart(x, watch.places[m], watch.per)
        if d <= watch.reach[m] ** 2 and d < best:
            best, found = d, m
    return found


@helper
def entered(points: Mat, written: int, place: int, watch: Watch) -> int:
    """The first row from which all ``written`` ones are at ``place``; 0 if all are."""
    reach = watch.reach[place] ** 2
    for row in range(written - 1, -1, -1):
        if apart(points[row], watch.places[place], watch.per) > reach:
            return row + 1
    return 0


@helper
def stays(rows: int, since: int, place: int, watch: Watch) -> bool:
    """Whether a run after so many rows may be left at ``place``, where it is ``since`` one of them."""
    if place < 0 or watch.settles[place] < 0:
        return False
    counted = max(since, watch.settles[place])
    stayed = rows - counted
    return bool(stayed >= ROWS and 2 * stayed >= counted)


@helper
def far(x: Vec, watch: Watch) -> bool:
    """Whether that point is at the distance that counts as a hit."""
    s = 0.0
    for k in range(watch.centre.size):
        s += (x[k] - watch.centre[k]) ** 2
    return math.sqrt(s) >= watch.distance


@helper
def to_reach(loss: float, watch: Watch) -> float:
    """The loss that counts as a hit, for a run that begins with this one."""
    return max(watch.target, loss - watch.drop)


@helper
def struck(points: Mat, losses: Vec, written: int, level: float, watch: Watch) -> int:
    """The first row that is a hit, or -1."""
    bounded = watch.distance < math.inf
    if level > -math.inf or bounded:
        for row in range(written):
            if losses[row] <= level or (bounded and far(points[row], watch)):
                return row
    return -1


@helper
def sample(
    points: Mat, losses: Vec, base: int, written: int, kept: int, i: int, watch: Watch, ends: Ends
) -> int:
    """Keep what was asked for of the rows from ``base`` of run ``i``; how many are kept."""
    while kept < watch.at.size and watch.at[kept] < base + written:
        row = watch.at[kept] - base
        ends.losses[i, kept] = losses[row]
        if i < ends.tracks.shape[0]:
            for k in range(points.shape[1]):
                ends.tracks[i, kept, k] = points[row, k]
        kept += 1
    return kept


@helper
def stand(x: Vec, loss: float, work: int, i: int, ends: Ends) -> None:
    """Run ``i`` is at ``x`` after so many evaluations."""
    ends.loss[i], ends.work[i] = loss, work
    for k in range(x.size):
        ends.x[i, k] = x[k]


@helper
def leave(best: float, end: int, kept: int, i: int, ends: Ends) -> None:
    """Run ``i`` ends where it stands."""
    ends.end[i] = end
    ends.best[i] = best if best < math.inf else math.nan
    for s in range(kept, ends.losses.shape[1]):
        ends.losses[i, s] = ends.loss[i]
        if i < ends.tracks.shape[0]:
            for k in range(ends.x.shape[1]):
                ends.tracks[i, s, k] = ends.x[i, k]


@cache
def jobs_kind() -> Any:
    """The type of `Jobs`."""
    mat, vec = abi.MAT, abi.VEC
    return types.NamedTuple((mat, mat, vec, vec, abi.INTS, uint64[:, ::1]), Jobs)


@cache
def watch_kind() -> Any:
    """The type of `Watch`."""
    vec, ints = abi.VEC, abi.INTS
    return types.NamedTuple((abi.MAT, vec, ints, vec, vec, *(float64,) * 4, ints), Watch)


@cache
def ends_kind() -> Any:
    """The type of `Ends`."""
    mat, vec = abi.MAT, abi.VEC
    return types.NamedTuple((mat, vec, vec, *(abi.INTS,) * 7, mat, float64[:, :, ::1]), Ends)
