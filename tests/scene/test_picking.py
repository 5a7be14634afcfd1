"""A ray meets the mesh where a fine march along it says."""

import numpy as np
import pytest

from optexplorer.scene import picking
from optexplorer.scene.mesh import height_at
from optexplorer.scene.picking import Sight, hidden, pick
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


def test_what_is_hidden_is_found_out_once(hills, monkeypatch):
    rng = np.random.default_rng(5)
    points = np.column_stack([rng.uniform(-2, 2, 60), rng.uniform(-1, 3, 60)])
    points = np.column_stack([points, height_at(hills, points)])
    eye = np.array([5.0, 4.0, 0.9])
    expected = hidden(hills, eye, points)
    assert 10 < expected.sum() < 50
    asked = []

    def count(surface, at, those):
        asked.append(len(those))
        return hidden(surface, at, those)

    monkeypatch.setattr(picking, "hidden", count)
    sight = Sight(hills, eye)
    for part in (slice(40), slice(None, None, -1), slice(20, 30)):
        found, all_found = sight.hidden(points[part])
        assert found.tolist() == expected[part].tolist()
        assert all_found
    assert asked == [40, 20]
    assert sight.hidden(points[:0])[0].shape == (0,)
    monkeypatch.setattr(picking, "_REMEMBERED", 50)
    assert sight.hidden(points)[0].tolist() == expected.tolist()


def test_more_points_than_are_remembered_are_found_out_in_the_end(hills, monkeypatch):
    monkeypatch.setattr(picking, "_REMEMBERED", 50)
    rng = np.random.default_rng(5)
    points = np.column_stack([rng.uniform(-2, 2, 60), rng.uniform(-1, 3, 60)])
    points = np.column_stack([points, height_at(hills, points)])
    eye = np.array([5.0, 4.0, 0.9])
    sight = Sight(hills, eye)
    sight.hidden(points + np.array([0.01, 0.0, 0.0]))
    seen = [sight.hidden(points, 25) for _ in range(3)]
    assert [all_found for _, all_found in seen] == [False, False, True]
    assert (seen[-1][0] == hidden(hills, eye, points)).all()


def test_what_another_eye_saw_stands_in_until_it_is_found_out(hills):
    rng = np.random.default_rng(5)
    points = np.column_stack([rng.uniform(-2, 2, 60), rng.uniform(-1, 3, 60)])
    points = np.column_stack([points, height_at(hills, points)])
    here, there = np.array([5.0, 4.0, 0.9]), np.array([-5.0, -4.0, 0.9])
    before, now = hidden(hills, here, points), hidden(hills, there, points)
    assert (before != now)[:35].any()
    first = Sight(hills, here)
    found, all_found = first.hidden(points, 25)
    assert (found[35:] == before[35:]).all(), "the last first"
    assert not found[:35].any()
    assert not all_found
    while not all_found:
        found, all_found = first.hidden(points, 25)
    assert (found == before).all()
    turned = Sight(hills, there, first)
    found, all_found = turned.hidden(points, 25)
    assert (found == np.append(before[:35], now[35:])).all()
    assert not all_found
    onward = Sight(hills, here, turned)
    assert (onward.hidden(points, 0)[0] == np.append(before[:35], now[35:])).all()
    assert turned.hidden(points, 60)[1]
    assert (turned.hidden(points)[0] == now).all()
