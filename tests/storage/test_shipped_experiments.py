"""The experiments that come with the program are sound and show what they are for."""

from pathlib import Path

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.history import Event, Outcome, RunHistory
from optexplorer.core.resources import folder
from optexplorer.storage.examples import Example, examples
from optexplorer.storage.session import dumps, load

SHIPPED = sorted((folder() / "experiments").glob("*.optx"))


def histories(name: str) -> dict[str, RunHistory]:
    """The runs of a shipped experiment by name."""
    experiment = load(folder() / "experiments" / f"{name}.optx").experiment
    names = [run.name for run in experiment.runs]
    return dict(zip(names, compute(experiment).runs, strict=True))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_it_is_as_this_program_writes_it(path: Path) -> None:
    session = load(path)
    text = dumps(session.experiment, session.view, scenes=session.scenes)
    assert text == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_it_starts_inside_the_picture_and_runs(path: Path) -> None:
    experiment = load(path).experiment
    for x, (low, high) in zip(experiment.origin, experiment.problem.domain, strict=True):
        assert low < x < high
    assert len(compute(experiment).runs) >= 4


def test_the_first_race_ends_in_a_well_on_different_ways() -> None:
    runs = histories("first")
    assert all(run.final_loss < -0.99 for run in runs.values())
    arrivals = [int((run.loss > -0.9).sum()) for run in runs.values()]
    assert max(arrivals) > 2 * min(arrivals)
    lowest = {name: run.parameters[:, 1].min() for name, run in runs.items()}
    assert lowest["Gradient descent"] > -0.05  # straight down to the saddle
    assert lowest["Momentum"] < -0.3  # overshoots


def test_rosenbrock_ranks_the_methods() -> None:
    runs = histories("rosenbrock")
    assert runs["Newton"].final_loss < 1e-12
    assert runs["Momentum"].final_loss < runs["Gradient descent"].final_loss / 5


@pytest.mark.parametrize("example", examples(), ids=lambda e: e.path.stem)
def test_every_example_is_listed_and_there(example: Example) -> None:
    assert example.path in SHIPPED
    assert example.about.endswith(".")


def test_the_menu_lists_them_all() -> None:
    assert {e.path for e in examples()} == set(SHIPPED)


def beside(run: RunHistory) -> float:
    """How far the run ended from the ridge x = 0."""
    return abs(float(run.parameters[-1, 0]))


def test_exactly_on_the_ridge_gradient_descent_never_leaves() -> None:
    runs = histories("escape-ridge")
    free = runs.pop("a hair beside it")
    assert beside(free) == pytest.approx(1.0)
    assert all(not run.parameters[:, 0].any() for run in runs.values())


def test_with_perturbation_it_leaves() -> None:
    runs = histories("escape-perturbed")
    alone = runs.pop("left to itself")
    assert not alone.parameters[:, 0].any()
    assert all(run.final_loss < -0.99 for run in runs.values())
    ended = runs["perturbed, ends by itself"]
    assert ended.outcome is Outcome.STOPPED
    assert ended.rows < alone.rows


def test_momentum_does_not_help_where_the_gradient_is_zero() -> None:
    runs = histories("escape-momentum")
    perturbed = runs.pop("momentum 0.9, perturbed")
    assert perturbed.best_loss < -0.99
    assert all(not run.parameters.any() for run in runs.values())


def test_the_monkey_saddle_has_no_curvature_and_is_left() -> None:
    problem = load(folder() / "experiments" / "escape-monkey.optx").experiment.problem
    g, h = np.zeros(2), np.ones((2, 2))
    x, rows = problem.array((0.0, 0.0)), problem.rows()
    problem.kernels.hessian.compiled(x, problem.data, rows, g, h)
    assert not h.any()
    runs = histories("escape-monkey")
    for name in ("left to itself", "momentum"):
        assert not runs[name].parameters.any()
    for name in ("perturbed", "momentum, perturbed"):
        assert runs[name].final_loss < -0.5


def test_noise_leaves_by_itself_and_the_more_the_sooner() -> None:
    runs = histories("escape-noise")
    assert not runs["exact gradient"].parameters[:, 0].any()
    left = [
        int((np.abs(runs[f"noise {s}"].parameters[:, 0]) > 0.5).argmax()) for s in (0.5, 0.05, 0.001)
    ]
    assert 0 < left[0] < left[1] < left[2]


def test_restarts_find_the_global_minimum_where_a_single_run_does_not() -> None:
    runs = histories("escape-restart")
    for name in ("a single run", "Adam, a single run"):
        assert runs[name].best_loss > 1
    for name in ("restarts anywhere", "restarts near the best"):
        best = runs[name].parameters[runs[name].best_step]
        np.testing.assert_allclose(best, [0, 0], atol=1e-3)
        assert runs[name].count(Event.RESTARTED) == 60


def test_a_kick_now_and_then_crosses_the_plateau() -> None:
    runs = histories("escape-plateau")
    assert runs["left to itself"].best_loss > 0.99
    assert runs["perturbed now and then"].best_loss < 0.1
    assert runs["perturbed now and then"].count(Event.PERTURBED) == 59


def test_rates_from_too_small_to_too_large() -> None:
    small, safe, large, too_large = (run.final_loss for run in histories("rates").values())
    assert large < safe < small < too_large
