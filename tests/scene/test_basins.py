"""Basin maps as they are drawn: cells, colours, words."""

import numpy as np
import pytest

from optexplorer.core.analysis.basins import DIVERGED, ELSEWHERE, STOPPED, UNDECIDED, BasinMap, Place
from optexplorer.scene.basins import cell_at, cover, end_at
from optexplorer.scene.heatmaps import basin_picture, basins_layer, end_colours
from optexplorer.scene.map_layer import cells

PLACES = (Place((1.0, -0.5), 0.0, "minimum"), Place((2.0, 0.5), 1.0, "minimum"),
          Place((1.5, 0.0), 2.0, "saddle"))  # fmt: skip
BOX = ((0.0, 4.0), (-1.0, 1.0))


def small_map() -> BasinMap:
    """Four columns and two rows; the lower row is [0, 1, 1, 2]."""
    end = np.array([[0, 1, 1, 2], [DIVERGED, UNDECIDED, ELSEWHERE, STOPPED]], dtype=np.int16)
    steps = np.array([[1, 9, 90, 4], [3, 200, 5, 6]], dtype=np.int32)
    x, y = np.arange(4) + 0.5, np.array([-0.5, 0.5])
    return BasinMap(BOX, x, y, PLACES, end, steps, np.zeros((2, 4)))


def test_cells_from_edge_to_edge() -> None:
    at = np.array([-0.01, 0.0, 0.99, 1.0, 3.99, 4.0, 4.01])
    assert cells(at, 0.0, 4.0, 4).tolist() == [4, 0, 0, 1, 3, 3, 4]
    assert cells(at, 4.0, 0.0, 4).tolist() == [4, 3, 3, 3, 0, 0, 4]


def test_the_start_at_a_place_and_what_becomes_of_it() -> None:
    found = small_map()
    assert cell_at(found, (1.2, -0.9)) == (0, 1)
    assert cell_at(found, (1.2, 0.1)) == (1, 1)
    assert cell_at(found, (4.5, 0.1)) is None
    assert end_at(found, (0.2, -0.3)) == ("(0.5000, −0.5000)", "minimum at (1, −0.5)", "after 1 step")
    assert end_at(found, (1.5, 0.9)) == ("(1.500, 0.5000)", "undecided", "after 200 steps")
    assert end_at(found, (-1.0, 0.9)) is None


def test_one_variable_has_one_row() -> None:
    found = BasinMap(
        BOX[:1], np.arange(4) + 0.5, np.zeros(1), (Place((1.0,), 0.0, "minimum"),),
        np.zeros((1, 4), dtype=np.int16), np.full((1, 4), 7, dtype=np.int32), np.zeros((1, 4)),
    )  # fmt: skip
    assert cell_at(found, (3.5, 12.0)) == (0, 3)
    assert end_at(found, (3.5, 12.0)) == ("(3.500)", "minimum at (1)", "after 7 steps")
    assert basins_layer(found).pixels.shape == (1, 4, 3)


def test_each_end_has_a_colour_of_its_own_and_later_is_darker() -> None:
    found = small_map()
    picture = basin_picture(found)[::-1].astype(int)
    colours = end_colours(found)
    assert len(set(colours.values())) == len(colours) == len(PLACES) + 4
    assert picture[0, 1].sum() > picture[0, 2].sum()
    kinds = {tuple(picture[row, column]) for row in range(2) for column in range(4)}
    assert len(kinds) == 8


def test_the_ends_of_a_layer() -> None:
    layer = basins_layer(small_map())
    assert sum(end.share for end in layer.ends) == pytest.approx(1.0)
    assert layer.ends[0].word == "minimum at (2, 0.5)"
    assert layer.ends[0].share == 0.25
    assert layer.ends[0].colour == end_colours(layer.found)[1]
    assert not layer.pixels.flags.writeable


def test_a_cover_has_the_colours_of_the_cells_and_nothing_outside() -> None:
    layer = basins_layer(small_map())
    rgba = cover(layer, np.array([-1.0, 0.0, 1.5, 4.0]), np.array([-1.0, 1.0, 1.1]))
    assert rgba.shape == (3, 4, 4)
    assert rgba[:, :, 3].tolist() == [[0, 255, 255, 255], [0, 255, 255, 255], [0] * 4]
    np.testing.assert_array_equal(rgba[0, 1, :3], layer.pixels[1, 0])  # the lowest is the last row
    np.testing.assert_array_equal(rgba[1, 3, :3], layer.pixels[0, 3])
