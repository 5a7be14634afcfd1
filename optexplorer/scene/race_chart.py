"""The ranking of a fair race as a chart: a point with its quartiles for each run, the best first."""

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from optexplorer.core.experiment import Experiment
from optexplorer.scene.chart import Chart, Points
from optexplorer.scene.labels import scientific
from optexplorer.scene.layers import run_style

if TYPE_CHECKING:
    from optexplorer.core.analysis.fair_race import Entry, FairRace

Span = tuple[float, ...]  # median, lower and upper quartile

_NOISE = 1e-12  # of the minimum: losses no farther above it lie on it
_DEEPEST = 1e-12  # of the largest value
_WIDE = 30.0  # largest over smallest value from which a logarithmic axis suits


def race_chart(found: "FairRace", raced: Experiment) -> Chart:
    """The ranking of the runs of ``raced``; losses are drawn above the lowest that is known.

    On a logarithmic axis the smallest values lie at its lower edge.
    """
    spans = [_span(entry) for entry in found.entries]
    base = _base(found, spans, raced.problem.minimum)
    if base:
        noise = _NOISE * abs(base)
        spans = [tuple(v - base if v - base > noise else 0.0 for v in span) for span in spans]
    values = [v for span in spans for v in span if v < math.inf]
    positive = [v for v in values if v > 0.0]
    log = bool(positive) and min(values) >= 0.0 and max(positive) > _WIDE * min(positive)
    floor = max(min(positive) / 10.0, max(positive) * _DEEPEST) if log else -math.inf
    edge = f" (edge: ≤ {scientific(floor, 1)})" if any(v < floor for v in values) else ""
    marks = tuple(
        Points(entry.run, raced.runs[entry.run].name, run_style(raced, entry.run),
               np.array([float(place)]), *(np.array([max(v, floor)]) for v in span))
        for place, (entry, span) in enumerate(zip(found.entries, spans, strict=True), 1)
        if math.isfinite(span[0])
    )  # fmt: skip
    under = tuple(
        (float(place), f"{entry.rank}. {raced.runs[entry.run].name}")
        for place, entry in enumerate(found.entries, 1)
    )
    words = found.rules.metric_words + (" above the lowest" if base else "") + edge
    return Chart(
        title="Median and quartiles on fresh cases"
        if found.complete
        else "Median in the search so far",
        y_title=words[:1].upper() + words[1:],
        marks=marks,
        x_range=(0.5, len(spans) + 0.5),
        x_names=under,
        y_log=log,
        empty="No setting of any run has a finite median.",
    )


def _base(found: "FairRace", spans: Sequence[Span], minimum: float | None) -> float:
    """What losses are counted from; 0 where the minimum is not known, or was not the lowest."""
    if minimum is None or found.rules.target is not None:
        return 0.0
    lowest = min(min(span) for span in spans)
    return minimum if lowest >= minimum - _NOISE * abs(minimum) else 0.0


def _span(entry: "Entry") -> Span:
    if entry.fresh is None:
        return entry.tuned, entry.tuned, entry.tuned
    return entry.fresh.median, *entry.fresh.quartiles
