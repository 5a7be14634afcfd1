"""Many runs side by side: the same bytes as one by one."""

from collections.abc import Iterator
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from optexplorer.core.analysis import carrier, lanes
from optexplorer.core.analysis.basins import places_of, watch_places
from optexplorer.core.analysis.critical import critical_points
from optexplorer.core.analysis.many import Plan, carry_out, no_watch
from optexplorer.core.analysis.watching import ROWS, SETTLED, Ends, Watch
from optexplorer.core.around import Lookahead
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.driver import CONVERGED, DIVERGED, FINISHED
from optexplorer.core.escape import PerturbAtIntervals
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.problem import SurfaceSpec
from optexplorer.core.schedule import Cosine
from optexplorer.optimizers import CATALOGUE, make
from optexplorer.problems.catalogue import catalogue
from optexplorer.problems.surfaces import surface_problem

HIMMELBLAU = surface_problem(SurfaceSpec("himmelblau"))
BOWL = surface_problem(SurfaceSpec("quadratic_cond10"))
COUNT = 3 * lanes.LANES + 5
STARTS = np.random.default_rng(0).uniform(-5, 5, (COUNT, 2))
# One with two states and scalars and a schedule, one of which many diverge, one that draws numbers.
RUNS = {
    "adam": Run(make("adam", {"learning_rate": 0.1}), schedule=Cosine(steps=200)),
    "gd": Run(make("gd", {"learning_rate": 0.03})),
    "drawing": Run(make("noisy_sgd", {"learning_rate": 0.003})),
}


@pytest.fixture(autouse=True)
def nothing_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "_ready", {})


def both(monkeypatch: pytest.MonkeyPatch, plan: Plan, watch: Watch, **more: Any) -> Iterator[Ends]:
    """One by one, and side by side."""
    run, problem = plan.experiment.runs[plan.index], plan.experiment.problem
    monkeypatch.setattr(lanes, "_ready", {})
    for costly in (1 << 62, 0):
        monkeypatch.setattr(carrier, "COSTLY", costly)
        yield carry_out(plan, watch, **more)
        ready = lanes.ready(run, problem, differ=plan.hypers is not None)
        assert (ready is None) == (costly > 0)


def assert_same(one: Ends, other: Ends) -> None:
    for name, a, b in zip(Ends._fields, one, other, strict=True):
        assert a.tobytes() == b.tobytes(), name


@pytest.mark.parametrize("name", RUNS)
@pytest.mark.parametrize("steps", [0, 9, ROWS - 1, ROWS, 300])
def test_the_same_bytes(name: str, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    of = Experiment(HIMMELBLAU, (RUNS[name],), steps=steps, seed=5)
    at = np.unique(np.array([0, 1, steps // 2, steps]))
    watch = no_watch(2, at)._replace(target=150.0, centre=np.array([1.0, 1.0]), distance=6.0)
    one, other = both(monkeypatch, Plan(of, 0, STARTS), watch, tracks=70)
    assert_same(one, other)


def test_every_kind_of_end_is_among_them(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the same bytes would prove little."""
    places = places_of(HIMMELBLAU, critical_points(HIMMELBLAU).points)
    settling, patient = (
        watch_places(places, HIMMELBLAU.domain, 0.01, settle=settle) for settle in (True, False)
    )
    codes = set()
    for problem, name, steps, watch in (
        (HIMMELBLAU, "adam", 1_000, settling),
        (HIMMELBLAU, "gd", 300, patient),
        (HIMMELBLAU, "drawing", 300, settling),  # and so never left early
        (BOWL, "gd", 1_000, no_watch(2)),
    ):
        of = Experiment(problem, (RUNS[name],), steps=steps)
        one, other = both(monkeypatch, Plan(of, 0, STARTS), watch)
        assert_same(one, other)
        codes |= set(one.end.tolist())
    assert codes == {FINISHED, CONVERGED, DIVERGED, SETTLED}


def test_settings_rates_and_seeds_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    run = RUNS["adam"]
    made = [replace(run.optimizer, beta1=b) for b in np.linspace(0, 0.99, COUNT).tolist()]
    hypers = np.array([o.packed() for o in made])
    rates = np.geomspace(1e-3, 10, COUNT)
    of = Experiment(HIMMELBLAU, (run,), steps=100)
    plan = Plan(of, 0, STARTS[:1], hypers=hypers, rates=rates)
    assert_same(*both(monkeypatch, plan, no_watch(2)))
    seeds = Plan(replace(of, runs=(RUNS["drawing"],)), 0, STARTS[:1], seeds=range(COUNT))
    one, other = both(monkeypatch, seeds, no_watch(2))
    assert_same(one, other)
    assert len(set(one.loss.tolist())) > COUNT / 2


def test_the_same_on_two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier, "COSTLY", 0)
    starts = np.random.default_rng(1).uniform(-5, 5, (4_000, 2))
    plan = Plan(Experiment(HIMMELBLAU, (RUNS["adam"],), steps=300), 0, starts)
    assert_same(*(carry_out(plan, no_watch(2), workers=k) for k in (1, 2)))


def test_can_be_called_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(carrier, "COSTLY", 0)
    plan = Plan(Experiment(HIMMELBLAU, (RUNS["adam"],), steps=10_000_000), 0, STARTS)
    cancel = Cancel()
    cancel.set()
    with pytest.raises(Cancelled):
        carry_out(plan, no_watch(2), cancel)


@pytest.mark.parametrize(
    "run",
    [
        Run(make("gd", {}), gradient=Noisy()),
        Run(make("gd", {}), around=(Lookahead(),)),
        Run(make("gd", {}), escape=PerturbAtIntervals()),
        Run(make("newton", {})),  # allocates
        Run(make("nag", {})),
        Run(make("random_search", {})),
    ],
    ids=["noisy", "wrapped", "escaping", "allocating", "asking", "searching"],
)
def test_leaves_the_rest_to_the_other_loop(run: Run) -> None:
    assert not lanes.fits(run, HIMMELBLAU)
    lanes.prepare(run, HIMMELBLAU, differ=False)
    assert lanes.ready(run, HIMMELBLAU, differ=False) is None


@pytest.mark.parametrize("loaded", ["oracle", ("g", "oracle")], ids=["one", "two"])
def test_a_question_is_seen_where_an_instruction_loads_two_names(
    loaded: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As from Python 3.13 on."""
    update = make("gd", {}).update.function
    asks = lanes._asks.__wrapped__
    assert not asks(update)
    given = [SimpleNamespace(argval=a) for a in (None, 1, ("x", "g"), loaded)]
    monkeypatch.setattr(lanes.dis, "get_instructions", lambda _: given)
    assert asks(update)


@pytest.mark.slow
@pytest.mark.parametrize("key", CATALOGUE)
def test_every_method(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Run(make(key, {}))
    if lanes.fits(run, HIMMELBLAU):
        of = Experiment(HIMMELBLAU, (run,), steps=100)
        assert_same(*both(monkeypatch, Plan(of, 0, STARTS), no_watch(2)))


@pytest.mark.slow
@pytest.mark.parametrize("key", [entry.key for entry in catalogue()])
def test_every_surface(key: str, monkeypatch: pytest.MonkeyPatch) -> None:
    problem = surface_problem(SurfaceSpec(key))
    run = Run(make("momentum", {}))
    box = np.array(problem.domain)
    starts = np.random.default_rng(2).uniform(box[:, 0], box[:, 1], (COUNT, problem.size))
    of = Experiment(problem, (run,), steps=100)
    assert_same(*both(monkeypatch, Plan(of, 0, starts), no_watch(problem.size)))
