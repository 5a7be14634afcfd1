"""TeX to parts, and parts to ink."""

import pytest

from optexplorer.ui.typeset.boxes import Box, Letter
from optexplorer.ui.typeset.layout import lines, whole
from optexplorer.ui.typeset.tex import UnknownTexError, parse_tex
from optexplorer.ui.typeset.tree import Fenced, Fraction, Row, Scripts, Symbol

SIZE = 16.0
pytestmark = pytest.mark.usefixtures("qapp")


def letters(box: Box) -> list[tuple[int, float]]:
    """Code and size of every letter, in the order of the formula."""
    found: list[tuple[int, float]] = []
    for part in box.parts:
        if isinstance(part.ink, Letter):
            found.append((part.ink.code, part.ink.size))
        elif isinstance(part.ink, Box):
            found += letters(part.ink)
    return found


def test_letters_are_italic_and_names_are_not() -> None:
    row = parse_tex(r"h = \max(\beta_1, 2x)")
    assert row.parts[0] == Symbol("\N{PLANCK CONSTANT}")
    assert row.parts[1] == Symbol("=", "relation")
    assert row.parts[2] == Symbol("max", name=True)
    assert row.parts[4] == Scripts(Symbol("\N{MATHEMATICAL ITALIC SMALL BETA}"), Symbol("1"), None)
    assert row.parts[6:8] == (Symbol("2"), Symbol("\N{MATHEMATICAL ITALIC SMALL X}"))


def test_numbers_stay_together_and_groups_are_parts() -> None:
    assert parse_tex(r"\frac{0.25}{v'}").parts == (
        Fraction(
            Row((Symbol("0.25"),)),
            Row((Scripts(Symbol("\N{MATHEMATICAL ITALIC SMALL V}"), None, Row((Symbol("′"),))),)),
        ),
    )
    (fenced,) = parse_tex(r"\left\|{x}\right\|").parts
    assert isinstance(fenced, Fenced)
    assert (fenced.left, fenced.right) == ("‖", "‖")


@pytest.mark.parametrize("text", [r"\nonsense x", r"\frac{1", "x}", r"\begin{align} x \end{align}"])
def test_what_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(UnknownTexError):
        parse_tex(text)


def test_scripts_are_smaller_and_never_tiny() -> None:
    sizes = [size for _, size in letters(whole("x_{a_{b_c}}", SIZE))]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == SIZE
    assert sizes[1] < SIZE
    assert min(sizes) >= 0.6 * SIZE


def test_a_sign_stands_closer_than_an_operator() -> None:
    minus = whole("a - b", SIZE).width - whole("a", SIZE).width - whole("b", SIZE).width
    sign = whole("{-}b", SIZE).width - whole("b", SIZE).width
    assert minus > sign + 0.3 * SIZE
    assert whole("= -b", SIZE).width == pytest.approx(whole("= {-}b", SIZE).width)


def test_brackets_and_roots_grow_with_what_they_hold() -> None:
    plain, tall = whole(r"\left(x\right)", SIZE), whole(r"\left(\frac{a}{b}\right)", SIZE)
    fraction = whole(r"\frac{a}{b}", SIZE)
    assert tall.above > fraction.above > plain.above
    assert tall.below > fraction.below > plain.below
    assert whole(r"\sqrt{\frac{a}{b}}", SIZE).above > fraction.above
    matrix = whole(r"\begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}", SIZE)
    assert matrix.height > 2.5 * SIZE


def test_big_brackets_are_as_tall_as_needed_and_may_be_broken() -> None:
    body = r"\frac{a}{b} - \begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}"
    big, fenced = (whole(text.format(body), SIZE) for text in (r"\Big({}\Big)", r"\left({}\right)"))
    assert (big.above, big.below) == (fenced.above, fenced.below)
    assert big.width == pytest.approx(fenced.width, abs=0.2)
    assert len(lines(rf"x = \Big({body}\Big)", SIZE, 0.8 * big.width)) > 1


LONG = r"x \leftarrow a + b\cdot(c - d)\cdot(e + f) - g = h"


@pytest.mark.parametrize("width", [400.0, 160.0, 110.0, 80.0])
def test_long_formulas_are_broken_into_lines_that_fit(width: float) -> None:
    found = lines(LONG, SIZE, width)
    assert all(box.width <= width for box in found)
    assert [c for box in found for c, _ in letters(box)] == [c for c, _ in letters(whole(LONG, SIZE))]
    assert len(found) == 1 if width == 400.0 else len(found) > 1


def test_lines_begin_with_operators_and_brackets_stay_whole() -> None:
    first, second = lines(LONG, SIZE, whole(LONG, SIZE).width * 0.9)
    assert letters(second)[0] == letters(whole("=", SIZE))[0]
    plus = letters(whole("+", SIZE))[0]
    for width in (120.0, 150.0, 180.0):
        starts = [letters(box)[0] for box in lines(LONG, SIZE, width)[1:]]
        assert letters(whole("c", SIZE))[0] not in starts
    assert plus in letters(first)
    # Statements are parted before anything else is.
    statements = lines(r"a = b + c,\quad d = e", SIZE, whole(r"a = b + c, d =", SIZE).width)
    assert letters(statements[1]) == letters(whole("d = e", SIZE))
