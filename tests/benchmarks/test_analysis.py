"""The speed of the analyses, as ratios within one run; see `test_engine` for how."""

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import numpy as np
import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from optexplorer.core.analysis.basins import REACH, BasinMap, Place, basins, find_places, watch_places
from optexplorer.core.analysis.critical import critical_points
from optexplorer.core.analysis.ensemble import Ensemble, Leaving, ensemble
from optexplorer.core.analysis.lanes import prepare
from optexplorer.core.analysis.many import cores
from optexplorer.core.analysis.watching import ROWS, Watch
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem

RATE, STEPS, RESOLUTION = 0.1, 1_000, 512
TOGETHER = 16_384  # starts side by side in NumPy
HIMMELBLAU = surface_problem(SurfaceSpec("himmelblau"))
ADAM = Experiment(HIMMELBLAU, (Run(make("adam", {"learning_rate": RATE})),), steps=STEPS)
NOISY = Run(make("gd", {"learning_rate": 0.01}), gradient=Noisy(sigma=0.1))


@cache
def places() -> tuple[Place, ...]:
    """Known before a map is asked for: the window marks them on the picture."""
    return find_places(HIMMELBLAU)


def last_map(resolution: int) -> BasinMap:
    *_, complete = basins(ADAM, 0, resolution, places=places())
    return complete


def taken(call: Callable[[], object]) -> float:
    begun = time.perf_counter()
    call()
    return time.perf_counter() - begun


@contextmanager
def one_core() -> Iterator[None]:
    """What the program has to do with, threads and all."""
    all_of_them = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(all_of_them)})
    yield
    os.sched_setaffinity(0, all_of_them)


def numpy_map(resolution: int) -> tuple[np.ndarray, np.ndarray]:
    """The place at which every start ends and since which step, in vectorised NumPy (rows, columns).

    The same map: blocks of rows, after which the runs that have settled are left. As many starts side
    by side as is fastest: their numbers stay in the processor's cache.
    """
    side = -5 + 10 * (np.arange(resolution) + 0.5) / resolution
    starts = np.stack([part.ravel() for part in np.meshgrid(side, side)])
    watch = watch_places(places(), HIMMELBLAU.domain, REACH, settle=True)
    end, steps = np.full(starts.shape[1], -1), np.zeros(starts.shape[1], dtype=int)
    for first in range(0, starts.shape[1], TOGETHER):
        runs = np.arange(first, min(first + TOGETHER, starts.shape[1]))
        p = starts[:, runs]
        m, v, t = np.zeros_like(p), np.zeros_like(p), 0
        since, place = np.zeros(runs.size, dtype=int), np.full(runs.size, -1)
        while t <= STEPS and runs.size:
            rows = np.empty((min(ROWS, STEPS + 1 - t), *p.shape))
            for row in rows:
                row[:] = p
                t += 1
                x, y = p
                a, b = x * x + y - 11, x + y * y - 7
                g = np.stack([4 * x * a + 2 * b, 2 * a + 4 * y * b])
                m = 0.9 * m + 0.1 * g
                v = 0.999 * v + 0.001 * g * g
                p = p - RATE * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
            gaps = np.stack([away(p_, rows[-1], watch) for p_ in watch.places])
            near = gaps.argmin(axis=0)
            there = gaps.min(axis=0) <= watch.reach[near] ** 2
            out = (
                away(watch.places[near[there]].T, rows[:, :, there], watch)
                > watch.reach[near[there]] ** 2
            )
            entered = np.where(out.any(axis=0), len(rows) - out[::-1].argmax(axis=0), 0)
            fresh = (entered > 0) | (near[there] != place[there])
            since[there] = np.where(fresh, t - len(rows) + entered, since[there])
            place = np.where(there, near, -1)
            settled = there & (watch.settles[near] == 0) & (t - since >= np.maximum(ROWS, since / 2))
            left = settled if t <= STEPS else np.ones_like(settled)
            end[runs[left]], steps[runs[left]] = place[left], since[left]
            p, m, v = p[:, ~left], m[:, ~left], v[:, ~left]
            runs, since, place = runs[~left], since[~left], place[~left]
    return end.reshape(resolution, resolution), steps.reshape(resolution, resolution)


def away(place: np.ndarray, points: np.ndarray, watch: Watch) -> np.ndarray:
    """The squares of the distances of ``points`` (..., 2, k), as shares of the box."""
    apart = points - place.reshape(2, -1)
    return (((apart) * watch.per[:, None]) ** 2).sum(axis=-2)


def test_basin_map_of_adam(benchmark: BenchmarkFixture) -> None:
    resolution = RESOLUTION if benchmark.enabled else 64
    if benchmark.enabled:
        prepare(ADAM.runs[0], HIMMELBLAU, differ=False)
    ours, (end, steps) = last_map(resolution), numpy_map(resolution)
    assert (ours.end == end).mean() > 0.999  # the last bits of a sum decide at the border
    assert (ours.steps == steps).mean() > 0.999
    benchmark.pedantic(lambda: last_map(resolution), rounds=3)
    if benchmark.disabled:
        return
    first = min(taken(lambda: next(basins(ADAM, 0, resolution, places=places()))) for _ in range(5))
    with_places = min(taken(lambda: next(basins(ADAM, 0, resolution))) for _ in range(5))
    numpy = min(taken(lambda: numpy_map(resolution)) for _ in range(3))
    two = min(taken(lambda: last_map(resolution)) for _ in range(9))
    with one_core():
        one = min(taken(lambda: last_map(resolution)) for _ in range(5))
    times = [first, with_places, two, one, numpy]
    first_ms, with_ms, two_ms, one_ms, numpy_ms = (f"{1e3 * t:.0f} ms" for t in times)
    print(  # noqa: T201
        f"\nbasins of Adam, {resolution} x {resolution}: first picture {first_ms}, with the search for "
        f"critical points {with_ms}; two cores {two_ms}, one {one_ms}: ratio {one / two:.2f}; "
        f"NumPy {numpy_ms}: ratio {numpy / two:.1f}"
    )
    figures = {"first": with_places, "speed_up": one / two, "ratio_to_numpy": numpy / two}
    benchmark.extra_info.update(figures)
    assert with_places <= 0.2
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
