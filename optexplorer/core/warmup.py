"""Compile, with a word on each kernel, what an experiment needs and nothing else."""

from collections.abc import Callable

from optexplorer.core import driver
from optexplorer.core.abi import Kernel
from optexplorer.core.experiment import Experiment


def warm_up(experiment: Experiment, say: Callable[[str], None]) -> None:
    """Make every kernel of ``experiment``; ``say`` gets a sentence before each that is not ready.

    On a cold cache a kernel takes 0.1 to 1 s, on a warm one some milliseconds.
    """
    if not driver.drive.cache_info().currsize:
        say("Preparing the engine…")
        driver.drive()
    kernels = experiment.problem.kernels
    needed: list[tuple[str, Kernel]] = [
        (experiment.problem.title, k) for k in (kernels.value, kernels.gradient, kernels.hessian)
    ]
    needed += [(run.optimizer.title, run.optimizer.update.kernel) for run in experiment.runs]
    for title, kernel in needed:
        if not kernel.ready:
            say(f"Preparing {title}…")
            _ = kernel.compiled
