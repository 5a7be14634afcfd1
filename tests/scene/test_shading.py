"""The colours over a surface against the bilinear formula, place by place."""

import numpy as np
import pytest

from optexplorer.scene.shading import cells, colours_of

SHADES = 2048
COLOURS = np.arange(SHADES + 1, dtype=np.uint32) + 7  # each tells its shade


def by_hand(shade: np.ndarray, grid_x: np.ndarray, grid_y: np.ndarray, x: float, y: float) -> float:
    i = min(int(np.searchsorted(grid_x, x, side="right")) - 1, grid_x.size - 2)
    j = min(int(np.searchsorted(grid_y, y, side="right")) - 1, grid_y.size - 2)
    u = (x - grid_x[i]) / (grid_x[i + 1] - grid_x[i])
    v = (y - grid_y[j]) / (grid_y[j + 1] - grid_y[j])
    corners = shade[j : j + 2, i : i + 2].astype(float)
    return float(np.array([1.0 - v, v]) @ corners @ np.array([1.0 - u, u]))


def test_every_place_has_the_colour_of_its_shade() -> None:
    chance = np.random.default_rng(3)
    grid_x, grid_y = np.linspace(-2.0, 3.0, 9), np.linspace(-1.0, 1.0, 6)
    shade = chance.random((6, 9)).astype(np.float32)
    x, y = np.linspace(-1.99, 2.99, 40), np.linspace(0.99, -0.99, 30)
    found = colours_of(shade, cells(grid_x, x), cells(grid_y, y), COLOURS)
    wanted = [[by_hand(shade, grid_x, grid_y, a, b) * (SHADES - 1) for a in x] for b in y]
    # Singles are rounded: a shade on the edge of two may fall to either.
    assert np.abs(found.astype(float) - COLOURS[0] - np.floor(wanted)).max() <= 1.0
    assert np.mean(found - COLOURS[0] == np.floor(wanted)) > 0.99


@pytest.mark.parametrize(("x", "y"), [(-1.5, 0.5), (1.5, 0.5), (0.5, -0.5), (0.5, 1.5)])
def test_outside_there_is_nothing(x: float, y: float) -> None:
    grid = np.linspace(0.0, 1.0, 3)
    middle, pixel = np.array([0.4, 0.5, 0.6]), 0.1
    shade = np.zeros((3, 3), dtype=np.float32)
    across = cells(grid, middle if 0 < x < 1 else np.array([x, x + pixel]))
    down = cells(grid, middle if 0 < y < 1 else np.array([y, y + pixel]))
    assert (colours_of(shade, across, down, COLOURS) == COLOURS[-1]).all()


def test_where_there_is_no_number_there_is_nothing() -> None:
    grid = np.linspace(0.0, 1.0, 3)
    shade = np.full((3, 3), 0.5, dtype=np.float32)
    shade[0, 0] = np.nan
    places = cells(grid, np.array([0.25, 0.75]))
    found = colours_of(shade, places, places, COLOURS)
    assert found[0, 0] == COLOURS[-1]
    assert (found[1:] == COLOURS[0] + (SHADES - 1) // 2).all()


def test_shades_that_reach_beyond_take_the_nearest_colour() -> None:
    grid = np.linspace(0.0, 1.0, 3)
    places = cells(grid, np.array([0.25, 0.75]))
    for value, colour in ((-1.0, COLOURS[0]), (3.0, COLOURS[-2])):
        shade = np.full((3, 3), value, dtype=np.float32)
        assert (colours_of(shade, places, places, COLOURS) == colour).all()


def test_places_that_are_no_numbers_are_outside() -> None:
    grid = np.linspace(0.0, 1.0, 3)
    shade = np.zeros((3, 3), dtype=np.float32)
    for places in ([np.nan, np.nan], [np.inf, np.inf], [-np.inf, np.nan]):
        with np.errstate(invalid="ignore"):
            lost = cells(grid, np.array(places))
        assert ((lost.cell >= 0) & (lost.cell <= 1)).all()
        assert (colours_of(shade, lost, lost, COLOURS) == COLOURS[-1]).all()
