"""Checks and choices that surfaces and formulas share: domains, starts, numbers."""

import math
from collections.abc import Callable

from optexplorer.core.problem import Box, Pairs, Point, ProblemError, is_side

# Where a start is looked for, as shares of the domain: away from its centre and its axes, where
# gradients often vanish by symmetry.
_SHARES = ((0.18, 0.76), (0.82, 0.71), (0.29, 0.22), (0.77, 0.27), (0.62, 0.57), (0.53, 0.54))


def checked_domain(domain: Box, size: int) -> Box:
    """``domain`` when it has ``size`` intervals, each finite, from low to high and not too narrow."""
    if len(domain) != size:
        wanted = "one interval [low, high]" if size == 1 else "two intervals [low, high]"
        raise ProblemError("domain", f"must be {wanted}, got {len(domain)}")
    for i, (low, high) in enumerate(domain):
        if not (math.isfinite(low) and math.isfinite(high) and math.isfinite(high - low)):
            raise ProblemError(f"domain[{i}]", f"must be finite, got [{low:g}, {high:g}]")
        if low >= high:
            message = f"the low end must be below the high end, got [{low:g}, {high:g}]"
            raise ProblemError(f"domain[{i}]", message)
        if not is_side(low, high):
            message = f"the ends are too close for a picture, got [{low}, {high}]"
            raise ProblemError(f"domain[{i}]", message)
    return domain


def checked_numbers(parameters: Pairs) -> dict[str, float]:
    """Names and values of parameters, all finite."""
    for name, value in parameters:
        if not math.isfinite(value):
            raise ProblemError(f"parameters.{name}", f"must be a finite number, got {value:g}")
    return dict(parameters)


def centre(domain: Box) -> Point:
    """The middle of the domain."""
    return tuple(low / 2 + high / 2 for low, high in domain)


def inside(point: Point, domain: Box) -> bool:
    """Whether a point lies in the domain, its edge included."""
    return all(low <= p <= high for p, (low, high) in zip(point, domain, strict=True))


def chosen_start(domain: Box, value: Callable[[Point], float] = lambda _: 0.0) -> Point:
    """An off-centre point of the domain, if possible one where the function has a ``value``."""
    candidates = [
        tuple(low + s * (high - low) for s, (low, high) in zip(shares, domain, strict=False))
        for shares in _SHARES
    ]
    return next((p for p in candidates if math.isfinite(value(p))), candidates[0])
