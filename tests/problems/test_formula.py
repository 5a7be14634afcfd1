"""Typed formulas as problems."""

import math

import pytest

from optexplorer.core.problem import FormulaSpec, Problem, ProblemError
from optexplorer.problems.formula import formula_problem
from tests.support.formulas import run


def value(problem: Problem) -> float:
    return run(problem.kernels, problem.start, problem.data)[0]


def test_two_variables() -> None:
    problem = formula_problem(FormulaSpec("a*x^2 + y", (("a", 3.0),), ((0.0, 1.0), (2.0, 4.0))))
    assert problem.names == ("x", "y")
    assert problem.formula == "a·x² + y"
    assert problem.data.tolist() == [[3.0]]
    x, y = problem.start
    assert 0 < x < 1
    assert 2 < y < 4
    assert value(problem) == 3 * x**2 + y


def test_one_variable() -> None:
    problem = formula_problem(FormulaSpec("cos(x)"))
    assert problem.names == ("x",)
    assert problem.domain == ((-5.0, 5.0),)
    assert len(problem.start) == 1


def test_y_alone_is_a_plane() -> None:
    assert formula_problem(FormulaSpec("y^2")).names == ("x", "y")


@pytest.mark.parametrize("text", ["log(x)", "sqrt(y) + x", "log(x) + sqrt(-y)", "y/x"])
def test_the_start_is_where_the_formula_has_a_value(text: str) -> None:
    assert math.isfinite(value(formula_problem(FormulaSpec(text))))


@pytest.mark.parametrize(
    ("spec", "path", "position", "message"),
    [
        (FormulaSpec("x + foo"), "expression", 4, "Unknown name 'foo'"),
        (FormulaSpec("(" * 10_000_000), "expression", 10_000, "too long"),
        (FormulaSpec("3"), "expression", 0, "no x"),
        (FormulaSpec("x", (("sin", 1.0),)), "parameters.sin", None, "function already"),
        (FormulaSpec("x", (("a b", 1.0),)), "parameters.a b", None, "letters"),
        (FormulaSpec("a*x", (("a", math.inf),)), "parameters.a", None, "finite"),
        (FormulaSpec("x", (), ((0.0, 1.0), (0.0, 1.0))), "domain", None, "one interval"),
        (FormulaSpec("x*y", (), ((0.0, 1.0),)), "domain", None, "two intervals"),
        (FormulaSpec("x", (), ((1.0, 0.0),)), "domain[0]", None, "below"),
        (FormulaSpec("x", (), ((-1.7e308, 1.7e308),)), "domain[0]", None, "finite"),
        (FormulaSpec("x", (), ((1.0, math.nextafter(1.0, 2.0)),)), "domain[0]", None, "too close"),
        (FormulaSpec("x*y", (), ((0.0, 1.0), (0.0, 5e-324))), "domain[1]", None, "too close"),
    ],
    ids=lambda v: str(v)[:30],
)
def test_refusals(spec: FormulaSpec, path: str, position: int | None, message: str) -> None:
    with pytest.raises(ProblemError) as caught:
        formula_problem(spec)
    assert (caught.value.path, caught.value.position) == (path, position)
    assert message in caught.value.message
