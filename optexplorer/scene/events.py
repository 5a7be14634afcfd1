"""What an escape mode did to the runs, ready to be marked on paths, curves and the timeline."""

import numpy as np

from optexplorer.core.arrays import Ints, Mat, Vec
from optexplorer.core.history import Event, RunHistory
from optexplorer.scene.frame import EventLayer, Style, SurfaceLayer
from optexplorer.scene.mesh import height_at

MOST = 200  # marks of one run; more would hide the path


def event_layer(
    run: int, style: Style, recorded: RunHistory, points: Mat, surface: SurfaceLayer | None
) -> EventLayer:
    """The marked steps of a run whose rows stand at ``points`` (rows, d) of the picture."""
    steps = marked(recorded)
    at = points[steps]
    shade = np.zeros(steps.size) if surface is None or not steps.size else height_at(surface, at)
    return EventLayer(run, style, steps, recorded.events[steps], at, recorded.loss[steps], shade)


def marked(recorded: RunHistory) -> Ints:
    """Rows (k,) with an event, evenly thinned; none where every step has one: that is noise."""
    steps = np.flatnonzero(recorded.events)
    if steps.size >= max(recorded.rows - 1, 1):
        return steps[:0]
    if steps.size <= MOST:
        return steps
    return steps[np.linspace(0, steps.size - 1, MOST).round().astype(np.int64)]


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
