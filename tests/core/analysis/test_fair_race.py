"""The fair race: what is held equal is, what is found is near what theory knows."""

import dis
import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.analysis.fair_race import FairRace, fair_race
from optexplorer.core.analysis.many import Plan, carry_out, no_watch
from optexplorer.core.analysis.race_rules import FRESH, Rules, held_equal
from optexplorer.core.analysis.race_scores import Scores, ranked, shared_ranks
from optexplorer.core.analysis.search_space import Space
from optexplorer.core.analysis.tuning import ROUNDS, Search
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.compute import compute
from optexplorer.core.escape import PerturbAtIntervals, RestartWhenStationary
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.problem import FormulaSpec, SurfaceSpec
from optexplorer.optimizers import CATALOGUE, make
from optexplorer.problems.formula import formula_problem
from optexplorer.problems.surfaces import surface_problem
from optexplorer.storage.declared import settings

HIMMELBLAU = surface_problem(SurfaceSpec("himmelblau"))
BOWL = formula_problem(FormulaSpec("(x^2 + 10*y^2)/2", domain=((-5.0, 5.0), (-5.0, 5.0))))
SMALL = Rules(trials=20, starts=3, seeds=2, length=60)


def experiment(*keys: str, **settings: Any) -> Experiment:
    return Experiment(HIMMELBLAU, tuple(Run(make(key, {}), **settings) for key in keys), seed=5)


def race(of: Experiment, rules: Rules = SMALL, **settings: Any) -> FairRace:
    *_, last = fair_race(of, rules, **settings)
    return last


def told(found: FairRace) -> str:
    """Everything that a race found, as text."""
    return json.dumps(
        [
            [e.run, e.rank, settings(e.optimizer), e.trials, e.evaluations, e.tuned, e.untuned]
            + [s and (s.values.tolist(), s.outcomes.tolist()) for s in (e.fresh, e.fresh_untuned)]
            for e in found.entries
        ]
    )


def test_the_same_on_any_number_of_cores_and_whoever_else_races() -> None:
    of = experiment("gd", "adam", "random_search", gradient=Noisy(sigma=0.1))
    one = race(of, workers=1)
    assert told(one) == told(race(of, workers=2))
    alone = race(replace(of, runs=(of.runs[0],)))
    (entry,) = [e for e in one.entries if e.run == 0]
    assert alone.entries[0].optimizer == entry.optimizer
    assert alone.entries[0].tuned == entry.tuned
    assert told(race(replace(of, seed=6))) != told(one)


def test_every_run_has_the_same_budget_and_no_setting_is_worse_than_the_present_one() -> None:
    of = experiment("gd", "adam", "lbfgs", "nelder_mead", "nonlinear_cg")
    *pieces, last = fair_race(of, SMALL)
    assert len(pieces) == ROUNDS
    assert [p.complete for p in (*pieces, last)] == [False] * ROUNDS + [True]
    for piece in (*pieces, last):
        assert sorted(e.run for e in piece.entries) == [0, 1, 2, 3, 4]
        assert len({e.trials for e in piece.entries}) == 1
        assert all(e.tuned <= e.untuned for e in piece.entries)
    assert {e.trials for e in last.entries} == {SMALL.trials}
    evaluations = {e.run: e.evaluations for e in last.entries}
    assert evaluations[0] == SMALL.trials * SMALL.starts * SMALL.length
    assert evaluations[1] == evaluations[0]
    scores = [(-e.fresh.successes, round(e.fresh.median, 9)) for e in last.entries if e.fresh]
    assert scores == sorted(scores)
    tuned = last.applied(of)
    assert [r.optimizer.key for r in tuned.runs] == [r.optimizer.key for r in of.runs]
    assert replace(tuned, runs=of.runs) == of


def test_gradient_descent_on_a_quadratic_finds_the_best_known_rate() -> None:
    """2/(L + μ) makes the slowest factor of an update, max |1 − η λ|, smallest."""
    found = race(Experiment(BOWL, (Run(make("gd", {})),)), Rules(trials=80, length=400))
    (entry,) = found.entries
    assert entry.optimizer.rate == pytest.approx(2 / 11, rel=0.01)


def test_momentum_wins_in_a_narrow_valley() -> None:
    of = Experiment(BOWL, (Run(make("gd", {})), Run(make("momentum", {}))))
    found = race(of, Rules(trials=80, length=40))
    assert [(e.run, e.rank) for e in found.entries] == [(1, 1), (0, 2)]


def test_settings_that_suit_one_start_alone_do_not_replace_the_present_ones() -> None:
    problem = surface_problem(SurfaceSpec("rosenbrock"))
    of = Experiment(problem, (Run(make("gd", {"learning_rate": 5e-4})),))
    (entry,) = race(of, Rules(trials=60, starts=1)).entries
    assert entry.optimizer == of.runs[0].optimizer
    assert entry.fresh_untuned is not None
    assert entry.fresh_untuned.successes == FRESH


def test_the_scores_are_those_of_the_runs_that_compute_makes() -> None:
    """The tuned setting from a start of the race, alone."""
    of = replace(experiment("adam"), start=(1.0, 2.0))
    found = race(of, replace(SMALL, starts=1, trials=5))
    (entry,) = found.entries
    run = replace(of.runs[0], optimizer=entry.optimizer)
    again = compute(replace(of, runs=(run,), steps=SMALL.length)).runs[0]
    assert entry.tuned == again.final_loss


def test_equal_evaluations_end_each_run_where_they_are_spent() -> None:
    of = replace(experiment("gd", "lbfgs", "newton"), steps=50)
    for index in range(3):
        for work in (7, 40):
            watch = no_watch(2)._replace(work=float(work), target=1.0)
            ends = carry_out(Plan(of, index, HIMMELBLAU.array(of.origin)[None]), watch)
            run = compute(of).runs[index]
            calls = run.calls.sum(axis=1)
            row = int(np.flatnonzero(calls <= work)[-1])
            assert ends.steps[0] == row
            assert ends.work[0] == calls[row]
            assert ends.loss[0] == run.loss[row]
            assert ends.best[0] == run.loss[: row + 1].min()
            low = np.flatnonzero(run.loss[: row + 1] <= 1.0)
            assert ends.hit[0] == (low[0] if low.size else -1)
            assert ends.hit_work[0] == (calls[low[0]] if low.size else -1)
    rules = replace(SMALL, horizon="evaluations", metric="evaluations", target=1e-3)
    found = race(of, rules)
    limit = SMALL.trials * SMALL.starts * SMALL.length
    assert all(e.evaluations <= limit for e in found.entries)
    for entry in found.entries:
        assert entry.fresh is not None
        reached = entry.fresh.values[np.isfinite(entry.fresh.values)]
        assert reached.size
        assert reached.max() <= SMALL.length


def test_runs_that_cannot_be_told_apart_share_a_rank() -> None:
    low, high = np.arange(1.0, 26.0), np.arange(1.0, 26.0) + 0.5
    assert shared_ranks([low, high]) == [1, 2]
    assert shared_ranks([low, low, high]) == [1, 1, 3]
    assert shared_ranks([low, high], resolution=1.0) == [1, 1]
    mixed = np.where(np.arange(25) % 2, high, low - 0.5)
    assert shared_ranks([low, mixed]) == [1, 1]
    for wins, ranks in ((17, [1, 1]), (18, [1, 2])):  # of 25: chance wins 18 in 4 % of all cases
        other = np.where(np.arange(25) < wins, high, low - 0.5)
        assert shared_ranks([low, other]) == ranks
    never = np.full(25, np.inf)
    assert shared_ranks([never, never]) == [1, 1]
    assert shared_ranks([low, never, never]) == [1, 2, 2]
    twins = race(experiment("gd", "gd"))
    assert [e.rank for e in twins.entries] == [1, 1]


def of_values(*values: float) -> Scores:
    array = np.array(values)
    return Scores(array, array, np.zeros(array.size, dtype=np.int64), 0)


def test_the_rank_is_by_failures_first_as_in_the_search() -> None:
    safe, better = of_values(*[2.0] * 25), of_values(np.inf, *[1.0] * 24)
    assert safe.score < better.score
    assert ranked([better, safe]) == [(1, 1), (0, 2)], "they are told apart, the other way round"
    close = of_values(np.inf, *[1.0, 3.0] * 12)
    assert ranked([close, safe]) == [(1, 1), (0, 1)], "the cases do not tell them apart"
    assert ranked([of_values(*[3.0] * 25), safe]) == [(1, 1), (0, 2)]
    wide = of_values(*[2.0] * 13, *[9.0] * 12)
    assert ranked([wide, safe], resolution=0.1) == [(1, 1), (0, 2)], "by the upper quartile"
    far = of_values(*[1e300] * 25)
    assert ranked([far, safe], resolution=1e-12) == [(1, 1), (0, 2)], "however far above the noise"
    assert of_values(np.inf, 1.0, 1.0).score[0] == of_values(*[np.inf, 1.0, 1.0] * 3).score[0]


@pytest.mark.parametrize(
    ("settings", "seeds"),
    [
        ({}, 1),
        ({"gradient": Noisy(sigma=0.1)}, 3),
        ({"escape": PerturbAtIntervals(every=50)}, 3),
        ({"escape": RestartWhenStationary()}, 3),
    ],
    ids=["no chance", "noise", "perturbed", "restarted"],
)
def test_runs_that_draw_race_on_every_seed(settings: dict[str, Any], seeds: int) -> None:
    rules = Rules(trials=4, starts=2, seeds=3, length=60)
    (entry,) = race(experiment("gd", **settings), rules).entries
    assert round(entry.evaluations / (4 * 2 * 60)) == seeds  # a restart is no update


def test_called_off() -> None:
    cancel = Cancel()
    done: list[int] = []

    def progress(now: int, of: int) -> None:
        done.append(now)
        assert now <= of
        if now > of // 2:
            cancel.set()

    pieces: list[FairRace] = []
    with pytest.raises(Cancelled):
        pieces.extend(fair_race(experiment("gd", "adam"), SMALL, cancel=cancel, progress=progress))
    assert pieces
    assert done == sorted(done)


def test_progress_reaches_its_end() -> None:
    told: list[tuple[int, int]] = []
    race(experiment("gd", "random_search"), progress=lambda now, of: told.append((now, of)))
    assert told[-1][0] >= 0.9 * told[-1][1]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"trials": 0}, "budget: must lie in [1, 10000], got 0"),
        ({"starts": 0}, "starts: must lie in [1, 1000], got 0"),
        ({"seeds": 1001}, "seeds: must lie in [1, 1000], got 1001"),
        ({"length": 0}, "steps: must lie in [1, 100000000], got 0"),
        ({"length": 0, "horizon": "evaluations"}, "evaluations: must lie in"),
        ({"spread": 0.0}, "spread: must lie in (0, 1], got 0"),
        ({"target": 1.0}, "target: goes with the metrics steps and evaluations only"),
        ({"metric": "steps"}, "target: is needed to count steps to it"),
        ({"metric": "steps", "target": float("nan")}, "target: must be a finite number, got nan"),
    ],
)
def test_refusals(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        Rules(**changes)
    assert str(caught.value).startswith(message)


def test_without_runs() -> None:
    with pytest.raises(AnalysisError, match="runs: there is none to race"):
        fair_race(experiment(), SMALL)


def test_what_was_held_equal_in_words() -> None:
    said = held_equal(experiment("gd"), SMALL)
    assert "20 settings tried for each run by the same search; 60 steps;" in said
    assert "the experiment's start and 2 drawn from the domain; seeds 5 to 6 " in said
    assert "fewer runs that diverge, then the lower median of final loss." in said
    assert f"Ranked on {FRESH} other starts and seeds; runs that these do not tell apart" in said
    assert "(sign test, 5 %) share a rank." in said
    assert "Not equal: evaluations" in said
    said = held_equal(experiment("gd"), Rules(1, 1, 1, 1, "evaluations", "steps", 0.5))
    assert "1 setting tried for each run by the same search; 1 evaluation; the experiment's" in said
    assert "start; seed 5 (" in said
    assert "diverge or miss the target, then the lower median of steps to a loss of 0.5." in said
    assert "Not equal: steps" in said


@pytest.mark.parametrize("key", CATALOGUE)
def test_the_space_of_every_method(key: str) -> None:
    optimizer = make(key, {})
    space = Space.of(optimizer, 1e-7)
    assert {d.name for d in space.dials} == {p.name for p in optimizer.parameters()}
    place = space.place(optimizer)
    assert ((place >= 0.0) & (place <= 1.0)).all()
    dims = range(len(space.dials))
    for u in (np.zeros(len(dims)), np.ones(len(dims)), place):
        for i in dims:
            found = space.moved(optimizer, u, [i])
            if found is None:
                assert optimizer.ordered
            elif u is place and getattr(optimizer, space.dials[i].name) not in (None, 0, 0.0):
                value = getattr(optimizer, space.dials[i].name)
                again = getattr(found, space.dials[i].name)
                assert again == value or again == pytest.approx(value, rel=1e-2)
    search = Search(space, (optimizer,), 30, np.random.default_rng(0))
    while asked := search.ask():
        search.tell([(0.0, float(i), 0.0) for i, _ in enumerate(asked)])
    assert len(search.tried) == len(search.scores) == 30
    assert search.tried[0] == optimizer


@pytest.mark.parametrize("key", CATALOGUE)
def test_methods_say_whether_they_draw(key: str) -> None:
    update = CATALOGUE[key].update.function
    assert CATALOGUE[key].draws == any(i.argval == "words" for i in dis.get_instructions(update))
