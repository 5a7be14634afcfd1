"""The experiments that come with the program are sound and show what they are for."""

from pathlib import Path

import pytest

from optexplorer.core.compute import compute
from optexplorer.core.history import RunHistory
from optexplorer.core.resources import folder
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
    assert dumps(session.experiment, session.view) == path.read_text(encoding="utf-8")


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


def test_rates_from_too_small_to_too_large() -> None:
    small, safe, large, too_large = (run.final_loss for run in histories("rates").values())
    assert large < safe < small < too_large
