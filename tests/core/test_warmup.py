"""Compiling what an experiment needs: said, counted, and given up between two kernels."""

import pytest

from optexplorer.core import driver
from optexplorer.core.abi import Kernel, step_kernel
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.warmup import warm_up
from optexplorer.optimizers import make
from optexplorer.optimizers.gradient_descent import GradientDescent
from optexplorer.optimizers.momentum import Momentum
from tests.support.objectives import FORMULAS, problem


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> list[Kernel]:
    """Two methods as in a process that has not used them yet."""
    kernels = [step_kernel(kind.update.function) for kind in (GradientDescent, Momentum)]
    for kind, kernel in zip((GradientDescent, Momentum), kernels, strict=True):
        monkeypatch.setattr(kind.update, "_kernel", kernel)
    driver.drive()
    return kernels


def experiment(*keys: str) -> Experiment:
    objective = problem(FORMULAS["bowl"], (1.0, 1.0))
    for kernel in (objective.kernels.value, objective.kernels.gradient, objective.kernels.hessian):
        _ = kernel.compiled
    return Experiment(objective, tuple(Run(make(key, {})) for key in keys))


def test_only_what_is_needed_each_once_and_how_far_it_is(cold: list[Kernel]) -> None:
    said: list[tuple[str, float]] = []
    warm_up(experiment("momentum", "momentum"), lambda *words: said.append(words))
    assert said == [("Preparing Momentum…", 0.5)]
    assert [kernel.ready for kernel in cold] == [False, True]
    warm_up(experiment("gd", "momentum"), lambda *words: said.append(words))
    assert [text for text, _ in said] == ["Preparing Momentum…", "Preparing Gradient descent…"]


def test_can_be_given_up_between_two(cold: list[Kernel]) -> None:
    cancel = Cancel()

    def say(_text: str, _share: float) -> None:
        cancel.set()

    with pytest.raises(Cancelled):
        warm_up(experiment("gd", "momentum"), say, cancel)
    assert [kernel.ready for kernel in cold] == [True, False]
