"""What suits as an escape, and the linearised theory beside real ensembles."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optexplorer.core.analysis.departure import departure, usual_decrease, usual_leaving
from optexplorer.core.analysis.ensemble import Leaving, cloud, ensemble, escape_time, noise_distance
from optexplorer.core.analysis.linear_escape import linear_escape
from optexplorer.core.escape import PerturbAlways, PerturbAtIntervals, PerturbOnGradient
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Clip, Full, Noisy
from optexplorer.core.history import Outcome
from optexplorer.core.problem import SurfaceSpec
from optexplorer.core.schedule import Exponential
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem

SADDLE = surface_problem(SurfaceSpec("hyperbolic_saddle"))  # x² − y², λ = −2
WELLS = surface_problem(SurfaceSpec("double_well"))
RATE = 0.01
NOISY = Run(make("gd", {"learning_rate": RATE}), gradient=Noisy(sigma=0.01))
QUIET = replace(NOISY, gradient=Full())
AWAY = Leaving(distance=0.4, centre=(0.0, 0.0))


def of(run: Run, start: tuple[float, float] = (0.0, 0.0), steps: int = 600) -> Experiment:
    return Experiment(SADDLE, (run,), start=start, steps=steps)


@pytest.mark.parametrize("start", [(0.0, 0.0), (1e-4, -1e-3)])
def test_a_start_at_a_saddle_leaves_it_by_distance(start: tuple[float, float]) -> None:
    around = departure(WELLS, start)
    assert around.saddle == pytest.approx((0.0, 0.0), abs=1e-9)
    leaving = usual_leaving(WELLS, around)
    assert leaving.distance == pytest.approx(0.4)  # a tenth of the shorter side
    assert leaving.decrease is None
    assert leaving.centre == around.saddle


def test_another_start_leaves_by_the_decrease_to_the_lowest_loss() -> None:
    around = departure(WELLS, (0.0, 1.5))
    assert around.saddle is None
    assert usual_leaving(WELLS, around) == Leaving(decrease=0.9 * (2.25 + 1.0))


def test_without_a_minimum_or_at_it_the_distance_from_the_start_counts() -> None:
    around = departure(SADDLE, (0.5, 0.5))
    assert (around.saddle, around.lowest) == (None, None)
    assert usual_leaving(SADDLE, around).centre is None
    at_minimum = departure(WELLS, WELLS.minima[0])
    assert usual_decrease(at_minimum) is None
    assert usual_leaving(WELLS, at_minimum).distance is not None


def median(experiment: Experiment, **settings: Any) -> int:
    *_, found = ensemble(experiment, 0, 2_000, AWAY, **settings)
    steps = found.median_steps()
    assert steps is not None
    return steps


def test_noise_leaves_when_the_theory_says() -> None:
    theory = linear_escape(of(NOISY), 0, AWAY)
    assert theory is not None
    sigma = noise_distance(0.01, RATE, -2.0)
    assert theory.steps == pytest.approx(escape_time(0.4, sigma, RATE, -2.0))
    assert (theory.delta, theory.rate, theory.curvature) == (0.4, RATE, -2.0)
    # Half of the members set out from less than 0.67 σ.
    late = -math.log(0.6745) / math.log1p(2 * RATE)
    assert median(of(NOISY)) == pytest.approx(theory.steps + late, abs=6)


def test_a_start_beside_the_saddle_is_as_good_as_exact() -> None:
    beside = of(QUIET, start=(0.0, 1e-3))
    theory = linear_escape(beside, 0, AWAY)
    assert theory is not None
    assert median(beside) == math.ceil(theory.steps)


@pytest.mark.parametrize(
    ("run", "radius"),
    [
        (replace(QUIET, escape=PerturbOnGradient(radius=0.01, gradient_threshold=1e-9)), 0.0),
        (replace(QUIET, escape=PerturbAlways(radius=0.02)), 0.0),
        (QUIET, 0.01),
    ],
    ids=["kick", "shaken", "cloud"],
)
def test_kicks_shakes_and_clouds(run: Run, radius: float) -> None:
    theory = linear_escape(of(run), 0, AWAY, radius)
    assert theory is not None
    starts = cloud((0.0, 0.0), radius, 2_000, seed=3) if radius else None
    late = 12.0 / 600.0 * theory.steps + 20.0  # the median is later than the root of the mean square
    assert theory.steps < median(of(run), starts=starts) < theory.steps + late


@pytest.mark.parametrize(
    "run",
    [
        QUIET,  # nothing moves it
        replace(NOISY, optimizer=make("momentum", {"learning_rate": RATE})),
        replace(NOISY, schedule=Exponential()),
        replace(NOISY, gradient=Noisy(sigma=0.01, clip=Clip())),
        replace(NOISY, escape=PerturbAtIntervals()),
        replace(NOISY, gradient=Noisy(sigma=1e6)),  # already outside
    ],
)
def test_elsewhere_it_does_not_apply(run: Run) -> None:
    assert linear_escape(of(run), 0, AWAY) is None


def test_it_is_about_distance_from_a_strict_saddle_near_the_start() -> None:
    assert linear_escape(of(NOISY), 0, Leaving(distance=0.4)) is not None
    assert linear_escape(of(NOISY), 0, Leaving(decrease=0.4)) is None
    assert linear_escape(of(NOISY), 0, Leaving(distance=0.4, decrease=0.4)) is None
    assert linear_escape(of(NOISY, start=(0.3, 0.0)), 0, AWAY) is None
    assert linear_escape(of(NOISY), 0, Leaving(distance=0.4, centre=(0.1, 0.0))) is None
    monkey = surface_problem(SurfaceSpec("monkey_saddle"))
    assert linear_escape(Experiment(monkey, (NOISY,), start=(0.0, 0.0)), 0, AWAY) is None


def test_figures_of_an_ensemble() -> None:
    *_, found = ensemble(of(NOISY, steps=200), 0, 301, AWAY)
    times = np.where(found.escaped < 0, np.inf, found.escaped)
    expected = np.percentile(times, 50, method="inverted_cdf")
    assert found.median_steps() == (None if np.isinf(expected) else expected)
    ends = [found.outcome(i) for i in range(301)]
    assert all(found.count(outcome) == ends.count(outcome) for outcome in Outcome)
