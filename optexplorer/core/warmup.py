"""Compile, with a word on each kernel, what an experiment needs and nothing else."""

from collections.abc import Callable

from optexplorer.core import driver
from optexplorer.core.abi import Kernel
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.experiment import Experiment


def warm_up(
    experiment: Experiment, say: Callable[[str, float], None], cancel: Cancel | None = None
) -> None:
    """Make every kernel of ``experiment`` that is not ready.

    ``say`` gets a sentence and the share that is done before each. On a cold cache a kernel takes 0.1
    to 1 s, on a warm one some milliseconds. Raises `Cancelled` between two of them.
    """
    kernels = experiment.problem.kernels
    needed: dict[Kernel, str] = dict.fromkeys(
        (kernels.value, kernels.gradient, kernels.hessian), experiment.problem.title
    )
    for run in experiment.runs:
        needed.setdefault(run.optimizer.update.kernel, run.optimizer.title)
    waiting = [(title, kernel) for kernel, title in needed.items() if not kernel.ready]
    total = len(waiting) + 1
    if not driver.drive.cache_info().currsize:
        say("Preparing the engine…", 0.0)
        driver.drive()
    for done, (title, kernel) in enumerate(waiting, start=1):
        if cancel is not None and cancel.is_set:
            raise Cancelled
        say(f"Preparing {title}…", done / total)
        _ = kernel.compiled
