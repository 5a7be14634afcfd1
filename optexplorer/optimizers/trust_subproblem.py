"""The lowest point of a parabola inside a ball, nearly: what a trust region asks for in every step.

For a symmetric H (n, n) and Δ > 0,

    p = argmin g·p + ½ p·H p   over ‖p‖ ≤ Δ

solves (H + λ I) p = −g with the λ ≥ 0 for which H + λ I has no negative eigenvalue and
λ (Δ − ‖p‖) = 0. λ is found by Newton's method on 1/‖p(λ)‖ = 1/Δ between bounds, each trial by a
Cholesky factor H + λ I = Uᵀ U: Moré and Sorensen 1983, https://doi.org/10.1137/0904038, with the bounds
of Conn, Gould and Toint 2000, Trust-Region Methods, section 7.3,
https://doi.org/10.1137/1.9780898719857. It ends when ‖p‖ is within a share of Δ, or
where p plus a part z along the flattest way is as low as that.
"""

import math
from typing import NamedTuple

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.helper import helper
from optexplorer.core.oracle import norm
from optexplorer.optimizers.line_search import dot
from optexplorer.optimizers.linear_algebra import cholesky, flattest, solve_lower, solve_upper

TRIALS = 25  # of λ
_EASY = 0.1  # the share of Δ by which ‖p‖ may miss it
_HARD = 0.2  # the share of the lowest value that may be missed
_INWARDS = 0.01  # of the way between the bounds: no trial is nearer to the lower one
_EPS = 2.0**-52


class Bounds(NamedTuple):
    """What is known of λ."""

    low: float
    high: float


class Found(NamedTuple):
    """How the search for p ended."""

    damping: float  # λ
    low: float  # its lower bound
    on_boundary: bool  # ‖p‖ is about Δ


@helper
def between(b: Bounds) -> float:
    """A trial inside the bounds: their geometric mean, but not too near to the lower one."""
    return max(math.sqrt(abs(b.low * b.high)), b.low + _INWARDS * (b.high - b.low))


@helper
def first_bounds(H: Mat, g: Vec, radius: float) -> Bounds:
    """Bounds of λ from ‖g‖ / Δ and the norms and Gershgorin's circles of H."""
    circle_low, circle_high = math.inf, -math.inf
    largest_row, squares, least_diagonal = 0.0, 0.0, math.inf
    for i in range(g.size):
        row = 0.0
        for j in range(g.size):
            row += abs(H[i, j])
            squares += H[i, j] * H[i, j]
        off = row - abs(H[i, i])
        circle_low = min(circle_low, H[i, i] - off)
        circle_high = max(circle_high, H[i, i] + off)
        largest_row = max(largest_row, row)
        least_diagonal = min(least_diagonal, H[i, i])
    pull, size = norm(g) / radius, min(math.sqrt(squares), largest_row)
    return Bounds(
        max(0.0, -least_diagonal, pull - min(circle_high, size)),
        max(0.0, pull + min(-circle_low, size)),
    )


@helper
def unresolved(H: Mat) -> float:
    """The length below which a gradient is rounding: n ε ‖H‖ with the largest sum of a row."""
    largest = 0.0
    for i in range(H.shape[0]):
        row = 0.0
        for j in range(H.shape[0]):
            row += abs(H[i, j])
        largest = max(largest, row)
    return _EPS * len(H) * largest


@helper
def to_sphere(p: Vec, z: Vec, radius: float) -> float:
    """The τ nearest to 0 with ‖p + τ z‖ = Δ, where ‖p‖ < Δ and ‖z‖ = 1."""
    b, c = dot(p, z), dot(p, p) - radius * radius
    root = math.sqrt(max(b * b - c * dot(z, z), 0.0))
    return -c / (b + root if b > 0.0 else b - root)


@helper
def lift(H: Mat, U: Mat, damping: float) -> int:
    """Write the Cholesky factor of H + λ I to ``U``; see `cholesky` for what it returns."""
    for i in range(H.shape[0]):
        for j in range(H.shape[0]):
            U[i, j] = H[i, j] + (damping if i == j else 0.0)
    return cholesky(U)


@helper
def missing(H: Mat, U: Mat, damping: float, k: int, z: Vec) -> float:
    """How much more λ must be at least, where the factor failed at row ``k``: −z·(H + λ I) z / ‖z‖²
    for the z that is 1 at k and makes the rows above 0.
    """
    short: float = -(H[k, k] + damping)
    for i in range(z.size):
        z[i] = 0.0
    z[k] = 1.0
    for i in range(k):
        short += U[i, k] * U[i, k]
        z[i] = -U[i, k]
    solve_upper(U, z, k)
    return short / dot(z, z)


@helper
def bend(H: Mat, p: Vec) -> float:
    """p·H p."""
    s = 0.0
    for i in range(p.size):
        s += p[i] * dot(H[i], p)
    return s


@helper
def lowest_in_ball(
    H: Mat, g: Vec, radius: float, low: float, p: Vec, U: Mat, w: Vec, z: Vec
) -> Found:  # fmt: skip
    """Write the step to ``p`` (n,); ``U`` (n, n), ``w`` and ``z`` (n,) are room.

    ``low``: a lower bound of λ known from a larger ball about the same point, else 0. Where no
    trial of λ had a factor, the step goes to the boundary along the last way that curves down.
    """
    b = first_bounds(H, g, radius)
    b = Bounds(max(b.low, low), b.high)
    damping = 0.0 if b.low == 0.0 else between(b)
    has_slope = norm(g) > unresolved(H)
    for i in range(g.size):
        p[i] = 0.0
    failed, solved = lift(H, U, damping), False
    for _ in range(TRIALS):
        solved = solved or failed < 0
        if failed >= 0:
            b = Bounds(max(b.low, damping + missing(H, U, damping, failed, z)), b.high)
            damping = between(b)
        elif has_slope:
            for i in range(g.size):
                p[i] = -g[i]
            solve_lower(U, p)
            solve_upper(U, p, p.size)
            length = norm(p)
            if length <= radius and damping == 0.0:
                return Found(damping, b.low, False)
            for i in range(g.size):
                w[i] = p[i]
            solve_lower(U, w)
            newton = damping + (length / norm(w)) ** 2 * (length - radius) / radius
            if length >= radius:
                if length - radius <= _EASY * radius:
                    return Found(damping, b.low, True)
                b = Bounds(damping, b.high)
                damping = newton
            else:
                flat = flattest(U, z, w)
                tau = to_sphere(p, z, radius)
                curved = bend(H, p) + damping * dot(p, p)
                if (tau * flat) ** 2 <= _HARD * (curved + damping * radius * radius):
                    for i in range(g.size):
                        p[i] += tau * z[i]
                    return Found(damping, b.low, True)
                b = Bounds(max(b.low, damping - flat * flat), damping)
                if lift(H, U, newton) >= 0:
                    b = Bounds(max(b.low, newton), b.high)
                    damping = between(b)
                else:
                    damping = newton
        elif damping == 0.0:
            for i in range(g.size):
                p[i] = 0.0
            return Found(damping, b.low, False)
        else:
            flat = flattest(U, z, w)
            for i in range(g.size):
                p[i] = radius * z[i]
            if flat * flat <= _HARD * damping:
                return Found(damping, b.low, True)
            b = Bounds(max(b.low, damping - flat * flat), damping)
            damping = between(b)
        failed = lift(H, U, damping)
    if not solved:
        length = radius / norm(z) * (-1.0 if dot(g, z) > 0.0 else 1.0)
        for i in range(g.size):
            p[i] = length * z[i]
    return Found(damping, b.low, True)
