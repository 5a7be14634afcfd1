"""Thinning keeps what the eye would see."""

import numpy as np
import pytest

from optexplorer.scene.decimate import PATH_LIMIT, STRAIGHT, thin_curve, thin_drape, thin_path

BOX = ((-3.0, 3.0), (-3.0, 3.0))
RNG = np.random.default_rng(7)


def test_a_resting_path_keeps_one_point_a_pixel_and_its_end():
    fade = np.exp(-np.arange(100_000) / 9000.0)
    kept = thin_path(np.column_stack([fade, -fade]), BOX)
    assert kept[0] == 0
    assert kept[-1] == 99_999
    assert kept.size < 200
    drawn = np.interp(np.arange(100_000), kept, fade[kept])
    assert np.abs(drawn - fade).max() < 2 * 6.0 / 1000


def test_a_jumping_path_keeps_its_extremes_within_the_limit():
    points = RNG.normal(size=(50_000, 2))
    kept = thin_path(points, BOX)
    assert kept.size <= PATH_LIMIT + 2
    assert np.all(np.diff(kept) > 0)
    pixel = 6.0 / 1000
    assert points[kept].max(axis=0) == pytest.approx(points.max(axis=0), abs=pixel)
    assert points[kept].min(axis=0) == pytest.approx(points.min(axis=0), abs=pixel)


@pytest.mark.parametrize("noise", [0.03, 1.0], ids=["murmur", "scribble"])
def test_the_way_to_where_a_run_jumps_about_stays_whole(noise: float) -> None:
    way = np.column_stack([np.linspace(-2.5, 0.0, 12), 2.0 * np.cos(np.linspace(0.0, 3.0, 12))])
    points = np.concatenate([way, way[-1] + noise * RNG.normal(size=(20_000, 2))])
    kept = thin_path(points, BOX)
    assert kept[:12].tolist() == list(range(12))
    assert kept.size <= PATH_LIMIT + 2


def test_a_path_that_leaves_the_plane_is_thinned_without_warnings():
    points = np.column_stack([10.0 ** np.arange(0.0, 308.0), np.zeros(308)])
    points = np.vstack([points, [[np.inf, np.nan]]])
    kept = thin_path(points, BOX)
    assert kept[-1] == 308


def test_a_curve_keeps_every_peak():
    y = np.zeros(200_000)
    peaks = RNG.choice(200_000, 40, replace=False)
    y[peaks] = RNG.normal(size=40)
    kept = thin_curve(np.arange(200_000.0), y)
    assert kept.size <= 602
    assert y[kept].max() == y.max()
    assert y[kept].min() == y.min()


def test_a_curve_with_gaps_and_uneven_steps():
    x = np.cumsum(RNG.integers(0, 3, 5000)).astype(float)
    y = np.full(5000, np.nan)
    y[1000:1200] = RNG.normal(size=200)
    kept = thin_curve(x, y)
    assert {0, 4999} <= set(kept.tolist())
    assert np.nanmax(y[kept]) == np.nanmax(y)


def test_a_scribble_keeps_little_ink():
    points = RNG.uniform(-3.0, 3.0, (3000, 2))
    kept = thin_path(points, BOX)
    assert np.abs(np.diff(points[kept], axis=0)).sum() / 6.0 * 1000 < 150_000
    assert kept.size > 80


def test_a_draped_path_loses_what_lies_on_a_straight_line():
    x = np.linspace(0.0, 4.0, 401)
    bend = np.where(x < 2.0, x, 4.0 - x)
    vertices = np.column_stack([x, 10.0 * bend, 0.2 * bend])
    vertices[300] = np.nan
    steps = np.linspace(0.0, 8.0, 401)
    kept, kept_steps = thin_drape(vertices, steps, np.array([4.0, 20.0, 1.0]))
    assert len(kept) < 40
    assert np.isnan(kept).any(axis=1).sum() == 1
    for place in (0, 200, 299, 301, 400):  # both ends, the corner, and both sides of the gap
        assert steps[place] in kept_steps
    drawn = np.column_stack([np.interp(steps, kept_steps, kept[:, k]) for k in range(3)])
    known = (steps < steps[299]) | (steps > steps[301])
    assert np.abs(drawn - vertices)[known].max() < 20.0 * STRAIGHT


def test_a_draped_path_keeps_its_curve_and_its_pace():
    turn = np.linspace(0.0, 6.0, 3000)
    circle = np.column_stack([np.cos(turn), np.sin(turn), np.zeros(3000)])
    kept, _ = thin_drape(circle, turn, np.ones(3))
    middles = 0.5 * (kept[1:] + kept[:-1])
    assert len(kept) < 400
    assert (1.0 - np.hypot(middles[:, 0], middles[:, 1])).max() <= 1.01 * STRAIGHT
    line = np.column_stack([np.linspace(0.0, 1.0, 50), np.zeros((50, 2))])
    late = np.concatenate([np.zeros(25), np.full(25, 100.0)])
    _, kept_steps = thin_drape(line, late, np.ones(3))
    assert (kept_steps == 0.0).sum() >= 2
    assert (kept_steps == 100.0).sum() >= 2
