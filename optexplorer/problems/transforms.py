r"""Rotation and stretch of a surface about the centre c of its domain.

With R the counter-clockwise rotation and S the stretch along the original axes, the picture moves
by :math:`p \mapsto c + R S (p - c)`, so the new surface is

.. math::
    f'(p) = f(c + A (p - c)), \qquad A = S^{-1} R^{-1}
"""

import math

from optexplorer.core.problem import Point, ProblemError, Transform


def check_transform(transform: Transform, size: int) -> None:
    """Refuse what cannot be undone, and turning a curve."""
    if not math.isfinite(transform.rotate):
        raise ProblemError("transform.rotate", f"must be finite, got {transform.rotate:g}")
    for i, factor in enumerate(transform.stretch):
        if not (math.isfinite(factor) and 1e-6 <= factor <= 1e6):
            message = f"must lie in [1e-06, 1e+06], got {factor:g}"
            raise ProblemError(f"transform.stretch[{i}]", message)
    if size == 1 and (transform.rotate % 360.0 or transform.stretch[1] != 1.0):
        message = "a one-variable surface can be stretched along x only, and not rotated"
        raise ProblemError("transform", message)


def _turn(transform: Transform) -> tuple[float, float]:
    """Cosine and sine of the rotation, exact at quarter turns."""
    quarters, rest = divmod(transform.rotate % 360.0, 90.0)
    angle = math.radians(rest)
    cos, sin = math.cos(angle), math.sin(angle)
    for _ in range(int(quarters)):
        cos, sin = -sin, cos
    return cos, sin


def moved(point: Point, centre: Point, transform: Transform) -> Point:
    """``c + R S (p - c)``."""
    sx, sy = transform.stretch
    if len(point) == 1:
        return (centre[0] + sx * (point[0] - centre[0]),)
    cos, sin = _turn(transform)
    u, v = sx * (point[0] - centre[0]), sy * (point[1] - centre[1])
    return (centre[0] + cos * u - sin * v, centre[1] + sin * u + cos * v)


def numbers(centre: Point, transform: Transform) -> tuple[float, ...]:
    """``A`` row by row and then ``c``, as transformed kernels read them from their data."""
    sx, sy = transform.stretch
    if len(centre) == 1:
        return (1.0 / sx, *centre)
    cos, sin = _turn(transform)
    return (cos / sx, sin / sx, -sin / sy, cos / sy, *centre)
