"""A ray meets the mesh where a fine march along it says."""

import numpy as np
import pytest

from optexplorer.scene.mesh import height_at
from optexplorer.scene.picking import pick
from optexplorer.scene.surface_layer import surface_layer

X, Y = np.linspace(-2, 2, 41), np.linspace(-1, 3, 31)


@pytest.fixture(scope="module")
def hills():
    loss = np.sin(2.5 * X[None, :]) * np.cos(2.0 * Y[:, None])
    return surface_layer(X, Y, loss, "linear")


def march(surface, origin, direction):
    t = np.linspace(0.0, 1.0, 400_001)
    ray = origin + t[:, None] * direction
    above = ray[:, 2] - height_at(surface, ray[:, :2])
    with np.errstate(invalid="ignore"):
        crossed = np.flatnonzero(above[:-1] * above[1:] <= 0.0)
    return tuple(ray[crossed[0], :2]) if len(crossed) else None


@pytest.mark.parametrize("seed", range(12))
def test_pick_agrees_with_a_march_along_the_ray(hills, seed):
    rng = np.random.default_rng(seed)
    angle = rng.uniform(0, 2 * np.pi)
    origin = np.array([8 * np.cos(angle), 1 + 8 * np.sin(angle), rng.uniform(0.5, 5.0)])
    target = np.array([*rng.uniform((-2.4, -1.4), (2.4, 3.4)), rng.uniform(0.0, 1.0)])
    direction = 2.0 * (target - origin)
    expected = march(hills, origin, direction)
    got = pick(hills, origin, direction)
    assert (got is None) == (expected is None)
    if expected is not None:
        assert got == pytest.approx(expected, abs=2e-3)


def test_straight_down(hills):
    assert pick(hills, np.array([0.5, 1.5, 3.0]), np.array([0.0, 0.0, -1.0])) == (0.5, 1.5)
    assert pick(hills, np.array([2.5, 1.5, 3.0]), np.array([0.0, 0.0, -1.0])) is None


def test_a_ray_that_looks_away_meets_nothing(hills):
    assert pick(hills, np.array([8.0, 1.0, 2.0]), np.array([1.0, 0.0, -0.2])) is None
