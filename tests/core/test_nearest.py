"""Names in messages: cut to what fits a sentence."""

import pytest

from optexplorer.core.nearest import short
from optexplorer.core.printable import printable


@pytest.mark.parametrize("name", ["", "adam", "a" * 60, "\n" * 30])
def test_a_name_that_fits_stays(name: str) -> None:
    assert short(name) == name


@pytest.mark.parametrize(
    "name", ["a" * 61, "\n" * 31, "\x95" * 60, "a" * 50 + "\U000e0001" * 9, "x" * 10**6]
)
def test_a_longer_one_is_cut_as_it_is_written_out(name: str) -> None:
    cut = short(name)
    assert cut.endswith("...")
    assert name.startswith(cut[:-3])
    assert 50 <= len(printable(cut)) <= 60
