"""Every recorded trajectory of these methods, replayed and run freely."""

import numpy as np
import pytest

from optexplorer.core.arrays import frozen
from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.status import OK
from optexplorer.core.streams import Purpose, stream
from optexplorer.optimizers import CATALOGUE
from tests.support import recorded
from tests.support.objectives import FORMULAS, problem
from tests.support.reference import Trajectory, trajectories

TRAJECTORIES = trajectories()
each = pytest.mark.parametrize("recording", TRAJECTORIES, ids=lambda r: r.id)


# Methods that no library records in a form that can be compared; they have tests of their own.
UNRECORDED = {"random_search", "line_search_gd", "barzilai_borwein"}

# Recordings whose library does more than the method; what agrees is tested beside the method.
OTHER_RULES = {
    # scipy repeats a search whose end would not let the next direction fall by 0.01 ‖g‖².
    "nonlinear_cg.scipy_polak_ribiere_plus.rosenbrock.0",
}


def test_every_other_method_has_a_recording() -> None:
    assert {r.optimizer.key for r in TRAJECTORIES} == CATALOGUE.keys() - UNRECORDED


def curvatures(recording: Trajectory) -> dict[str, np.ndarray]:
    """The Hessian along a path that was recorded without it, by the formula of the function."""
    kernels = problem(FORMULAS[recording.function], (0.0, 0.0)).kernels
    data, rows = frozen(np.zeros((1, 0))), frozen(np.zeros(0, dtype=np.int64))
    g, h = np.zeros(2), np.zeros((2, 2))
    second = []
    for x in recording.path:
        kernels.hessian.compiled(frozen(x), data, rows, g, h)
        second.append((h[0, 0], h[0, 1], h[1, 1]))
    return dict(zip(("hxx", "hxy", "hyy"), np.array(second).T, strict=True))


def replay(recording: Trajectory) -> np.ndarray:
    """The path (steps + 1, 2) that the recorded gradients lead along."""
    optimizer, columns = recording.optimizer, recording.columns
    names = ["f", "gx", "gy"] if "lgx" not in columns else ["f", "lgx", "lgy"]
    second = curvatures(recording) if "hxx" not in columns else columns
    data = np.column_stack([*(columns[c] for c in names), *(second[c] for c in ("hxx", "hxy", "hyy"))])
    step = optimizer.update.kernel.compiled
    state, memory = np.zeros((len(optimizer.states_of(2)), 2)), np.zeros(len(optimizer.memories_of(2)))
    words = stream(0, 0, Purpose.OPTIMIZER)
    x = recording.path[0].copy()
    path = [x.copy()]
    rates = optimizer.rate * recording.schedule.factors(np.arange(len(data), dtype=np.float64))
    for t in range(1, len(recording.path)):
        g = data[t - 1, 1:3].copy()
        oracle = recorded.oracle(data, t - 1)
        status = step(oracle, x, g, state, memory, optimizer.packed(), rates[t - 1], words, t)
        assert status == OK
        path.append(x.copy())
    return np.array(path)


def deviation(path: np.ndarray, recording: Trajectory) -> float:
    """The largest distance from the recording, relative to its largest coordinate so far."""
    distance = np.abs(path - recording.path[: len(path)]).max(axis=1)
    return float((distance / recording.tolerance_scale[: len(path)]).max())


@pytest.mark.parametrize("recording", [r for r in TRAJECTORIES if not r.searches], ids=lambda r: r.id)
def test_replay(recording: Trajectory) -> None:
    assert deviation(replay(recording), recording) < max(1e-12, recording.rounding)


@pytest.mark.parametrize(
    "recording", [r for r in TRAJECTORIES if r.id not in OTHER_RULES], ids=lambda r: r.id
)
def test_free_run(recording: Trajectory) -> None:
    start = tuple(recording.path[0])
    experiment = Experiment(
        problem(FORMULAS[recording.function], start),
        (Run(recording.optimizer, schedule=recording.schedule),),
        steps=recording.stable_steps,
    )
    (run,) = compute(experiment).runs
    assert run.rows == recording.stable_steps + 1
    assert deviation(run.parameters, recording) < max(1e-9, recording.rounding)
