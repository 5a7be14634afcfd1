"""The speed of the analyses, as ratios within one run; see `test_engine` for how."""

import time
from collections.abc import Callable

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from optexplorer.core.analysis.basins import BasinMap, basins, places_of
from optexplorer.core.analysis.critical import critical_points
from optexplorer.core.analysis.ensemble import Ensemble, Leaving, ensemble
from optexplorer.core.analysis.many import cores
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.fused import fuse_all
from optexplorer.core.gradient import Noisy
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem

RATE, STEPS, RESOLUTION = 0.1, 1_000, 512
HIMMELBLAU = surface_problem(SurfaceSpec("himmelblau"))
ADAM = Experiment(HIMMELBLAU, (Run(make("adam", {"learning_rate": RATE})),), steps=STEPS)
NOISY = Run(make("gd", {"learning_rate": 0.01}), gradient=Noisy(sigma=0.1))


def last_map(resolution: int, workers: int | None = None) -> BasinMap:
    *_, complete = basins(ADAM, 0, resolution, workers=workers)
    return complete


def taken(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


def numpy_map(resolution: int) -> np.ndarray:
    """The minimum (2,) nearest to where Adam is after all its steps, all starts side by side."""
    side = -5 + 10 * (np.arange(resolution) + 0.5) / resolution
    p = np.stack([part.ravel() for part in np.meshgrid(side, side)])
    minima = np.array([place.point for place in places_of(HIMMELBLAU, ()) if place.kind == "minimum"])
    m, v = np.zeros_like(p), np.zeros_like(p)
    for t in range(1, STEPS + 1):
        x, y = p
        a, b = x * x + y - 11, x + y * y - 7
        g = np.stack([4 * x * a + 2 * b, 2 * a + 4 * y * b])
        m = 0.9 * m + 0.1 * g
        v = 0.999 * v + 0.001 * g * g
        p -= RATE * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    nearest = np.hypot(p[0][:, None] - minima[:, 0], p[1][:, None] - minima[:, 1]).argmin(axis=1)
    return minima[nearest].reshape(resolution, resolution, 2)


def test_basin_map_of_adam(benchmark: BenchmarkFixture) -> None:
    resolution = RESOLUTION if benchmark.enabled else 64
    if benchmark.enabled:
        fuse_all(ADAM)
    ours = last_map(resolution)
    points = np.array([p.point for p in ours.places])[ours.end]
    same = np.isclose(points, numpy_map(resolution), atol=1e-6).all(axis=2)
    assert same.mean() > 0.999  # the last bits of a sum decide at the border
    benchmark.pedantic(lambda: last_map(resolution), rounds=3)
    if benchmark.disabled:
        return
    first = min(taken(lambda: next(basins(ADAM, 0, resolution))) for _ in range(5))
    one, two = (min(taken(lambda k=k: last_map(resolution, k)) for _ in range(4)) for k in (1, 2))
    numpy = taken(lambda: numpy_map(resolution))
    print(  # noqa: T201
        f"\nbasins of Adam, {resolution} x {resolution}: first picture {first * 1e3:.0f} ms, two cores "
        f"{two:.2f} s, one {one:.2f} s, NumPy {numpy:.2f} s: ratio {numpy / two:.1f}"
    )
    benchmark.extra_info.update(first=first, speed_up=one / two, ratio_to_numpy=numpy / two)
    assert first <= 0.2
    assert numpy >= 10 * two
    if cores() > 1:
        assert one >= 1.8 * two


def test_ensemble_of_ten_thousand(benchmark: BenchmarkFixture) -> None:
    saddle = surface_problem(SurfaceSpec("hyperbolic_saddle"))
    steps = STEPS if benchmark.enabled else 50
    of = Experiment(saddle, (NOISY,), start=(0.0, 0.0), steps=steps)

    def members(workers: int | None = None) -> Ensemble:
        *_, complete = ensemble(of, 0, 10_000, Leaving(distance=0.2), workers=workers)
        return complete

    one, two = members(1), members(2)
    for part in ("escaped", "final_loss", "best_loss", "quartiles", "paths"):
        assert getattr(one, part).tobytes() == getattr(two, part).tobytes()
    benchmark.pedantic(members, rounds=3)
    if benchmark.disabled:
        return
    best = min(taken(lambda: members(2)) for _ in range(3))
    print(f"\n10,000 seeds x {steps} noisy steps: {best:.2f} s on two cores")  # noqa: T201
    assert best < 2.0


@pytest.mark.parametrize("key", ["himmelblau", "egg_crate", "peaks"])
def test_critical_points_before_the_first_picture(benchmark: BenchmarkFixture, key: str) -> None:
    problem = surface_problem(SurfaceSpec(key))
    found = benchmark.pedantic(lambda: critical_points(problem), rounds=5, warmup_rounds=1)
    assert len(found.points) in (9, 49)
