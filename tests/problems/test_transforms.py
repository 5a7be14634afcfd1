"""Rotated and stretched surfaces are the old ones, seen elsewhere."""

import math

import numpy as np
import pytest

from optexplorer.core.problem import Box, Problem, ProblemError, SurfaceSpec, Transform
from optexplorer.problems.surfaces import surface_problem
from tests.support.formulas import Derivatives, run

TURNED = Transform(rotate=30.0, stretch=(2.0, 0.5))


def make(name: str, transform: Transform, domain: Box | None = None) -> Problem:
    return surface_problem(SurfaceSpec(name, domain=domain, transform=transform))


def at(problem: Problem, point: tuple[float, ...] | np.ndarray) -> Derivatives:
    return run(problem.kernels, point, problem.data)


def forward(centre: np.ndarray, transform: Transform) -> np.ndarray:
    """``R S`` (2, 2), written out once more."""
    t = math.radians(transform.rotate)
    turn = np.array([[math.cos(t), -math.sin(t)], [math.sin(t), math.cos(t)]])
    return turn @ np.diag(transform.stretch)


@pytest.mark.parametrize("name", ["rosenbrock", "branin", "himmelblau", "sharp_ridge"])
@pytest.mark.parametrize("transform", [TURNED, Transform(rotate=-200.0), Transform(0.0, (1, 3))])
def test_values_and_derivatives_move_along(name: str, transform: Transform) -> None:
    plain, turned = make(name, Transform()), make(name, transform)
    centre = np.array(plain.domain).mean(axis=1)
    matrix = forward(centre, transform)
    back = np.linalg.inv(matrix)
    for point in np.random.default_rng(2).uniform(*np.array(plain.domain).T, (10, 2)):
        f, g, h = at(plain, point)
        f2, g2, h2 = at(turned, centre + matrix @ (point - centre))
        assert f2 == pytest.approx(f, rel=1e-9, abs=1e-9)
        np.testing.assert_allclose(g2, back.T @ g, rtol=1e-8, atol=1e-8)
        np.testing.assert_allclose(h2, back.T @ h @ back, rtol=1e-8, atol=1e-8)


@pytest.mark.parametrize("name", ["rosenbrock", "branin", "himmelblau"])
def test_minima_and_start_move_along(name: str) -> None:
    plain, turned = make(name, Transform()), make(name, TURNED)
    for moved in turned.minima:
        assert at(turned, moved)[0] == pytest.approx(turned.minimum, abs=1e-12)
    assert len(turned.minima) == len(plain.minima)
    assert turned.minimum == plain.minimum
    assert at(turned, turned.start)[0] == pytest.approx(at(plain, plain.start)[0], rel=1e-12)


def test_the_picture_turns_counter_clockwise_about_the_centre_after_the_stretch() -> None:
    domain = ((0.0, 4.0), (0.0, 2.0))  # centre (2, 1)
    turned = make("sphere", Transform(90.0, (3.0, 1.0)), domain)
    # The point one to the right of the centre ends three above it.
    assert at(turned, (2.0, 4.0))[0] == 3.0**2 + 1.0**2


def test_no_transform_uses_the_plain_kernels() -> None:
    plain = make("sphere", Transform())
    assert make("sphere", Transform(720.0)).kernels is plain.kernels
    assert make("sphere", TURNED).kernels is make("sphere", Transform(31.0)).kernels
    assert make("sphere", TURNED).kernels is not plain.kernels


def test_compiled_kernels_read_the_transform_from_their_data() -> None:
    turned = make("rosenbrock", TURNED)
    ours = run(turned.kernels, (0.3, 0.4), turned.data, compiled=True)
    for mine, other in zip(ours, at(turned, (0.3, 0.4)), strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-14)


def test_a_curve_can_be_stretched() -> None:
    stretched = make("line_double_well", Transform(stretch=(2.0, 1.0)))
    plain = make("line_double_well", Transform())
    f, g, h = at(plain, (0.6,))
    f2, g2, h2 = at(stretched, (1.2,))
    assert (f2, g2[0], h2[0, 0]) == pytest.approx((f, g[0] / 2, h[0, 0] / 4))
    assert stretched.minima[0][0] == 2 * plain.minima[0][0]


@pytest.mark.parametrize(
    ("name", "transform", "path"),
    [
        ("sphere", Transform(rotate=math.nan), "transform.rotate"),
        ("sphere", Transform(stretch=(1.0, 0.0)), "transform.stretch[1]"),
        ("sphere", Transform(stretch=(-1.0, 1.0)), "transform.stretch[0]"),
        ("line_abs", Transform(rotate=10.0), "transform"),
        ("line_abs", Transform(stretch=(1.0, 2.0)), "transform"),
    ],
)
def test_refusals(name: str, transform: Transform, path: str) -> None:
    with pytest.raises(ProblemError) as caught:
        make(name, transform)
    assert caught.value.path == path
