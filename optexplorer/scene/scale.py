"""From loss to shade: how much of the picture's colour and height a loss gets.

========  ====================================================  ==========================
linear    s = (f − a) / (b − a)                                 bowls, waves, saddles
log       s = ln(1 + (f − a)/σ) / ln(1 + (b − a)/σ)             valleys, ravines
rank      s = the share of the picture with a lower loss        heavy tails on both sides
========  ====================================================  ==========================

``a`` and ``b`` are the least and the greatest finite loss in view. The softening ``σ`` is the loss
above ``a`` that only one part in two hundred of the picture stays under: the valley floor then
takes the last few shades, neither none nor all of them.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.scene import labels
from optexplorer.scene.frame import ScaleName

_FLOOR_SHARE = 0.005  # share of the picture below a + σ
_KNOTS = 257
_LABELS: dict[ScaleName, str] = {"linear": "f", "log": "f · log", "rank": "f · rank"}
_TICK_GAP = 0.13  # least distance of two ticks, in shade
_LEAST = 1e-300  # least distance of two ticks, in f
_HALF = 8e307  # of the largest number there is


@dataclass(frozen=True, eq=False)
class Scale:
    """A monotone map from loss to shade; make one with ``fit``."""

    name: ScaleName
    losses: Vec  # (k,) strictly ascending knots, k ≥ 2; the ends are shade 0 and 1
    shades: Vec  # (k,) ascending
    softening: float  # σ of the log scale; the knots are in ln(1 + (f − a)/σ)

    @property
    def label(self) -> str:
        """What the colour bar measures."""
        return _LABELS[self.name]

    @property
    def low(self) -> float:
        """The loss at shade 0."""
        return float(self.losses[0])

    @property
    def high(self) -> float:
        """The loss at shade 1."""
        return float(self.losses[-1])

    def shade(self, loss: Vec) -> Vec:
        """Shades of any array of losses, clipped to [0, 1]; nan where the loss is not finite."""
        f = np.asarray(loss, dtype=np.float64)
        if self.name == "log":
            inside = np.clip(f, self.low, self.high)
            shade = np.log1p((inside - self.low) / self.softening)
            shade /= np.log1p((self.high - self.low) / self.softening)
        elif self.name == "linear":
            inside = np.clip(f, self.low, self.high)
            shade = (inside - self.low) / (self.high - self.low)
        else:
            shade = np.clip(np.interp(f, self.losses, self.shades), 0.0, 1.0)
        return np.where(np.isfinite(f), shade, np.nan)

    def shade_of(self, loss: float) -> float:
        """The shade of one loss."""
        return float(self.shade(np.array([loss]))[0])


def fit(loss: Vec, name: ScaleName | Literal["auto"] = "auto") -> Scale:
    """The scale for a grid of losses of any shape; "auto" looks at how they are spread."""
    finite = np.asarray(loss, dtype=np.float64)
    finite = finite[np.isfinite(finite)]
    if finite.size == 0:
        return _two_knots("linear", 0.0, 1.0)
    low, high = float(finite.min()), float(finite.max())
    with np.errstate(over="ignore"):
        span = high - low
    if span <= 1e-14 * max(abs(low), abs(high)):
        low = min(low, _HALF)
        return _two_knots("linear", low, low + max(1.0, abs(low)))
    if not np.isfinite(span):
        return _rank(finite)
    if name == "auto":
        name = _choose(finite, low, high)
    if name == "rank":
        return _rank(finite)
    if name == "log":
        return _two_knots("log", low, high, _softening(finite - low))
    return _two_knots("linear", low, high)


def ticks(scale: Scale) -> tuple[tuple[float, str], ...]:
    """(shade, text) at round losses, ascending, no two closer than the text needs."""
    if scale.name == "linear":
        values = _even(scale.low, scale.high)
        shades = scale.shade(values)
        return tuple(zip(shades.tolist(), map(labels.tick, values.tolist()), strict=True))
    chosen: list[tuple[float, str]] = []
    for group in _round(scale.low, scale.high):
        for value, shade in zip(group.tolist(), scale.shade(group).tolist(), strict=True):
            if all(abs(shade - other) >= _TICK_GAP for other, _ in chosen):
                chosen.append((shade, labels.tick(value)))
    return tuple(sorted(chosen))


def _two_knots(name: ScaleName, low: float, high: float, softening: float = 1.0) -> Scale:
    return Scale(name, np.array([low, high]), np.array([0.0, 1.0]), softening)


def _rank(finite: Vec) -> Scale:
    shades = np.linspace(0.0, 1.0, _KNOTS)
    losses = np.quantile(finite, shades, method="nearest")
    knots, first, count = np.unique(losses, return_index=True, return_counts=True)
    middle = (shades[first] + shades[first + count - 1]) / 2.0  # a plateau takes one shade
    middle[0], middle[-1] = 0.0, 1.0
    return Scale("rank", knots, middle, 1.0)


def _softening(above: Vec) -> float:
    """σ from the heights ``f − a``; plateaus at the very bottom do not count."""
    positive = above[above > 0.0]
    return max(float(np.quantile(positive, _FLOOR_SHARE)), 1e-12 * float(positive.max()))


def _choose(finite: Vec, low: float, high: float) -> ScaleName:
    """Log where most of the picture lies near the bottom, rank where it lies near one value.

    A plateau with a hole in it stays linear: ranks would only sort the rounding errors of the
    plateau.
    """
    quarter, median, three_quarters = np.quantile((finite - low) / (high - low), (0.25, 0.5, 0.75))
    if median < 0.2:
        return "log"
    if median < 0.8 and three_quarters - quarter < 0.05:
        return "rank"
    return "linear"


def _even(low: float, high: float) -> Vec:
    """Multiples within [low, high] of the least step of 1, 2, 5 × 10ᵏ that is wide enough.

    None where that step is no number, and of twice such a step where the span is none.
    """
    span = high - low
    if not np.isfinite(span):
        return 2.0 * _even(0.5 * low, 0.5 * high)
    if span * _TICK_GAP < _LEAST:
        return np.empty(0)
    decade = 10.0 ** np.floor(np.log10(span * _TICK_GAP))
    step = next(s for f in (1.0, 2.0, 5.0, 10.0) if (s := f * decade) >= span * _TICK_GAP)
    return np.asarray(step * np.arange(np.ceil(low / step), np.floor(high / step) + 1.0))


def _round(low: float, high: float) -> list[Vec]:
    """Losses within [low, high] in groups: powers of ten first, then halves, fifths, even steps."""
    top = min(int(np.ceil(np.log10(max(abs(low), abs(high))))), 307)
    decades = 10.0 ** np.arange(top, max(top - 18, -307), -1.0)
    groups = [f * np.concatenate([decades, -decades]) for f in (1.0, 5.0, 2.0)]
    groups[0] = np.append(groups[0], 0.0)
    groups.append(_even(low, high))
    return [group[(group >= low) & (group <= high)] for group in groups]
