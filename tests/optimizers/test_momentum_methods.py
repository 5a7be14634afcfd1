"""Methods and options of these families without a recording, against plain numpy from the papers."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.history import RunHistory
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.schedule import Exponential
from optexplorer.core.streams import Purpose, stream
from optexplorer.optimizers import make
from tests.optimizers.test_options import slope
from tests.support.objectives import FORMULAS, oracle_of, problem

STEPS = 80
START = (-0.3, 0.7)
Points = Iterator[np.ndarray]


def run_of(optimizer: Optimizer, formula: str = "himmelblau", **options: Any) -> RunHistory:
    experiment = Experiment(
        problem(FORMULAS[formula], START), (Run(optimizer, **options),), steps=STEPS
    )
    return compute(experiment, record_state=True).runs[0]


def check(optimizer: Optimizer, points: Points, **options: Any) -> None:
    expected = np.array([START, *(next(points) for _ in range(STEPS))])
    parameters = run_of(optimizer, **options).parameters
    np.testing.assert_allclose(parameters, expected, rtol=1e-9, atol=1e-9)


def sam(rho: float, mu: float, rate: float) -> Points:
    x, v = np.array(START), np.zeros(2)
    while True:
        g = slope(x)
        v = mu * v + slope(x + rho * g / np.linalg.norm(g))
        x = x - rate * v
        yield x


@pytest.mark.parametrize("mu", [0.0, 0.9])
def test_sam(mu: float) -> None:
    optimizer = make("sam", {"learning_rate": 2e-3, "rho": 0.3, "momentum": mu})
    check(optimizer, sam(0.3, mu, 2e-3))


def test_sam_does_not_climb_where_there_is_no_slope() -> None:
    experiment = Experiment(problem(FORMULAS["bowl"], (0.0, 0.0)), (Run(make("sam", {})),), steps=3)
    (run,) = compute(experiment).runs
    assert (run.parameters == 0.0).all()


def fista(rate: float) -> Points:
    x = old = np.array(START)
    tau = 1.0
    while True:
        following = (1 + np.sqrt(1 + 4 * tau**2)) / 2
        y = x + (tau - 1) / following * (x - old)
        x, old, tau = y - rate * slope(y), x, following
        yield x


def test_nesterov_with_the_square_root() -> None:
    values = {"learning_rate": 5e-3, "sequence": "root"}
    check(make("nesterov_convex", values), fista(5e-3))


def asgd(rate: float, kappa: float, alpha: float, t0: float, lam: float) -> Iterator[Any]:
    x, visited, t = np.array(START), [], 0
    while True:
        eta = rate / (1 + kappa * rate * t) ** alpha
        x = x - eta * (slope(x) + (lam + kappa) * x)
        t += 1
        # The first two points from t0 on count as one, as torch has it: the second replaces it.
        visited = [*visited, x] if t > t0 + 2 else [x]
        yield x, np.mean(visited, axis=0)


def test_asgd_averages_from_t0_on() -> None:
    values = {"learning_rate": 5e-3, "lambd": 0.1, "alpha": 0.5, "t0": 20.0, "weight_decay": 0.2}
    run = run_of(make("asgd", values))
    assert run.state is not None
    points = asgd(5e-3, 0.1, 0.5, 20.0, 0.2)
    for t in range(1, STEPS + 1):
        x, average = next(points)
        np.testing.assert_allclose(run.parameters[t], x, rtol=1e-10)
        np.testing.assert_allclose(run.state[t, 0], average, rtol=1e-10)
    assert np.abs(run.state[-1, 0] - run.parameters[-1]).max() > 1e-3


def lion(lam: float) -> Points:
    x, m = np.array(START), np.zeros(2)
    while True:
        g = slope(x)
        u = np.sign(0.8 * m + 0.2 * g)
        m = 0.95 * m + 0.05 * g
        x = x - 0.01 * (u + lam * x)
        yield x


def test_lion_with_decay() -> None:
    values = {"learning_rate": 0.01, "beta1": 0.8, "beta2": 0.95, "weight_decay": 0.3}
    check(make("lion", values), lion(0.3))


def optimistic(rates: Iterator[float], alpha: float, beta: float) -> Points:
    x, old = np.array(START), slope(np.array(START))
    while True:
        g = slope(x)
        x = x - next(rates) * (alpha * g + beta * (g - old))
        old = g
        yield x


def test_optimistic_gradient_with_other_weights_under_a_schedule() -> None:
    rates = (2e-3 * 0.99**t for t in range(STEPS))
    values = {"learning_rate": 2e-3, "alpha": 0.7, "beta": 0.4}
    check(make("optimistic_gd", values), optimistic(rates, 0.7, 0.4), schedule=Exponential(factor=0.99))


def schedule_free(
    beta1: float, beta2: float | None, lam: float, warmup: int = 0, rectify: bool = False,
    silent: bool = True, rate: float = 0.02,
) -> Iterator[tuple[np.ndarray, np.ndarray]]:  # fmt: skip
    """The paper's algorithm, the mean x̄ written as the weighted sum it stands for."""
    y = z = np.array(START)
    v, t, points, weights, largest = np.zeros(2), 0, [], [], 0.0
    while True:
        t += 1
        g, eta = slope(y), rate * min(1.0, t / warmup if warmup else 1.0)
        if beta2 is not None:
            v = beta2 * v + (1 - beta2) * g**2
            adapted = g / (np.sqrt(v / (1 - beta2**t)) + 1e-8)
            if rectify:
                top = 2 / (1 - beta2) - 1
                rho = top - 2 * t * beta2**t / (1 - beta2**t)
                if rho > 4:
                    eta *= np.sqrt((rho - 4) * (rho - 2) * top / ((top - 4) * (top - 2) * rho))
                elif silent:
                    eta = 0.0
                else:
                    adapted = g
            g = adapted
        z = z - eta * (g + lam * y)
        largest = max(largest, eta)
        points.append(z)
        weights.append(largest**2)
        mean = np.average(points, axis=0, weights=weights) if largest else np.array(START)
        y = (1 - beta1) * z + beta1 * mean
        yield y, mean


@pytest.mark.parametrize(
    ("key", "values", "expected"),
    [
        ("schedule_free_sgd", {"beta": 0.8, "weight_decay": 0.1, "warmup_steps": 25},
         {"beta1": 0.8, "beta2": None, "lam": 0.1, "warmup": 25, "rate": 2e-3}),
        ("schedule_free_adamw", {"beta1": 0.8, "beta2": 0.9, "weight_decay": 0.1, "warmup_steps": 25},
         {"beta1": 0.8, "beta2": 0.9, "lam": 0.1, "warmup": 25}),
        ("schedule_free_radam", {"beta1": 0.8, "beta2": 0.9, "weight_decay": 0.1},
         {"beta1": 0.8, "beta2": 0.9, "lam": 0.1, "rectify": True}),
        ("schedule_free_radam", {"beta1": 0.8, "beta2": 0.99, "silent_sgd_phase": False},
         {"beta1": 0.8, "beta2": 0.99, "lam": 0.0, "rectify": True, "silent": False, "rate": 2e-3}),
    ],
)  # fmt: skip
def test_schedule_free_options(key: str, values: dict[str, Any], expected: dict[str, Any]) -> None:
    run = run_of(make(key, {"learning_rate": expected.get("rate", 0.02)} | values))
    assert run.state is not None
    points = schedule_free(**expected)
    for t in range(1, STEPS + 1):
        y, mean = next(points)
        np.testing.assert_allclose(run.parameters[t], y, rtol=1e-9, atol=1e-9)
        np.testing.assert_allclose(run.state[t, 1], mean, rtol=1e-9, atol=1e-9)


def test_schedule_free_stands_still_at_a_rate_of_zero() -> None:
    run = run_of(make("schedule_free_adamw", {"learning_rate": 0.0}))
    np.testing.assert_allclose(run.parameters, np.tile(START, (STEPS + 1, 1)), rtol=1e-15)


@pytest.mark.parametrize("gamma", [0.0, 0.55])
def test_noise_is_normal_and_falls_as_declared(gamma: float) -> None:
    optimizer = make("noisy_sgd", {"eta": 4.0, "gamma": gamma})
    step, oracle = optimizer.update.kernel.compiled, oracle_of(problem(FORMULAS["bowl"], START))
    words = stream(3, 0, Purpose.OPTIMIZER)
    n, drawn = 2_000, []
    for t in range(1, 11):
        x, g, state = np.zeros(n), np.zeros(n), np.zeros((1, n))
        step(oracle, x, g, state, np.zeros(0), optimizer.packed(), 0.5, words, t)
        np.testing.assert_array_equal(x, -0.5 * state[0])
        drawn.append(state[0] / (2.0 * t ** (-gamma / 2)))
    for noise in drawn:
        assert abs(noise.mean()) < 0.1
        assert noise.std() == pytest.approx(1.0, abs=0.07)
    assert np.abs(np.corrcoef(drawn) - np.eye(10)).max() < 0.1
