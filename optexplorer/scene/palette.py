"""Colours of the scene: one style a run, and the colour maps of the surface.

Run colours follow Okabe and Ito (2008), "Color Universal Design": hues that stay apart under the
common colour-vision deficiencies. Black and yellow of that set vanish on a dark or a light canvas and
give way to a slate and an olive, its blue vanishes on the colour maps and gives way to a violet.
Marker and dash differ too: colour is never the only signal.

The colour maps are drawn in Oklab (Björn Ottosson, 2020), where equal distances look equal: each
control point is (lightness, chroma, hue in degrees), lightness rises from the minima upwards.
"""

from functools import cache
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Mat
from optexplorer.scene.frame import Dash, Marker, Style

Colours = NDArray[np.uint8]  # (k, 3), sRGB

RUN_COLOURS = (
    "#e69f00",  # orange
    "#56b4e9",  # sky blue
    "#009e73",  # bluish green
    "#cc79a7",  # reddish purple
    "#d55e00",  # vermillion
    "#8f6ff0",  # violet
    "#a79a1c",  # olive
    "#8b8f9b",  # slate
)
_MARKERS: tuple[Marker, ...] = (
    "circle",
    "square",
    "triangle",
    "diamond",
    "triangle_down",
    "star",
    "hexagon",
    "pentagon",
    "plus",
    "cross",
)
_DASHES: tuple[Dash, ...] = get_args(Dash)

_LIGHT = (
    (0.400, 0.105, 256.0),
    (0.496, 0.102, 250.0),
    (0.590, 0.090, 242.0),
    (0.680, 0.076, 234.0),
    (0.760, 0.058, 224.0),
    (0.820, 0.045, 213.0),
    (0.870, 0.033, 198.0),
    (0.910, 0.025, 177.0),
    (0.942, 0.019, 152.0),
    (0.972, 0.012, 120.0),
)
_DARK = (
    (0.215, 0.055, 264.0),
    (0.300, 0.070, 256.0),
    (0.385, 0.084, 247.0),
    (0.465, 0.082, 233.0),
    (0.540, 0.080, 214.0),
    (0.610, 0.084, 194.0),
    (0.680, 0.090, 170.0),
    (0.755, 0.101, 152.0),
    (0.835, 0.094, 136.0),
    (0.925, 0.075, 115.0),
)
_LMS_FROM_OKLAB = np.array(
    [
        [1.0, 0.3963377774, 0.2158037573],
        [1.0, -0.1055613458, -0.0638541728],
        [1.0, -0.0894841775, -1.2914855480],
    ]
)
_RGB_FROM_LMS = np.array(
    [
        [4.0767416621, -3.3077115913, 0.2309699292],
        [-1.2684380046, 2.6097574011, -0.3413193965],
        [-0.0041960863, -0.7034186147, 1.7076147010],
    ]
)


@cache
def style(run_index: int) -> Style:
    """The look of the run at this place in the list; the first repeat is run 160."""
    return Style(
        colour=RUN_COLOURS[run_index % len(RUN_COLOURS)],
        marker=_MARKERS[run_index % len(_MARKERS)],
        dash=_DASHES[run_index // len(RUN_COLOURS) % len(_DASHES)],
    )


@cache
def colormap(dark: bool) -> Colours:
    """The (256, 3) sRGB colours of shades 0 to 1; read-only."""
    points = np.array(_DARK if dark else _LIGHT)
    lab_points = _lab(points)
    knots = np.linspace(0.0, 1.0, len(points))
    shades = np.linspace(0.0, 1.0, 256)
    lab = np.column_stack([np.interp(shades, knots, column) for column in lab_points.T])
    colours = np.rint(255.0 * _srgb(lab)).astype(np.uint8)
    colours.flags.writeable = False
    return colours


def oklab_colours(lch: Mat) -> Colours:
    """The (k, 3) sRGB colours of ``lch`` (k, 3): lightness, chroma, hue in degrees."""
    return np.asarray(np.rint(255.0 * _srgb(_lab(lch))).astype(np.uint8))


def _lab(lch: Mat) -> Mat:
    L, C, h = lch[:, 0], lch[:, 1], np.radians(lch[:, 2])
    return np.column_stack([L, C * np.cos(h), C * np.sin(h)])


def _srgb(lab: Mat) -> Mat:
    """sRGB in [0, 1] of Oklab colours (k, 3)."""
    linear = np.clip((lab @ _LMS_FROM_OKLAB.T) ** 3 @ _RGB_FROM_LMS.T, 0.0, 1.0)
    curve = 1.055 * linear ** (1 / 2.4) - 0.055
    return np.asarray(np.where(linear <= 0.0031308, 12.92 * linear, curve))
