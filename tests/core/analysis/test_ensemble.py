"""Ensembles: member by member as `compute` has it, and as theory says."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optexplorer.core.analysis.ensemble import (
    Ensemble,
    Leaving,
    cloud,
    ensemble,
    escape_time,
    noise_distance,
    share,
)
from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.compute import compute
from optexplorer.core.escape import PerturbAtIntervals
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem

SADDLE = surface_problem(SurfaceSpec("hyperbolic_saddle"))  # x² − y²
WELLS = surface_problem(SurfaceSpec("double_well"))
RATE, SIGMA = 0.01, 0.1
PLAIN = Run(make("gd", {"learning_rate": RATE}))
NOISY = Run(make("gd", {"learning_rate": RATE}), gradient=Noisy(sigma=SIGMA))
SHAKEN = Run(make("adam", {"learning_rate": 0.01}), escape=PerturbAtIntervals(every=40, radius=0.1))


def at_saddle(*runs: Run, steps: int = 400) -> Experiment:
    return Experiment(SADDLE, runs, start=(0.0, 0.0), steps=steps, seed=7)


def complete(of: Experiment, index: int, members: int, leaving: Leaving, **settings: Any) -> Ensemble:
    *_, last = ensemble(of, index, members, leaving, **settings)
    assert last.complete
    return last


@pytest.mark.parametrize("run", [NOISY, SHAKEN], ids=["noisy", "perturbed"])
@pytest.mark.parametrize("leaving", [Leaving(distance=0.2), Leaving(decrease=0.01, centre=(1.0, 0.0))])
def test_every_member_as_compute_has_it(run: Run, leaving: Leaving) -> None:
    of = at_saddle(PLAIN, run)
    found = complete(of, 1, 9, leaving)
    losses = []
    for i in range(9):
        alone = compute(replace(of, seed=7 + i)).runs[1]
        left = np.zeros(alone.rows, dtype=bool)
        if leaving.distance is not None:
            left |= np.linalg.norm(alone.parameters, axis=1) >= leaving.distance
        if leaving.decrease is not None:
            left |= alone.loss <= alone.loss[0] - leaving.decrease
        assert found.escaped[i] == (np.flatnonzero(left)[0] if left.any() else -1)
        assert found.outcome(i) is alone.outcome
        assert (found.final_loss[i], found.best_loss[i]) == (alone.final_loss, alone.best_loss)
        np.testing.assert_array_equal(found.paths[i], alone.parameters[found.at])
        losses.append(alone.loss[found.at])
    expected = np.sort(np.array(losses), axis=0)[[2, 4, 6]]  # of nine
    np.testing.assert_array_equal(found.quartiles, expected)


def test_gradient_descent_on_the_ridge_stays_and_noise_leaves() -> None:
    of = at_saddle(PLAIN, NOISY, steps=1_000)
    stays, leaves = (complete(of, i, 50, Leaving(distance=0.2)) for i in (0, 1))
    assert stays.success()[0] == 0.0
    assert (stays.survival() == 1.0).all()
    assert leaves.success()[0] == 1.0
    assert leaves.survival()[0] == 1.0
    assert leaves.survival()[-1] == 0.0
    assert (np.diff(leaves.survival()) <= 0).all()


def test_the_linearised_theory() -> None:
    """After t steps y is normal with the variance η²σ²(q²ᵗ − 1)/(q² − 1), q = 1 + 2η."""
    members, q = 4_000, 1 + 2 * RATE
    of = at_saddle(NOISY, steps=900)
    found = complete(of, 0, members, Leaving(distance=0.2))
    for t in (100, 150, 200):
        spread = RATE * SIGMA * math.sqrt((q ** (2 * t) - 1) / (q * q - 1))
        theory = math.erfc(0.2 / spread / math.sqrt(2))
        escaped = int(((found.escaped >= 0) & (found.escaped <= t)).sum())
        _, low, high = share(escaped, members)
        margin = high - low  # twice the interval: first passage comes a little before the end
        assert low - margin <= theory <= high + margin
    # Half of a normal distribution lies within 0.6745 of its standard deviation.
    typical = escape_time(0.2, 0.6745 * noise_distance(SIGMA, RATE, -2.0), RATE, -2.0)
    assert (found.escaped > 0).all()
    assert np.median(found.escaped) == pytest.approx(typical, abs=4)
    # One start and no noise: the formula itself, to the step.
    start = replace(of, runs=(replace(PLAIN, start=(0.0, 1e-6)),), steps=1_000)
    (alone,) = complete(start, 0, 1, Leaving(distance=0.2, centre=(0.0, 0.0))).escaped
    assert alone == math.ceil(escape_time(0.2, 1e-6, RATE, -2.0))


def test_the_same_on_any_number_of_cores_and_in_pieces() -> None:
    of = at_saddle(NOISY, steps=60)
    told: list[tuple[int, int]] = []
    first, one = ensemble(
        of, 0, 700, Leaving(distance=0.01), workers=1, progress=lambda *a: told.append(a)
    )
    two = complete(of, 0, 700, Leaving(distance=0.01), workers=2)
    for part in ("escaped", "final_loss", "quartiles", "paths"):
        assert getattr(one, part).tobytes() == getattr(two, part).tobytes()
    assert (first.size, first.complete) == (256, False)
    np.testing.assert_array_equal(first.escaped, one.escaped[:256])
    assert told == sorted(told)
    assert told[-1] == (700, 700)


def test_a_cloud_of_starts() -> None:
    starts = cloud((0.0, 0.0), 0.1, 500, 3)
    radii = np.linalg.norm(starts, axis=1)
    assert radii.max() <= 0.1
    assert abs((radii < 0.1 / math.sqrt(2)).mean() - 0.5) < 0.08  # half of the area
    of = Experiment(WELLS, (Run(make("gd", {"learning_rate": 0.05})),), steps=300)
    found = complete(of, 0, 500, Leaving(distance=0.5, centre=(0.0, 0.0)), starts=starts)
    assert found.success()[0] > 0.99
    alone = replace(of, runs=(replace(of.runs[0], start=tuple(starts[4].tolist())),))
    assert found.final_loss[4] == compute(alone).runs[0].final_loss


def test_wilson_intervals() -> None:
    # From the formula with z = 1.96, as in Newcombe 1998, table I.
    for (successes, trials), (low, high) in {
        (81, 263): (0.2553, 0.3662), (15, 148): (0.0624, 0.1605), (0, 20): (0.0, 0.1611),
        (1, 29): (0.0061, 0.1718),
    }.items():  # fmt: skip
        assert share(successes, trials)[1:] == pytest.approx((low, high), abs=6e-5)
    for trials in range(1, 200):
        assert share(trials, trials)[2] == 1.0
        assert share(0, trials)[1] == 0.0


def test_refusals() -> None:
    with pytest.raises(AnalysisError, match="needs a distance or a decrease"):
        Leaving()
    with pytest.raises(AnalysisError, match="distance: must lie in"):
        Leaving(distance=math.nan)
    with pytest.raises(AnalysisError, match="seeds: must lie in"):
        ensemble(at_saddle(PLAIN), 0, 0, Leaving(decrease=1.0))
