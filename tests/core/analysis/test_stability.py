"""Theory's border over a map: only where it applies, and where quadratics really part."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optexplorer.core.analysis.rates import largest_curvature
from optexplorer.core.analysis.stability import stable_border
from optexplorer.core.analysis.sweep import Axis, sweep
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.problem import SurfaceSpec
from optexplorer.core.schedule import Cosine
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem

BOWL = surface_problem(SurfaceSpec("quadratic_cond10"))  # curvatures 1 and 10
RATES = Axis("learning_rate", 0.01, 0.6, 24)


def experiment(key: str = "momentum", **changes: Any) -> Experiment:
    return Experiment(BOWL, (Run(make(key, {}), **changes),), start=(1.0, 1.0), steps=2_000)


def test_below_the_border_every_run_converges_and_above_it_none() -> None:
    axes = RATES, Axis("momentum", 0.0, 0.95, 20)
    border = stable_border(experiment(), 0, axes)
    assert border is not None
    assert border.curvature == pytest.approx(10.0)
    assert border.rate == pytest.approx(0.2 * 1.9)
    np.testing.assert_allclose(border.points[:, 0], 0.2 * (1.0 + border.points[:, 1]))
    *_, found = sweep(experiment(), 0, axes)
    rates, momenta = np.meshgrid(*found.values)
    share = rates / np.interp(momenta, border.points[:, 1], border.points[:, 0])
    assert (found.final_loss[share < 0.98] < 1e-3).all()
    assert not (found.final_loss[share > 1.02] < 1e3).any()


def test_the_border_lies_along_either_axis_and_is_a_rate_alone_with_one() -> None:
    momenta = Axis("momentum", 0.1, 0.9, 5)
    across, up = (stable_border(experiment(), 0, axes) for axes in ((RATES, momenta), (momenta, RATES)))
    assert across is not None
    assert up is not None
    np.testing.assert_array_equal(across.points, up.points[:, ::-1])
    alone = stable_border(experiment("gd"), 0, (RATES,))
    assert alone is not None
    assert (alone.rate, len(alone.points)) == (pytest.approx(0.2), 0)


def test_there_is_no_border_where_no_rate_is_stable() -> None:
    axes = RATES, Axis("dampening", 0.0, 1.0, 5)
    border = stable_border(experiment(), 0, axes)
    assert border is not None
    assert border.points[:, 1].max() < 1.0
    momenta = stable_border(experiment(), 0, (RATES, Axis("momentum", 0.0, 1.5, 7)))
    assert momenta is not None
    assert momenta.points[:, 1].max() < 1.0
    for settings in ({"dampening": 1.0}, {"momentum": 1.0}, {"momentum": 1.1}):
        assert make("momentum", settings).stable_rate(10.0) is None
    for key in ("nesterov", "nag"):
        assert make(key, {"momentum": 1.1}).stable_rate(10.0) is None


@pytest.mark.parametrize("tau", [0.3, 1.0])
def test_without_momentum_there_is_no_dampening(tau: float) -> None:
    plain = make("momentum", {"momentum": 0.0, "dampening": tau})
    assert plain.stable_rate(10.0) == make("gd", {}).stable_rate(10.0)


@pytest.mark.parametrize(
    "of",
    [
        experiment("adam"),
        experiment(gradient=Noisy(sigma=0.1)),
        experiment(schedule=Cosine()),
        replace(experiment(), problem=surface_problem(SurfaceSpec("monkey_saddle"))),
    ],
    ids=["no bound", "noise", "schedule", "no minimum"],
)
def test_nothing_is_said_where_theory_does_not_apply(of: Experiment) -> None:
    assert stable_border(of, 0, (RATES,)) is None


def test_nothing_is_said_where_the_rate_is_no_axis() -> None:
    axes = Axis("momentum", 0.1, 0.9, 5), Axis("dampening", 0.0, 0.5, 5)
    assert stable_border(experiment(), 0, axes) is None


def test_starts_at_the_end_of_the_range_are_far_and_nothing_else() -> None:
    far = replace(experiment(), start=(1e300, -1e300))
    axes = RATES, Axis("momentum", 0.0, 0.95, 20)
    there, here = stable_border(far, 0, axes), stable_border(experiment(), 0, axes)
    assert there is not None
    assert here is not None
    assert (there.minimum, there.rate) == (here.minimum, here.rate)
    assert largest_curvature(BOWL, far.start) == pytest.approx(10.0)
