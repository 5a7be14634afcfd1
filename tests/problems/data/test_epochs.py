"""Mini-batches through the real loop: every row once an epoch, and the epochs counted."""

from pathlib import Path

import numpy as np
import pytest

from optexplorer.core import compute as computing
from optexplorer.core.compute import Advance, compute
from optexplorer.core.declare import SettingError
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Full, Minibatch, Noisy, check_gradient, epochs_done
from optexplorer.core.problem import DataSpec, SurfaceSpec
from optexplorer.optimizers.gradient_descent import GradientDescent
from optexplorer.problems import build_problem
from optexplorer.problems.data import DataProblem, data_problem

ROWS = 10


@pytest.fixture
def coded(tmp_path: Path) -> DataProblem:
    """Row i has the input 2ⁱ, and the absolute loss the slope −2ⁱ: a step tells which rows it saw."""
    lines = [f"{2**i},{10**12}" for i in range(ROWS)]
    (tmp_path / "coded.csv").write_text("\n".join(["a,y", *lines]))
    spec = DataSpec("coded.csv", ("a",), "y", loss="mae", standardize=False, folder=str(tmp_path))
    return data_problem(spec)


def seen(problem: DataProblem, gradient: Minibatch, updates: int, seed: int = 0) -> list[list[int]]:
    """The rows of each update."""
    run = Run(GradientDescent(learning_rate=1.0), gradient=gradient)
    experiment = Experiment(problem, (run,), start=(0.0, 0.0), steps=updates, seed=seed)
    (history,) = compute(experiment).runs
    batches, left = [], ROWS
    for slope in np.diff(history.parameters[:, 1]):
        size = gradient.batch_size
        if gradient.order == "shuffle":
            size = min(size, left)
            left = left - size or ROWS
        total = round(slope * size)
        batches.append([row for row in range(ROWS) if total >> row & 1])
        assert total.bit_count() == size
    return batches


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 10])
@pytest.mark.parametrize("seed", [0, 1])
def test_an_epoch_in_shuffled_order_visits_every_row_once(
    coded: DataProblem, size: int, seed: int
) -> None:
    an_epoch = -(-ROWS // size)
    gradient = Minibatch(batch_size=size)
    batches = seen(coded, gradient, 3 * an_epoch, seed)
    for epoch in range(3):
        rows = [row for b in batches[epoch * an_epoch : (epoch + 1) * an_epoch] for row in b]
        assert sorted(rows) == list(range(ROWS))
    shown = np.cumsum([len(batch) for batch in batches]) / ROWS
    updates = np.arange(1, 3 * an_epoch + 1)
    np.testing.assert_allclose(epochs_done(gradient, ROWS, updates), shown, rtol=1e-15)


def test_epochs_are_shuffled_anew(coded: DataProblem) -> None:
    batches = seen(coded, Minibatch(batch_size=1), 2 * ROWS)
    assert batches[:ROWS] != batches[ROWS:]
    assert batches[:ROWS] != [[i] for i in range(ROWS)]


def test_random_order_draws_with_replacement(coded: DataProblem) -> None:
    rows = [row for (row,) in seen(coded, Minibatch(batch_size=1, order="random"), 5 * ROWS)]
    assert set(rows) == set(range(ROWS))
    assert sorted(rows[:ROWS]) != list(range(ROWS))


def test_epochs_of_the_other_gradients() -> None:
    updates = np.array([0, 1, 7])
    assert epochs_done(Full(), 342, updates).tolist() == [0, 1, 7]
    assert epochs_done(Noisy(), 342, updates).tolist() == [0, 1, 7]
    assert epochs_done(Minibatch(batch_size=5, order="random"), 10, updates).tolist() == [0, 0.5, 3.5]
    assert epochs_done(Minibatch(batch_size=4), 10, np.arange(5)).tolist() == [0, 0.4, 0.8, 1, 1.4]


def test_a_batch_larger_than_the_data_is_refused(coded: DataProblem) -> None:
    check_gradient(coded, Minibatch(batch_size=10))
    check_gradient(coded, Full())
    with pytest.raises(SettingError) as caught:
        check_gradient(coded, Minibatch(batch_size=500))
    assert (caught.value.name, caught.value.message) == (
        "batch_size",
        "must lie in [1, 10], got 500",
    )


def test_batches_of_a_surface_are_refused() -> None:
    with pytest.raises(SettingError) as caught:
        check_gradient(build_problem(SurfaceSpec("rosenbrock")), Minibatch(batch_size=1))
    assert caught.value.name == "kind"
    assert "minibatch needs a data problem" in caught.value.message


def test_many_examples_make_short_blocks(coded: DataProblem, monkeypatch: pytest.MonkeyPatch) -> None:
    experiment = Experiment(coded, (Run(GradientDescent()),), steps=99)
    (whole,) = compute(experiment).runs
    monkeypatch.setattr(computing, "_EVALUATIONS", 25 * ROWS)
    told: list[Advance] = []
    (pieces,) = compute(experiment, progress=told.append).runs
    assert sorted({advance.done for advance in told}) == [25, 50, 75, 100]
    assert pieces.parameters.tobytes() == whole.parameters.tobytes()
