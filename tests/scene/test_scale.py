"""Loss to shade."""

import numpy as np
import pytest

from optexplorer.scene import scale as scales
from optexplorer.scene.surface_layer import surface_layer

X = np.linspace(-4.0, 4.0, 121)
GX, GY = np.meshgrid(X, X)
ROSENBROCK = (1 - GX) ** 2 + 100 * (GY - GX**2) ** 2
SADDLE = GX**2 - GY**2
TAILS = np.sinh(6 * GX) ** 3 + GY


@pytest.mark.parametrize(("loss", "name"), [(ROSENBROCK, "log"), (SADDLE, "linear"), (TAILS, "rank")])
def test_auto_chooses_by_how_the_losses_are_spread(loss, name):
    assert scales.fit(loss).name == name


@pytest.mark.parametrize("name", ["linear", "log", "rank"])
@pytest.mark.parametrize("loss", [ROSENBROCK, SADDLE, TAILS], ids=["valley", "saddle", "tails"])
def test_shade_is_monotone_and_fills_the_range(loss, name):
    scale = scales.fit(loss, name)
    shade = scale.shade(np.sort(loss.ravel()))
    assert shade[0] == 0.0
    assert shade[-1] == 1.0
    assert np.all(np.diff(shade) >= 0.0)


def test_log_scale_gives_a_valley_floor_a_visible_share_of_the_shades():
    shade = scales.fit(ROSENBROCK, "log").shade(ROSENBROCK)
    assert 0.001 < np.mean(shade < 0.1) < 0.1
    assert 0.3 < np.median(shade) < 0.9


def test_path_losses_are_clipped_and_not_finite_ones_are_nan():
    scale = scales.fit(ROSENBROCK, "log")
    assert scale.shade_of(-5.0) == 0.0
    assert scale.shade_of(1e300) == 1.0
    assert np.isnan(scale.shade_of(np.inf))
    assert np.isnan(scale.shade_of(np.nan))


@pytest.mark.parametrize(
    "loss",
    [
        np.full((5, 5), 3.0),
        np.full((5, 5), np.nan),
        np.where(np.eye(5) > 0, np.inf, 1.0),
        np.array([[-1.7e308, 0.0], [1.0, 1.7e308]]),
        np.array([[0.0, 5e-324], [1e-320, 0.0]]),
        np.full((5, 5), 1.7e308),
        np.full((5, 5), -1.7e308),
    ],
    ids=["constant", "nan", "inf", "overflowing span", "denormal", "highest", "lowest"],
)
@pytest.mark.parametrize("name", ["auto", "linear", "log", "rank"])
def test_any_grid_has_a_layer(loss, name):
    axis = np.arange(float(len(loss)))
    layer = surface_layer(axis, axis, loss, name)
    finer = (layer.x.size - 1) // (axis.size - 1)
    assert np.array_equal(layer.loss[::finer, ::finer], loss, equal_nan=True)
    finite = np.isfinite(layer.loss)
    assert np.array_equal(np.isfinite(layer.shade), finite)
    assert np.all((layer.shade[finite] >= 0.0) & (layer.shade[finite] <= 1.0))


@pytest.mark.parametrize("name", ["linear", "log", "rank"])
@pytest.mark.parametrize(
    ("low", "high"), [(-1.7e308, 1.7e308), (1.7e308, 1.7e308), (0.0, 5e-324), (-1e-310, 1e-310)]
)
def test_the_ticks_of_any_scale_lie_within_it(name, low, high):
    scale = scales.fit(np.array([low, 0.5 * low + 0.5 * high, high]), name)
    assert np.isfinite([scale.low, scale.high]).all()
    for shade, text in scales.ticks(scale):
        assert 0.0 <= shade <= 1.0
        assert "nan" not in text


@pytest.mark.parametrize("loss", [ROSENBROCK, SADDLE, TAILS], ids=["valley", "saddle", "tails"])
def test_ticks_stand_at_the_shade_of_their_loss(loss):
    scale = scales.fit(loss)
    ticks = scales.ticks(scale)
    assert 3 <= len(ticks) <= 9
    for shade, text in ticks:
        assert scale.shade_of(float(text.replace("−", "-"))) == pytest.approx(shade, abs=1e-9)
    assert np.min(np.diff([shade for shade, _ in ticks])) > 0.1


def test_contour_lines_lie_on_the_band_edges():
    layer = surface_layer(X, X, GX**2 + GY**2, "linear")
    points = layer.lines[np.isfinite(layer.lines[:, 0])]
    share = (points**2).sum(axis=1) / 32.0 * 16.0
    assert np.abs(share - np.round(share)).max() < 0.02
    assert set(np.round(share).astype(int)) == set(range(1, 16))
