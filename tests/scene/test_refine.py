"""A finer grid."""

import numpy as np

from optexplorer.scene.refine import refined

X = np.linspace(-1.0, 1.0, 21)
GX, GY = np.meshgrid(X, X)


def test_samples_stay_and_quadratics_are_exact_away_from_the_border():
    x, y, f = refined(X, X, (GX - GY) ** 2, 41)
    assert x.size == y.size == 41
    assert np.array_equal(f[::2, ::2], (GX - GY) ** 2)
    exact = (x[None, :] - y[:, None]) ** 2
    assert np.abs(f - exact)[2:-2, 2:-2].max() < 1e-15


def test_no_ringing_at_a_cliff_or_a_kink():
    for f in (np.where(GX > 0.03, 1.0, 0.0), np.abs(GX)):
        fine = refined(X, X, f, 81)[2]
        assert fine.min() >= f.min()
        assert fine.max() <= f.max()


def test_holes_stay_holes_and_do_not_spread_to_samples():
    f = GX**2
    f[5, 5], f[6, 8] = np.nan, np.inf
    fine = refined(X, X, f, 41)[2]
    assert np.array_equal(fine[::2, ::2], f, equal_nan=True)
    assert np.count_nonzero(~np.isfinite(fine)) <= 18


def test_a_fine_grid_is_left_alone():
    assert refined(X, X, GX, 21)[2] is GX
