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


def marked(runs: Sequence[RunHistory]) -> tuple[Ints, ...]:
    """Per run, rows (k,) with an event, thinned; none where every step has one: that is noise."""
    rows = [_rows(recorded) for recorded in runs]
    count = sum(1 for steps in rows if steps.size)
    most = min(MOST, MOST_IN_ALL // max(count, 1))
    return tuple(_thinned(steps, most) for steps in rows)


def _rows(recorded: RunHistory) -> Ints:
    steps = np.flatnonzero(recorded.events)
    return steps[:0] if steps.size >= max(recorded.rows - 1, 1) else steps


def _thinned(steps: Ints, most: int) -> Ints:
    if steps.size <= most:
        return steps
    return steps[np.linspace(0, steps.size - 1, most).round().astype(np.int64)]


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
