"""The ranking of a fair race as a chart."""

import math
from dataclasses import replace

import numpy as np
import pytest

from optexplorer.core.analysis.fair_race import Entry, FairRace
from optexplorer.core.analysis.race_rules import Rules
from optexplorer.core.analysis.race_scores import Scores
from optexplorer.core.arrays import frozen
from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.problem import SurfaceSpec
from optexplorer.optimizers import make
from optexplorer.problems.surfaces import surface_problem
from optexplorer.scene.chart import Chart, Points
from optexplorer.scene.palette import style
from optexplorer.scene.race_chart import race_chart

PROBLEM = surface_problem(SurfaceSpec("himmelblau"))
RUNS = (
    Run(make("gd", {}), "Gradient descent with a long name", stream=4),
    Run(make("adam", {})),
    Run(make("bfgs", {}), "BFGS", stream=7),
)


def _entry(run: int, rank: int, *values: float) -> Entry:
    """A run whose fresh cases had these values."""
    array = frozen(np.array(values))
    fresh = Scores(array, array, frozen(np.zeros(len(values), dtype=np.int64)), 0)
    return Entry(run, rank, make("gd", {}), 1, 1, 5.0, 9.0, fresh, fresh)


def _chart(*entries: Entry, minimum: float | None = None) -> Chart:
    return race_chart(FairRace(Rules(), entries, "", complete=True), _raced(minimum))


def _raced(minimum: float | None) -> Experiment:
    return Experiment(replace(PROBLEM, minimum=minimum), RUNS)


def _points(chart: Chart) -> list[tuple[float, ...]]:
    marks = [m for m in chart.marks if isinstance(m, Points)]
    return [(float(m.x[0]), float(m.y[0]), float(m.low[0]), float(m.high[0])) for m in marks]


def test_a_point_with_its_quartiles_for_each_run_by_rank() -> None:
    chart = _chart(_entry(2, 1, 1.0, 2.0, 3.0, 4.0), _entry(0, 2, 2.0, 3.0, 4.0, math.inf))
    assert _points(chart) == [(1.0, 2.0, 1.0, 3.0), (2.0, 3.0, 2.0, 4.0)]
    assert [mark.run for mark in chart.marks] == [2, 0]
    assert [mark.style for mark in chart.marks] == [style(7), style(4)]
    assert chart.x_names == ((1.0, "1. BFGS"), (2.0, "2. Gradient descent with a long name"))
    assert chart.y_title == "Final loss"
    assert not chart.y_log


def test_values_far_apart_go_on_a_logarithmic_axis_with_nothing_below_its_edge() -> None:
    chart = _chart(_entry(1, 1, 0.0, 0.0, 1e-30), _entry(0, 2, 1.0, 2.0, 100.0))
    assert chart.y_log
    assert _points(chart)[0][1:] == pytest.approx((1e-10, 1e-10, 1e-10))
    assert chart.y_title == "Final loss (edge: ≤ 1e−10)"


def test_losses_stand_above_the_known_minimum() -> None:
    entries = _entry(1, 1, -1.0, -1.0 + 1e-15, -0.9), _entry(0, 2, -0.5, 0.0, 9.0)
    chart = _chart(*entries, minimum=-1.0)
    assert [p[1] for p in _points(chart)] == pytest.approx([0.01, 1.0], rel=1e-6)
    assert chart.y_title.startswith("Final loss above the lowest (edge")
    assert _chart(*entries, minimum=-0.7).y_title == "Final loss", "it was not the lowest"


def test_runs_that_never_succeed_have_no_point() -> None:
    chart = _chart(_entry(1, 1, 1.0), _entry(0, 2, math.inf))
    assert [mark.run for mark in chart.marks] == [1]
    assert len(chart.x_names) == 2
    assert _chart(_entry(0, 1, math.inf)).marks == ()


def test_until_the_end_the_search_so_far() -> None:
    entry = Entry(0, 1, make("gd", {}), 1, 1, 5.0, 9.0)
    chart = race_chart(FairRace(Rules(), (entry,), "", complete=False), _raced(None))
    assert _points(chart) == [(1.0, 5.0, 5.0, 5.0)]
    assert "so far" in chart.title
