"""What a run says about itself."""

from dataclasses import replace

import numpy as np
import pytest

from optexplorer.core.compute import compute
from optexplorer.core.escape import (
    NO_ESCAPE,
    Escape,
    PerturbAlways,
    PerturbAtIntervals,
    PerturbOnGradient,
    RestartAtIntervals,
    RestartWhenStationary,
)
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Clip, Full, Gradient, Noisy
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem

HIMMELBLAU = surface_problem(SurfaceSpec("himmelblau"))
LATE = 100  # updates before anything is drawn


@pytest.mark.parametrize(
    ("key", "gradient", "escape", "expected"),
    [
        ("gd", Full(), NO_ESCAPE, False),
        ("gd", Full(Clip()), NO_ESCAPE, False),
        ("gd", Noisy(sigma=0.0), NO_ESCAPE, False),
        ("gd", Noisy(sigma=0.1), NO_ESCAPE, True),
        ("random_search", Full(), NO_ESCAPE, True),
        ("gd", Full(), PerturbOnGradient(), True),
        ("gd", Full(), PerturbAtIntervals(every=LATE), True),
        ("gd", Full(), PerturbAlways(), True),
        ("gd", Full(), RestartWhenStationary(), True),
        ("gd", Full(), RestartAtIntervals(every=LATE), True),
    ],
    ids=lambda value: getattr(value, "key", None),
)
def test_a_run_that_draws_at_random_says_so(
    key: str, gradient: Gradient, escape: Escape, expected: bool
) -> None:
    run = Run(make(key, {}), gradient=gradient, escape=escape)
    assert run.by_chance == expected
    of = Experiment(HIMMELBLAU, (run,), steps=3 * LATE)
    ends = [compute(replace(of, seed=seed)).runs[0].parameters[-1] for seed in (0, 1)]
    assert np.array_equal(*ends) != expected
