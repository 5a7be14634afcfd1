"""Ensembles: one run over many seeds, or from a cloud of starts, and how it leaves a place.

Kept of each member are its end and its loss at some steps, of a few also their paths; so the memory
that is needed grows with the members but not with their steps.

The linearised theory: about a strict saddle with negative curvature λ gradient descent multiplies the
distance along the unstable direction by 1 + η|λ| a step, so that from σ it takes

    log(δ/σ) / log(1 + η|λ|)

steps to the distance δ.
"""

import math
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.analysis.many import Plan, carry_on, check_room, no_watch
from optexplorer.core.analysis.sweep import OUTCOMES
from optexplorer.core.analysis.watching import Ends
from optexplorer.core.arrays import Ints, Mat, Vec, frozen
from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment
from optexplorer.core.history import Outcome
from optexplorer.core.problem import Point

MOST = 100_000  # members
PATHS = 64  # members of which the path is kept
SAMPLES = 200  # steps at which losses are kept, at most
_FIRST = 256  # members of the first piece; each piece after has four times as many
_Z = 1.959963984540054  # of a normal distribution, 95 % lie within ±z


@dataclass(frozen=True)
class Leaving:
    """What counts as an escape: the first step at which either holds."""

    distance: float | None = None  # from `centre` at least this far
    decrease: float | None = None  # of the loss, from that of the first point, at least this much
    centre: Point | None = None  # None: the run's start

    def __post_init__(self) -> None:
        if self.distance is None and self.decrease is None:
            raise AnalysisError("distance", "an escape needs a distance or a decrease")
        for name in ("distance", "decrease"):
            value = getattr(self, name)
            if value is not None and not (math.isfinite(value) and value > 0.0):
                raise AnalysisError(name, f"must lie in (0, inf), got {value:g}")

    def words(self, centre: str = "") -> str:
        """What counts, for people; ``centre`` names the centre, else its coordinates do."""
        if not centre:
            at = self.centre
            centre = "the start" if at is None else f"({', '.join(f'{x:g}' for x in at)})"
        said = []
        if self.distance is not None:
            said.append(f"at least {self.distance:g} away from {centre}")
        if self.decrease is not None:
            said.append(f"the loss at least {self.decrease:g} below the first")
        return " or ".join(said)


def away_already(experiment: Experiment, runs: Iterable[int], leaving: Leaving) -> float | None:
    """How far from the centre the nearest start is, where that counts as an escape; else None."""
    if leaving.distance is None or leaving.centre is None:
        return None
    starts = (experiment.start_of(experiment.runs[i]) for i in runs)
    least = min((math.dist(start, leaving.centre) for start in starts), default=0.0)
    return least if least >= leaving.distance else None


@dataclass(frozen=True, eq=False)
class Ensemble:
    """The members of one run; arrays are read-only. A piece has the first members only."""

    escaped: Ints  # (k,) the step of the escape; -1: none
    outcomes: Ints  # (k,) keys of `sweep.OUTCOMES`
    final_loss: Vec  # (k,)
    best_loss: Vec  # (k,)
    at: Ints  # (s,) steps
    quartiles: Mat  # (3, s) of the loss at those: lower quartile, median, upper quartile
    paths: np.ndarray[tuple[int, int, int], np.dtype[np.float64]]  # (p, s, n) of the first members
    complete: bool

    @property
    def size(self) -> int:
        """Members so far."""
        return self.escaped.size

    @cached_property
    def times(self) -> Ints:
        """The steps of the escapes there are, ascending."""
        return frozen(np.sort(self.escaped[self.escaped >= 0]))

    def survival(self) -> Vec:
        """The share (s,) that has not escaped by each step of ``at``."""
        return np.asarray(1.0 - np.searchsorted(self.times, self.at, side="right") / self.size)

    def success(self) -> tuple[float, float, float]:
        """The share that escaped, and its 95 % interval."""
        return share(self.times.size, self.size)

    def median_steps(self) -> int | None:
        """The step by which half of the members have escaped; None where more than half stay."""
        half = (self.size - 1) // 2
        return int(self.times[half]) if half < self.times.size else None

    def count(self, outcome: Outcome) -> int:
        """How many members ended so."""
        keys = [key for key, known in OUTCOMES.items() if known is outcome]
        return int(np.isin(self.outcomes, keys).sum())

    def outcome(self, member: int) -> Outcome:
        """How a member ended."""
        return OUTCOMES[int(self.outcomes[member])]


def ensemble(
    experiment: Experiment,
    index: int,
    members: int,
    leaving: Leaving,
    *,
    starts: Mat | None = None,
    cancel: Cancel | None = None,
    progress: Callable[[int, int], None] | None = None,
    workers: int | None = None,
) -> Iterator[Ensemble]:
    """A run over the seeds from the experiment's own upwards, a piece at first, all at last.

    ``starts`` (members, n) makes the members differ in their start instead, all with one seed. Raises
    `AnalysisError` and `NoRoom` before any work, and `Cancelled` soon after ``cancel.set()``;
    ``progress`` is told the members done and their number.
    """
    check_members(members)
    return _pieces(experiment, index, members, leaving, starts, cancel or Cancel(), progress, workers)


def check_members(members: int, runs: int = 1) -> None:
    """Raise `AnalysisError` or `NoRoom` where ``runs`` ensembles of so many cannot be had."""
    if not 1 <= members <= MOST:
        raise AnalysisError("seeds", f"must lie in [1, {MOST}], got {members}")
    check_room(members * runs, SAMPLES + 32)


def _pieces(
    experiment: Experiment, index: int, members: int, leaving: Leaving, starts: Mat | None,
    cancel: Cancel, progress: Callable[[int, int], None] | None, workers: int | None,
) -> Iterator[Ensemble]:  # fmt: skip
    problem = experiment.problem
    start = problem.array(experiment.start_of(experiment.runs[index]))
    at = np.unique(np.linspace(0, experiment.steps, SAMPLES).round().astype(np.int64))
    watch = no_watch(problem.size, at)._replace(
        centre=start if leaving.centre is None else problem.array(leaving.centre),
        distance=math.inf if leaving.distance is None else leaving.distance,
        drop=math.inf if leaving.decrease is None else leaving.decrease,
    )
    alone = start[None]

    def plans() -> Iterator[Plan]:
        done, size = 0, _FIRST
        while done < members:
            before, done, size = done, min(done + size, members), 4 * size
            seeds = range(experiment.seed + before, experiment.seed + done)
            yield (
                Plan(experiment, index, alone, seeds=seeds)
                if starts is None
                else Plan(experiment, index, starts[before:done])
            )

    told = (lambda done: progress(done, members)) if progress else None
    pieces: list[Ends] = []
    for ends in carry_on(plans(), watch, cancel, told, tracks=PATHS, workers=workers):
        pieces.append(ends)
        yield _joined(pieces, at, complete=sum(p.loss.size for p in pieces) == members)


def _joined(pieces: list[Ends], at: Ints, *, complete: bool) -> Ensemble:
    losses = np.concatenate([p.losses for p in pieces])
    losses[np.isnan(losses)] = np.inf  # a run that diverged is above every other
    return Ensemble(
        escaped=frozen(np.concatenate([p.hit for p in pieces])),
        outcomes=frozen(np.concatenate([p.end for p in pieces])),
        final_loss=frozen(np.concatenate([p.loss for p in pieces])),
        best_loss=frozen(np.concatenate([p.best for p in pieces])),
        at=at,
        quartiles=frozen(np.percentile(losses, (25, 50, 75), axis=0, method="inverted_cdf")),
        paths=frozen(np.concatenate([p.tracks for p in pieces])),
        complete=complete,
    )


def cloud(centre: Point, radius: float, count: int, seed: int) -> Mat:
    """Starts (count, n) uniform in the ball about ``centre``."""
    random, n = np.random.default_rng(seed), len(centre)
    points = random.standard_normal((count, n))
    points *= (
        radius * random.random((count, 1)) ** (1 / n) / np.linalg.norm(points, axis=1, keepdims=True)
    )
    return np.asarray(points + np.array(centre))


def share(successes: int, trials: int) -> tuple[float, float, float]:
    """The share of successes, and the interval that holds the true one in 95 % of all cases.

    (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n): Wilson 1927, "Probable inference, the law of
    succession, and statistical inference".
    """
    p, z, n = successes / trials, _Z, trials
    middle = p + z * z / (2 * n)
    half = z * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
    below = 1 + z * z / n
    low = (middle - half) / below if successes else 0.0  # where rounding would leave 1e-17
    high = (middle + half) / below if successes < trials else 1.0
    return p, low, high


def escape_time(delta: float, sigma: float, rate: float, curvature: float) -> float:
    """Steps from the distance ``sigma`` to ``delta`` along a direction of this negative curvature."""
    return math.log(delta / sigma) / math.log1p(rate * abs(curvature))


def noise_distance(sigma: float, rate: float, curvature: float) -> float:
    """The distance along the unstable direction from which noisy gradients set out, as it were.

    With q = 1 + η|λ| the noise of all steps has the variance η²σ²(q²ᵗ − 1)/(q² − 1), which for large t
    is that of a first distance ησ/√(q² − 1) grown by qᵗ.
    """
    q = 1.0 + rate * abs(curvature)
    return rate * sigma / math.sqrt(q * q - 1.0)
