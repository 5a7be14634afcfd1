"""The curves under the picture: thinned, on their axes, with ranges that stay readable.

Making a layer costs a pass over the history; keep it as long as the history. A panel is cheap.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.scene.decimate import thin_curve
from optexplorer.scene.frame import CurveLayer, CurvePanel, Style

LOG_FLOOR = -320.0  # below the smallest double: where a value of 0 goes on a logarithmic axis
_DECADES_SHOWN = 14.0
_DECADES_ABOVE = 2.0  # how far above the start a logarithmic panel reaches
_PAD = 0.04
FARTHEST = 8e306  # that an axis reaches: pictures end at 1e307


@dataclass(frozen=True, eq=False)
class Series:
    """One run's recorded values of one quantity."""

    run: int
    style: Style
    x: Vec  # (n,) ascending: step, work or epoch
    y: Vec  # (n,)
    diverged: bool = False
    emphasised: bool = False


@dataclass(frozen=True, eq=False)
class PanelSpec:
    """One panel to draw. ``bounded`` cuts off what rises far above the start (not for rates)."""

    key: str
    title: str
    x_label: str
    log: bool
    series: Sequence[Series]
    bounded: bool = True
    log_possible: bool = True
    epochs_possible: bool = False


def curve_panels(specs: Sequence[PanelSpec]) -> tuple[CurvePanel, ...]:
    """One panel for each spec."""
    return tuple(curve_panel(spec, [curve_layer(s, spec.log) for s in spec.series]) for spec in specs)


def curve_layer(series: Series, log: bool) -> CurveLayer:
    """The thinned curve; on a logarithmic axis 0 is far below and negative values are gaps."""
    y = _log10(series.y) if log else series.y
    kept = thin_curve(series.x, y)
    return CurveLayer(series.run, series.style, series.x[kept], y[kept], series.emphasised)


def curve_panel(spec: PanelSpec, layers: Sequence[CurveLayer]) -> CurvePanel:
    """The panel of ready ``layers``, one for each series of ``spec``."""
    calm = [
        layer for layer, s in zip(layers, spec.series, strict=True) if not s.diverged and layer.y.size
    ]
    return CurvePanel(
        key=spec.key,
        title=spec.title,
        x_label=spec.x_label,
        log=spec.log,
        log_possible=spec.log_possible,
        epochs_possible=spec.epochs_possible,
        curves=tuple(layers),
        x_range=_x_range(layers),
        y_range=_y_range(layers, calm, spec.log, spec.bounded),
    )


def missing(panel: CurvePanel) -> str:
    """Why a panel has nothing to show; empty where it has something."""
    if not panel.curves:
        return "No run to show"
    if _numbers([layer.y for layer in panel.curves], panel.log).size:
        return "" if any(layer.x.size > 1 for layer in panel.curves) else "No step was made"
    zero = panel.log and any((layer.y == LOG_FLOOR).any() for layer in panel.curves)
    return "Only 0, which has no logarithm" if zero else "No finite value"


def _log10(y: Vec) -> Vec:
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.maximum(np.log10(y), LOG_FLOOR)


def _x_range(layers: Sequence[CurveLayer]) -> tuple[float, float]:
    ends = [(layer.x[0], layer.x[-1]) for layer in layers if layer.x.size]
    if not ends:
        return 0.0, 1.0
    low, high = float(min(e[0] for e in ends)), float(max(e[1] for e in ends))
    return (low, high) if high > low else (low, low + 1.0)


def _y_range(
    layers: Sequence[CurveLayer], calm: Sequence[CurveLayer], log: bool, bounded: bool
) -> tuple[float, float]:
    """Everything the calm runs show, and a little above where any run began.

    One diverging run must not squash the others: its curve leaves at the top.
    """
    starts = _numbers([layer.y[:1] for layer in layers], log)
    values = _numbers([layer.y for layer in calm], log) if calm else starts
    everything = _numbers([layer.y for layer in layers], log)
    if everything.size == 0:
        return (-1.0, 1.0) if log else (0.0, 1.0)
    seen = np.concatenate([values, starts]) if values.size + starts.size else everything
    low, high = float(seen.min()), float(seen.max())
    if bounded:
        tops = sorted(_quantile(y, 0.95) for c in calm if (y := _numbers([c.y], log)).size)
        usual = max([*tops[(len(tops) - 1) // 2 :][:1], *starts.tolist()], default=high)
        room = _DECADES_ABOVE if log else 0.5 * max(usual - low, 1e-300)
        high = min(float(everything.max()), usual + room)
    if log:
        low = max(low, high - _DECADES_SHOWN)
    low, high = (min(max(end, -FARTHEST), FARTHEST) for end in (low, high))
    span = high - low
    if span <= 1e-12 * max(abs(low), abs(high), 1e-300):
        span = 1.0 if log else max(abs(high), 1.0)
        return low - 0.5 * span, high + 0.5 * span
    return low - _PAD * span, high + _PAD * span


def _numbers(pieces: Sequence[Vec], log: bool) -> Vec:
    """All finite values, without the floor that stands for 0 on a logarithmic axis."""
    joined: Vec = np.concatenate([*pieces, np.empty(0)])
    finite = np.isfinite(joined)
    return joined[finite & (joined > LOG_FLOOR) if log else finite]


def _quantile(values: Vec, share: float) -> float:
    """As numpy's, without its ways round what cannot happen here, which take ten times as long."""
    ascending = np.sort(values)
    place = share * (values.size - 1)
    below = int(place)
    part, above = place - below, min(below + 1, values.size - 1)
    return float((1.0 - part) * ascending[below] + part * ascending[above])
