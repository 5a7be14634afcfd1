"""Charts: ranges, places on the axes, and what is said under the mouse."""

import math

import numpy as np
import pytest

from optexplorer.scene.chart import (
    Band,
    Bars,
    Chart,
    Line,
    Points,
    Rule,
    logs_possible,
    place,
    ranges,
)
from optexplorer.scene.chart_reading import line_at, place_text, readings
from optexplorer.scene.palette import style

X = np.array([1.0, 10.0, 100.0])


def _line(*y: float, step: bool = False, run: int = 0) -> Line:
    return Line(run, f"run {run}", style(run), X, np.array(y), step=step)


def test_what_is_not_positive_has_no_place_on_a_logarithmic_axis():
    np.testing.assert_array_equal(
        place(np.array([100.0, 0.0, -1.0, np.nan]), True), [2.0, np.nan, np.nan, np.nan]
    )
    np.testing.assert_array_equal(place(np.array([-1.0]), False), [-1.0])


def test_the_ranges_show_everything_that_is_finite():
    chart = Chart("", marks=(_line(-1.0, np.nan, 3.0), _line(0.5, np.inf, 7.0, run=1)))
    (x0, x1), (y0, y1) = ranges(chart, False, False)
    assert (x0, x1) == (1.0, 100.0)
    assert y0 < -1.0
    assert 7.0 < y1 < 8.0
    (x0, x1), (y0, y1) = ranges(chart, True, True)
    assert (x0, x1) == (0.0, 2.0)
    assert y0 == pytest.approx(math.log10(0.5), abs=0.1)


def test_bars_stand_on_zero_and_a_range_that_is_given_wins():
    bars = Bars(0, "", style(0), np.array([0.0, 1.0, 2.0]), np.array([3.0, 5.0]))
    assert ranges(Chart("", marks=(bars,)), False, False)[1][0] == 0.0
    chart = Chart("", marks=(bars,), x_range=(0.0, 9.0), y_range=(1.0, 100.0))
    assert ranges(chart, False, True) == ((0.0, 9.0), (0.0, 2.0))
    assert ranges(chart, True, False)[0] == (0.0, math.log10(2.0)), "0 has no place there"


@pytest.mark.parametrize(("at", "end"), [(150.0, 150.0), (1e6, 100.0)])
def test_a_rule_is_brought_into_view_unless_it_is_far_away(at, end):
    chart = Chart("", marks=(_line(1.0, 2.0, 3.0),), rules=(Rule(at, "theory"),))
    assert ranges(chart, False, False)[0][1] == end


@pytest.mark.parametrize("y", [(0.0, 0.0, 0.0), (5.0, 5.0, 5.0), (np.nan, np.nan, np.nan)])
def test_a_range_is_never_empty(y):
    for log in (False, True):
        (x0, x1), (y0, y1) = ranges(Chart("", marks=(_line(*y),)), log, log)
        assert x0 < x1
        assert y0 < y1
    assert ranges(Chart(""), False, False)


def test_a_logarithm_is_possible_where_something_is_left():
    assert logs_possible(Chart("", marks=(_line(-1.0, -2.0, 0.0),))) == (True, False)
    assert logs_possible(Chart("", marks=(_line(-1.0, 2.0, 0.0),))) == (True, True)
    assert logs_possible(Chart("")) == (False, False)


def test_a_stepped_line_holds_its_value():
    assert line_at(_line(1.0, 2.0, 4.0, step=True), 99.0) == 2.0
    assert line_at(_line(1.0, 2.0, 4.0), 55.0) == 3.0
    assert math.isnan(line_at(_line(1.0, 2.0, 4.0), 101.0))


def test_a_row_for_each_run_with_its_band_behind():
    band = Band(0, "run 0", style(0), X, np.array([0.0, 1.0, 2.0]), np.array([2.0, 3.0, 5.0]))
    points = Points(1, "b", style(1), X, *(np.array([d, d, d]) for d in (2.0, 1.5, 2.5)))
    chart = Chart("", "step", marks=(_line(1.0, 2.0, 4.0), band, points))
    rows = readings(chart, 12.0, False)
    assert [(row.name, row.text) for row in rows] == [
        ("run 0", "2.000 (1.000 to 3.000)"),
        ("b", "2.000 (1.500 to 2.500)"),
    ]
    assert place_text(chart, 12.0, False) == "step 10"


def test_the_nearest_sample_is_the_nearest_on_the_axis():
    chart = Chart("", "step", marks=(_line(1.0, 2.0, 4.0),))
    assert place_text(chart, 40.0, False) == "step 10"
    assert place_text(chart, 40.0, True) == "step 100"


def test_bars_are_named_by_their_edges_and_places_by_their_names():
    bars = Bars(0, "a", style(0), np.array([0.0, 20.0, 40.0]), np.array([3.0, 5.0]))
    chart = Chart("", "step", marks=(bars,))
    assert place_text(chart, 25.0, False) == "step 20 to 40"
    assert [row.text for row in readings(chart, 25.0, False)] == ["5"]
    assert readings(chart, 40.0, False) == ()
    named = Chart("", marks=(_line(1.0, 2.0, 3.0),), x_names=((1.0, "Adam"), (10.0, "SGD")))
    assert place_text(named, 8.0, False) == "SGD"


def test_a_gap_has_no_row():
    assert readings(Chart("", marks=(_line(1.0, np.nan, 4.0),)), 10.0, False) == ()


def test_an_axis_that_would_reach_beyond_all_numbers_ends_before() -> None:
    x = np.array([0.0, 1.0])
    huge = Line(0, "", style(0), x, np.array([-1.7e308, 1.7e308]))
    (_, (low, high)) = ranges(Chart("", marks=(huge,)), False, False)
    assert math.isfinite(high - low)
    assert low < -1e299 < 1e299 < high


def test_a_range_that_is_given_reaches_no_farther() -> None:
    given = Chart("", marks=(_line(0.0, 1.0),), y_range=(-math.inf, math.inf))
    (_, (low, high)) = ranges(given, False, False)
    assert math.isfinite(high - low)
