"""Formulas for people: one line of plain characters, and TeX."""

import subprocess
import sys

import pytest

from optexplorer.problems.expression import parse, pretty, show_derivatives
from optexplorer.problems.expression.display import TOO_LARGE, UNDEFINED


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("100*(y-x**2)**2+(1-x)**2", "100·(y − x²)² + (1 − x)²"),
        ("-x^2", "−x²"),
        ("(-x)^2", "(−x)²"),
        ("x^-2", "x^(−2)"),
        ("x^y^2", "x^(y²)"),
        ("(x^y)^2", "(x^y)²"),
        ("x-(y-1)", "x − (y − 1)"),
        ("x/(y*2)", "x/(y·2)"),
        ("x - -y", "x − (−y)"),
        ("-(x+y)/2", "−(x + y)/2"),
        ("sqrt(abs(x))*pi", "√|x|·π"),
        ("sqrt(x+1)", "√(x + 1)"),
        ("min(x, kappa*y)", "min(x, κ·y)"),
        ("0.10*x", "0.1·x"),
    ],
)
def test_pretty(text: str, shown: str) -> None:
    assert pretty(parse(text, ["kappa"])) == shown


def test_pretty_gives_up_on_long_formulas() -> None:
    assert pretty(parse("+".join(["x"] * 500))) == "a formula of 999 terms and operations"


def test_tex() -> None:
    shown = show_derivatives(parse("b*(y - x^2)^2 + (a - x)^2", ["a", "b"]))
    assert shown.value == r"b \left(- x^{2} + y\right)^{2} + \left(a - x\right)^{2}"
    assert shown.gradient[1] == r"b \left(- 2 x^{2} + 2 y\right)"
    assert shown.hessian == (
        (r"8 b x^{2} - 4 b \left(- x^{2} + y\right) + 2", "- 4 b x"),
        ("- 4 b x", "2 b"),
    )


def test_tex_of_kinks_agrees_with_the_kernels() -> None:
    shown = show_derivatives(parse("abs(x)^3 + floor(2*x)*x + sign(x) + max(x^2, 1) + min(x, 2)"))
    sign = r"\operatorname{sign}\left(x\right)"
    for part in (
        rf"3 \left|{{x}}\right|^{{2}} {sign}",
        r"\left\lfloor{2 x}\right\rfloor",
        r"2 x \left[1 \leq x^{2}\right]",
        r"\left[x \leq 2\right]",
    ):
        assert part in shown.gradient[0]
    assert rf"6 \left|{{x}}\right| {sign}^{{2}}" in shown.hessian[0][0]
    assert "elta" not in shown.hessian[0][0]


def test_tex_of_atan2() -> None:
    shown = show_derivatives(parse("atan2(y, x)"))
    assert shown.gradient == (r"- \frac{y}{x^{2} + y^{2}}", r"\frac{x}{x^{2} + y^{2}}")


def test_tex_where_there_is_no_value() -> None:
    assert show_derivatives(parse("cosh(x/(y - y))")).value == UNDEFINED


@pytest.mark.parametrize("text", ["^".join(["(x + y)"] * 12), "sin(" * 30 + "x*y" + ")" * 30])
def test_tex_of_large_formulas_is_refused(text: str) -> None:
    shown = show_derivatives(parse(text))
    assert shown.gradient == (TOO_LARGE, TOO_LARGE)
    assert shown.hessian == ((TOO_LARGE, TOO_LARGE),) * 2


def test_tex_of_huge_constants_returns() -> None:
    assert show_derivatives(parse("9^-(9^9)*x + y")).hessian == (("0", "0"), ("0", "0"))


def test_sympy_is_imported_for_tex_only() -> None:
    code = (
        "import sys; from optexplorer.problems.expression import *;"
        "formula_kernels('x^2', (), False); pretty(parse('x^2'));"
        "assert not {'sympy', 'numba'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, timeout=60)
