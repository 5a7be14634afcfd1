"""Derivatives of every function, of powers at their awkward points, and of random trees."""

import math

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.support.formulas import assert_same, derivatives, exact

SMOOTH = {
    "sin": "x*y", "cos": "x*y", "tan": "x*y", "asin": "x*y/2", "acos": "x*y/2", "atan": "x*y",
    "sinh": "x*y", "cosh": "x*y", "tanh": "3*x*y", "exp": "x*y", "log": "x*y^2", "log2": "x*y",
    "log10": "x + y", "sqrt": "x*y + 1", "abs": "x*y - 5", "sign": "x*y", "floor": "5*x*y",
}  # fmt: skip


@pytest.mark.parametrize(("name", "inner"), SMOOTH.items())
def test_function(name: str, inner: str) -> None:
    for point in [(0.7, 0.9), (1.3, 0.4), (0.05, 1.7)]:
        assert_same(derivatives(f"{name}({inner})", point), exact(f"{name}({inner})", point))


@pytest.mark.parametrize(
    "text",
    [
        "x^0 + y", "x^1*y", "x^2*y^3", "(x*y)^7", "(x + y)^-1", "x^-3*y^-2", "(x*y)^0.5",
        "(x + 2*y)^2.7", "(x*y)^-1.5", "(x + y)^40", "x^y", "(x + y)^(x*y)", "2^(x*y)", "e^(x - y)",
        "x^(y^x)", "x*y/(x + y)", "1/(1 + x^2*y)", "x/7 + y/x", "atan2(x, y)", "atan2(x*y, x - 2)",
        "min(x, y)*max(x^2, y^2)", "min(x*y, x + y, 0.3)", "x*x*y*y", "(x - y)*(x - y)*(y - x)",
        "-(-(x*y)) - -x", "sin(x)*sin(x) + cos(y)^2", "(x + y)^5/(x + y)^3",
    ],
)  # fmt: skip
def test_operators(text: str) -> None:
    for point in [(0.7, 0.9), (1.3, 0.4), (2.5, 1.5)]:
        assert_same(derivatives(text, point), exact(text, point))


@pytest.mark.parametrize("p", [-2.0, -0.5, 0.0, 0.5, 1.0, 1.5, 2.0, 3.0])
def test_an_exponent_may_be_a_parameter(p: float) -> None:
    ours = derivatives("(x + 2*y)^p", (0.7, 0.9), {"p": p})
    assert_same(ours, exact(f"(x + 2*y)**({p})", (0.7, 0.9)))


def gradient_and_hessian(text: str, point: tuple[float, ...], p: float = 0.0) -> list[float]:
    """f, g and the upper triangle of h of the compiled kernel."""
    f, g, h = derivatives(text, point, {"p": p}, compiled=True)
    assert np.array_equal(h, h.T, equal_nan=True)
    return [f, *g, *h[np.triu_indices(g.size)]]


@pytest.mark.parametrize(
    ("text", "p", "expected"),
    [
        ("x^p", 1.0, [0, 1, 0]),
        ("x^p", 2.0, [0, 0, 2]),
        ("x^p", 3.0, [0, 0, 0]),
        ("x^p", 0.0, [1, 0, 0]),
        ("(x^2)^p", 1.0, [0, 0, 2]),
        ("x^1.5", 0.0, [0, 0, math.inf]),
        ("sqrt(x)", 0.0, [0, math.inf, -math.inf]),
        ("sqrt(x^2)", 0.0, [0, 0, 0]),
        ("abs(x)", 0.0, [0, 0, 0]),
        ("sqrt(abs(x))", 0.0, [0, 0, 0]),
        ("max(0, x)", 0.0, [0, 0, 0]),
        ("min(x, x^2)", 0.0, [0, 1, 0]),
        ("sign(x)*x + floor(x)", 0.0, [0, 0, 0]),
        ("1/(1 + exp(1000 - 5*x))", 0.0, [0, 0, 0]),
    ],
)  # fmt: skip
def test_at_zero_on_a_line(text: str, p: float, expected: list[float]) -> None:
    assert gradient_and_hessian(text, (0.0,), p) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sqrt(x^2 + y^2)", [0, 0, 0, 0, 0, 0]),
        ("(x^2 + y^2)^0.75", [0, 0, 0, 0, 0, 0]),
        ("atan2(y, x)", [0, 0, 0, 0, 0, 0]),
        ("max(x, y)", [0, 1, 0, 0, 0, 0]),
        ("x*abs(y)", [0, 0, 0, 0, 0, 0]),
    ],
)
def test_at_the_origin_of_the_plane(text: str, expected: list[float]) -> None:
    assert gradient_and_hessian(text, (0.0, 0.0)) == expected


def test_undefined_values_stay_nan() -> None:
    for text in ("log(x)", "sqrt(x)", "min(1, sqrt(x))", "max(sqrt(x), 1)", "x^0.5"):
        assert math.isnan(gradient_and_hessian(text, (-1.0,))[0])


def test_value_gradient_and_hessian_agree_to_the_bit() -> None:
    from optexplorer.problems.expression import formula_kernels
    from tests.support.formulas import NO_ROWS

    kernels = formula_kernels("sin(x)*y^3/(1 + x^2) - sqrt(x*y)", (), transformed=False)
    x, data = np.array([0.7, 1.9]), np.zeros((1, 1))
    g, g2, h = np.zeros(2), np.zeros(2), np.zeros((2, 2))
    value = kernels.value.compiled(x, data, NO_ROWS)
    assert value == kernels.gradient.compiled(x, data, NO_ROWS, g)
    assert value == kernels.hessian.compiled(x, data, NO_ROWS, g2, h)
    assert np.array_equal(g, g2)


LEAVES = st.sampled_from(["x", "y", "0.3", "1.7", "2"])


def grown(parts: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """One operation on formulas that is smooth everywhere and does not explode."""
    one = st.sampled_from(
        ["sin({})", "cos({})", "tanh({})", "atan({})", "-({})", "({})^2", "({})^3",
         "exp(-({})^2)", "sqrt(1 + ({})^2)", "log(2 + ({})^2)", "1/(2 + ({})^2)",
         "(1 + ({})^2)^1.3"]
    )  # fmt: skip
    two = st.sampled_from(
        ["({}) + ({})", "({}) - ({})", "({})*({})", "({})/(3 + cos({}))", "(2 + sin({}))^(tanh({}))"]
    )
    single = st.builds(lambda form, u: form.format(u), one, parts)
    return single | st.builds(lambda form, u, w: form.format(u, w), two, parts, parts)


@given(
    st.recursive(LEAVES, grown, max_leaves=8),
    st.floats(0.1, 1.5).map(lambda v: round(v, 3)),
    st.floats(0.1, 1.5).map(lambda v: round(v, 3)),
)
@settings(max_examples=60, deadline=None)
def test_random_trees(text: str, x: float, y: float) -> None:
    text += " + x*y"
    theirs = exact(text, (x, y))
    size = max(float(np.max(np.abs(part))) for part in theirs)
    assume(size < 1e4)
    for mine, other in zip(derivatives(text, (x, y)), theirs, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-9, atol=1e-9 * (1 + size))
