"""Every recorded trajectory of these methods, replayed and run freely."""

from collections.abc import Callable

import numpy as np
import pytest

from optexplorer.core.abi import Oracle
from optexplorer.core.arrays import frozen
from optexplorer.core.compute import compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.status import OK
from optexplorer.core.streams import Purpose, stream
from optexplorer.optimizers import CATALOGUE
from tests.support import recorded
from tests.support.objectives import FORMULAS, oracle_of, problem
from tests.support.reference import Trajectory, recorded_calls, trajectories

TRAJECTORIES = trajectories()
History = tuple[np.ndarray, np.ndarray]


# Methods that no library records in a form that can be compared; they have tests of their own.
UNRECORDED = {
    "barzilai_borwein",
    "cma_es",
    "line_search_gd",
    "random_search",
    "sam",
    "simulated_annealing",
}

# Recordings whose library does more than the method; what agrees is tested beside the method.
OTHER_RULES = {
    # scipy repeats a search whose end would not let the next direction fall by 0.01 ‖g‖².
    "nonlinear_cg.scipy_polak_ribiere_plus.rosenbrock.0",
}


def test_every_other_method_has_a_recording() -> None:
    assert {r.optimizer.key for r in TRAJECTORIES} == CATALOGUE.keys() - UNRECORDED


# Formulas that no optimizer has: escape modes make them of gradient descent, in
# test_perturbed_reference.py.
ESCAPES = {"perturbed_gd", "perturbed_sgd"}


def test_every_recording_is_in_use() -> None:
    calls = recorded_calls()
    used = {r.id for r in TRAJECTORIES}
    assert {call for name, call in calls.items() if name not in used} == ESCAPES
    assert used <= calls.keys()
    assert len(used) == len(TRAJECTORIES)
    assert used >= OTHER_RULES


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


class Walker:
    """Our optimizer on its way along a recording, one update at a time."""

    def __init__(self, recording: Trajectory) -> None:
        self.optimizer, self.columns = recording.optimizer, recording.columns
        steps = np.arange(len(recording.path), dtype=np.float64)
        self._rates = self.optimizer.rate * recording.schedule.factors(steps)
        self.x = recording.path[0].copy()
        self.state = np.zeros((len(self.optimizer.states_of(2)), 2))
        self._memory = np.zeros(len(self.optimizer.memories_of(2)))
        self._words = stream(0, 0, Purpose.OPTIMIZER)
        self._step = self.optimizer.update.kernel.compiled

    def update(self, oracle: Oracle, t: int) -> None:
        """Update ``t`` with the oracle's gradient, and with the recorded noise where there is some."""
        g = np.zeros(2)
        oracle.gradient(self.x, oracle.data, oracle.rows, g)
        if "nx" in self.columns:
            g += self._recorded_noise(t) - self._own_noise(oracle, g, t)
        self._call(oracle, self.x, g, self.state, self._memory, self._words, t)

    def _recorded_noise(self, t: int) -> np.ndarray:
        return np.array([self.columns["nx"][t - 1], self.columns["ny"][t - 1]])

    def _own_noise(self, oracle: Oracle, g: np.ndarray, t: int) -> np.ndarray:
        """The noise ``e`` that the next update will draw: seen in one made on copies of everything."""
        state = self.state.copy()
        others = (self._memory.copy(), self._words.copy())
        self._call(oracle, self.x.copy(), g.copy(), state, *others, t)
        return state[self.optimizer.states_of(2).index("e")]

    def _call(self, oracle, x, g, state, memory, words, t) -> None:
        hyper = self.optimizer.packed()
        assert self._step(oracle, x, g, state, memory, hyper, self._rates[t - 1], words, t) == OK


def walk(recording: Trajectory, steps: int, oracle_of: Callable[[int], Oracle]) -> History:
    """The path (steps + 1, 2) and the state (steps + 1, states, 2) after each update."""
    walker = Walker(recording)
    path, states = [walker.x.copy()], [walker.state.copy()]
    for t in range(1, steps + 1):
        walker.update(oracle_of(t - 1), t)
        path.append(walker.x.copy())
        states.append(walker.state.copy())
    return np.array(path), np.array(states)


def replay(recording: Trajectory) -> History:
    """Where the recorded gradients lead."""
    columns = recording.columns
    names = ["f", "gx", "gy"] if "lgx" not in columns else ["f", "lgx", "lgy"]
    second = curvatures(recording) if "hxx" not in columns else columns
    data = np.column_stack([*(columns[c] for c in names), *(second[c] for c in ("hxx", "hxy", "hyy"))])
    return walk(recording, len(recording.path) - 1, lambda row: recorded.oracle(data, row))


def free_run(recording: Trajectory) -> History:
    """Where our own gradients lead, as far as rounding lets two right programs agree."""
    objective = problem(FORMULAS[recording.function], tuple(recording.path[0]))
    if "nx" in recording.columns:  # `compute` would draw noise of its own
        oracle = oracle_of(objective)
        return walk(recording, recording.stable_steps, lambda _: oracle)
    ours = Run(recording.optimizer, schedule=recording.schedule)
    experiment = Experiment(objective, (ours,), steps=recording.stable_steps)
    (run,) = compute(experiment, record_state=True).runs
    assert run.rows == recording.stable_steps + 1
    assert run.state is not None
    return run.parameters, run.state


def deviation(path: np.ndarray, recording: Trajectory) -> float:
    """The largest distance from the recording, relative to its largest coordinate so far."""
    distance = np.abs(path - recording.path[: len(path)]).max(axis=1)
    return float((distance / recording.tolerance_scale[: len(path)]).max())


def average_deviation(states: np.ndarray, recording: Trajectory) -> float:
    """As `deviation`, of the state ``x_bar`` after each update from the recorded average."""
    names = next(n for n in (("ex", "ey"), ("ax", "ay")) if n[0] in recording.columns)
    average = np.column_stack([recording.columns[n] for n in names])[1 : len(states)]
    ours = states[1:, recording.optimizer.states_of(2).index("x_bar")]
    distance = np.abs(ours - average).max(axis=1)
    return float((distance / recording.tolerance_scale[1 : len(states)]).max())


@pytest.mark.parametrize("recording", [r for r in TRAJECTORIES if not r.searches], ids=lambda r: r.id)
def test_replay(recording: Trajectory) -> None:
    path, _ = replay(recording)
    assert deviation(path, recording) < max(1e-12, recording.rounding)


@pytest.mark.parametrize(
    "recording", [r for r in TRAJECTORIES if r.id not in OTHER_RULES], ids=lambda r: r.id
)
def test_free_run(recording: Trajectory) -> None:
    path, _ = free_run(recording)
    assert deviation(path, recording) < max(1e-9, recording.rounding)


@pytest.mark.parametrize(
    "recording", [r for r in TRAJECTORIES if {"ex", "ax"} & r.columns.keys()], ids=lambda r: r.id
)
def test_average(recording: Trajectory) -> None:
    assert average_deviation(replay(recording)[1], recording) < 1e-12
    assert average_deviation(free_run(recording)[1], recording) < 1e-9
