"""Critical points: all that are known are found, none is invented, each is of its kind."""

from collections.abc import Sequence

import numpy as np
import pytest

from optexplorer.core.analysis.critical import CriticalPoint, CriticalPoints, critical_points
from optexplorer.core.analysis.local import curvature_along, quadratic_model
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.problem import FormulaSpec, SurfaceSpec
from optexplorer.core.surface import probe
from optexplorer.problems.catalogue import catalogue
from optexplorer.problems.formula import formula_problem
from optexplorer.problems.surfaces import surface_problem
from tests.support.formulas import reference

# The list of these is a selection.
MANY = {"rastrigin": 441, "ackley": 440, "griewank": None, "levy_n13": None}


def of(expression: str, *box: tuple[float, float]) -> CriticalPoints:
    return critical_points(formula_problem(FormulaSpec(expression, domain=box)))


def at(points: Sequence[CriticalPoint], place: Sequence[float]) -> CriticalPoint:
    (there,) = [p for p in points if np.allclose(p.point, place, rtol=1e-8, atol=1e-8)]
    return there


@pytest.mark.parametrize("key", [entry.key for entry in catalogue()])
def test_the_recorded_points(key: str) -> None:
    problem = surface_problem(SurfaceSpec(key))
    found = critical_points(problem).points
    listed = reference()[key]["critical"]
    for kind, place, value, eigenvalues in listed:
        point = at(found, place)
        degenerate = "zero" in kind or "degenerate" in kind
        assert point.kind == ("degenerate" if degenerate else kind)
        assert point.value == pytest.approx(value, rel=1e-9, abs=1e-9)
        np.testing.assert_allclose(point.eigenvalues, eigenvalues, rtol=1e-7, atol=1e-8)
    if key not in MANY:
        assert len(found) == len(listed)
    elif MANY[key]:
        assert len(found) == MANY[key]
    for point in found:
        scale = float(np.abs(point.eigenvalues).max())
        width = max(high - low for low, high in problem.domain)
        assert point.gradient_norm <= 1e-9 * scale * width
    assert list(found) == sorted(found, key=lambda p: (p.value, p.point))


def test_the_kinds_of_degenerate_points() -> None:
    box = (-1.5, 1.5), (-1.5, 1.5)
    details = {
        "x^3 - 3*x*y^2": "a monkey saddle",
        "x^4 + y^4": "a minimum, flatter than a parabola",
        "-x^4 - y^2": "a maximum, flatter than a parabola",
        "x^4 - y^4": "a saddle, flatter than a plain one",
        "x^2 + y^3": "higher on one side and lower on the other",
        "x^4 - 6*x^2*y^2 + y^4": "a saddle that rises 4 times around",
    }
    for expression, detail in details.items():
        (point,) = of(expression, *box).points
        assert (point.kind, point.detail) == ("degenerate", detail)
        np.testing.assert_allclose(point.point, 0, atol=1e-8)
    (point,) = of("x^3", (-1.0, 2.0)).points
    assert point.detail == "a point of inflection"


def test_a_degenerate_point_off_the_round_numbers() -> None:
    (point,) = of("(x - 0.7351)^4 + (y + 0.2913)^2", (-2.0, 2.0), (-2.0, 2.0)).points
    assert point.kind == "degenerate"
    np.testing.assert_allclose(point.point, (0.7351, -0.2913), atol=1e-4)


def test_curves_and_plateaus_are_said_and_not_listed() -> None:
    box = (-3.0, 3.0), (-3.0, 3.0)
    for expression in ("(x^2 + y^2 - 1)^2 + 0*x", "(x + y)^2", "0*x*y + 1"):
        found = of(expression, *box)
        assert found.continuum, expression
        assert all(p.kind != "degenerate" for p in found.points)
    (top,) = of("(x^2 + y^2 - 1)^2", *box).points  # in the middle of the ring of minima
    assert top.kind == "maximum"
    assert not of("x^2 + y^2", *box).continuum


def test_kinks_and_slopes_have_none() -> None:
    box = (-2.0, 2.0), (-2.0, 2.0)
    for expression in (
        "abs(x) + abs(y)",
        "x^2 + abs(y)",
        "x + 2*y",
        "sqrt(x^2 + y^2)",
        "sqrt(-1 - x^2 - y^2)",
    ):
        assert of(expression, *box).points == (), expression


@pytest.mark.parametrize("unit", [1e-12, 1e-3, 1e9])
def test_units_do_not_matter(unit: float) -> None:
    wide = (-5.0 * unit, 5.0 * unit)
    scaled = f"{unit}*((( x/{unit})^2 + y/{unit} - 11)^2 + (x/{unit} + (y/{unit})^2 - 7)^2)"
    found = of(scaled, wide, wide).points
    plain = critical_points(surface_problem(SurfaceSpec("himmelblau"))).points
    assert [p.kind for p in found] == [p.kind for p in plain]


def test_only_those_in_the_box_and_the_same_each_time() -> None:
    himmelblau = surface_problem(SurfaceSpec("himmelblau"))
    box = ((0.0, 5.0), (0.0, 5.0))
    found = critical_points(himmelblau, box, seed=1)
    assert [p.kind for p in found.points] == ["minimum", "saddle", "saddle"]
    again = critical_points(himmelblau, box, seed=1)
    assert [p.point for p in again.points] == [p.point for p in found.points]
    # A minimum on the very edge counts.
    assert len(critical_points(himmelblau, ((3.0, 5.0), (1.0, 2.0))).points) == 1


def test_eigenvectors_belong_to_their_eigenvalues() -> None:
    for point in of("x^2 + 3*x*y - y^2 + x^3", (-1.0, 1.0), (-1.0, 1.0)).points:
        for eigenvalue, v in zip(point.eigenvalues, point.eigenvectors, strict=True):
            np.testing.assert_allclose(point.hessian @ v, eigenvalue * v, atol=1e-12)
            assert np.linalg.norm(v) == pytest.approx(1)


def test_can_be_called_off() -> None:
    cancel = Cancel()
    with pytest.raises(Cancelled):
        critical_points(
            surface_problem(SurfaceSpec("ackley")), cancel=cancel, progress=lambda *_: cancel.set()
        )


def test_the_quadratic_model() -> None:
    problem = surface_problem(SurfaceSpec("himmelblau"))
    model = quadratic_model(problem, (2.5, 1.5))
    assert model is not None
    for d, order in ((1e-2, 1e-4), (1e-3, 1e-7)):  # the error falls with the third power
        there = np.array([[2.5 + d, 1.5 - d]])
        assert abs(model(there)[0] - probe(problem, tuple(there[0])).value) < order
    assert model.stationary is not None
    np.testing.assert_allclose(
        model.gradient + model.hessian @ (model.stationary - model.point), 0, atol=1e-9
    )
    trough = quadratic_model(formula_problem(FormulaSpec("(x + y)^2")), (1.0, 1.0))
    assert trough is not None
    assert trough.stationary is None
    assert quadratic_model(formula_problem(FormulaSpec("sqrt(x) + y")), (-1.0, 0.0)) is None


def test_a_minimum_along_x_and_a_maximum_along_y() -> None:
    hessian = probe(surface_problem(SurfaceSpec("hyperbolic_saddle")), (0.0, 0.0)).hessian
    along_x, along_y = (curvature_along(hessian, np.array(v)) for v in ((3.0, 0.0), (0.0, -0.1)))
    assert (along_x.curvature, along_y.curvature) == (2.0, -2.0)
    assert along_x.change.tolist() == [2.0, 0.0]
    between = curvature_along(hessian, np.array([1.0, 1.0]))
    assert between.curvature == pytest.approx(0)
    np.testing.assert_allclose(between.change, np.sqrt(2) * np.array([1.0, -1.0]))


@pytest.mark.parametrize(
    ("formula", "place"),
    [("x^2 - y^2", 0.0), ("x^3 - 3*x*y^2", 0.0), ("(x - 0.3)^2 - y^2", 0.3)],
)
def test_a_point_has_no_digits_of_the_box(formula: str, place: float) -> None:
    (found,) = of(formula, (-1.3, 2.7), (-0.71, 3.1)).points
    assert found.point == (place, 0.0)


@pytest.mark.parametrize("size", [5.0, 40.0, 1e18])
@pytest.mark.parametrize("expression", ["1e160*x^2 + 1e160*y^2", "exp(exp(x)) + y", "x^9 - y^11"])
def test_gradients_beyond_all_numbers_are_no_points_and_no_warnings(
    expression: str, size: float
) -> None:
    found = of(expression, (-size, size), (-size, size))
    assert all(np.isfinite(point.gradient_norm) for point in found.points)
