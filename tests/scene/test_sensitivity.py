"""Sensitivity curves: ranges, gaps, marks."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from optexplorer.core.analysis.stability import Border
from optexplorer.core.analysis.sweep import Axis, SweepMap
from optexplorer.scene.chart import Chart, Line, Points, ranges
from optexplorer.scene.palette import style
from optexplorer.scene.sensitivity import RunCurve, sensitivity_chart

RATES = Axis("learning_rate", 1e-3, 10.0, 5, log=True)


def curve(loss: list[float], **changes: Any) -> RunCurve:
    values = np.array([loss])
    found = SweepMap(
        axes=(RATES,),
        values=(RATES.values(),),
        final_loss=values,
        best_loss=values,
        steps=np.array([[50, 20, -1, -1, -1]]),
        outcome=np.where(np.isfinite(values), 1, 3).astype(np.int8),
        start_loss=100.0,
    )
    return replace(RunCurve(0, "Adam", style(0), found, 0.1, None), **changes)


def chart(*curves: RunCurve, minimum: float | None = None, metric: Any = "final_loss") -> Chart:
    return sensitivity_chart(curves, metric, "learning rate", True, (1e-3, 10.0), minimum)


def line(of: Chart) -> Line:
    return next(m for m in of.marks if isinstance(m, Line))


def test_losses_have_logarithms_up_to_that_at_the_start() -> None:
    of = chart(curve([5.0, 1e-6, 1e-3, 1e40, np.inf]))
    assert (of.x_log, of.y_log, of.x_range) == (True, True, (1e-3, 10.0))
    assert of.y_range is not None
    assert 1e-7 < of.y_range[0] < 1e-6
    assert 5.0 < of.y_range[1] < 1e3
    np.testing.assert_array_equal(np.isnan(line(of).y), [False, False, False, True, True])


def test_the_present_value_is_ringed_on_the_line_and_divergence_marked_at_the_top() -> None:
    of = chart(curve([5.0, 1e-6, 1e-3, np.inf, np.nan]))
    points = [m for m in of.marks if isinstance(m, Points)]
    now = next(p for p in points if p.ringed)
    assert (now.x.tolist(), now.y.tolist()) == ([0.1], [1e-3])
    (diverged,) = [p for p in points if not p.ringed]
    assert diverged.x.tolist() == pytest.approx([1.0])
    assert of.y_range is not None
    assert 5.0 < diverged.y[0] < of.y_range[1]
    outside = chart(curve([1.0] * 5, value=50.0))
    assert not any(isinstance(m, Points) and m.ringed for m in outside.marks)


def test_losses_without_logarithms_are_drawn_above_the_known_minimum() -> None:
    losses = [5.0, -1.0, -0.9, -1.0 - 1e-16, np.inf]
    of = chart(curve(losses), minimum=-1.0)
    assert of.y_log
    assert of.y_title == "final loss above the minimum"
    assert line(of).y[:4] == pytest.approx([6.0, 2.2e-16, 0.1, 2.2e-16], rel=0.1)
    assert not chart(curve(losses)).y_log
    assert chart(curve([5.0, 1.0, 1.0, 1.0, 1.0]), minimum=-1.0).y_title == "final loss"
    assert not chart(curve([-3.0] * 5), minimum=-1.0).y_log  # it is no minimum then


def test_steps_have_gaps_where_the_target_is_not_reached() -> None:
    of = chart(curve([1.0] * 5), metric="steps")
    np.testing.assert_array_equal(line(of).y, [50, 20, np.nan, np.nan, np.nan])
    assert of.y_title == "steps to the target"


def test_theory_is_a_rule_named_where_one_run_is_shown() -> None:
    border = Border((0.0,), 8.0, 0.25, np.empty((0, 2)))
    alone = chart(curve([1.0] * 5, border=border))
    assert [(r.at, r.label) for r in alone.rules] == [(0.25, "theory: stable below")]
    assert alone.rules[0].tip == "Theory: Adam is stable below 0.25, largest curvature L = 8"
    two = chart(curve([1.0] * 5, border=border), curve([2.0] * 5, run=1))
    assert [r.label for r in two.rules] == [""]


def test_nothing_finite_is_still_a_chart() -> None:
    of = chart(curve([np.inf, np.nan, np.nan, np.nan, np.nan]))
    assert of.y_range is not None
    assert of.y_range[0] < of.y_range[1]


def test_losses_of_all_sizes_at_once_are_still_a_chart() -> None:
    wide = curve([1e-300, 1e300, 1.0, 1e-5, 1.0])
    of = chart(replace(wide, found=replace(wide.found, start_loss=1e300)))
    assert of.y_range is not None
    assert 0.0 < of.y_range[0] < 1e-300
    assert 1e300 < of.y_range[1] < np.inf


@pytest.mark.parametrize("losses", [(-1.7e308, 1.7e308), (-1.7e308, 0.0), (-9e307, 9e307)])
def test_an_axis_of_losses_at_the_end_of_all_numbers_has_a_length(losses: tuple[float, float]) -> None:
    of = chart(replace_start(curve([*losses, *losses, np.inf]), 1.7e308))
    (_, (low, high)) = ranges(of, of.x_log, of.y_log)
    assert np.isfinite(high - low)
    assert low < high
    marks = [m for m in of.marks if isinstance(m, Points)]
    assert all(np.isfinite(m.y).all() for m in marks)


def replace_start(of: RunCurve, loss: float) -> RunCurve:
    return replace(of, found=replace(of.found, start_loss=loss))
