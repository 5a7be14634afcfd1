"""Maps of starts and of settings as pictures: (rows, columns, 3), the highest y at the top.

Basins have a hue each, by the golden angle, so that any number of them stays apart and the first ones
most; lighter is sooner. Saddles and maxima, where only few starts end, are almost without colour.
"""

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.analysis.basins import DIVERGED, ELSEWHERE, STOPPED, UNDECIDED, BasinMap
from optexplorer.core.analysis.sweep import OUTCOMES
from optexplorer.core.arrays import Mat
from optexplorer.core.history import Outcome
from optexplorer.scene.basins import word
from optexplorer.scene.frame import BasinsLayer, End
from optexplorer.scene.palette import colormap, oklab_colours
from optexplorer.scene.scale import Scale

Pixels = NDArray[np.uint8]

_GOLDEN = 180.0 * (3.0 - np.sqrt(5.0))  # degrees
_FIRST_HUE, _CHROMA, _PALE = 55.0, 0.11, 0.015
_SOON, _LATE = 0.88, 0.48  # lightness
_SHADES = 255  # steps of lightness
_TYPICAL = (2, 99)  # percent of the starts are sooner than the lightest and the darkest shade
_ALIKE = 0.1  # between the logarithms of steps that need not be told apart
# Lightness, chroma and hue of what ends at no place.
_OTHERS = {
    DIVERGED: (0.36, 0.08, 20.0),
    UNDECIDED: (0.62, 0.0, 0.0),
    ELSEWHERE: (0.78, 0.0, 0.0),
    STOPPED: (0.40, 0.03, 300.0),
}
_NOWHERE = (STOPPED, ELSEWHERE, UNDECIDED, DIVERGED)  # from the lowest number to -1
_OUTCOMES = {
    Outcome.FINISHED: (0.80, 0.06, 230.0),
    Outcome.CONVERGED: (0.62, 0.11, 250.0),
    Outcome.DIVERGED: _OTHERS[DIVERGED],
    Outcome.STOPPED: _OTHERS[STOPPED],
}
NOTHING = (127, 127, 127)  # no finite number


def place_hues(basins: BasinMap) -> tuple[tuple[float, float], ...]:
    """Chroma and hue of each place."""
    hues, minima = [], 0
    for place in basins.places:
        lowest = place.kind == "minimum"
        hues.append((_CHROMA if lowest else _PALE, (_FIRST_HUE + _GOLDEN * minima) % 360.0))
        minima += lowest
    return tuple(hues)


def end_colours(basins: BasinMap) -> dict[int, str]:
    """For each end that may occur its colour in a legend, "#rrggbb"."""
    middle = (_SOON + _LATE) / 2.0
    looks = {end: (middle, *hue) for end, hue in enumerate(place_hues(basins))} | _OTHERS
    colours = oklab_colours(np.array(list(looks.values())))
    return {end: "#{:02x}{:02x}{:02x}".format(*rgb) for end, rgb in zip(looks, colours, strict=True)}


def basin_picture(basins: BasinMap) -> Pixels:
    """Each start in the hue of the place where it ends."""
    at = basins.end >= 0
    late = np.zeros(at.shape, dtype=np.intp)
    if at.any():
        taken = np.log1p(basins.steps)
        first, last = np.percentile(taken[at], _TYPICAL)
        share = (taken - first) / max(last - first, _ALIKE)
        late = np.rint(_SHADES * np.clip(share, 0.0, 1.0)).astype(np.intp)
    hues = np.array(place_hues(basins)).reshape(-1, 2)
    shades = np.linspace(_SOON, _LATE, _SHADES + 1)
    places = np.empty((len(hues), shades.size, 3))
    places[..., 0], places[..., 1:] = shades, hues[:, None]
    others = np.broadcast_to([[_OTHERS[end]] for end in _NOWHERE], (len(_NOWHERE), shades.size, 3))
    looks = np.concatenate([others, places])
    colours = oklab_colours(looks.reshape(-1, 3)).reshape(looks.shape)
    return colours[basins.end + len(_NOWHERE), late][::-1]


def basins_layer(found: BasinMap) -> BasinsLayer:
    """The layer of a map, or of a piece of one."""
    shares, colours = found.shares(), end_colours(found)
    ends = tuple(End(colours[end], word(found, end), share) for end, share in shares.items())
    pixels = np.ascontiguousarray(basin_picture(found))
    pixels.flags.writeable = False
    return BasinsLayer(found, pixels, ends)


def value_picture(values: Mat, scale: Scale, *, dark: bool = False) -> Pixels:
    """A number in each cell by the colour map, low to high; grey where it is not finite."""
    shade = scale.shade(values)
    known = np.isfinite(shade)
    picture = np.full((*shade.shape, 3), NOTHING, dtype=np.uint8)
    picture[known] = colormap(dark)[np.rint(255 * shade[known]).astype(int)]
    return picture[::-1]


def outcome_colours() -> dict[Outcome, tuple[int, int, int]]:
    """The colour of each way to end."""
    colours = oklab_colours(np.array(list(_OUTCOMES.values()))).tolist()
    return dict(zip(_OUTCOMES, map(tuple, colours), strict=True))


def outcome_picture(outcomes: NDArray[np.int8]) -> Pixels:
    """A colour for each way to end."""
    picture = np.empty((*outcomes.shape, 3), dtype=np.uint8)
    colours = outcome_colours()
    for code, outcome in OUTCOMES.items():
        picture[outcomes == code] = colours[outcome]
    return picture[::-1]
