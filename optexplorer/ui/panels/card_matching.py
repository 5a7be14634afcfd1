"""Which card goes on showing which run after the list has changed."""

from collections.abc import Sequence

from optexplorer.core.experiment import Run
from optexplorer.core.optimizer import Optimizer

Shown = tuple[type[Optimizer], int]


def shown(runs: Sequence[Run]) -> list[Shown]:
    """What tells runs apart: their optimizer, and the stream of their luck, which they keep."""
    streams = (i if run.stream is None else run.stream for i, run in enumerate(runs))
    return [(type(run.optimizer), stream) for run, stream in zip(runs, streams, strict=True)]


def match(old: Sequence[Shown], new: Sequence[Shown]) -> list[int | None]:
    """For each new run the place of the card that keeps showing it; None where one must be made.

    A run keeps its card wherever it goes, while its optimizer is the same; then one that was not there
    takes the card in its place if that shows the same optimizer.
    """
    places = {key: place for place, key in enumerate(old)}
    result = [places.pop(key, None) for key in new]
    free = set(range(len(old))).difference(place for place in result if place is not None)
    for i, (optimizer, _stream) in enumerate(new):
        if result[i] is None and i in free and old[i][0] is optimizer:
            result[i] = i
    return result
