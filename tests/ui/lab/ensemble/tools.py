"""What the tests of the page of ensembles share."""

from dataclasses import replace
from typing import Any

import numpy as np
from pytestqt.qtbot import QtBot

from optexplorer.core.analysis.ensemble import Ensemble, Leaving, ensemble
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Full, Noisy
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems import build_problem
from optexplorer.ui.lab.ensemble.wiring import EnsembleWiring
from tests.ui.window import LONG

NOISY = Run(make("gd", {"learning_rate": 0.05}), "noisy", gradient=Noisy(sigma=0.05))
QUIET = replace(NOISY, label="quiet", gradient=Full())
WELLS = Experiment(
    build_problem(SurfaceSpec("double_well")), (QUIET, NOISY), (0.0, 0.0), steps=200, seed=3
)


def done(qtbot: QtBot, page: EnsembleWiring) -> None:
    qtbot.waitUntil(lambda: not page.study.busy, timeout=LONG)


def run(qtbot: QtBot, page: EnsembleWiring, **settings: Any) -> None:
    """Press Run, and wait for the end."""
    page.page.form.show_settings(replace(page.page.form.settings, **settings))
    page.page.run.click()
    done(qtbot, page)


def expected(index: int, leaving: Leaving, of: Experiment = WELLS, **settings: Any) -> Ensemble:
    *_, found = ensemble(of, index, 300, leaving, **settings)
    return found


def shown(page: EnsembleWiring) -> list[Ensemble]:
    return [crowd.found for crowd in page._crowds()]


def same(one: Ensemble, other: Ensemble) -> bool:
    return all(
        np.array_equal(getattr(one, name), getattr(other, name), equal_nan=True)
        for name in ("escaped", "outcomes", "final_loss", "best_loss", "quartiles", "paths")
    )
