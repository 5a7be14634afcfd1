"""The layer of one point looked at closely: numbers, the model's lines and sheet, arrows, the view."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest

from optexplorer.core.analysis.local import Neighbourhood, profile, quadratic_model
from optexplorer.core.plane import identity
from optexplorer.core.problem import Problem
from optexplorer.core.surface import sample
from optexplorer.scene.frame import SurfaceLayer
from optexplorer.scene.layers import Background
from optexplorer.scene.local import (
    LocalResolver,
    angle_of,
    arrows,
    direction_of,
    span_along,
)
from optexplorer.scene.local_layer import LocalLayer, LocalModel
from optexplorer.scene.surface_layer import surface_layer
from optexplorer.scene.view import LocalView, View, turned
from tests.support.objectives import FORMULAS, problem

SQUARE = ((-5.0, 5.0), (-5.0, 5.0))


@dataclass
class Drawn:
    """What of the layers the resolver asks for."""

    experiment: Any
    plane: Any
    background: Background


@dataclass
class Experiment:
    problem: Problem


def drawn(objective: Problem, scale: Any = "linear") -> Drawn:
    grid = sample(objective, identity(2), SQUARE, (101, 101))
    surface = surface_layer(grid.x, grid.y, grid.loss, scale)
    return Drawn(Experiment(objective), identity(2), Background(SQUARE, surface, None))


def nearby(objective: Problem, view: LocalView) -> Neighbourhood:
    direction = direction_of(view.angle, 2)
    model = quadratic_model(objective, view.place(SQUARE))
    assert model is not None
    return Neighbourhood(model, profile(objective, model, direction, span_along(direction, SQUARE)))


def looked(formula: str, point: tuple[float, float], angle: float, scale: Any = "linear") -> LocalLayer:
    objective, view = problem(formula, (0.0, 0.0)), LocalView(True, point, angle)
    layer = LocalResolver().layer(drawn(objective, scale), view, nearby(objective, view))  # type: ignore[arg-type]
    assert layer is not None
    return layer


def model_of(layer: LocalLayer) -> LocalModel:
    assert layer.model is not None
    return layer.model


def test_the_numbers_are_those_of_finite_differences() -> None:
    model = model_of(looked(FORMULAS["himmelblau"], (2.0, -1.0), 30.0))
    v, at, h = np.array([np.sqrt(0.75), 0.5]), np.array([2.0, -1.0]), 1e-4

    def f(p: np.ndarray) -> float:
        return float((p[0] ** 2 + p[1] - 11) ** 2 + (p[0] + p[1] ** 2 - 7) ** 2)

    def slope(p: np.ndarray, along: np.ndarray) -> float:
        return (f(p + h * along) - f(p - h * along)) / (2 * h)

    assert model.value == f(at) == 80.0
    assert model.slope == pytest.approx(slope(at, v), rel=1e-6)
    assert model.curvature == pytest.approx(
        (f(at + h * v) - 2 * f(at) + f(at - h * v)) / h**2, rel=1e-5
    )
    change = [(slope(at + h * v, e) - slope(at - h * v, e)) / (2 * h) for e in np.eye(2)]
    np.testing.assert_allclose(model.change, change, rtol=1e-4)
    assert model.change_norm == pytest.approx(np.hypot(*change), rel=1e-4)
    assert not model.stationary


@pytest.mark.parametrize(
    ("angle", "curvature"), [(0.0, 2.0), (90.0, -2.0), (-90.0, -2.0), (180.0, 2.0), (45.0, 0.0)]
)
def test_a_saddle_is_a_minimum_one_way_and_a_maximum_the_other(angle: float, curvature: float) -> None:
    model = model_of(looked("x^2 - y^2", (0.0, 0.0), angle))
    assert model.curvature == pytest.approx(curvature, abs=1e-12)
    assert model.straight == (angle == 45.0)
    assert model.kind == "saddle"
    assert model.stationary


def test_the_lines_of_a_quadratic_are_the_surfaces_own() -> None:
    layer = looked("x^2 - y^2 + x", (1.0, -0.5), 0.0)
    lines = model_of(layer).shape.lines
    x, y = lines[~np.isnan(lines).any(axis=1)].T
    loss = x**2 - y**2 + x
    shades = 16.0 * (loss + 25.25) / 55.25  # the least and the greatest value of the square
    assert 0.0 < np.abs(np.hypot(x - 1.0, y + 0.5)).max() <= 2.8 + 1e-9
    steps = 2.0 * shades  # here, every half of a band
    np.testing.assert_allclose(steps, np.rint(steps), atol=0.02)
    assert 4 <= len(np.unique(np.rint(steps))) <= 10


def test_the_sheet_is_as_high_as_the_model() -> None:
    point = (4.0, 0.5)
    layer = looked("x^2 - y^2 + x", point, 0.0)
    sheet = model_of(layer).shape.sheet
    x, y, shade = sheet[~np.isnan(sheet).any(axis=-1)].T
    np.testing.assert_allclose(shade, np.clip((x**2 - y**2 + x + 25.25) / 55.25, 0, 1), atol=1e-3)
    assert x.max() == 5.0, "it ends where the picture does"
    np.testing.assert_array_equal(sheet[0, :, :2], np.full((97, 2), point))


def test_without_curvature_or_slope_there_are_no_lines() -> None:
    model = model_of(looked("x^3 - 3*x*y^2", (0.0, 0.0), 10.0))
    assert len(model.shape.lines) == 0
    assert model.straight


def test_no_line_follows_the_edge_of_the_scale() -> None:
    layer = looked("(x^2 - 1)^2 + y^2", (0.0, 0.0), 0.0)  # its model, 1 - 2x² + y², falls below
    lines = model_of(layer).shape.lines
    x, y = lines[~np.isnan(lines).any(axis=1)].T
    assert (1 - 2 * x**2 + y**2 > 0.0).all()


def test_what_leaves_the_scale_is_cut_off() -> None:
    sheet = model_of(looked(FORMULAS["himmelblau"], (2.0, -1.0), 0.0, "log")).shape.sheet
    assert np.isnan(sheet).any()
    shade = sheet[np.isfinite(sheet).all(axis=-1)][:, 2]
    assert shade.min() == 0.0, "it goes down to the floor"


def test_turning_keeps_the_shape_and_moving_does_not() -> None:
    objective, resolver = problem("x^2 - y^2", (0.0, 0.0)), LocalResolver()
    layers: Any = drawn(objective)
    view = LocalView(True, (1.0, 1.0), 0.0)
    known = nearby(objective, view)
    first = resolver.layer(layers, view, known)
    assert first is not None
    assert resolver.layer(layers, view, known) is first
    turned_view = LocalView(True, (1.0, 1.0), 90.0)
    second = resolver.layer(layers, turned_view, known)
    assert second is not None
    assert model_of(second).shape is model_of(first).shape
    assert model_of(second).curvature == -model_of(first).curvature == -2.0
    moved = LocalView(True, (2.0, 1.0), 90.0)
    third = resolver.layer(layers, moved, nearby(objective, moved))
    assert third is not None
    assert model_of(third).shape is not model_of(first).shape
    assert resolver.layer(layers, LocalView(False), known) is None


def test_before_it_is_known_and_where_it_cannot_be() -> None:
    layers: Any = drawn(problem("x^2 - y^2", (0.0, 0.0)))
    view = LocalView(True)
    pending = LocalResolver().layer(layers, view, None)
    assert pending is not None
    assert (pending.model, pending.undefined, pending.point) == (None, False, (0.0, 0.0))
    none = LocalResolver().layer(layers, view, Neighbourhood(None, None))
    assert none is not None
    assert (none.model, none.undefined) == (None, True)


def test_arrows_on_a_screen_with_unequal_units() -> None:
    layer = looked("x^2/2 - 2*y^2", (1.0, 2.0), 90.0)
    unit = np.array([0.1, 0.02])  # of the plot, a pixel
    spoke, change = arrows(layer, unit, 50.0)
    np.testing.assert_allclose(spoke, [[1.0, 2.0], [1.0, 3.0]])
    assert change is not None
    np.testing.assert_allclose(change, [[1.0, 2.0], [1.0, 1.0]])  # H's longest, and against v
    flat = looked("x^3 - 3*x*y^2", (0.0, 0.0), 0.0)
    assert arrows(flat, unit, 50.0)[1] is None


@pytest.mark.parametrize("angle", [-179.0, -90.0, -45.0, 0.0, 30.0, 90.0, 135.0, 180.0])
def test_angles_and_directions(angle: float) -> None:
    direction = direction_of(angle, 2)
    assert angle_of(direction) == pytest.approx(angle, abs=1e-12)
    assert np.hypot(*direction) == pytest.approx(1.0, abs=1e-15)
    if angle % 90.0 == 0.0:
        assert sorted(abs(direction)) == [0.0, 1.0]
    assert direction_of(angle, 1).tolist() == [1.0]


def test_full_turns_are_taken_off() -> None:
    assert [turned(a) for a in (-180.0, 181.0, 360.0, -541.0)] == [180.0, -179.0, 0.0, 179.0]


def test_the_profile_ends_in_the_picture() -> None:
    box = ((0.0, 4.0), (0.0, 40.0))
    assert span_along(direction_of(0.0, 2), box) == pytest.approx(1.0)
    assert span_along(direction_of(90.0, 2), box) == pytest.approx(10.0)


def test_files_keep_it_and_odd_ones_are_passed_over() -> None:
    view = View(local=LocalView(True, (1.5, -2.0), 37.0))
    assert view.to_mapping() == {"local": {"point": [1.5, -2.0], "angle": 37.0}}
    assert View.from_mapping(view.to_mapping()) == view
    assert View(local=LocalView(False, (1.0, 2.0))).to_mapping() == {}
    for odd in (None, True, [1.0], "yes"):
        assert View.from_mapping({"local": odd}) == View()
    patchy = View.from_mapping({"local": {"point": ["x", True, float("inf"), 10**400], "angle": "up"}})
    assert patchy.local == LocalView(True)
    assert View.from_mapping({"local": {"angle": 400}}).local.angle == 40.0
    assert LocalView(True, (1.0,)).place(SQUARE) == (0.0, 0.0)


def test_a_surface_knows_its_scale() -> None:
    surface: SurfaceLayer = drawn(problem("x^2 - y^2", (0.0, 0.0))).background.surface  # type: ignore[assignment]
    np.testing.assert_array_equal(surface.mapping.shade(surface.loss), surface.shade)
