"""Perturbed gradient descent leaves every strict saddle of the catalogue; alone it stays.

``python -m pytest tests/core/analysis/test_strict_saddles.py -s`` prints the rates of success.
"""

import math

import pytest

from optexplorer.core.analysis.ensemble import Ensemble, Leaving, ensemble
from optexplorer.core.analysis.linear_escape import escape_time
from optexplorer.core.escape import NO_ESCAPE, Escape, PerturbOnGradient
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.problem import Problem, SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem
from tests.support.formulas import reference

MEMBERS = 100
MOST = 4  # saddles of a surface
STRICT = 1e-3  # of the largest curvature
RADIUS, AWAY = 5e-6, 5e-4  # of the kick, and of what counts as left, as shares of the shorter side
Saddle = tuple[tuple[float, ...], tuple[float, float]]  # point, eigenvalues


def strict(key: str) -> list[Saddle]:
    """The first few strict saddles that are known of a surface."""
    known = reference()[key]["critical"]
    saddles = [(tuple(x), tuple(e)) for kind, x, _, e in known if kind == "saddle"]
    return [(x, e) for x, e in saddles if min(e) < -STRICT * max(e)][:MOST]


SURFACES = [key for key in reference() if strict(key)]


def members(problem: Problem, saddle: Saddle, escape: Escape) -> tuple[Ensemble, float]:
    """Started exactly on the saddle; and the steps that the linearised theory says."""
    side = min(high - low for low, high in problem.domain)
    point, (low, high) = saddle
    rate = 0.5 / max(-low, high)
    away = AWAY * side
    # Half of the kicks reach this far along the direction that leads away.
    steps = escape_time(away, 0.4 * RADIUS * side, rate, low)
    run = Run(make("gd", {"learning_rate": rate}), escape=escape)
    of = Experiment(problem, (run,), start=point, steps=4 * math.ceil(steps))
    leaving = Leaving(decrease=-low * away**2 / 4)  # half of what lies along that direction
    *_, last = ensemble(of, 0, MEMBERS, leaving)
    return last, steps


@pytest.mark.parametrize("key", SURFACES)
def test_every_strict_saddle_is_left(key: str) -> None:
    problem = surface_problem(SurfaceSpec(key))
    side = min(high - low for low, high in problem.domain)
    for saddle in strict(key):
        (x, y), (low, high) = saddle
        level = 1e-9 * side * max(-low, high)
        escape = PerturbOnGradient(radius=RADIUS * side, gradient_threshold=level, cooldown=100_000)
        perturbed, theory = members(problem, saddle, escape)
        alone, _ = members(problem, saddle, NO_ESCAPE)
        share, least, most = perturbed.success()
        print(  # noqa: T201
            f"\n{key:20} ({x:8.4f}, {y:8.4f}) curvature {low:9.4g}: "
            f"{share:6.1%} ({least:.1%} to {most:.1%}) leave after "
            f"{perturbed.median_steps()} steps, theory {theory:.0f}; without perturbation "
            f"{alone.success()[0]:.0%}",
            end="",
        )
        assert least > 0.95
        assert alone.success()[0] == 0.0
