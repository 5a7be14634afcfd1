"""The loop compiled with its optimizer and its objective: the same history, bit by bit."""

import numpy as np
import pytest

from optexplorer.core import fused
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.compute import Advance, compute
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.gradient import Clip, Full, Noisy
from optexplorer.core.history import Outcome, RunHistory
from optexplorer.core.schedule import Cosine, Plateau
from optexplorer.optimizers import make
from tests.support.objectives import FORMULAS, problem

ROSENBROCK = problem(FORMULAS["rosenbrock"], (-1.2, 1.0))
COLUMNS = ("parameters", "loss", "gradient_norm", "learning_rate", "calls", "state")


@pytest.fixture(autouse=True)
def nothing_ready(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fused, "_ready", {})


def history(experiment: Experiment) -> RunHistory:
    return compute(experiment, record_state=True).runs[0]


# One with two states and scalars, one that asks for the gradient elsewhere, one that draws numbers.
@pytest.mark.parametrize("key", ["adam", "nag", "random_search"])
def test_the_same_bytes(key: str) -> None:
    run = Run(make(key, {"learning_rate": 0.002}), schedule=Cosine(steps=500))
    experiment = Experiment(ROSENBROCK, (run,), steps=70_000, seed=3)  # more than one block
    apart = history(experiment)
    assert fused.ready(run, ROSENBROCK) is None
    fused.fuse(run, ROSENBROCK)
    assert fused.ready(run, ROSENBROCK) is not None
    together = history(experiment)
    assert together.outcome is apart.outcome
    for column in COLUMNS:
        assert getattr(together, column).tobytes() == getattr(apart, column).tobytes()


def test_ends_as_the_other_loop_does() -> None:
    run = Run(make("gd", {"learning_rate": 1.0}))
    fused.fuse(run, ROSENBROCK)
    wild = history(Experiment(ROSENBROCK, (run,), steps=100))
    assert wild.outcome is Outcome.DIVERGED
    assert not np.isfinite(wild.loss[-1])
    calm = Run(make("gd", {"learning_rate": 0.001}), start=(1.0, 1.0))
    assert history(Experiment(ROSENBROCK, (calm,), steps=100)).outcome is Outcome.CONVERGED


def test_can_be_cancelled_and_goes_on_between_pieces() -> None:
    run = Run(make("gd", {"learning_rate": 0.001}))
    fused.fuse(run, ROSENBROCK)
    cancel = Cancel()

    def stop(_: Advance) -> None:
        cancel.set()

    with pytest.raises(Cancelled):
        compute(Experiment(ROSENBROCK, (run,), steps=10_000_000), cancel, stop)


@pytest.mark.parametrize(
    "run",
    [
        Run(make("gd", {}), gradient=Noisy()),
        Run(make("gd", {}), gradient=Full(clip=Clip("norm", 1.0))),
        Run(make("gd", {}), schedule=Plateau()),
        Run(make("newton", {})),  # allocates
    ],
    ids=["noisy", "clipped", "feedback", "allocating"],
)
def test_leaves_the_rest_to_the_other_loop(run: Run) -> None:
    assert not fused.fusable(run, ROSENBROCK)
    fused.fuse(run, ROSENBROCK)
    assert fused.ready(run, ROSENBROCK) is None


def test_stops_between_runs() -> None:
    runs = tuple(Run(make(key, {})) for key in ("gd", "momentum"))
    experiment = Experiment(ROSENBROCK, runs)
    fused.fuse_all(experiment, stop=lambda: fused.ready(runs[0], ROSENBROCK) is not None)
    assert fused.ready(runs[0], ROSENBROCK) is not None
    assert fused.ready(runs[1], ROSENBROCK) is None
