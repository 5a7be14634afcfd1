"""What the page asks of a worker, and how it is answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from optexplorer.core.arrays import Mat
from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment
from optexplorer.core.problem import Point, Problem
from optexplorer.scene.labels import tick
from optexplorer.ui.lab.ensemble.settings import (
    AUTOMATIC,
    DECREASE,
    DISTANCE,
    PICKED,
    START,
    STARTS,
    EnsembleSettings,
)
from optexplorer.ui.lab.study import Progress

if TYPE_CHECKING:
    from optexplorer.core.analysis.departure import Departure
    from optexplorer.core.analysis.ensemble import Ensemble, Leaving
    from optexplorer.core.analysis.linear_escape import LinearEscape

_NO_RUN = "There is no run: add an optimizer to see it leave."
_NONE_ON = "Every run is switched off: switch one on to see it leave."


@dataclass(frozen=True)
class EnsembleRequest:
    """Which runs of what, and how."""

    experiment: Experiment
    runs: tuple[int, ...]  # those in view
    settings: EnsembleSettings
    picked: Point | None = None  # of the list of critical points

    def covers(self, other: EnsembleRequest | None) -> bool:
        """Whether the answer to this one answers ``other``, too."""
        return (
            other is not None
            and set(other.runs) <= set(self.runs)
            and (self.experiment, self.settings, self.picked)
            == (other.experiment, other.settings, other.picked)
        )


@dataclass(frozen=True, eq=False)
class Plan:
    """The request with everything that was left to the program."""

    leaving: Leaving
    radius: float  # of the cloud; 0 where the members differ in their seed
    words: str  # what counts as an escape


@dataclass(frozen=True, eq=False)
class EnsembleAnswer:
    """What is known so far, a place for each of the request's runs."""

    plan: Plan
    found: tuple[Ensemble | None, ...]
    starts: tuple[Mat, ...]  # (members, n) of each run; empty where they differ in their seed
    theory: tuple[LinearEscape | None, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing more is to come."""
        return all(e is not None and e.complete for e in self.found)

    @property
    def least(self) -> int:
        """Members that every run has so far."""
        return min(self._sizes)

    @property
    def so_far(self) -> str:
        """The members that the runs have, which may differ from run to run."""
        most = max(self._sizes)
        return f"{most:,}" if self.least == most else f"{self.least:,} to {most:,}"

    @property
    def _sizes(self) -> list[int]:
        return [0 if e is None else e.size for e in self.found]


class Planner:
    """Looks around the start; what it saw last it remembers."""

    def __init__(self) -> None:
        self._seen: tuple[Problem, Point, Departure] | None = None

    def __call__(self, request: EnsembleRequest, cancel: Cancel) -> Plan:
        """What to do; raises `AnalysisError` where that is impossible."""
        from optexplorer.core.analysis.departure import (
            usual_decrease,
            usual_distance,
            usual_leaving,
        )
        from optexplorer.core.analysis.ensemble import Leaving
        from optexplorer.core.analysis.errors import AnalysisError

        problem, settings = request.experiment.problem, request.settings
        if not request.runs:
            raise AnalysisError("", _NO_RUN if not request.experiment.runs else _NONE_ON)
        if settings.place == PICKED and request.picked is None:
            raise AnalysisError("place", "pick a critical point in their list first, or take the start")
        around = self._around(problem, request.experiment.origin, cancel)
        centre = {AUTOMATIC: around.saddle, START: None, PICKED: request.picked}[settings.place]
        name = {AUTOMATIC: "saddle", START: "", PICKED: "point"}[settings.place] if centre else ""
        distance = usual_distance(problem) if settings.distance is None else settings.distance
        if settings.counts == DISTANCE:
            leaving = Leaving(distance=distance, centre=centre)
        elif settings.counts == DECREASE:
            decrease = usual_decrease(around) if settings.decrease is None else settings.decrease
            if decrease is None:
                raise AnalysisError("decrease", "no lower loss is known here: say by how much")
            leaving = Leaving(decrease=decrease, centre=centre)
        elif settings.place == AUTOMATIC:
            leaving = usual_leaving(problem, around)
        else:
            leaving = Leaving(distance=distance, centre=centre)
        cloudy = settings.over == STARTS
        if not cloudy:  # its starts lie about the place
            _check_inside(request, leaving)
        radius = (distance / 4.0 if settings.radius is None else settings.radius) if cloudy else 0.0
        words = leaving.words(f"the {name} ({_point(centre)})" if centre and name else "")
        return Plan(leaving, radius, words)

    def _around(self, problem: Problem, start: Point, cancel: Cancel) -> Departure:
        from optexplorer.core.analysis.departure import departure

        if self._seen is None or self._seen[:2] != (problem, start):
            self._seen = (problem, start, departure(problem, start, cancel))
        return self._seen[2]


class Ensembles:
    """The work of a `Study`: all runs grow side by side."""

    def __init__(self, planner: Planner) -> None:
        self._planner = planner

    def __call__(
        self, request: EnsembleRequest, cancel: Cancel, progress: Progress
    ) -> Iterator[EnsembleAnswer]:
        """Pieces with more and more members; refusals come before any of them."""
        from optexplorer.core.analysis.ensemble import check_members, cloud, ensemble
        from optexplorer.core.analysis.linear_escape import linear_escape

        of, members = request.experiment, request.settings.members
        check_members(members, len(request.runs))
        plan = self._planner(request, cancel)
        starts: tuple[Mat, ...] = ()
        if plan.radius:
            centres = [plan.leaving.centre or of.start_of(of.runs[i]) for i in request.runs]
            starts = tuple(cloud(c, plan.radius, members, of.seed) for c in centres)
        done = [0] * len(request.runs)

        def growing(place: int, index: int) -> Iterator[Ensemble]:
            def told(now: int, _: int) -> None:
                done[place] = now
                progress(sum(done), members * len(done))

            return ensemble(
                of, index, members, plan.leaving, cancel=cancel, progress=told,
                starts=starts[place] if starts else None,
            )  # fmt: skip

        waiting = {place: growing(place, index) for place, index in enumerate(request.runs)}
        theory = tuple(linear_escape(of, i, plan.leaving, plan.radius) for i in request.runs)
        found: list[Ensemble | None] = [None] * len(request.runs)
        while waiting:
            for place, pieces in list(waiting.items()):
                piece = found[place] = next(pieces)
                _ = piece.times  # sorted here, not while the page is made
                if piece.complete:
                    del waiting[place]
                yield EnsembleAnswer(plan, tuple(found), starts, theory)


def _check_inside(request: EnsembleRequest, leaving: Leaving) -> None:
    """Refuse a distance that no start keeps: all would have escaped before the first step."""
    from optexplorer.core.analysis.ensemble import away_already
    from optexplorer.core.analysis.errors import AnalysisError

    away = away_already(request.experiment, request.runs, leaving)
    if away is not None:
        far = tick(float(f"{away:.4g}"))
        raise AnalysisError(
            "distance", f"the start is {far} away already: take more, or the start as the place"
        )


def _point(point: Point | None) -> str:
    return ", ".join(tick(float(f"{x:.4g}")) for x in point or ())
