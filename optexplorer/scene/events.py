"""What an escape mode did to the runs, ready to be marked on paths, curves and the timeline."""

from collections.abc import Sequence

import numpy as np

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.history import Event, RunHistory
from optexplorer.scene.frame import EventLayer, Style, SurfaceLayer
from optexplorer.scene.mesh import height_at

MOST = 200  # marks of one run; more would hide the path
MOST_IN_ALL = 600  # of all runs; more would hide the picture, and each is painted in several places


def event_layer(
    run: int, style: Style, recorded: RunHistory, steps: Ints, points: Mat, surface: SurfaceLayer | None
) -> EventLayer:
    """The marked ``steps`` (k,) of a run whose rows stand at ``points`` (rows, d) of the picture."""
    at = points[steps]
    shade = np.zeros(steps.size) if surface is None or not steps.size else height_at(surface, at)
    return EventLayer(run, style, steps, recorded.events[steps], at, recorded.loss[steps], shade)


def marked(recorded: RunHistory) -> Ints:
    """Rows (k,) of a run with an event, thinned; none where every step has one: that is noise."""
    steps: Ints = np.flatnonzero(recorded.events)
    if steps.size >= max(recorded.rows - 1, 1):
        return steps[:0]
    return steps[_spread(steps.size, MOST)]


def shared(shown: Sequence[EventLayer]) -> dict[int, Ints]:
    """By run, which (k,) of its marks a picture has room for beside those of the others ``shown``.

    Runs with few marks leave what they do not need of their share to those with many.
    """
    picked, left = {}, MOST_IN_ALL
    for place, layer in enumerate(sorted(shown, key=lambda layer: layer.steps.size)):
        picked[layer.run] = _spread(layer.steps.size, left // (len(shown) - place))
        left -= picked[layer.run].size
    return picked


def _spread(size: int, most: int) -> Ints:
    """At most so many of the indices up to ``size``, evenly spread."""
    return np.linspace(0, size - 1, min(size, most)).round().astype(np.int64)


def best_rows(loss: Vec) -> Ints:
    """The row (rows,) of the lowest loss so far, of every row."""
    finite = np.where(np.isfinite(loss), loss, np.inf)
    before = np.concatenate([[np.inf], np.minimum.accumulate(finite)[:-1]])
    rows: Ints = np.maximum.accumulate(np.where(finite < before, np.arange(loss.size), 0))
    return rows


def told(recorded: RunHistory) -> str:
    """How often: "perturbed 3 times", "restarted once"."""
    counts = {event: recorded.count(event) for event in (Event.PERTURBED, Event.RESTARTED)}
    return ", ".join(
        f"{event.text} {'once' if count == 1 else f'{count:,} times'}"
        for event, count in counts.items()
        if count
    )
