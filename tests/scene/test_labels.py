"""Numbers as text."""

import math

import pytest

from optexplorer.scene import labels


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (1.204, "1.204"),
        (-0.377, "−0.3770"),
        (106.43, "106.4"),
        (9.99996, "10.00"),
        (0.00421, "4.210e−3"),
        (0.01234, "0.01234"),
        (99999.6, "1.000e5"),
        (0.0, "0"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
        (math.nan, "nan"),
    ],
)
def test_number(value, text):
    assert labels.number(value) == text


@pytest.mark.parametrize(
    ("value", "text"), [(4.214e-3, "4.21e−3"), (-187.0, "−1.87e2"), (0.0, "0"), (math.inf, "∞")]
)
def test_scientific(value, text):
    assert labels.scientific(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.5, "0.5"), (200.0, "200"), (1e-6, "1e−6"), (-2.5e7, "−2.5e7"), (0.0, "0"), (5e5, "5e5")],
)
def test_tick(value, text):
    assert labels.tick(value) == text


def test_power_of_ten():
    assert labels.power_of_ten(-12) == "10⁻¹²"
