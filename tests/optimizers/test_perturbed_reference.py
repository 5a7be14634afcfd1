"""The recorded runs with perturbations, by our loop with the recorded noise in place of its own."""

import json
from typing import Any

import numpy as np
import pytest

from optexplorer.core import driver, escaping
from optexplorer.core.compute import Runner
from optexplorer.core.escape import Escape, PerturbAlways, PerturbOnGradient
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.history import Event, Outcome
from optexplorer.optimizers import make
from tests.support.objectives import FORMULAS, problem
from tests.support.reference import FOLDER

INDEX = json.loads((FOLDER / "trajectories.json").read_text(encoding="utf-8"))
RECORDED = [e for e in INDEX if e["api"] in ("perturbed_gd", "perturbed_sgd")]


def mode(settings: dict[str, Any]) -> Escape:
    if "g_thres" not in settings:
        return PerturbAlways(radius=settings["r"])
    return PerturbOnGradient(
        radius=settings["r"],
        gradient_threshold=settings["g_thres"],
        cooldown=settings["t_thres"],
        decrease=settings["f_thres"],
    )


@pytest.mark.parametrize("entry", RECORDED, ids=lambda e: e["id"])
def test_the_recorded_run(entry: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    with np.load(FOLDER / "trajectories.npz") as arrays:
        columns = dict(zip(entry["columns"], arrays[entry["id"]].T, strict=True))
    path = np.column_stack([columns["x"], columns["y"]])
    noise = iter([row for row in np.column_stack([columns["nx"], columns["ny"]]) if row.any()])

    def recorded_noise(_words: Any, _radius: float, out: np.ndarray) -> None:
        out[:] = next(noise)

    escape = mode(entry["settings"])
    objective = problem(FORMULAS[entry["function"]], tuple(path[0]))
    run = Run(make("gd", {"learning_rate": entry["settings"]["lr"]}), escape=escape)
    steps = len(path) - 1
    runner = Runner(Experiment(objective, (run,), steps=steps + 50), 0, state=False)
    # The loop in plain Python, as it is written, with one function exchanged.
    monkeypatch.setattr(escaping, "fill_ball", recorded_noise)
    monkeypatch.setattr(runner, "_drive", driver._drive)
    first, second, third, _step, *others = runner.fixed
    runner.fixed = (first, second, third, run.optimizer.update.function, *others)

    runner.advance(steps + 1)
    history = runner.finish()

    scale = np.maximum.accumulate(np.abs(path).max(axis=1))
    assert history.rows == steps + 1
    assert (np.abs(history.parameters - path).max(axis=1) / scale).max() < 1e-12
    perturbed = columns["nx"].astype(bool) | columns["ny"].astype(bool)
    np.testing.assert_array_equal((history.events == Event.PERTURBED)[:-1], perturbed[:-1])
    returned = "himmelblau" in entry["id"]  # the loss did not fall: it ends at the point before
    assert history.outcome is (Outcome.STOPPED if returned else Outcome.RUNNING)
    assert next(noise, None) is None or not returned
