"""Which card goes on showing which run after the list has changed."""

from collections import Counter
from collections.abc import Sequence

from optexplorer.core.experiment import Run
from optexplorer.core.optimizer import Optimizer

Shown = tuple[type[Optimizer], int, int]


def shown(runs: Sequence[Run]) -> list[Shown]:
    """What tells runs apart: their optimizer, the stream of their luck, which they keep, and how many
    there are before them with the same of both.
    """
    met, found = Counter[tuple[type[Optimizer], int]](), []
    for i, run in enumerate(runs):
        key = type(run.optimizer), i if run.stream is None else run.stream
        found.append((*key, met[key]))
        met[key] += 1
    return found


def match(old: Sequence[Shown], new: Sequence[Shown]) -> list[int | None]:
    """For each new run the place of the card that keeps showing it; None where one must be made.

    A run keeps its card wherever it goes, while its optimizer is the same; then one that was not there
    takes the card in its place if that shows the same optimizer.
    """
    places = {key: place for place, key in enumerate(old)}
    result = [places.get(key) for key in new]
    free = set(range(len(old))).difference(place for place in result if place is not None)
    for i, (optimizer, *_luck) in enumerate(new):
        if result[i] is None and i in free and old[i][0] is optimizer:
            result[i] = i
    return result
