"""The fair race: every run tuned within the same budget, then ranked on cases that nobody tuned for.

A case is a start with a seed. All runs have the same cases and draw from the same random stream: the
same mini-batches in the same order and the same noise. Of two settings, and of two runs, the one that
fails in fewer cases is better, then the one with the lower median of the metric; a run fails that
diverges or does not reach the target. (By the median alone a search finds rates at which just under
half of the starts diverge.)

The settings that do best in a search are partly those that were lucky there. So the eight best and the
present one meet again on other cases, and the winner is carried out on cases that had no say in what
was chosen: those alone decide the rank.
"""

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.analysis.many import carry_out, check_room, no_watch, plans
from optexplorer.core.analysis.race_rules import FRESH, Rules, held_equal
from optexplorer.core.analysis.race_scores import Scores, ranked, scores
from optexplorer.core.analysis.rates import suggest_rates
from optexplorer.core.analysis.search_space import Space
from optexplorer.core.analysis.tuning import Search
from optexplorer.core.arrays import Mat
from optexplorer.core.cancel import Cancel
from optexplorer.core.experiment import Experiment
from optexplorer.core.optimizer import Optimizer

_FINALISTS = 8  # of a search
_EQUAL = 1e-12  # of the loss at the start: losses no farther apart are a draw
_SEARCHED, _CHOSEN, _RANKED, _DRAWS = range(4)  # what is drawn at random, each from its own stream


@dataclass(frozen=True, eq=False)
class Entry:
    """How one run does; until the fresh scores come with the result, in the search."""

    run: int  # its place in the experiment
    rank: int  # from 1; shared where the fresh cases do not tell runs apart
    optimizer: Optimizer  # tuned
    trials: int
    evaluations: int  # made for the search
    tuned: float  # median of the metric in the search
    untuned: float  # that of the present setting there
    fresh: Scores | None = None
    fresh_untuned: Scores | None = None


@dataclass(frozen=True, eq=False)
class FairRace:
    """Entries by rank, and in words what was held equal."""

    rules: Rules
    entries: tuple[Entry, ...]
    held_equal: str
    complete: bool

    def applied(self, experiment: Experiment) -> Experiment:
        """The experiment with every run tuned."""
        runs = list(experiment.runs)
        for entry in self.entries:
            runs[entry.run] = replace(runs[entry.run], optimizer=entry.optimizer)
        return replace(experiment, runs=tuple(runs))


def fair_race(
    experiment: Experiment,
    rules: Rules,
    *,
    cancel: Cancel | None = None,
    progress: Callable[[int, int], None] | None = None,
    workers: int | None = None,
) -> Iterator[FairRace]:
    """The race of all runs of ``experiment``: a piece after each round of the search, then the result.

    ``progress`` is told the runs carried out and their number. Raises `AnalysisError` and `NoRoom`
    before any work, and `Cancelled` soon after ``cancel.set()``.
    """
    if not experiment.runs:
        raise AnalysisError("runs", "there is none to race")
    check_room(rules.trials * rules.starts * rules.seeds, experiment.problem.size + 16)
    return _Race(experiment, rules, cancel or Cancel(), progress, workers).pieces()


class _Race:
    """The race on its way."""

    def __init__(
        self, experiment: Experiment, rules: Rules, cancel: Cancel,
        progress: Callable[[int, int], None] | None, workers: int | None,
    ) -> None:  # fmt: skip
        runs = tuple(replace(run, start=None, stream=0) for run in experiment.runs)
        self._given, self._rules = experiment, rules
        self._experiment = replace(experiment, runs=runs, steps=rules.length)
        self._cancel, self._progress, self._workers = cancel, progress, workers
        self._watch = no_watch(experiment.problem.size)._replace(
            target=-math.inf if rules.target is None else rules.target,
            work=math.inf if rules.horizon == "steps" else float(rules.length),
        )
        self._seeds = [rules.seeds if run.by_chance else 1 for run in runs]
        self._evaluations = [0] * len(runs)
        self._done = 0
        finals = (min(_FINALISTS + 1, rules.trials) + 2) * FRESH
        self._total = sum(rules.trials * rules.starts * seeds + finals for seeds in self._seeds)

    def pieces(self) -> Iterator[FairRace]:
        searches = self._searches()
        starts = self._drawn(_SEARCHED, self._rules.starts)
        starts[0] = self._experiment.origin
        while rounds := [(i, asked) for i, s in enumerate(searches) if (asked := s.ask())]:
            for i, asked in rounds:
                count = self._seeds[i]
                seeds = np.repeat(np.arange(count), len(starts)).tolist()
                found = self._carried_out(i, asked, np.tile(starts, (count, 1)), seeds)
                searches[i].tell([s.score for s in found])
                self._evaluations[i] += sum(s.evaluations for s in found)
            yield self._piece(searches)
        yield self._result(searches)

    def _searches(self) -> list[Search]:
        made = []
        rates = suggest_rates(self._experiment)
        for i, (run, rate) in enumerate(zip(self._experiment.runs, rates, strict=True)):
            now = run.optimizer
            first = [now, type(now)()]
            if rate is not None:
                first.append(replace(now, learning_rate=rate))  # type: ignore[call-arg]
            random = self._random(_DRAWS, self._given.stream_of(i))
            made.append(Search(Space.of(now, rate), tuple(first), self._rules.trials, random))
        return made

    def _piece(self, searches: Sequence[Search]) -> FairRace:
        best = [search.ordered()[0] for search in searches]
        order = sorted(range(len(best)), key=lambda i: searches[i].scores[best[i]])
        entries = [
            self._entry(i, rank, searches[i], best[i]) for rank, i in enumerate(order, 1)
        ]  # fmt: skip
        return self._race(entries, complete=False)

    def _result(self, searches: Sequence[Search]) -> FairRace:
        entries: list[Entry] = []
        found: list[Scores] = []
        for i, search in enumerate(searches):
            entry = self._entry(i, 0, search, self._chosen(i, search))
            settings = [entry.optimizer, self._experiment.runs[i].optimizer]
            fresh, untuned = self._carried_out(i, settings, *self._unseen(_RANKED))
            entries.append(replace(entry, fresh=fresh, fresh_untuned=untuned))
            found.append(fresh)
        order = ranked(found, self._resolution())
        return self._race([replace(entries[i], rank=rank) for i, rank in order], complete=True)

    def _race(self, entries: Sequence[Entry], *, complete: bool) -> FairRace:
        words = held_equal(self._given, self._rules)
        return FairRace(self._rules, tuple(entries), words, complete)

    def _entry(self, run: int, rank: int, search: Search, chosen: int) -> Entry:
        return Entry(
            run=run,
            rank=rank,
            optimizer=search.tried[chosen],
            trials=len(search.tried),
            evaluations=self._evaluations[run],
            tuned=search.scores[chosen][1],
            untuned=search.scores[0][1],
        )

    def _chosen(self, run: int, search: Search) -> int:
        """The finalist that does best on cases that were not searched on."""
        finalists = search.ordered()[:_FINALISTS]
        finalists += [] if 0 in finalists else [0]
        settings = [search.tried[i] for i in finalists]
        found = self._carried_out(run, settings, *self._unseen(_CHOSEN))
        return min(zip(found, finalists, strict=True), key=lambda pair: pair[0].score)[1]

    # Cases

    def _unseen(self, key: int) -> tuple[Mat, list[int]]:
        """Starts and a seed for each, which no other key has."""
        first = self._rules.seeds + (0 if key == _CHOSEN else FRESH)
        return self._drawn(key, FRESH), list(range(first, first + FRESH))

    def _drawn(self, key: int, count: int) -> Mat:
        """Starts (count, n) of the domain, drawn towards the experiment's by ``spread``."""
        problem = self._experiment.problem
        low, high = np.array(problem.domain).T
        origin = problem.array(self._experiment.origin)
        anywhere = low + (high - low) * self._random(key).random((count, problem.size))
        return np.asarray(origin + self._rules.spread * (anywhere - origin))

    def _random(self, *key: int) -> np.random.Generator:
        """A stream of this seed that no run has: their keys have two numbers."""
        sequence = np.random.SeedSequence(self._experiment.seed, spawn_key=(*key, 0, 0))
        return np.random.Generator(np.random.PCG64(sequence))

    def _carried_out(
        self, run: int, settings: Sequence[Optimizer], starts: Mat, seeds: Sequence[int]
    ) -> list[Scores]:
        """The scores of each setting over the cases; ``seeds`` count from the experiment's own."""
        by_chance = self._experiment.runs[run].by_chance
        drawn = [self._experiment.seed + seed for seed in seeds] if by_chance else None
        found: dict[int, Scores] = {}
        for places, plan in plans(self._experiment, run, settings, starts, drawn):
            ends = carry_out(plan, self._watch, self._cancel, self._told, workers=self._workers)
            self._done += plan.count
            own = scores(ends, self._rules.metric, len(starts))
            found |= dict(zip(places.tolist(), own, strict=True))
        return [found[i] for i in range(len(settings))]

    def _told(self, now: int, _of: int) -> None:
        if self._progress:
            self._progress(self._done + now, self._total)

    def _resolution(self) -> float:
        """How far apart values must lie to differ."""
        if self._rules.target is not None:
            return 0.0
        problem = self._experiment.problem
        start = problem.array(self._experiment.origin)
        first = abs(float(problem.kernels.value.compiled(start, problem.data, problem.rows())))
        return _EQUAL * first if math.isfinite(first) else 0.0
