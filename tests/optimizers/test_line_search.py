"""Methods that search for their step: the conditions, scipy, and what a failed search means."""

import json
import math
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import optimize

from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.history import Outcome
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.status import LINE_SEARCH, STATUS_TEXT
from optexplorer.optimizers import make
from optexplorer.optimizers.line_search import backtrack
from tests.support import many
from tests.support.objectives import FORMULAS, NASTY, problem
from tests.support.program import start as start_program
from tests.support.reference import trajectories
from tests.support.walk import Walk

START = np.array([-1.2, 1.0, 0.7, -0.4, 1.6])
WOLFE = ("bfgs", "lbfgs", "nonlinear_cg", "newton_cg")
wolfe = pytest.mark.parametrize("key", WOLFE)
searching = pytest.mark.parametrize("key", [*WOLFE, "line_search_gd"])


def rosenbrock(x: np.ndarray) -> float:
    return float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))


def gradient(x: np.ndarray) -> np.ndarray:
    g = np.zeros_like(x)
    rise = x[1:] - x[:-1] ** 2
    g[:-1] = -400 * x[:-1] * rise - 2 * (1 - x[:-1])
    g[1:] += 200 * rise
    return g


def hessian(x: np.ndarray) -> np.ndarray:
    h = np.diag(
        np.append(1200 * x[:-1] ** 2 - 400 * x[1:] + 2, 0) + np.append(0, np.full(len(x) - 1, 200))
    )
    return h - np.diag(400 * x[:-1], 1) - np.diag(400 * x[:-1], -1)


@wolfe
@pytest.mark.parametrize("curvature", [0.05, 0.4, 0.9])
@pytest.mark.parametrize("rate", [1e-4, 1.0, 50.0])
def test_steps_meet_the_strong_wolfe_conditions(key: str, curvature: float, rate: float) -> None:
    armijo = 1e-3
    values = {"armijo": armijo, "curvature": curvature, "learning_rate": rate}
    walk = Walk(make(key, values), many.oracle(many.ROSENBROCK, 5), START)
    for _ in range(25):
        x = walk.x.copy()
        assert walk.step() == 0
        p, alpha = walk.row("p"), walk.scalar("alpha")
        slope = gradient(x) @ p
        assert alpha > 0
        np.testing.assert_allclose(walk.x, x + alpha * p, 1e-14, 1e-14)
        assert rosenbrock(walk.x) <= rosenbrock(x) + armijo * alpha * slope + 1e-12
        assert abs(gradient(walk.x) @ p) <= curvature * abs(slope) * (1 + 1e-9)


@pytest.mark.parametrize("shrink", [0.2, 0.8])
def test_backtracking_takes_the_first_step_that_will_do(shrink: float) -> None:
    walk = Walk(
        make("line_search_gd", {"shrink": shrink, "armijo": 0.1}),
        many.oracle(many.ROSENBROCK, 5),
        START,
    )
    for _ in range(10):
        x = walk.x.copy()
        calls = walk.oracle.calls.copy()
        walk.step()
        g = gradient(x)

        def enough(alpha: float, x: np.ndarray = x, g: np.ndarray = g) -> bool:
            return rosenbrock(x - alpha * g) <= rosenbrock(x) - 0.1 * alpha * g @ g

        trials = int(walk.scalar("trials"))
        tried = shrink ** np.arange(trials)
        assert [enough(a) for a in tried] == [False] * (trials - 1) + [True]
        np.testing.assert_allclose(walk.x, x - tried[-1] * g, 1e-14)
        first = 1 if walk.t == 1 else 0  # the value at x itself is known from the last update
        assert (walk.oracle.calls - calls).tolist() == [trials + first, 1, 0]


@pytest.mark.parametrize(
    ("key", "settings", "method", "steps"),
    [
        ("bfgs", {}, "BFGS", 15),
        ("lbfgs", {"armijo": 1e-3}, "L-BFGS-B", 15),
        ("nonlinear_cg", {}, "CG", 6),
        ("newton_cg", {}, "Newton-CG", 25),
    ],
)
@pytest.mark.parametrize("start", [START, START[:3] / 2, START[2:4]], ids=["5", "3", "2"])
def test_scipy_takes_the_same_path(
    key: str, settings: dict[str, float], method: str, steps: int, start: np.ndarray
) -> None:
    path = [start]
    work, curvatures = [], []

    def count(x: np.ndarray) -> tuple[float, np.ndarray]:
        work.append(x)
        return rosenbrock(x), gradient(x)

    def count_hessians(x: np.ndarray) -> np.ndarray:
        curvatures.append(x)
        return hessian(x)

    optimize.minimize(
        count, start, jac=True, hess=count_hessians if key == "newton_cg" else None, method=method,
        callback=lambda x: path.append(x.copy()), options={"maxiter": steps},
    )  # fmt: skip
    walk = Walk(make(key, settings), many.oracle(many.ROSENBROCK, start.size), start)
    np.testing.assert_allclose(walk.path(steps), path[: steps + 1], 1e-9, 1e-9)
    assert walk.oracle.calls.tolist() == [0, len(work), len(curvatures)]


def test_every_direction_of_the_recorded_cg_is_ours() -> None:
    """scipy's search ends elsewhere on Rosenbrock's function; the rule for directions is the same."""
    (recording,) = [r for r in trajectories() if r.id.startswith("nonlinear_cg") and "rosen" in r.id]
    steps = np.diff(recording.path, axis=0)
    gradients = np.column_stack([recording.columns["gx"], recording.columns["gy"]])
    p = -gradients[0]
    for t, step in enumerate(steps):
        along = p * (step @ p) / (p @ p)
        np.testing.assert_allclose(along, step, 1e-7, 1e-7 * np.abs(step).max())
        g, g_next = gradients[t], gradients[t + 1]
        p = -g_next + max(g_next @ (g_next - g) / (g @ g), 0) * p


@pytest.mark.parametrize(
    "formula", ["fletcher_reeves", "polak_ribiere", "hestenes_stiefel", "dai_yuan"]
)
def test_conjugate_directions_end_on_a_quadratic_in_n_steps(formula: str) -> None:
    optimizer = make("nonlinear_cg", {"formula": formula, "armijo": 1e-10, "curvature": 1e-9})
    walk = Walk(optimizer, many.oracle(many.BOWL, 5), START)
    path = walk.path(5)
    assert np.abs(path[4]).max() > 1e-3
    assert np.abs(path[5]).max() < 1e-7


@pytest.mark.parametrize(
    ("formula", "rule"),
    [("long", lambda s, y: s @ s / (s @ y)), ("short", lambda s, y: s @ y / (y @ y))],
)
def test_barzilai_borwein(formula: str, rule: Callable[[Any, Any], float]) -> None:
    walk = Walk(make("barzilai_borwein", {"formula": formula}), many.oracle(many.BOWL, 5), START)
    path = walk.path(12)
    scale = np.arange(1.0, 6.0)
    x, alpha = START, 1 / np.linalg.norm(scale * START)
    for point in path[1:]:
        np.testing.assert_allclose(point, x - alpha * scale * x, 1e-9, 1e-12)
        alpha = rule(point - x, scale * (point - x))
        x = point


def run_of(optimizer: Optimizer, formula: str, start: tuple[float, float], steps: int = 200) -> Any:
    return compute(Experiment(problem(formula, start), (Run(optimizer),), steps=steps)).runs[0]


@searching
def test_a_stationary_point_is_left_alone(key: str) -> None:
    run = run_of(make(key, {}), FORMULAS["saddle"], (0.0, 0.0))
    assert run.outcome is Outcome.CONVERGED
    assert (run.parameters == 0).all()


@searching
def test_at_a_minimum_rounding_is_no_failure(key: str) -> None:
    run = run_of(make(key, {}), FORMULAS["himmelblau"], (-0.3, 0.7), 3_000)
    assert run.outcome is Outcome.CONVERGED
    assert run.loss[-1] < 1e-15


@searching
def test_a_search_without_success_leaves_the_point_and_says_why(key: str) -> None:
    walk = Walk(make(key, {}), many.oracle(many.WRONG, 5), START)
    status = walk.step()
    assert status == LINE_SEARCH
    assert STATUS_TEXT[status] == "the line search found no step that goes down"
    assert (walk.x == START).all()


@searching
def test_a_search_comes_back_from_where_there_is_no_value(key: str) -> None:
    run = run_of(make(key, {"learning_rate": 1e3}), "x - log(x) + y^2", (0.1, 1.0))
    assert run.loss[-1] == pytest.approx(1.0, abs=1e-9)
    assert np.isfinite(run.loss).all()


@searching
def test_noise_does_not_end_a_run(key: str) -> None:
    experiment = Experiment(
        problem(FORMULAS["bowl"], (1.0, 1.0)),
        (Run(make(key, {}), gradient=Noisy(sigma=1.0)),),
        steps=300,
    )
    (run,) = compute(experiment).runs
    assert run.outcome is Outcome.FINISHED
    assert run.loss[-1] < run.loss[0]


@searching
def test_whoever_moves_the_point_is_noticed(key: str) -> None:
    walk = Walk(make(key, {}), many.oracle(many.ROSENBROCK, 5), START)
    walk.path(4)
    walk.x += 0.5
    x, before = walk.x.copy(), walk.oracle.calls.copy()
    assert walk.step() == 0
    assert rosenbrock(walk.x) < rosenbrock(x)
    assert walk.scalar("f") == pytest.approx(rosenbrock(walk.x))
    asked = (walk.oracle.calls - before)[:2].sum()
    assert asked == walk.scalar("trials") + (2 if key == "line_search_gd" else 1)


@wolfe
def test_zeroed_memory_begins_anew(key: str) -> None:
    walk = Walk(make(key, {}), many.oracle(many.ROSENBROCK, 5), START)
    walk.path(6)
    fresh = Walk(make(key, {}), many.oracle(many.ROSENBROCK, 5), walk.x)
    walk.state[:], walk.memory[:], walk.t = 0.0, 0.0, 0
    assert walk.path(5).tobytes() == fresh.path(5).tobytes()


@searching
def test_falling_forever_never_goes_up(key: str) -> None:
    run = run_of(make(key, {}), NASTY["falling"], (0.3, -0.7), 50)
    assert (np.diff(run.loss[np.isfinite(run.loss)]) <= 0).all()


# From 0.5 on the smallest number of all, times the share, is rounded to itself.
@pytest.mark.parametrize("shrink", [0.1, 0.5, 0.8])
@pytest.mark.parametrize(("g", "alpha"), [(math.inf, 1.0), (math.nan, 1.0), (1.0, math.inf)])
def test_backtracking_ends_where_no_trial_has_a_value(g: float, alpha: float, shrink: float) -> None:
    asked = 0

    def nowhere(*_: object) -> float:
        nonlocal asked
        asked += 1
        assert asked < 10_000, "it would go on for ever"
        return math.nan

    oracle = many.oracle(many.BOWL, 2)._replace(value=nowhere)
    x, x_new = np.array([0.0, 1.0]), np.zeros(2)
    with np.errstate(all="ignore"):
        found = backtrack(oracle, x, np.array([g, 0.0]), 1.0, alpha, 1e-4, shrink, x_new)
    assert found == (0.0, 1.0, asked)
    assert x_new.tolist() == x.tolist()


def test_a_run_ends_where_the_slope_is_infinite(tmp_path: Path) -> None:
    file = {
        "format": "optexplorer-experiment",
        "version": 1,
        "problem": {"kind": "formula", "expression": "sqrt(x) + y^2"},
        "start": [0.25, 0.0],  # the first step ends at x = 0, where the value is 0
        "steps": 20,
        "runs": [{"optimizer": "line_search_gd"}],
    }
    (tmp_path / "root.optx").write_text(json.dumps(file), encoding="utf-8")
    # A kernel that does not end cannot be called off: a process can.
    with start_program(tmp_path, "-m", "optexplorer", "run", "root.optx") as process:
        try:
            out, _ = process.communicate(timeout=120)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
    assert STATUS_TEXT[LINE_SEARCH] in out
