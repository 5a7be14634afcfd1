"""How good a setting is over some cases, and which of several are told apart by them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from optexplorer.core import driver
from optexplorer.core.analysis.race_rules import Metric
from optexplorer.core.analysis.sweep import OUTCOMES
from optexplorer.core.analysis.watching import Ends
from optexplorer.core.arrays import Ints, Vec, frozen
from optexplorer.core.history import Outcome

Score = tuple[float, float, float]

_BY_CHANCE = 0.05  # so often settings are told apart that are equally good


@dataclass(frozen=True, eq=False)
class Scores:
    """One setting over some cases. Percentiles are values that occurred: inf mixes with no number."""

    values: Vec  # (cases,) of the metric, read-only; inf: diverged, or the target not reached
    best: Vec  # (cases,) the lowest loss on the way, read-only; inf: diverged
    outcomes: Ints  # (cases,) keys of `sweep.OUTCOMES`, read-only
    evaluations: int  # made, over all cases

    @property
    def score(self) -> Score:
        """Share of failures, then the median, then that of the lowest losses: lower is better."""
        failed = 1.0 - self.successes / self.values.size
        return failed, self.median, self._percentile(self.best, 50)

    @property
    def median(self) -> float:
        """Of the metric."""
        return self._percentile(self.values, 50)

    @property
    def quartiles(self) -> tuple[float, float]:
        """Lower and upper."""
        return self._percentile(self.values, 25), self._percentile(self.values, 75)

    @property
    def successes(self) -> int:
        """Cases that did not diverge and reached the target, if there is one."""
        return int(np.isfinite(self.values).sum())

    def count(self, outcome: Outcome) -> int:
        """The cases that ended like this."""
        return sum(OUTCOMES[code] is outcome for code in self.outcomes.tolist())

    def _percentile(self, values: Vec, q: float) -> float:
        return float(np.percentile(values, q, method="inverted_cdf"))


def scores(ends: Ends, metric: Metric, cases: int) -> Iterator[Scores]:
    """Those of each setting, whose cases follow one another."""
    values = {
        "final_loss": ends.loss,
        "best_loss": ends.best,
        "steps": np.where(ends.hit < 0, np.inf, ends.hit),
        "evaluations": np.where(ends.hit < 0, np.inf, ends.hit_work),
    }[metric]
    diverged = ends.end == driver.DIVERGED
    values = np.where(diverged | np.isnan(values), np.inf, values)
    best = np.where(diverged | np.isnan(ends.best), np.inf, ends.best)
    for first in range(0, values.size, cases):
        part = slice(first, first + cases)
        yield Scores(
            values=frozen(values[part].copy()),
            best=frozen(best[part].copy()),
            outcomes=frozen(ends.end[part].copy()),
            evaluations=int(ends.work[part].sum()),
        )


def ranked(found: Sequence[Scores], resolution: float = 0.0) -> list[tuple[int, int]]:
    """The places of ``found`` with their ranks, the best first.

    By the rule of `Scores.score`, the median without its noise; then by the upper quartile.
    """

    def order(place: int) -> tuple[float, ...]:
        failed, median, _ = found[place].score
        if resolution > 0.0 and math.isfinite(median / resolution):  # else noise is far below it
            median = round(median / resolution) * resolution
        return failed, median, found[place].quartiles[1]

    places = sorted(range(len(found)), key=order)
    return list(zip(places, shared_ranks([found[i].values for i in places], resolution), strict=True))


def shared_ranks(values: Sequence[Vec], resolution: float = 0.0) -> list[int]:
    """Ranks from 1 of settings that stand in order, by their ``values`` (cases,) over the same cases.

    One shares the rank of a better one unless either wins more of the cases than chance explains: the
    sign test, two-sided, at 5 %. Values no farther apart than ``resolution`` are a draw.
    """
    ranks: list[int] = []
    leader = 0
    for place, own in enumerate(values):
        if place > 0 and _apart(values[leader], own, resolution):
            leader = place
        ranks.append(leader + 1)
    return ranks


def _apart(one: Vec, other: Vec, resolution: float) -> bool:
    with np.errstate(invalid="ignore", over="ignore"):  # inf less inf is a draw
        ahead = np.nan_to_num(other - one, nan=0.0, posinf=np.inf, neginf=-np.inf)
    won, lost = int((ahead > resolution).sum()), int((ahead < -resolution).sum())
    tail: float = sum(math.comb(won + lost, k) for k in range(min(won, lost) + 1)) / 2 ** (won + lost)
    return 2.0 * tail <= _BY_CHANCE
