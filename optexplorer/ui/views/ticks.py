"""Where the ticks of an axis are."""

import math

_STEPS = (0.5, 1.0, 2.0, 5.0, 10.0)  # in decades


def round_step(low: float, high: float, least: float) -> float:
    """A round number, ``least`` or more, of which there are two in [low, high] if possible."""
    least = max(least, 1e-15 * max(abs(low), abs(high)), 1e-300)
    decade = 10.0 ** math.floor(math.log10(least))
    place = next((i for i, s in enumerate(_STEPS) if i and s * decade >= least), len(_STEPS) - 1)
    step = _STEPS[place] * decade
    if math.floor(high / step) <= math.ceil(low / step):
        step = _STEPS[place - 1] * decade
    return step


def whole_decades(low: float, high: float, least: float) -> float:
    """So many whole decades, ``least`` or more, that two of their multiples lie in [low, high].

    There are two of single ones where it is two decades long.
    """
    step = math.ceil(least)
    while step > 1 and math.floor(high / step) <= math.ceil(low / step):
        step -= 1
    return float(step)


def figures(value: float, step: float) -> int:
    """The significant digits of ``value`` down to that of ``step``."""
    if not value:
        return 1
    return math.floor(math.log10(abs(value))) - math.floor(math.log10(step)) + 1


def multiples(step: float, low: float, high: float) -> tuple[float, list[float]]:
    """``step``, and its multiples in [low, high]."""
    return step, [n * step for n in range(math.ceil(low / step), math.floor(high / step) + 1)]
