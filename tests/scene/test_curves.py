"""Panels of curves."""

import numpy as np
import pytest

from optexplorer.scene.curves import LOG_FLOOR, PanelSpec, Series, curve_panels, missing
from optexplorer.scene.palette import style

STEPS = np.arange(101.0)


def panel(*ys, log=True, diverged=(), bounded=True):
    series = [
        Series(i, style(i), np.arange(float(len(y))), np.asarray(y, float), i in diverged)
        for i, y in enumerate(ys)
    ]
    return curve_panels([PanelSpec("loss", "Loss", "step", log, series, bounded)])[0]


def test_log_values_and_range():
    (low, high), curve = (p := panel(100.0 * 10.0 ** (-STEPS / 10.0))).y_range, p.curves[0]
    assert curve.y[0] == pytest.approx(2.0)
    assert curve.y[-1] == pytest.approx(-8.0)
    assert -9.0 < low < -8.0
    assert 2.0 < high < 3.0


def test_zero_goes_below_the_panel_and_negative_values_are_gaps():
    p = panel([10.0, 1.0, 0.1, 0.0, -1.0])
    assert p.curves[0].y[3] == LOG_FLOOR
    assert np.isnan(p.curves[0].y[4])
    assert -2.0 < p.y_range[0] < -1.0


@pytest.mark.parametrize("log", [True, False])
def test_a_diverging_run_does_not_squash_the_others(log):
    calm = 100.0 * 0.9**STEPS
    with_it = panel(calm, 100.0 * 1e3**STEPS, log=log, diverged={1})
    alone = panel(calm, log=log)
    assert with_it.y_range[0] == pytest.approx(alone.y_range[0], abs=0.3 if log else 10.0)
    assert with_it.y_range[1] <= (4.5 if log else 160.0)


def test_a_run_that_stays_far_up_without_diverging_does_not_either():
    calm = [100.0 * 0.9**STEPS for _ in range(3)]
    far = np.full(101, 1e80)
    far[0] = 100.0
    assert panel(*calm, far).y_range[1] < 5.0


def test_only_diverging_runs_stay_near_the_start():
    p = panel(10.0 * 1e3**STEPS, diverged={0})
    assert p.y_range[0] < 1.0 < p.y_range[1] < 5.0


def test_a_gradient_that_grows_from_a_saddle_is_not_cut():
    y = np.concatenate([1e-8 * 2.0 ** np.arange(30.0), 10.0 * 0.9**STEPS])
    assert panel(y).y_range[1] > 1.0


def test_a_rate_may_peak_briefly():
    y = np.full(101, 0.01)
    y[50] = 1.0
    assert panel(y, log=False, bounded=False).y_range[1] > 1.0


def test_nothing_to_show_still_has_ranges():
    assert panel([], log=True).x_range == (0.0, 1.0)
    low, high = panel([np.nan, np.nan], log=False).y_range
    assert low < high
    low, high = panel([3.0, 3.0], log=False).y_range
    assert low < 3.0 < high


@pytest.mark.parametrize("ys", [[0.0, 1.75e308], [-1.7e308, 1.7e308], [1.7e308, 1.7e308]])
@pytest.mark.parametrize("bounded", [True, False])
def test_a_range_of_the_largest_numbers_is_finite(ys, bounded):
    low, high = panel(ys, log=False, bounded=bounded).y_range
    assert low < high
    assert np.isfinite(high - low)


@pytest.mark.parametrize(
    ("ys", "why"),
    [
        ((), "No run"),
        (([np.nan, np.nan], [np.inf, np.nan]), "No finite"),
        (([0.0, 0.0],), "Only 0"),
        (([1.0], [2.0]), "No step"),
        (([0.0, 1.0], [np.nan]), ""),
    ],
)
def test_a_panel_without_anything_to_show_says_why(ys, why):
    said = missing(panel(*ys))
    assert said.startswith(why)
    assert bool(said) is bool(why)


def test_a_linear_panel_has_no_floor():
    p = panel([-990.0, -1000.0], [-995.0, -996.0], log=False)
    assert not missing(p)
    assert p.y_range[0] < -1000.0 < -990.0 < p.y_range[1] < 0.0
