"""Simplex, annealing and evolution against scipy and against rules written out in numpy."""

import math
from typing import Any

import numpy as np
import pytest
from scipy import optimize

from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.optimizer import Optimizer
from optexplorer.core.streams import Purpose, fill_ball, fill_normal, stream, uniform
from optexplorer.optimizers import make
from tests.support import many
from tests.support.objectives import NASTY, problem
from tests.support.walk import Walk

START = np.array([-1.2, 1.0, 0.7, -0.4, 1.6])


def rosenbrock(x: np.ndarray) -> float:
    return float(np.sum(100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2))


def walk_of(optimizer: Optimizer, start: np.ndarray = START, seed: int = 0) -> Walk:
    return Walk(optimizer, many.oracle(many.ROSENBROCK, start.size), start, seed)


@pytest.mark.parametrize("start", [START, START[:3], np.array([0.0, 2.0])], ids=["5", "3", "zero"])
def test_nelder_mead_takes_the_path_of_scipy(start: np.ndarray) -> None:
    path, values = [start], []

    def count(x: np.ndarray) -> float:
        values.append(x.copy())
        return rosenbrock(x)

    done = optimize.minimize(
        count, start, method="Nelder-Mead", callback=lambda x: path.append(x.copy()),
        options={"maxiter": 120, "maxfev": 10_000},
    )  # fmt: skip
    walk = walk_of(make("nelder_mead", {}), start)
    np.testing.assert_allclose(walk.path(len(path) - 1), path, 1e-9, 1e-9)
    assert walk.oracle.calls.tolist() == [len(values), 0, 0]
    np.testing.assert_allclose(walk.rows("s"), done.final_simplex[0], 1e-9, 1e-9)


def test_nelder_mead_makes_every_move() -> None:
    walk = walk_of(make("nelder_mead", {"size": 0.8}), START[:2])
    moves = set()
    for _ in range(400):
        walk.step()
        moves.add(walk.scalar("move"))
        values = [rosenbrock(s) for s in walk.rows("s")]
        assert values == sorted(values)
        assert walk.x.tolist() == walk.rows("s")[0].tolist()
    assert moves == {1.0, 2.0, 3.0, 4.0}


def test_nelder_mead_begins_anew_where_it_is_put() -> None:
    walk = walk_of(make("nelder_mead", {}))
    walk.path(30)
    walk.x += 1.0
    fresh = walk_of(make("nelder_mead", {}), walk.x)
    assert walk.path(20).tobytes() == fresh.path(20).tobytes()


@pytest.mark.parametrize("xtol", [1e-4, 1e-6])
@pytest.mark.parametrize("start", [START, START[:3], np.array([0.0, 2.0])], ids=["5", "3", "zero"])
def test_powell_takes_the_path_of_scipy(start: np.ndarray, xtol: float) -> None:
    path, values, asked = [start], [], []

    def count(x: np.ndarray) -> float:
        values.append(x.copy())
        return rosenbrock(x)

    def record(x: np.ndarray) -> None:
        path.append(x.copy())
        asked.append(len(values))

    optimize.minimize(
        count, start, method="Powell", callback=record,
        options={"maxiter": 20, "maxfev": 10_000, "xtol": xtol, "ftol": 0.0},
    )  # fmt: skip
    walk = walk_of(make("powell", {"xtol": xtol}), start)
    learnt = 0.0
    for t, point in enumerate(path[1:]):
        walk.step()
        learnt += walk.scalar("learnt")
        np.testing.assert_allclose(walk.x, point, 1e-9, 1e-9)
        assert walk.oracle.calls.tolist() == [asked[t], 0, 0]
        assert walk.scalar("f") == pytest.approx(rosenbrock(walk.x), rel=1e-9)
        assert walk.rows("s")[-1].tolist() == walk.x.tolist()
    assert len(path) > 12
    assert learnt > 3


def test_powell_slides_down_for_ever_without_going_up() -> None:
    run = compute(
        Experiment(problem(NASTY["falling"], (0.3, -0.7)), (Run(make("powell", {})),), steps=20)
    ).runs[0]
    assert (np.diff(run.loss[np.isfinite(run.loss)]) <= 0).all()


def test_powell_begins_anew_where_it_is_put() -> None:
    walk = walk_of(make("powell", {}))
    walk.path(6)
    walk.x += 1.0
    fresh = walk_of(make("powell", {}), walk.x)
    assert walk.path(5).tobytes() == fresh.path(5).tobytes()
    walk.state[:], walk.memory[:], walk.t = 0.0, 0.0, 0
    fresh = walk_of(make("powell", {}), walk.x)
    assert walk.path(5).tobytes() == fresh.path(5).tobytes()


@pytest.mark.parametrize("temperature", [0.0, 100.0, 1000.0])
def test_annealing_accepts_by_metropolis(temperature: float) -> None:
    settings = {"temperature": temperature, "cooling": 0.97, "radius": 0.2}
    walk = walk_of(make("simulated_annealing", settings), seed=4)
    words = stream(4, 0, Purpose.OPTIMIZER)
    x, T, ups = START.copy(), temperature, 0
    with np.errstate(over="ignore"):
        for _ in range(300):
            ball = np.zeros(5)
            fill_ball(words, 0.2, ball)
            rise, chance = rosenbrock(x + ball) - rosenbrock(x), uniform(words)
            if rise <= 0 or (T > 0 and chance < math.exp(-rise / T)):
                x = x + ball
                ups += rise > 0
            T *= 0.97
            walk.step()
            np.testing.assert_allclose(walk.x, x, 1e-9)
    assert (ups > 0) == (temperature > 0)
    assert walk.oracle.calls.tolist() == [301, 0, 0]


class Tutorial:
    """Hansen's tutorial in numpy: table 1 and figure 6, with the eigenvectors of LAPACK."""

    def __init__(self, start: np.ndarray, sigma: float, size: int, rate: float) -> None:
        n, self.size, self.c_m = start.size, size, rate
        self.m, self.sigma, self.C = start.copy(), sigma, np.eye(n)
        self.path, self.path_c, self.generation = np.zeros(n), np.zeros(n), 0
        raw = np.log((size + 1) / 2) - np.log(np.arange(1, size + 1))
        self.mu = size // 2
        good, bad = raw[: self.mu], raw[self.mu :]
        self.mu_eff = good.sum() ** 2 / (good**2).sum()
        self.c_1 = 2 / ((n + 1.3) ** 2 + self.mu_eff)
        new = 2 * (1 / 4 + self.mu_eff + 1 / self.mu_eff - 2) / ((n + 2) ** 2 + 2 * self.mu_eff / 2)
        self.c_mu = min(1 - self.c_1, new)
        limit = min(
            1 + self.c_1 / self.c_mu,
            1 + 2 * (bad.sum() ** 2 / (bad**2).sum()) / (self.mu_eff + 2),
            (1 - self.c_1 - self.c_mu) / (n * self.c_mu),
        )
        total = raw[raw > 0].sum(), -raw[raw < 0].sum()
        self.w = np.where(raw >= 0, raw / total[0], raw * limit / total[1])
        self.c_s = (self.mu_eff + 2) / (n + self.mu_eff + 5)
        self.d_s = 1 + 2 * max(0, math.sqrt((self.mu_eff - 1) / (n + 1)) - 1) + self.c_s
        self.c_c = (4 + self.mu_eff / n) / (n + 4 + 2 * self.mu_eff / n)
        self.chi = math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n**2))

    def step(self, z: np.ndarray) -> None:
        """One generation from the normal numbers ``z`` (λ, n)."""
        n = self.m.size
        squares, vectors = np.linalg.eigh(self.C)
        root = vectors @ np.diag(np.sqrt(squares)) @ vectors.T
        whiten = np.linalg.inv(root)
        y = z @ root
        y = y[np.argsort([rosenbrock(self.m + self.sigma * v) for v in y], kind="stable")]
        mean = self.w[: self.mu] @ y[: self.mu]
        self.m = self.m + self.c_m * self.sigma * mean
        self.path = (1 - self.c_s) * self.path + math.sqrt(
            self.c_s * (2 - self.c_s) * self.mu_eff
        ) * whiten @ mean
        self.generation += 1
        length = np.linalg.norm(self.path)
        usual = length / math.sqrt(1 - (1 - self.c_s) ** (2 * self.generation))
        h = float(usual < (1.4 + 2 / (n + 1)) * self.chi)
        pull = math.sqrt(self.c_c * (2 - self.c_c) * self.mu_eff)
        self.path_c = (1 - self.c_c) * self.path_c + h * pull * mean
        shrunk = n / np.sum((y @ whiten) ** 2, axis=1)
        w = np.where(self.w >= 0, self.w, self.w * shrunk)
        delta = (1 - h) * self.c_c * (2 - self.c_c)
        self.C = (
            (1 + self.c_1 * delta - self.c_1 - self.c_mu * self.w.sum()) * self.C
            + self.c_1 * np.outer(self.path_c, self.path_c)
            + self.c_mu * (w[:, None] * y).T @ y
        )
        self.sigma *= math.exp(self.c_s / self.d_s * (length / self.chi - 1))


@pytest.mark.parametrize("n", [2, 5])
@pytest.mark.parametrize("settings", [{}, {"population": 13, "learning_rate": 0.7}], ids=str)
def test_cma_es_does_what_the_tutorial_says(n: int, settings: dict[str, Any]) -> None:
    start, generations = START[:n], 60
    walk = walk_of(make("cma_es", {"sigma": 0.3, **settings}), start, seed=2)
    size = settings.get("population", 4 + int(3 * math.log(n)))
    other = Tutorial(start, 0.3, size, settings.get("learning_rate", 1.0))
    words, z, paused = stream(2, 0, Purpose.OPTIMIZER), np.zeros((size, n)), 0
    for _ in range(generations):
        with np.errstate(over="ignore"):
            for row in z:
                fill_normal(words, 1.0, row)
        other.step(z)
        walk.step()
        paused += walk.scalar("h") == 0
        np.testing.assert_allclose(walk.x, other.m, 1e-8, 1e-8)
        np.testing.assert_allclose(walk.rows("C"), other.C, 1e-7, 1e-7)
        assert walk.scalar("sigma_t") == pytest.approx(other.sigma, rel=1e-7)
    assert walk.oracle.calls.tolist() == [size * generations, 0, 0]
    assert rosenbrock(walk.x) < rosenbrock(start)


def test_cma_es_learns_a_ravine() -> None:
    walk = Walk(make("cma_es", {}), many.oracle(many.BOWL, 5), START)
    walk.path(400)
    assert np.abs(walk.x).max() < 1e-9
    narrow = np.diag(walk.rows("C"))
    assert narrow[0] / narrow[4] == pytest.approx(5, rel=0.9)


def test_a_cloud_of_one_point_stays_where_it_is() -> None:
    walk = walk_of(make("cma_es", {"sigma": 1e-300}))
    assert (walk.path(50) == START).all()
    assert np.isfinite(walk.memory).all()
