"""What the recordings do not cover: options, relations between methods, more than two parameters."""

from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from optexplorer.core.abi import Oracle
from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.history import Outcome, RunHistory
from optexplorer.core.schedule import Linear
from optexplorer.core.streams import Purpose, stream
from optexplorer.optimizers import make
from optexplorer.optimizers.linear_algebra import eigen
from tests.support.objectives import FORMULAS, problem


def run_of(key: str, formula: str = "himmelblau", steps: int = 60, **values: Any) -> RunHistory:
    run = Run(make(key, values))
    return compute(Experiment(problem(FORMULAS[formula], (0.5, -1.0)), (run,), steps=steps)).runs[0]


def test_ftrl_without_penalties_is_adagrad() -> None:
    ftrl = run_of("ftrl", learning_rate=0.3, initial_accumulator=0.0)
    adagrad = run_of("adagrad", learning_rate=0.3, eps=0.0)
    np.testing.assert_allclose(ftrl.parameters, adagrad.parameters, rtol=1e-11)


def test_ftrl_is_at_the_lowest_point_of_the_losses_it_has_seen() -> None:
    """Zero is a subgradient of Σ (g·x + σ/2 (x − xₛ)²) + β/(2η) x² + l₂ x² + l₁ |x| at every point."""
    eta, s0, l1, l2, beta = 0.5, 0.1, 30.0, 2.0, 1.5
    path = run_of(
        "ftrl", steps=30, learning_rate=eta, initial_accumulator=s0, l1=l1, l2=l2, beta=beta
    ).parameters
    slope = np.zeros(2)
    total, curvature = np.full(2, s0), np.full(2, np.sqrt(s0) / eta)
    zeros = 0
    for before, after in pairwise(path):
        a, b = before[0] ** 2 + before[1] - 11, before[0] + before[1] ** 2 - 7
        g = np.array([4 * before[0] * a + 2 * b, 2 * a + 4 * before[1] * b])
        sigma = np.sqrt(total + g**2) / eta - np.sqrt(total) / eta
        total += g**2
        slope += g - sigma * before
        curvature += sigma
        rest = slope + (curvature + beta / eta + 2 * l2) * after
        zero = after == 0.0
        zeros += int(zero.sum())
        np.testing.assert_allclose(rest[~zero], -l1 * np.sign(after[~zero]), rtol=1e-9)
        assert (np.abs(rest[zero]) <= l1).all()
    assert 0 < zeros < 2 * len(path)


def test_ftrl_rests_while_the_rate_is_zero() -> None:
    run = Run(make("ftrl", {}), schedule=Linear(first=1.0, last=0.0, steps=10))
    (history,) = compute(
        Experiment(problem(FORMULAS["himmelblau"], (0.5, -1.0)), (run,), steps=20)
    ).runs
    assert (history.parameters[11:] == history.parameters[11]).all()
    assert history.parameters[10, 0] != history.parameters[9, 0]


def test_sm3_of_a_vector_without_momentum_is_adagrad() -> None:
    sm3 = run_of("sm3", learning_rate=0.3, momentum=0.0, eps=1e-300)
    adagrad = run_of("adagrad", learning_rate=0.3, eps=0.0)
    np.testing.assert_allclose(sm3.parameters, adagrad.parameters, rtol=1e-11)


@pytest.mark.parametrize("every", [1, 4, 100])
def test_sophia_looks_at_the_hessian_as_often_as_it_says(every: int) -> None:
    run = run_of("sophia", steps=21, every=every)
    assert run.calls[-1].tolist() == [0, 21, -(-21 // every)]


@pytest.mark.parametrize("key", ["lamb", "lars", "fromage"])
def test_a_relative_step_ignores_the_scale_of_the_loss(key: str) -> None:
    paths = []
    for scale in ("", "1000*"):
        runs = (Run(make(key, {"eps": 0.0} if key != "fromage" else {})),)
        objective = problem(f"{scale}({FORMULAS['himmelblau']})", (0.5, -1.0))
        paths.append(compute(Experiment(objective, runs, steps=40)).runs[0].parameters)
    np.testing.assert_allclose(paths[0], paths[1], rtol=1e-8)


@pytest.mark.parametrize("key", ["lamb", "lars"])
def test_the_origin_is_no_trap(key: str) -> None:
    objective = problem(FORMULAS["himmelblau"], (0.0, 0.0))
    (run,) = compute(Experiment(objective, (Run(make(key, {})),), steps=1)).runs
    assert np.abs(run.parameters[1]).max() > 0


def symmetric(n: int, seed: int) -> np.ndarray:
    a = np.random.default_rng(seed).normal(size=(n, n))
    return a + a.T


MATRICES = {
    **{f"random {n}": symmetric(n, n) for n in (1, 2, 3, 8)},
    "zero": np.zeros((3, 3)),
    "one direction": np.ones((4, 4)),
    "equal diagonal": np.array([[1.0, 3.0], [3.0, 1.0]]),
    "graded": symmetric(3, 1) * np.outer([1.0, 1e-5, 1e-10], [1.0, 1e-5, 1e-10]),
    "large": symmetric(3, 2) * 1e150,
}


@pytest.mark.parametrize("a", MATRICES.values(), ids=MATRICES.keys())
def test_eigen(a: np.ndarray) -> None:
    work, q = np.ascontiguousarray(a), np.empty(a.shape)
    work = work.copy()
    eigen(work, q)
    values, size = np.diag(work), np.abs(a).max() or 1.0
    np.testing.assert_allclose(q.T @ q, np.eye(len(a)), atol=1e-14)
    np.testing.assert_allclose(q * values @ q.T, a, atol=1e-14 * size * len(a))
    expected = np.linalg.eigvalsh(a)
    np.testing.assert_allclose(np.sort(values), expected, atol=1e-14 * size * len(a))


def test_eigen_ends_where_there_are_no_numbers() -> None:
    for bad in (np.nan, np.inf):
        with np.errstate(all="ignore"):
            eigen(np.full((3, 3), bad), np.empty((3, 3)))


@pytest.mark.parametrize("n", [1, 3, 5])
def test_saddle_free_newton_in_any_dimension(n: int) -> None:
    """One step on x'Hx/2 from x = 1 goes to 1 − (|H| + δ)⁻¹ H 1."""
    H, damping = symmetric(n, n), 0.3

    def value(*_: Any) -> float:
        return 0.0

    def gradient(x: np.ndarray, data: Any, rows: Any, g: np.ndarray) -> float:
        g[:] = H @ x
        return 0.0

    def hessian(x: np.ndarray, data: Any, rows: Any, g: np.ndarray, h: np.ndarray) -> float:
        h[:] = H
        return 0.0

    oracle = Oracle(
        value, gradient, hessian, np.zeros((1, 0)), np.zeros(0, dtype=np.int64), np.zeros(n),
        np.zeros(2), np.zeros(3, dtype=np.int64), False,
    )  # fmt: skip
    optimizer = make("saddle_free_newton", {"damping": damping})
    x = np.ones(n)
    arguments = (np.zeros((0, n)), np.zeros(0), optimizer.packed(), 1.0)
    words = stream(0, 0, Purpose.OPTIMIZER)
    assert optimizer.update.function(oracle, x, H @ x, *arguments, words, 1) == 0
    values, vectors = np.linalg.eigh(H)
    positive = vectors * (np.abs(values) + damping) @ vectors.T
    np.testing.assert_allclose(x, 1 - np.linalg.solve(positive, H @ np.ones(n)), rtol=1e-11)


def test_saddle_free_newton_leaves_a_saddle_that_newton_seeks() -> None:
    free, pure = (run_of(k, "saddle", steps=3) for k in ("saddle_free_newton", "newton"))
    assert free.parameters[:, 1].tolist() == [-1.0, -2.0, -4.0, -8.0]
    assert (free.parameters[1:, 0] == 0.0).all()
    assert (pure.parameters[1:] == 0.0).all()


def test_saddle_free_newton_stops_where_the_hessian_is_zero() -> None:
    (run,) = compute(
        Experiment(problem("x + y", (1.0, 2.0)), (Run(make("saddle_free_newton", {})),), steps=5)
    ).runs
    assert run.outcome is Outcome.STOPPED
    assert run.reason == "the Hessian could not be inverted"
