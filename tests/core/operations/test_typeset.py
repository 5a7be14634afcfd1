"""Operations as TeX, with letters and with numbers."""

from dataclasses import replace

import numpy as np
import pytest

from optexplorer.core.operations import (
    Environment,
    Questions,
    name_tex,
    notation,
    op,
    symbol_tex,
    tex,
    tex_with_numbers,
)
from optexplorer.core.operations.numbers import number_piece, value_piece
from optexplorer.optimizers.adam import Adam

LETTERS = notation(Adam.parameters(), ("m", "v", "H0", "H1"))
NAMES = Environment(
    {
        "x": np.array([3.0, -4.0]), "g": np.array([1.0, 2.0]), "t": np.array(3.0),
        "beta1": np.array(0.12345), "A": np.array([[2.0, 1.0], [1.0, 4.0]]),
        "m": np.array([0.5, 0.25]),
    },
    {"alpha": np.array(0.25), "trial": np.array([7.0, 8.0])},
    Questions(lambda x: float(x @ x), lambda x: 2 * x, lambda x: 2 * np.eye(x.size)),
    frozenset({"beta1"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("m = beta1*m + (1 - beta1)*g", r"m \leftarrow \beta_1\,m + (1 - \beta_1)\,g"),
        ("d = g^2", r"d = g^2"),
        ("d = (g + x)^(t - 1)", r"d = (g + x)^{t - 1}"),
        ("d = (g/x)^2", r"d = \Big(\frac{g}{x}\Big)^2"),
        ("d = a - (b - c)", r"d = a - (b - c)"),
        ("d = a - (b + c)", r"d = a - (b + c)"),
        ("d = a + (b - c)", r"d = a + b - c"),
        ("d = (a*b)*c", r"d = a\,b\,c"),
        ("d = (a - b)/c", r"d = \frac{a - b}{c}"),
        ("d = a*-b", r"d = a\,({-}b)"),
        ("d = -(a + b)", r"d = {-}(a + b)"),
        ("d = a*2", r"d = a\cdot 2"),
        ("d = sqrt(v_hat) + eps", r"d = \sqrt{\hat v} + \varepsilon"),
        ("d = norm(x)/abs(g)", r"d = \frac{\|x\|}{|g|}"),
        ("d = outer(a, b - c)", r"d = a\,(b - c)^{\top}"),
        ("d = solve(A + I, g)", r"d = (A + I)^{-1}\,g"),
        ("d = absolute(A - I)", r"d = |A - I|"),
        ("d = mod(t - 1, k) + diag(A)", r"d = (t - 1) \bmod k + \operatorname{diag}(A)"),
        ("x = x - told(alpha)*p", r"x \leftarrow x - \alpha\,p"),
        ("m = told(m)", r"m \leftarrow \text{as found}"),
        ("H = rows(H) + outer(s, s)", r"H \leftarrow H + s\,s^{\top}"),
        ("d = max(a, b)", r"d = \max(a, b)"),
        (
            "d = where(a < b, 1, where(a == b, 2, 3))",
            r"d = \begin{cases} 1 & a < b \\ 2 & a = b \\ 3 & \text{otherwise} \end{cases}",
        ),
    ],
)
def test_formula(text: str, expected: str) -> None:
    assert tex(op(text, "A line."), LETTERS) == expected


def test_what_chance_decides_may_show_its_rule() -> None:
    assert tex(op("u = told(u)", "Drawn.", shown=r"\mathcal N"), LETTERS) == r"u = \mathcal N"


@pytest.mark.parametrize(
    ("text", "coordinate", "expected"),
    [
        ("d = g + x*x", 0, r"d = 1 + 3\cdot 3 = 10"),
        ("d = g - x", 1, r"d = 2 - ({-}4) = 6"),
        ("d = x^2", 1, r"d = ({-}4)^2 = 16"),
        ("d = beta1*g", 1, r"d = 0.12345\cdot 2 = 0.2469"),
        ("d = x", 1, r"d = {-}4"),
        ("d = g/norm(x)", 0, r"d = \frac{1}{\left\|[3; {-}4]\right\|} = 0.2"),
        ("d = A @ g", 1, r"d = [1, 4]\,[1; 2] = 9"),
        ("d = 2*g", None, r"d = 2\cdot [1; 2] = [2; 4]"),
        ("d = g*m", None, r"d = [1; 2]\odot [0.5; 0.25] = [0.5; 0.5]"),
        ("trial = told(trial)", 1, "trial = 8"),
        ("d = grad(x)", 1, r"d = {-}8"),
        ("d = where(f(x) < f(g), x, g)", 0, r"d = 1 \quad\text{as } 25 \ge 5"),
        ("d = where(x > 0, x, 2*g)", 1, r"d = 2\cdot 2 = 4 \quad\text{as } {-}4 \le 0"),
        ("d = solve(A, g)", 0, r"d = \Big[[2, 1; 1, 4]^{-1}\,[1; 2]\Big]_1 = 0.2857"),
        ("d = sum(g*x) - 1", 0, r"d = \operatorname{sum}\Big([3; {-}8]\Big) - 1 = {-}6"),
        ("d = dot(g, x)/2", 0, r"d = \frac{[1, 2]\,[3; {-}4]}{2} = {-}2.5"),
        ("H = outer(g, x)", 0, r"H \leftarrow [1; 2]\,[3, {-}4] = [3, {-}4; 6, {-}8]"),
        ("d = max(g/t, 1)", 1, r"d = \max\Big(\frac{2}{3}, 1\Big) = 1"),
    ],
)  # fmt: skip
def test_numbers_of_a_step(text: str, coordinate: int | None, expected: str) -> None:
    letters = replace(LETTERS, letters={**LETTERS.letters, "trial": "trial"})
    found = tex_with_numbers(op(text, "A line."), NAMES, letters, coordinate)
    assert brackets(found) == expected


def brackets(tex: str) -> str:
    """Vectors and matrices in a notation that fits a line: ``[1, 2; 3, 4]``."""
    plain = tex.replace(r" \\ ", "; ").replace(" & ", ", ")
    return plain.replace(r"{\begin{pmatrix} ", "[").replace(r" \end{pmatrix}}", "]")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0.0, "0"), (3.0, "3"), (1234567.0, "1234567"), (0.125, "0.125"), (-0.5, "{-}0.5"),
        (123456.7, "123457"), (0.0012, "0.0012"), (0.00012345, r"1.234\times 10^{-4}"),
        (0.000012, r"1.2\times 10^{-5}"), (1e8, r"1\times 10^{8}"), (-2.5e-9, r"{-}2.5\times 10^{-9}"),
        (float("inf"), r"\infty"), (float("-inf"), r"{-}\infty"), (float("nan"), r"\text{nan}"),
        (9.99996, "10"),
    ],
)  # fmt: skip
def test_numbers(value: float, expected: str) -> None:
    assert number_piece(value, 4).tex == expected


def test_long_vectors_lose_their_middle() -> None:
    column = value_piece(np.arange(9.0), 4).tex
    assert column == r"{\begin{pmatrix} 0 \\ 1 \\ \vdots \\ 8 \end{pmatrix}}"
    row = value_piece(np.arange(9.0), 4, row=True).tex
    assert row == r"{\begin{pmatrix} 0 & 1 & \cdots & 8 \end{pmatrix}}"


@pytest.mark.parametrize(
    ("symbol", "expected"),
    [
        ("η", r"\eta"), ("β₁", r"\beta_1"), ("ε", r"\varepsilon"), ("s₀", "s_0"), ("η⁻", r"\eta^-"),
        ("η₊", r"\eta_+"), ("ḡ", r"\bar g"), ("m̂", r"\hat m"), ("λ", r"\lambda"), ("Δ", r"\Delta"),
        ("ηₘᵢₙ", r"\eta_{\min}"), ("f*", "f*"), ("ν₁₂", r"\nu_{12}"),
    ],
)  # fmt: skip
def test_symbols(symbol: str, expected: str) -> None:
    assert symbol_tex(symbol) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("x", "x"), ("beta1", r"\beta_1"), ("m_hat", r"\hat m"), ("x_bar", r"\bar x"),
        ("v_max", r"v_{\max}"), ("x_ahead", r"x_{\mathrm{ahead}}"), ("trial", r"\mathrm{trial}"),
        ("lambd", r"\lambda"), ("β₁ᵗ", r"\beta_1^t"),
        ("rate", r"\eta"), ("rate_hat", r"\hat \eta"), ("x_prime", "x'"),
        ("H0", "H_0"), ("Delta", r"\Delta"), ("eta_minus", r"\eta_{\mathrm{minus}}"),
        ("s_k", "s_k"), ("d_0_max", r"d_{0,\max}"), ("v_max_hat", r"\hat v_{\max}"),
    ],
)  # fmt: skip
def test_names(name: str, expected: str) -> None:
    assert name_tex(name) == expected
