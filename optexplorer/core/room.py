"""Whether a history fits into this computer's memory, asked before anything is computed."""

import os
from contextlib import suppress

from optexplorer.core.experiment import Experiment

_SHARE = 0.8  # of the memory there is, for the history


class NoRoom(MemoryError):  # noqa: N818  (a refusal, with a sentence)
    """The history would not fit."""


def needed(experiment: Experiment, *, record_state: bool = False) -> int:
    """Bytes of all recorded columns if no run ends early."""
    n = experiment.problem.size
    row = 8 * (n + 6) + 1  # parameters, loss, gradient norm, rate, three counts; the event
    kept = experiment.runs if record_state else ()
    states = sum(len(run.states_of(n)) for run in kept)
    return (experiment.steps + 1) * (len(experiment.runs) * row + 8 * n * states)


def physical() -> int | None:
    """Bytes of memory in this computer, where the system tells."""
    with suppress(AttributeError, ValueError, OSError):
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return None


def check_room(experiment: Experiment, *, record_state: bool = False) -> None:
    """Raise `NoRoom` with one sentence if the system would end the program for its size."""
    there, wanted = physical(), needed(experiment, record_state=record_state)
    if there is not None and wanted > _SHARE * there:
        raise NoRoom(
            f"{len(experiment.runs)} runs of {experiment.steps:,} steps need "
            f"{wanted / 2**30:.1f} GiB of memory and this computer has {there / 2**30:.1f} GiB: "
            "fewer steps or fewer runs fit"
        )
