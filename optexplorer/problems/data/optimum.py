"""Where a fit has its minimum, and the picture box that shows the way there.

All of it is cheap and exact enough for a picture; the minima that are marked are exact to rounding.
Inputs are (rows, 2), targets (rows,), penalties (2,), as in `kernels`.
"""

import math
from typing import NamedTuple

import numpy as np

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.problem import Box, Point, ProblemError

_START = (0.12, 0.65)  # share of the box: off the valley whichever diagonal it follows
_WIDEST = 1e150  # half a side of a box that can be drawn; its inverse is the narrowest
_LEAST_SINE2 = 1e-6  # of the angle between the inputs: bounds the box when they nearly coincide


class Optimum(NamedTuple):
    """A point (2,) at or near the minimum and the Hessian (2, 2) there."""

    point: Vec
    hessian: Mat
    exact: bool  # the one minimum; False: only near it, or one of many


def least_squares(inputs: Mat, target: Vec, penalties: Vec) -> Optimum:
    """Minimum of mean (inputs θ − target)² + ½ Σ pⱼ θⱼ², by orthogonal factors of the stacked system.

    The columns are scaled to length 1 first, so that units do not decide about the rank.
    """
    n = target.size
    stacked = np.vstack([inputs / math.sqrt(n), np.diag(np.sqrt(0.5 * penalties))])
    length = np.linalg.norm(stacked, axis=0)
    length[length == 0.0] = 1.0
    right = np.concatenate([target / math.sqrt(n), np.zeros(penalties.size)])
    scaled, _, rank, _ = np.linalg.lstsq(stacked / length, right, rcond=None)
    hessian = 2.0 * inputs.T @ inputs / n + np.diag(penalties)
    return Optimum(scaled / length, hessian, bool(rank == penalties.size))


def logistic(inputs: Mat, target: Vec, penalties: Vec) -> Optimum:
    """Minimum of the mean cross-entropy + ½ Σ pⱼ θⱼ², by Newton's method with step halving.

    Where a line parts the classes the loss falls for ever; the point then is that of a small
    penalty and ``exact`` is False.
    """
    scale = np.sqrt(np.mean(inputs**2, axis=0))
    scale[scale == 0.0] = 1.0
    for extra in (0.0, 1e-2):
        point, hessian, found = _newton(inputs / scale, target, penalties / scale**2 + extra)
        if found:
            break
    return Optimum(point / scale, hessian * np.outer(scale, scale), found and extra == 0.0)


def _newton(inputs: Mat, target: Vec, penalties: Vec) -> tuple[Vec, Mat, bool]:
    theta, hessian = np.zeros(2), np.eye(2)
    sign = 2.0 * target - 1.0
    for _ in range(50):
        z = inputs @ theta
        if not penalties.any() and (sign * z).min() > 0.0:
            return theta, hessian, False  # the classes are parted
        p = 0.5 * (1.0 + np.tanh(0.5 * z))
        gradient = inputs.T @ (p - target) / target.size + penalties * theta
        hessian = (inputs.T * (p * (1.0 - p))) @ inputs / target.size + np.diag(penalties)
        if np.linalg.cond(hessian) > 1e14:
            return theta, hessian, False
        step = np.linalg.solve(hessian, gradient)
        if np.abs(step).max() <= 1e-13 * max(1.0, np.abs(theta).max()):
            return theta, hessian, True
        before, share = _cross_entropy(inputs, target, penalties, theta), 1.0
        while share > 1e-3 and (
            _cross_entropy(inputs, target, penalties, theta - share * step) > before
        ):
            share *= 0.5
        theta = theta - share * step
    return theta, hessian, bool(np.abs(gradient).max() <= 1e-12)


def _cross_entropy(inputs: Mat, target: Vec, penalties: Vec, theta: Vec) -> float:
    z = inputs @ theta
    return float(np.mean(np.logaddexp(0.0, z) - target * z) + 0.5 * penalties @ theta**2)


def box_about(optimum: Optimum, rise: float) -> Box:
    """The box in which the valley is seen: the bounds of the ellipse on which f rises by ``rise``.

    To second order f = f* + ½ dᵀ H d, so dⱼ reaches √(2 rise / (Hⱼⱼ (1 − ρ²))) with
    ρ = H₁₂ / √(H₁₁ H₂₂). Bounds are rounded to two digits of the width. Numbers of which no picture
    can be drawn are a `ProblemError`.
    """
    diagonal = np.diag(optimum.hessian).copy()
    diagonal[diagonal <= 0.0] = max(diagonal.max(), 1.0)
    rho = optimum.hessian[0, 1] / math.sqrt(diagonal[0]) / math.sqrt(diagonal[1])
    sine2 = max(1.0 - rho * rho, _LEAST_SINE2)
    half = np.sqrt(2.0 * rise / diagonal / sine2)
    half = np.maximum(half, 1e-9 * np.abs(optimum.point))  # wide enough to tell its bounds apart
    if not ((half > 1 / _WIDEST) & (half < _WIDEST)).all():
        raise ProblemError("data", "the numbers are too large or too small for a picture of the fit")
    return tuple(
        (_rounded(c - r, 2.0 * r, 2), _rounded(c + r, 2.0 * r, 2))
        for c, r in zip(optimum.point.tolist(), half.tolist(), strict=True)
    )


def start_in(box: Box) -> Point:
    """A start well inside the box and away from its middle."""
    return tuple(
        _rounded(low + share * (high - low), high - low, 3)
        for (low, high), share in zip(box, _START, strict=True)
    )


def _rounded(value: float, width: float, digits: int) -> float:
    """``value`` to so many significant digits of ``width``."""
    return round(value, digits - 1 - math.floor(math.log10(width)))
