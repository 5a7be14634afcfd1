"""Run styles and colour maps."""

import itertools

import numpy as np
import pytest

from optexplorer.scene.palette import RUN_COLOURS, colormap, style


def luminance(rgb):
    c = np.asarray(rgb, float) / 255.0
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    return linear @ np.array([0.2126, 0.7152, 0.0722])


def rgb(text):
    return [int(text[i : i + 2], 16) for i in (1, 3, 5)]


def test_forty_runs_look_different_and_neighbours_differ_in_colour_and_marker():
    looks = [style(i) for i in range(40)]
    assert len({(s.colour, s.marker, s.dash) for s in looks}) == 40
    for a, b in itertools.pairwise(looks):
        assert a.colour != b.colour
        assert a.marker != b.marker
    assert len({(s.colour, s.dash) for s in looks[:32]}) == 32


@pytest.mark.parametrize("ground", ["#ffffff", "#15181e"])
def test_run_colours_stand_out_on_both_grounds(ground):
    for colour in RUN_COLOURS:
        pair = sorted([luminance(rgb(colour)), luminance(rgb(ground))])
        assert (pair[1] + 0.05) / (pair[0] + 0.05) > 2.0, colour


@pytest.mark.parametrize("dark", [False, True])
def test_colour_map_is_monotone_in_lightness_and_read_only(dark):
    colours = colormap(dark)
    assert colours.shape == (256, 3)
    # 8-bit rounding can hold lightness for a step; over four steps it must rise.
    assert np.all(luminance(colours[4:]) > luminance(colours[:-4]))
    assert not colours.flags.writeable


@pytest.mark.parametrize("dark", [False, True])
def test_the_colours_of_the_first_six_runs_stand_out_from_the_surface(dark):
    for colour in RUN_COLOURS[:6]:
        nearest = np.linalg.norm(colormap(dark).astype(float) - rgb(colour), axis=1).min()
        assert nearest > 30.0, colour
