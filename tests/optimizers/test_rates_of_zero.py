"""Schedules begin or end at a rate of 0: there methods that search or measure by it only wait."""

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.history import Outcome, RunHistory
from optexplorer.core.schedule import Linear, Schedule, Warmup
from optexplorer.optimizers import make
from tests.support import many
from tests.support.objectives import FORMULAS, problem
from tests.support.walk import Walk

SEARCHING = ("bfgs", "lbfgs", "nonlinear_cg", "newton_cg", "line_search_gd")
# The rate is that of their first simplex, directions or radius only.
SIZED = ("trust_exact", "nelder_mead", "powell")
START = np.array([-1.2, 1.0, 0.7, -0.4, 1.6])


def walk_of(key: str, start: np.ndarray) -> Walk:
    return Walk(make(key, {}), many.oracle(many.ROSENBROCK, start.size), start)


def run_of(key: str, schedule: Schedule) -> RunHistory:
    run = Run(make(key, {}), schedule=schedule)
    bananas = problem(FORMULAS["rosenbrock"], (-1.2, 1.0))
    return compute(Experiment(bananas, (run,), steps=20)).runs[0]


@pytest.mark.parametrize("key", [*SEARCHING, *SIZED])
@pytest.mark.parametrize("start", [START, np.zeros(5)], ids=["5", "zero"])
def test_after_the_first_rates_of_zero_it_begins_as_ever(key: str, start: np.ndarray) -> None:
    walk, fresh = walk_of(key, start), walk_of(key, start)
    for _ in range(3):
        assert walk.step(0.0) == 0
        assert walk.x.tolist() == start.tolist()
    assert walk.path(8).tobytes() == fresh.path(8).tobytes()
    assert (walk.x != start).any()


@pytest.mark.parametrize("key", SEARCHING)
def test_a_rate_of_zero_between_others_holds_the_point(key: str) -> None:
    walk = walk_of(key, START)
    walk.path(4)
    x = walk.x.copy()
    assert walk.step(0.0) == 0
    assert walk.x.tolist() == x.tolist()
    assert walk.scalar("alpha") == 0.0
    assert (walk.path(1)[-1] != x).any()


@pytest.mark.parametrize("key", SIZED)
def test_a_rate_of_zero_between_others_changes_nothing(key: str) -> None:
    walk, same = walk_of(key, START), walk_of(key, START)
    walk.path(4)
    same.path(4)
    assert walk.step(0.0) == same.step() == 0
    assert walk.path(4).tobytes() == same.path(4).tobytes()


@pytest.mark.parametrize("key", SIZED)
def test_whoever_moves_the_point_at_a_rate_of_zero_is_noticed(key: str) -> None:
    walk = walk_of(key, START)
    walk.path(4)
    walk.x += 0.5
    fresh = walk_of(key, walk.x)
    assert walk.step(0.0) == 0
    assert walk.path(5).tobytes() == fresh.path(5).tobytes()


@pytest.mark.parametrize("key", [*SEARCHING, *SIZED])
def test_a_warm_up_from_zero(key: str) -> None:
    run = run_of(key, Warmup(steps=5))
    assert run.outcome is Outcome.FINISHED
    assert (run.parameters[1] == run.parameters[0]).all()
    assert (run.parameters[2] != run.parameters[1]).any()
    assert run.loss[-1] < run.loss[0]


@pytest.mark.parametrize("key", SEARCHING)
def test_a_decay_to_zero(key: str) -> None:
    run = run_of(key, Linear(steps=5))
    assert run.outcome is Outcome.FINISHED
    assert (run.parameters[5:] == run.parameters[5]).all()
    assert (run.parameters[5] != run.parameters[4]).any()
