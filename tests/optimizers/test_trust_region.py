"""The trust region against scipy, its subproblem against an exact solution, and how it ends."""

import numpy as np
import pytest
from scipy import optimize

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.history import Outcome, RunHistory
from optexplorer.core.status import STATUS_TEXT, TRUST_REGION
from optexplorer.optimizers import make
from optexplorer.optimizers.trust_subproblem import lowest_in_ball
from tests.support import many
from tests.support.objectives import FORMULAS, problem
from tests.support.walk import Walk

START = np.array([-1.2, 1.0, 0.7, -0.4, 1.6])


def walk_of(start: Vec = START, objective: many.Objective = many.ROSENBROCK, **values: float) -> Walk:
    return Walk(make("trust_exact", values), many.oracle(objective, start.size), start)


def run_of(formula: str, start: tuple[float, float], **settings: Noisy) -> RunHistory:
    run = Run(make("trust_exact", {}), **settings)
    return compute(Experiment(problem(formula, start), (run,), steps=300)).runs[0]


@pytest.mark.parametrize(
    "start",
    [START, START[:3], START[:2], np.array([0.0, 3.0, -1.0])],
    ids=["5", "3", "2", "indefinite"],
)
@pytest.mark.parametrize("radius", [0.05, 1.0, 40.0])
def test_scipy_takes_the_same_path(start: Vec, radius: float) -> None:
    path, slopes = [start], []

    def jac(x: Vec) -> Vec:
        slopes.append(x)
        return np.asarray(optimize.rosen_der(x))

    done = optimize.minimize(
        optimize.rosen, start, jac=jac, hess=optimize.rosen_hess, method="trust-exact",
        callback=lambda x: path.append(x.copy()), options={"initial_trust_radius": radius},
    )  # fmt: skip
    walk = walk_of(start, initial_trust_radius=radius)
    ours = walk.path(len(path) - 1)
    np.testing.assert_allclose(ours, path, 1e-9, 1e-9)
    # scipy's last gradient ends it. It asks for the Hessian where a step is refused too: not needed.
    taken = len(slopes) - 1
    assert walk.oracle.calls.tolist() == [done.nit, taken, taken]
    assert (np.diff(ours, axis=0) == 0).all(axis=1).any() or radius < 1  # some steps were refused


def lowest(H: Mat, g: Vec, radius: float) -> float:
    """The least value of the parabola in the ball, by bisection on the damping in eigenvectors."""
    values, vectors = np.linalg.eigh(H)
    pull = vectors.T @ g
    low, high = max(0.0, -values[0]), max(0.0, -values[0]) + np.linalg.norm(g) / radius + 1.0
    for _ in range(200):
        middle = (low + high) / 2
        inside = np.linalg.norm(pull / (values + middle)) <= radius
        low, high = (low, middle) if inside else (middle, high)
    p = -pull / (values + high)
    p[0] -= np.sign(pull[0]) * np.sqrt(max(radius**2 - p @ p, 0.0)) * (values[0] + high < 1e-8)
    return float(pull @ p + 0.5 * p @ (values * p))


@pytest.mark.parametrize("n", [1, 2, 4, 7])
@pytest.mark.parametrize("shift", [-3.0, 0.0, 5.0])
def test_the_parabola_is_lowered_as_far_as_promised(n: int, shift: float) -> None:
    draws = np.random.default_rng(n)
    for _ in range(50):
        A = draws.standard_normal((n, n))
        H, g = A + A.T + shift * np.eye(n), draws.standard_normal(n)
        radius = float(np.exp(draws.normal()))
        p, U, w, z = np.zeros(n), np.zeros((n, n)), np.zeros(n), np.zeros(n)
        found = lowest_in_ball(H, g, radius, 0.0, p, U, w, z)
        assert np.linalg.norm(p) <= 1.1 * radius * (1 + 1e-12)
        assert np.linalg.eigvalsh(H)[0] + found.damping >= -1e-12
        gained = g @ p + 0.5 * p @ H @ p
        assert gained <= 0.8 * lowest(H, g, radius)
        if not found.on_boundary:
            np.testing.assert_allclose(H @ p, -g, 1e-9, 1e-12)


def test_what_a_refused_step_does() -> None:
    walk = walk_of(START[:2])
    refused = 0
    for _ in range(20):
        x, calls = walk.x.copy(), walk.oracle.calls.copy()
        radius = walk.scalar("Delta") or 1.0
        walk.step()
        asked = (walk.oracle.calls - calls).tolist()
        if refused_last := asked == [1, 0, 0]:
            refused += 1
        if (walk.x == x).all():
            assert walk.scalar("rho") <= 0.15
            assert walk.scalar("Delta") == radius / 4
        else:
            assert np.linalg.norm(walk.x - x) <= 1.1 * radius
            assert optimize.rosen(walk.x) < optimize.rosen(x)
        assert refused_last or asked == [1, 1, 1]
    assert refused


def test_no_saddle_holds_it() -> None:
    walk = Walk(make("trust_exact", {}), many.oracle(many.ROSENBROCK, 2), np.array([0.0, 0.0]))
    assert walk.path(60)[-1] == pytest.approx([1.0, 1.0])
    run = run_of(FORMULAS["saddle"], (0.0, 0.0))
    assert run.loss[5] < -100.0


def test_at_a_minimum_rounding_is_no_failure() -> None:
    run = run_of(FORMULAS["himmelblau"], (-0.3, 0.7))
    assert run.outcome is Outcome.CONVERGED
    assert run.loss[-1] < 1e-25


def test_a_kink_or_a_wrong_gradient_ends_with_a_reason() -> None:
    walk = walk_of(objective=many.WRONG)
    status = 0
    for _ in range(100):
        status = walk.step()
        if status:
            break
    assert status == TRUST_REGION
    assert STATUS_TEXT[status] == "the trust region holds no step that goes down"
    assert (walk.x == START).all()


def test_noise_does_not_end_a_run() -> None:
    run = run_of(FORMULAS["bowl"], (1.0, 1.0), gradient=Noisy(sigma=1.0))
    assert run.outcome is Outcome.FINISHED
    assert run.loss[-1] < run.loss[0]


def test_whoever_moves_the_point_is_noticed() -> None:
    walk = walk_of()
    walk.path(6)
    walk.x += 0.5
    fresh = walk_of(walk.x)
    assert walk.path(5).tobytes() == fresh.path(5).tobytes()


def test_zeroed_memory_begins_anew() -> None:
    walk = walk_of()
    walk.path(6)
    fresh = walk_of(walk.x)
    walk.state[:], walk.memory[:], walk.t = 0.0, 0.0, 0
    assert walk.path(5).tobytes() == fresh.path(5).tobytes()
