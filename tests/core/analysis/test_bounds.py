"""What is refused before any work, and what an analysis keeps."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from optexplorer.core import room
from optexplorer.core.analysis import many
from optexplorer.core.analysis.basins import basins
from optexplorer.core.analysis.ensemble import PATHS, SAMPLES, Leaving, ensemble
from optexplorer.core.analysis.sweep import Axis, sweep
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Noisy
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem

SADDLE = surface_problem(SurfaceSpec("hyperbolic_saddle"))
NOISY = Run(make("momentum", {"learning_rate": 0.01}), gradient=Noisy(sigma=0.1))


AXES = Axis("learning_rate", 0.01, 0.1, 9_000), Axis("momentum", 0.0, 0.9, 9_000)


def of(steps: int) -> Experiment:
    return Experiment(SADDLE, (NOISY,), start=(0.0, 0.0), steps=steps)


@pytest.mark.parametrize(
    "asked",
    [
        lambda: basins(of(10), 0, 16_384),
        lambda: sweep(of(10), 0, AXES),
        lambda: ensemble(of(10), 0, 100_000, Leaving(distance=1.0)),
    ],
    ids=["basins", "sweep", "ensemble"],
)
def test_what_does_not_fit_is_refused_at_once(
    asked: Callable[[], Iterator[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "physical", lambda: 100_000_000)
    monkeypatch.setattr(many, "carrier", None)  # nothing can be carried out
    with pytest.raises(room.NoRoom) as caught:
        asked()
    words = r"the results of [\d,]+ runs need [\d.]+ GiB of memory and this computer has 0.1 GiB: fewer"
    assert re.match(words, str(caught.value))


@pytest.mark.parametrize("steps", [300, 3_000])
def test_an_ensemble_keeps_outcomes_quantiles_and_a_sample_of_paths(steps: int) -> None:
    members = 2 * PATHS
    *_, found = ensemble(of(steps), 0, members, Leaving(distance=0.2))
    assert found.at.size == SAMPLES
    assert found.quartiles.shape == (3, SAMPLES)
    assert found.paths.shape == (PATHS, SAMPLES, 2)
    for part in (found.escaped, found.outcomes, found.final_loss, found.best_loss):
        assert part.shape == (members,)
