"""Hyper-parameter maps: the runs that `compute` makes, and theory's border of what is stable."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.core.analysis.sweep import OUTCOMES, Axis, SweepMap, sweep
from optexplorer.core.cancel import Cancel
from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem

HIMMELBLAU = surface_problem(SurfaceSpec("himmelblau"))
AXES = {
    "adam": (Axis("learning_rate", 1e-3, 10.0, 5, log=True), Axis("beta1", 0.0, 0.99, 4)),
    "momentum": (Axis("momentum", 0.0, 0.9, 3), Axis("learning_rate", 1e-3, 0.1, 6, log=True)),
    "lbfgs": (Axis("history", 1, 6, 6),),  # which decides how much it remembers
    "polyak": (Axis("max_learning_rate", 0.01, 1.0, 3),),
}


def experiment(key: str, **settings: Any) -> Experiment:
    run = Run(make(key, {}), **settings)
    return Experiment(HIMMELBLAU, (Run(make("gd", {})), run), steps=150, seed=2)


def complete(of: Experiment, *axes: Axis, **settings: Any) -> SweepMap:
    *_, last = sweep(of, 1, axes, **settings)
    return last


@pytest.mark.parametrize("key", AXES)
def test_every_setting_as_compute_has_it(key: str) -> None:
    of = experiment(key, gradient=Noisy(sigma=0.1)) if key == "momentum" else experiment(key)
    found = complete(of, *AXES[key], target=1.0)
    rows, columns = found.final_loss.shape
    assert [v.size for v in found.values] == [columns, rows][: len(AXES[key])]
    kinds = {p.name: int if p.kind == "int" else float for p in of.runs[1].optimizer.parameters()}
    for j in range(rows):
        for i in range(columns):
            values = {
                a.name: kinds[a.name](found.values[k][(i, j)[k]]) for k, a in enumerate(found.axes)
            }
            optimizer = replace(of.runs[1].optimizer, **values)
            alone = replace(of, runs=(of.runs[0], replace(of.runs[1], optimizer=optimizer)))
            run = compute(alone).runs[1]
            np.testing.assert_array_equal(found.final_loss[j, i], run.final_loss)
            np.testing.assert_array_equal(found.best_loss[j, i], run.best_loss)
            assert OUTCOMES[int(found.outcome[j, i])] is run.outcome
            low = np.flatnonzero(run.loss <= 1.0)
            assert found.steps[j, i] == (low[0] if low.size else -1)


def test_from_coarse_to_fine_and_the_same_on_any_number_of_cores() -> None:
    axes = AXES["adam"][0], Axis("beta2", 0.5, 0.999, 70)
    *pieces, last = sweep(experiment("adam"), 1, axes, target=100.0, workers=1)
    assert [p.stride for p in pieces] == [2]
    again = complete(experiment("adam"), *axes, target=100.0, workers=2)
    for part in ("final_loss", "best_loss", "steps", "outcome"):
        assert getattr(last, part).tobytes() == getattr(again, part).tobytes()


def test_a_map_to_its_end_is_not_called_off() -> None:
    cancel = Cancel()
    *_, last = sweep(experiment("adam"), 1, AXES["adam"], cancel=cancel)
    assert last.stride == 1
    assert not cancel.is_set, "or whoever asked drops the answer"
    some = sweep(experiment("adam"), 1, (Axis("beta1", 0.0, 0.99, 200),), cancel=cancel)
    next(some)
    some.close()  # type: ignore[attr-defined]
    assert cancel.is_set


@pytest.mark.parametrize(
    ("axes", "message"),
    [
        ((Axis("learning_rat", 0.1, 1.0, 3),), "vary: unknown hyper-parameter 'learning_rat'; the "),
        ((Axis("bias_correction", 0.0, 1.0, 2),), "vary: bias_correction is no number, so there is "),
        ((Axis("beta1", 0.0, 1.0, 3),), "beta1: must lie in [0, 1), got 1"),
        ((Axis("beta1", 0.9, 0.1, 3),), "beta1: 0.9 must not lie above 0.1"),
        ((Axis("beta1", 0.0, 0.9, 3, log=True),), "beta1: a log scale needs values above 0, got 0"),
        ((Axis("beta1", 0.0, 0.9, 0),), "beta1: the count must lie in [1, 16384], got 0"),
        ((Axis("beta1", 0.0, 0.9, 3),) * 2, "vary: needs one hyper-parameter or two different ones"),
    ],
)
def test_refusals_before_any_work(axes: tuple[Axis, ...], message: str) -> None:
    with pytest.raises(AnalysisError) as caught:
        sweep(experiment("adam"), 1, axes)
    assert str(caught.value).startswith(message)


def test_settings_that_do_not_go_together_are_refused_before_any_work() -> None:
    of = experiment("lbfgs")
    with pytest.raises(
        AnalysisError, match=r"armijo: must lie in \(0, 0\.2\), below curvature, got 0.2"
    ):
        sweep(of, 1, (Axis("armijo", 0.1, 0.3, 5), Axis("curvature", 0.2, 0.9, 4)))
    with pytest.raises(AnalysisError, match=r"population: must be 0 or lie in .*, got 1"):
        sweep(experiment("cma_es"), 1, (Axis("population", 0.0, 8.0, 9),))


@pytest.mark.parametrize(
    "optimizer",
    [
        make("gd", {}),
        make("momentum", {"momentum": 0.9}),
        make("momentum", {"momentum": 0.5, "dampening": 0.3, "weight_decay": 2.0}),
        make("momentum", {"momentum": 0.0, "dampening": 0.3}),
        make("nesterov", {"momentum": 0.9}),
        make("nesterov", {"momentum": 0.3, "weight_decay": 1.0, "rate_inside": True}),
        make("nag", {"momentum": 0.7}),
    ],
    ids=lambda o: o.key,
)
def test_theory_tells_where_a_quadratic_diverges(optimizer: Any) -> None:
    bowl = surface_problem(SurfaceSpec("quadratic_cond10"))  # curvatures 1 and 10
    border = optimizer.stable_rate(10.0)
    of = Experiment(bowl, (Run(optimizer), Run(optimizer)), start=(1.0, 1.0), steps=3_000)
    below, above = complete(of, Axis("learning_rate", 0.99 * border, 1.01 * border, 2)).final_loss[0]
    assert below < 1e-3
    assert not above < 1e6
    assert make("adam", {}).stable_rate(10.0) is None
