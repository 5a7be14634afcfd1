"""Ranges, and the values in the middles of their cells."""

from dataclasses import replace

import numpy as np
import pytest

from optexplorer.core.analysis.errors import AnalysisError
from optexplorer.optimizers import make
from optexplorer.ui.lab.settings.choice import (
    AxisChoice,
    Choice,
    axis_of,
    default_axis,
    sweepable,
    with_log,
)

ADAM = sweepable(make("adam", {}))
RATE, BETA = ADAM["learning_rate"], ADAM["beta1"]
HISTORY = sweepable(make("lbfgs", {}))["history"]


def test_only_numbers_lie_along_an_axis() -> None:
    assert {p.kind for p in ADAM.values()} == {"float"}
    assert "bias_correction" not in ADAM


def test_the_default_is_the_slider_widened_for_the_value() -> None:
    assert default_axis(RATE, 0.08) == AxisChoice("learning_rate", 1e-5, 10.0, log=True)
    assert default_axis(RATE, 5e-6).low == pytest.approx(5e-7)
    assert default_axis(RATE, 40.0).high == pytest.approx(400.0)
    assert default_axis(RATE, 0.0).low == 1e-5
    assert default_axis(BETA, 0.9) == AxisChoice("beta1", 0.0, 0.999)
    assert default_axis(BETA, 0.9999).high == 0.9999
    assert default_axis(replace(RATE, span=None, log=False), 0.5) == AxisChoice(
        "learning_rate", 0.0, 1.0
    )


def test_the_cells_fill_the_range_and_their_values_lie_within() -> None:
    axis = axis_of(AxisChoice("beta1", 0.0, 1.0), BETA, 10)
    np.testing.assert_allclose(axis.values(), np.arange(0.05, 1.0, 0.1))
    axis = axis_of(AxisChoice("learning_rate", 1e-4, 1.0, log=True), RATE, 8)
    np.testing.assert_allclose(np.log10(axis.values()), np.arange(-3.75, 0.0, 0.5))


def test_of_a_range_beyond_the_legal_values_the_legal_part_is_computed_as_finely() -> None:
    axis = axis_of(AxisChoice("beta1", -1.0, 1.0), BETA, 40)
    assert (axis.count, axis.low) == (20, pytest.approx(0.025))


def test_whole_numbers_have_a_cell_each_where_there_is_room() -> None:
    axis = axis_of(AxisChoice("history", 0.7, 6.5), HISTORY, 100)
    assert axis.values().tolist() == [1, 2, 3, 4, 5, 6]
    assert axis_of(AxisChoice("history", 1.0, 20.0), HISTORY, 10).count == 10


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        (AxisChoice("learning_rate", 0.0, 1.0, log=True), "a log scale needs values above 0, got 0"),
        (AxisChoice("learning_rate", 1.0, 0.1), "1 must lie below 0.1"),
        (AxisChoice("learning_rate", 0.1, 0.1), "0.1 must lie below 0.1"),
        (AxisChoice("beta1", 1.5, 2.0), "must lie in [0, 1)"),
        (AxisChoice("learning_rate", -1e308, 1e308), "a range must lie from -1e300 to 1e300"),
        (AxisChoice("learning_rate", 1.0, float("inf")), "a range must lie from -1e300 to 1e300"),
        (AxisChoice("learning_rate", 0.1, 0.1 + 2e-16), "zoomed in as far as numbers go"),
        (
            AxisChoice("learning_rate", 1e300, 1e300 * (1 + 1e-14), True),
            "zoomed in as far as numbers go",
        ),
        (AxisChoice("history", 1.2, 1.8), "there is no whole number from 1.2 to 1.8"),
    ],
)
def test_impossible_ranges(choice: AxisChoice, message: str) -> None:
    declared = {**ADAM, "history": HISTORY}[choice.name]
    with pytest.raises(AnalysisError) as caught:
        axis_of(choice, declared, 20)
    assert (caught.value.name, caught.value.message) == (choice.name, message)


def test_a_range_from_zero_becomes_logarithmic_from_above_it() -> None:
    axis = with_log(AxisChoice("beta1", 0.0, 0.999), True, BETA, 0.9)
    assert axis.log
    assert 0.0 < axis.low < 0.01
    assert with_log(axis, False, BETA, 0.9) == replace(axis, log=False)


def test_zoomed_out_beyond_all_numbers_the_ends_are_still_numbers() -> None:
    axis = AxisChoice("learning_rate", 1e-3, 1.0, log=True).with_extent(-900.0, 900.0)
    assert (axis.low, axis.high) == (1e-300, 1e300)
    assert axis_of(axis, RATE, 40).count == 40


@pytest.mark.parametrize(("low", "high"), [(0.0, 1e300), (0.1, 0.1 + 1e-13)])
def test_the_farthest_ranges_have_values(low: float, high: float) -> None:
    values = axis_of(AxisChoice("learning_rate", low, high), RATE, 40).values()
    assert len(np.unique(values)) == 40
    assert np.isfinite(values).all()


def test_outcomes_make_no_curve() -> None:
    choice = Choice(AxisChoice("beta1", 0.0, 1.0), AxisChoice("beta2", 0.0, 1.0), metric="outcome")
    assert choice.measured == "outcome"
    assert replace(choice, up=None).measured == "final_loss"
    assert replace(choice, all_runs=True).measured == "final_loss"
