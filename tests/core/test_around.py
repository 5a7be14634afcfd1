"""What stands around an optimizer, against the papers' rules in plain numpy."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from optexplorer.core.around import (
    AROUND,
    Average,
    Lookahead,
    MovingAverage,
    Wrapper,
    after_update,
    row_names,
    rules,
)
from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.history import RunHistory
from optexplorer.core.optimizer import Optimizer
from optexplorer.optimizers import CATALOGUE, make
from tests.optimizers.test_options import slope
from tests.support.objectives import FORMULAS, problem

START = (-0.3, 0.7)
STEPS = 90
Update = Callable[[np.ndarray], np.ndarray]


def run_of(optimizer: Optimizer, *around: Wrapper, **options: Any) -> RunHistory:
    run = Run(optimizer, around=around, **options)
    experiment = Experiment(problem(FORMULAS["himmelblau"], START), (run,), steps=STEPS, seed=3)
    return compute(experiment, record_state=True).runs[0]


def gd(rate: float) -> Update:
    return lambda x: x - rate * slope(x)


def adam(rate: float) -> Update:
    m, v, t = np.zeros(2), np.zeros(2), 0

    def update(x: np.ndarray) -> np.ndarray:
        nonlocal m, v, t
        t, g = t + 1, slope(x)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        return x - rate * m / (1 - 0.9**t) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)

    return update


def lookahead(update: Update, every: int, alpha: float) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Fast weights x and slow weights after each update: k steps forward, one back."""
    slow = np.array(START)
    while True:
        fast = slow
        for inner in range(every):
            fast = update(fast)
            if inner == every - 1:
                fast = slow = (1 - alpha) * slow + alpha * fast
            yield fast, slow


@pytest.mark.parametrize(
    ("key", "rate", "update"), [("gd", 5e-3, gd), ("adam", 0.05, adam)], ids=["gd", "adam"]
)
@pytest.mark.parametrize(("every", "alpha"), [(5, 0.5), (1, 0.3), (7, 1.0)])
def test_lookahead(key: str, rate: float, update: Any, every: int, alpha: float) -> None:
    run = run_of(make(key, {"learning_rate": rate}), Lookahead(every=every, alpha=alpha))
    assert run.state is not None
    points = lookahead(update(rate), every, alpha)
    np.testing.assert_array_equal(run.state[0, -1], START)
    for t in range(1, STEPS + 1):
        fast, slow = next(points)
        np.testing.assert_allclose(run.parameters[t], fast, rtol=1e-10)
        np.testing.assert_allclose(run.state[t, -1], slow, rtol=1e-10)


def test_averages_leave_the_path_alone() -> None:
    plain = run_of(make("gd", {}), gradient=Noisy(sigma=3.0))
    run = run_of(make("gd", {}), Average(start=20), MovingAverage(decay=0.8), gradient=Noisy(sigma=3.0))
    assert run.parameters.tobytes() == plain.parameters.tobytes()
    assert run.calls.tobytes() == plain.calls.tobytes()
    assert run.state is not None
    moving = np.array(START)
    for t in range(1, STEPS + 1):
        mean = run.parameters[21 : t + 1].mean(axis=0) if t > 20 else run.parameters[t]
        np.testing.assert_allclose(run.state[t, 0], mean, rtol=1e-11)
        moving = 0.8 * moving + 0.2 * run.parameters[t]
        np.testing.assert_allclose(run.state[t, 1], moving, rtol=1e-11)


def test_they_act_in_order() -> None:
    optimizer = make("gd", {"learning_rate": 5e-3})
    behind = run_of(optimizer, Lookahead(every=2), MovingAverage(decay=0.0))
    before = run_of(optimizer, MovingAverage(decay=0.0), Lookahead(every=2))
    assert behind.parameters.tobytes() == before.parameters.tobytes()
    assert behind.state is not None
    assert before.state is not None
    np.testing.assert_array_equal(behind.state[:, 1], behind.parameters)
    assert (before.state[2, 0] != before.parameters[2]).all()


def test_names_of_rows() -> None:
    around = (Average(), Lookahead(), MovingAverage(), Lookahead())
    assert row_names(around, ("m", "v")) == ("x_bar", "slow", "x_bar2", "slow2")
    assert row_names((Average(),), ("z", "x_bar")) == ("x_bar2",)
    run = Run(make("adam", {}), around=(Lookahead(),))
    assert run.states_of(2) == ("m", "v", "slow")


@pytest.mark.parametrize("n", [1, 2, 3, 100])
def test_any_number_of_parameters(n: int) -> None:
    draws = np.random.default_rng(n)
    x, old = draws.normal(size=n), draws.normal(size=n)
    rows = np.array([old, old])
    after_update(rules((Lookahead(every=4, alpha=0.25), MovingAverage(decay=0.9))), rows, x, 8)
    np.testing.assert_array_equal(x, rows[0])
    np.testing.assert_allclose(rows[1], 0.9 * old + 0.1 * x)
    assert (rows[0] != old).all()


@pytest.mark.parametrize("key", CATALOGUE)
def test_around_every_optimizer(key: str) -> None:
    optimizer = make(key, {})
    around = (Lookahead(every=5, alpha=0.5), Average())
    first, second = (run_of(optimizer, *around) for _ in range(2))
    assert first.state is not None
    assert second.state is not None
    assert first.parameters.tobytes() == second.parameters.tobytes()
    assert first.state.tobytes() == second.state.tobytes()
    assert first.state.shape[1:] == (len(optimizer.states_of(2)) + 2, 2)
    np.testing.assert_array_equal(first.parameters[5::5], first.state[5::5, -2])
    means = np.cumsum(first.parameters[1:], axis=0) / np.arange(1, first.rows)[:, np.newaxis]
    np.testing.assert_allclose(first.state[1:, -1], means, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("kind", AROUND.values(), ids=AROUND)
def test_is_documented(kind: type[Wrapper]) -> None:
    assert kind.summary.endswith(".")
    assert "https://" in kind.reference
    assert kind.__doc__
    assert all(p.help.endswith(".") and p.span for p in kind.parameters())
