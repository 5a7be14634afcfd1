import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optexplorer.ui.widgets.number_text import number_text, parse_number, short_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.05", 0.05), ("0,05", 0.05), (".5", 0.5), ("5.", 5.0), (" 1e-4 ", 1e-4), ("1E5", 1e5),
        ("-3", -3.0), ("−3,5e2", -350.0), ("+7", 7.0),
    ],
)  # fmt: skip
def test_numbers_are_read_as_people_type_them(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "-", "e5", "1e", "1.2.3", "1,234.5", "nan", "inf", "1_0", "x"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert parse_number(text) is None


def test_what_a_table_may_hold_beside_numbers_has_a_text() -> None:
    """A run that diverged, exported and read as data."""
    texts = [number_text(value) for value in (math.inf, -math.inf, math.nan)]
    assert texts == ["inf", "-inf", "nan"]


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_written_numbers_read_back_the_same(value: float) -> None:
    assert parse_number(number_text(value)) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.006, "0.006"), (1e-8, "1e-8"), (50.0, "50"), (0.00012, "1.2e-4"), (1e-4, "1.0e-4"),
     (-0.5, "-0.5"), (1.5e22, "1.5e22"), (3, "3"), (20_000_000, "2e7"), (-12_500_000.0, "-1.25e7"),
     (1_234_567, "1234567"), (100_000, "100000")],
)  # fmt: skip
def test_written_numbers_are_short(value: float, text: str) -> None:
    assert number_text(value) == text.replace("1.0e", "1e")


@pytest.mark.parametrize(
    ("value", "text"),
    [(4.214e-3, "4.21e−3"), (0.1874, "0.187"), (0, "0"), (-12345.6, "−12346"), (math.nan, "—"),
     (math.inf, "∞"), (-math.inf, "−∞"), (1e10, "1.00e10"), (99.96, "100"),
     (-0.99999, "−1.00"), (999.7, "1000")],
)  # fmt: skip
def test_figures_to_read_are_rounded(value: float, text: str) -> None:
    assert short_number(value) == text
