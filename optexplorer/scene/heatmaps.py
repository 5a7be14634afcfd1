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
from optexplorer.scene.palette import colormap, oklab_colours
from optexplorer.scene.scale import Scale

Pixels = NDArray[np.uint8]

_GOLDEN = 180.0 * (3.0 - np.sqrt(5.0))  # degrees
_FIRST_HUE, _CHROMA, _PALE = 55.0, 0.11, 0.015
_SOON, _LATE = 0.88, 0.48  # lightness
_TYPICAL = 99  # percent of the starts are no later than the darkest shade
# Lightness, chroma and hue of what ends at no place.
_OTHERS = {
    DIVERGED: (0.24, 0.06, 20.0),
    UNDECIDED: (0.62, 0.0, 0.0),
    ELSEWHERE: (0.78, 0.0, 0.0),
    STOPPED: (0.40, 0.03, 300.0),
}
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


def basin_picture(basins: BasinMap) -> Pixels:
    """Each start in the hue of the place where it ends."""
    lch = np.empty((*basins.end.shape, 3))
    at = basins.end >= 0
    if at.any():
        longest = max(1e-9, float(np.percentile(np.log1p(basins.steps[at]), _TYPICAL)))
        late = np.minimum(1.0, np.log1p(basins.steps) / longest)
        hues = np.array(place_hues(basins))
        lch[at, 0] = (_SOON + (_LATE - _SOON) * late)[at]
        lch[at, 1:] = hues[basins.end[at]]
    for end, look in _OTHERS.items():
        lch[basins.end == end] = look
    return oklab_colours(lch.reshape(-1, 3)).reshape(lch.shape)[::-1]


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
