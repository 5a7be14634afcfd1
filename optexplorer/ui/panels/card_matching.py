"""Which card goes on showing which run after the list has changed."""

from collections.abc import Sequence

from optexplorer.core.experiment import Run
from optexplorer.core.optimizer import Optimizer

Shown = tuple[type[Optimizer], Run | None]


def match(old: Sequence[Shown], new: Sequence[Shown]) -> list[int | None]:
    """For each new run the place of the card that keeps showing it; None where one must be made.

    Equal runs go first, those in their old place before those that moved; then an edited run keeps
    the card in its place if the optimizer is still the same.
    """
    result: list[int | None] = [None] * len(new)
    free = set(range(len(old)))
    for i, wanted in enumerate(new):
        if i in free and old[i] == wanted:
            result[i] = i
            free.discard(i)
    for i, wanted in enumerate(new):
        moved = [j for j in sorted(free) if old[j] == wanted]
        if result[i] is None and moved:
            result[i] = moved[0]
            free.discard(moved[0])
    for i, (optimizer, _run) in enumerate(new):
        if result[i] is None and i in free and old[i][0] is optimizer:
            result[i] = i
            free.discard(i)
    return result
