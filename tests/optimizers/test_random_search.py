"""Random search: never uphill, inside its ball, and its calls counted."""

import numpy as np

from optexplorer.core.around import Lookahead
from optexplorer.core.compute import compute
from optexplorer.core.escape import PerturbAtIntervals
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Full, Gradient, Noisy
from optexplorer.core.history import RunHistory
from optexplorer.core.schedule import Exponential
from optexplorer.optimizers import make
from tests.support.objectives import FORMULAS, problem


def search(steps: int, gradient: Gradient = Full(), seed: int = 0, **values: float) -> RunHistory:
    run = Run(make("random_search", values), gradient=gradient, schedule=Exponential(0.99))
    experiment = Experiment(problem(FORMULAS["bowl"], (3.0, -2.0)), (run,), steps=steps, seed=seed)
    return compute(experiment).runs[0]


def test_never_uphill_and_never_farther_than_the_scheduled_radius() -> None:
    run = search(400, radius=0.5, learning_rate=2.0)
    assert (np.diff(run.loss) <= 0).all()
    moves = np.linalg.norm(np.diff(run.parameters, axis=0), axis=1)
    assert (moves <= 0.5 * 2.0 * 0.99 ** np.arange(400) * (1 + 1e-12)).all()
    assert 0 < (moves > 0).sum() < 400


def test_one_value_a_step_and_one_for_the_start() -> None:
    assert search(50).calls[-1].tolist() == [51, 0, 0]


def test_both_points_are_valued_when_the_sample_changes() -> None:
    assert search(50, Noisy(sigma=0.1)).calls[-1].tolist() == [100, 0, 0]


def test_seeds_differ() -> None:
    assert not np.array_equal(search(50).parameters, search(50, seed=1).parameters)


def test_a_point_moved_from_outside_is_valued_anew() -> None:
    """Else a trial would be compared with the value of a point left long ago, and always refused."""
    run = Run(
        make("random_search", {"radius": 1.0}),
        escape=PerturbAtIntervals(every=200, radius=6.0),
        around=(Lookahead(every=50),),
    )
    experiment = Experiment(problem(FORMULAS["bowl"], (3.0, -2.0)), (run,), steps=250)
    history = compute(experiment).runs[0]
    pulled, moved, later = history.loss[200], history.loss[201], history.loss[240]
    assert pulled < moved
    assert later < moved
