"""The language of operations: what it accepts, what it computes."""

import numpy as np
import pytest

from optexplorer.core.inspect.environment import families
from optexplorer.core.operations import (
    Environment,
    OperationError,
    Questions,
    after_all,
    evaluate,
    op,
    value_of,
)
from optexplorer.core.operations.parse import parse_assignment, parse_expression

MATRIX = np.array([[2.0, 1.0], [1.0, 4.0]])
QUESTIONS = Questions(lambda x: float(x @ x), lambda x: 2 * x, lambda x: 2 * np.eye(x.size))  # f = x·x
NAMES = Environment(
    {
        "x": np.array([3.0, -4.0]), "g": np.array([1.0, 2.0]), "t": np.array(3.0),
        "beta": np.array(0.5), "A": MATRIX, "H": MATRIX, "I": np.eye(2),
    },
    {"alpha": np.array(0.25), "H": -MATRIX},
    QUESTIONS,
)  # fmt: skip


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("2 + 3*4^2", 50.0),
        ("-3^2", -9.0),
        ("2^3^2", 512.0),
        ("7/2 - 1", 2.5),
        ("1 - beta^t", 0.875),
        ("x*g", [3.0, -8.0]),
        ("A @ x", [2.0, -13.0]),
        ("x @ A", [2.0, -13.0]),
        ("x @ g", -5.0),
        ("norm(x)", 5.0),
        ("dot(x, g)", -5.0),
        ("sum(x)", -1.0),
        ("mean(x)", -0.5),
        ("outer(g, g)", [[1.0, 2.0], [2.0, 4.0]]),
        ("solve(A, g)", [2 / 7, 3 / 7]),
        ("diag(A)", [2.0, 4.0]),
        ("absolute(A - 2*I)", np.array([[1.0, 1.0], [1.0, 3.0]]) / np.sqrt(2.0)),
        ("mod(t - 1, 2) + mod(t, 2)", 1.0),
        ("sqrt(abs(x) + 1)", [2.0, np.sqrt(5.0)]),
        ("sign(x)*exp(0)*log(1) + sign(x)", [1.0, -1.0]),
        ("min(x)", -4.0),
        ("max(x)", 3.0),
        ("min(x, g)", [1.0, -4.0]),
        ("max(x, g, 2.5)", [3.0, 2.5]),
        ("where(x > 0, 1, g)", [1.0, 2.0]),
        ("where(t == 3, x, g)", [3.0, -4.0]),
        ("f(x)", 25.0),
        ("grad(x + g)", [8.0, -4.0]),
        ("hess(x)", [[2.0, 0.0], [0.0, 2.0]]),
        ("told(alpha)", 0.25),
        ("rows(H) + told_rows(H)", [[0.0, 0.0], [0.0, 0.0]]),
        ("A + 0.5*I", [[2.5, 1.0], [1.0, 4.5]]),
    ],
)
def test_values(text: str, value: float | list[float]) -> None:
    found = value_of(parse_expression(text), NAMES)
    assert found.dtype == np.float64
    assert found.shape == np.shape(value)
    np.testing.assert_allclose(found, value, rtol=1e-14)


@pytest.mark.parametrize(
    "text",
    ["1/0", "sqrt(-1)", "log(0)", "10^1000", "(-8)^(1/3)", "solve(A - A, g)", "absolute(A/0)", "0/0*x"],
)
def test_what_has_no_value_is_not_finite_and_silent(text: str) -> None:
    assert not np.isfinite(value_of(parse_expression(text), NAMES)).any()


@pytest.mark.parametrize(
    "text",
    [
        "", "x +", "x; g", "x.real", "x[0]", "lambda: x", "__import__('os')", "open(x)", "'x'", "True",
        "x < g", "x and g", "not x", "f'{x}'", "[x]", "x if t else g", "sqrt(x, g)", "norm()", "x // g",
        "x & g", "where(x, g, g)", "where(1 < x < 2, x, g)", "where(x > 0, g)", "told(x + g)",
        "sqrt(x=1)", "f(*x)", "(y := x)", "x = g", "1j",
    ],
)  # fmt: skip
def test_nothing_else_is_an_expression(text: str) -> None:
    with pytest.raises(OperationError):
        parse_expression(text)


@pytest.mark.parametrize("text", ["x", "x, g = g, x", "x = g = 1", "x[0] = 1", "x += 1", "x == g"])
def test_nothing_else_is_an_operation(text: str) -> None:
    with pytest.raises(OperationError):
        parse_assignment(text)


def test_operations_run_in_order_and_leave_what_they_were_given() -> None:
    operations = (
        op("d = g + x", "A local."),
        op("x = x - d", "Uses it."),
        op("x = 2*x", "Uses that."),
    )
    first, second, third = evaluate(operations, NAMES)
    assert first.before is None
    assert first.after.tolist() == [4.0, -2.0]
    assert second.before is not None
    assert second.before.tolist() == [3.0, -4.0]
    assert second.environment["d"].tolist() == [4.0, -2.0]
    assert third.after.tolist() == [-2.0, -4.0]
    assert NAMES["x"].tolist() == [3.0, -4.0]
    end = after_all((first, second, third), NAMES)
    assert end["x"].tolist() == [-2.0, -4.0]
    assert end["d"].tolist() == [4.0, -2.0]


def test_an_unknown_name_is_named() -> None:
    with pytest.raises(KeyError, match="nobody"):
        evaluate((op("x = nobody", "Fails."),), NAMES)


def test_families_are_matrices() -> None:
    rows = {f"p{i}": np.array([i, -i], dtype=np.float64) for i in range(12)}
    found = families(rows | {"m": np.zeros(2)})
    assert list(found) == ["p"]
    assert found["p"][:, 0].tolist() == list(range(12))
