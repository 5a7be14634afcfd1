"""Thinning keeps what the eye would see."""

import numpy as np
import pytest

from optexplorer.scene.decimate import PATH_LIMIT, thin_curve, thin_path

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
