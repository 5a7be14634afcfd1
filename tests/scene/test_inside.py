"""What a step consists of, as shapes."""

from dataclasses import replace

import numpy as np
import pytest

from optexplorer.core.experiment import Experiment, Run
from optexplorer.core.inspect.replay import Replay
from optexplorer.core.inspect.report import StepReport, inspect_step
from optexplorer.core.plane import identity
from optexplorer.core.problem import FormulaSpec
from optexplorer.optimizers import make
from optexplorer.problems import build_problem
from optexplorer.scene.frame import GraphLayer, InsideLayer
from optexplorer.scene.inside import inside_layer, round_down
from optexplorer.scene.palette import style
from optexplorer.scene.view import GRADIENT, RATES, STEP, InsideView
from tests.support.objectives import FORMULAS, problem

BOX = ((-5.0, 5.0), (-5.0, 5.0))
HIMMELBLAU = problem(FORMULAS["himmelblau"], (0.5, -1.0))


def report(key: str, t: int = 3, **values: object) -> StepReport:
    experiment = Experiment(HIMMELBLAU, (Run(make(key, values)),), steps=20)
    return inspect_step(Replay(experiment, 0), t)


def layer(found: StepReport, *drawn: str, operation: int | None = None) -> InsideLayer:
    view = InsideView(True, 0, operation, drawn=((0, frozenset(drawn)),))
    return inside_layer({0: found}, view, {0: style(0)}, identity(2), BOX, None)


def test_arrows_of_one_kind_have_one_scale_and_say_it() -> None:
    found = report("adam")
    shapes = layer(found, GRADIENT, "first moment", STEP)
    arrows = {a.key: a.points[1] - a.points[0] for a in shapes.arrows}
    assert arrows.keys() == {GRADIENT, "first moment", STEP}
    assert all(np.array_equal(a.points[0], found.x) for a in shapes.arrows)
    gradient, step = (float(part.split("× ")[1]) for part in shapes.scales.split(" · "))
    m = next(s.after for s in found.states if s.name == "m")
    np.testing.assert_allclose(arrows[GRADIENT], -gradient * found.given_gradient)
    np.testing.assert_allclose(arrows["first moment"], -gradient * m)
    np.testing.assert_allclose(arrows[STEP], step * found.step)
    longest = max(float(np.linalg.norm(v / 10.0)) for v in arrows.values())
    assert 0.1 < longest <= 0.25


def test_arrows_too_short_to_be_drawn_longer_stay_short() -> None:
    found = report("adam")
    tiny = replace(found, given_gradient=np.array([5e-320, 0.0]), step=np.array([0.0, 5e-320]))
    shapes = layer(tiny, GRADIENT, STEP)
    assert shapes.scales == "gradients × 2e+299 · moves × 2e+299"
    assert all(np.isfinite(arrow.points).all() for arrow in shapes.arrows)


def test_a_long_step_keeps_its_length() -> None:
    found = report("newton", t=1)
    shapes = layer(found, STEP)
    assert shapes.scales == ""
    np.testing.assert_array_equal(shapes.arrows[0].points[1], found.x + found.step)


def test_a_trust_region_is_a_circle_of_its_own_size() -> None:
    found = report("trust_exact", t=2)
    (circle,) = layer(found, "trust region").ellipses
    radius = next(m.before for m in found.memories if m.name == "Delta")
    np.testing.assert_array_equal(circle.centre, found.x)
    np.testing.assert_array_equal(circle.radii, [radius, radius])
    assert layer(found).ellipses == ()


def test_the_ellipse_is_in_proportion_to_the_rates() -> None:
    found = report("adagrad", t=5)
    (ellipse,) = layer(found, RATES).ellipses
    np.testing.assert_allclose(
        ellipse.radii / ellipse.radii.max(), found.effective_rate / found.effective_rate.max()
    )
    assert ellipse.radii.max() == pytest.approx(1.0)


def test_the_simplex_has_its_corners() -> None:
    (cloud,) = layer(report("nelder_mead"), "simplex").clouds
    assert cloud.closed
    assert cloud.points.shape == (3, 2)


def test_walking_draws_what_the_operation_made() -> None:
    found = report("adam")
    names = [r.operation.target for r in found.operations]
    at = {name: 1 + names.index(name) for name in ("m", "v", "x")}
    assert [a.key for a in layer(found, operation=0).arrows if a.strong] == [GRADIENT]
    assert [a.label for a in layer(found, operation=at["m"]).arrows if a.strong] == ["−m"]
    squares = layer(found, operation=at["v"])
    assert not squares.arrows
    assert [e.strong for e in squares.ellipses] == [True]
    assert [a.key for a in layer(found, operation=at["x"]).arrows if a.strong] == [STEP]


def walked(key: str, name: str, **values: object) -> InsideLayer:
    """The picture when one walks to the operation that assigns ``name``."""
    found = report(key, **values)
    names = [r.operation.target for r in found.operations]
    return layer(found, operation=1 + names.index(name))


def test_places_are_points_and_moves_point_where_they_go() -> None:
    (ahead,) = walked("nag", "x_ahead").clouds
    assert ahead.label == "x_ahead"
    assert not walked("nag", "x_ahead").arrows
    found = report("bfgs")
    (p,) = [a for a in walked("bfgs", "p").arrows if a.strong]
    assert p.label == "p"
    assert float((p.points[1] - p.points[0]) @ found.step) > 0.0


def test_what_is_drawn_already_stands_out_and_is_not_drawn_twice() -> None:
    found = report("momentum")
    walking = 1 + [r.operation.target for r in found.operations].index("v")
    (arrow,) = layer(found, "velocity", operation=walking).arrows
    assert arrow.strong
    assert arrow.key == "velocity"


def test_velocities_that_are_moves_point_along_the_step() -> None:
    found = report("sam", t=8)
    (velocity,) = layer(found, "velocity").arrows
    assert float((velocity.points[1] - velocity.points[0]) @ found.step) > 0.0
    assert velocity.label == "velocity"


def test_an_operation_that_the_step_does_not_have_is_passed_over() -> None:
    shapes = layer(report("gd"), STEP, RATES, operation=7)
    assert not any(a.strong for a in shapes.arrows)


def test_a_run_out_of_sight_does_not_set_the_scale() -> None:
    near, far = report("gd"), report("gd", t=5, learning_rate=0.5)
    assert np.abs(far.x).max() > 1e6
    view = InsideView(True, 0, drawn=((0, frozenset({GRADIENT})), (1, frozenset({GRADIENT}))))
    both = inside_layer({0: near, 1: far}, view, {0: style(0), 1: style(1)}, identity(2), BOX, None)
    assert both.scales == layer(near, GRADIENT).scales


def test_on_a_graph_places_lie_on_the_curve() -> None:
    x = np.linspace(-2.0, 2.0, 401)
    line = build_problem(FormulaSpec("x^2", domain=((-2.0, 2.0),)))
    experiment = Experiment(line, (Run(make("nelder_mead", {})),), steps=5)
    found = inspect_step(Replay(experiment, 0), 1)
    view = InsideView(True, 0, drawn=((0, frozenset({"simplex", STEP})),))
    shapes = inside_layer(
        {0: found}, view, {0: style(0)}, identity(1), ((-2.0, 2.0),), GraphLayer(x, x * x)
    )
    np.testing.assert_allclose(shapes.clouds[0].loss, shapes.clouds[0].points[:, 0] ** 2, atol=1e-3)
    for arrow in shapes.arrows:
        assert arrow.loss.tolist() == [found.loss, found.loss]


@pytest.mark.parametrize(
    ("value", "expected"), [(1.0, 1.0), (0.0999, 0.08), (37.0, 30.0), (1.9e-7, 1.5e-7), (10.0, 10.0)]
)
def test_round_down(value: float, expected: float) -> None:
    assert round_down(value) == expected
