"""Every critical point of a surface in a box: where the gradient is zero, and of what kind.

Newton's method on the gradient starts from seeded points spread over the box, more and more of them
until a round finds nothing new. What it agrees on is polished, merged and tested: close to a critical
point the gradient follows the Hessian, g(u + d) ≈ Hd.

An eigenvalue counts as zero when the uncertainty e of the position could change its sign, which with
T the change of H per length is |λ| ≤ 8 T e. A critical point with such an eigenvalue is degenerate,
and what the surface does about it tells the rest: at a monkey saddle it rises three times around.
Where such points form a curve or a plateau, they are not listed, but said to be there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.analysis.derivatives import derivatives
from optexplorer.core.analysis.newton import Scaled, converge, polish
from optexplorer.core.analysis.spread import DRAWN, spread
from optexplorer.core.arrays import Ints, Mat, Vec, frozen
from optexplorer.core.cancel import Cancel, Cancelled
from optexplorer.core.problem import Box, Point, Problem

Kind = Literal["minimum", "maximum", "saddle", "degenerate"]

_FIRST_STARTS, _MOST_STARTS = 2**10, 2**16
_FEW = 1 / 16  # of the starts, for the points found: then none was missed for want of starts
_SAME = 1e-6  # distance of two findings of one point, as a share of the box
_NEAR = 1e-6  # where the gradient is compared with Hd, as a share of the box
_LOOK = 1e-4  # where the change of H is measured
_SMALL = 1e-3  # of a gradient beside those around it
_AROUND = 1e-2  # where a degenerate point's surroundings are looked at
_RING = 64  # directions
_DIGITS = 11  # of a point's coordinates, beside the size of the box, where these suffice


@dataclass(frozen=True, eq=False)
class CriticalPoint:
    """A place where the gradient is zero."""

    point: Point
    value: float
    gradient_norm: float  # what rounding left of it
    hessian: Mat  # (n, n)
    eigenvalues: Vec  # (n,) ascending
    eigenvectors: Mat  # (n, n), one a row, of length 1
    kind: Kind
    detail: str = ""  # of a degenerate one: what the surface does about it


@dataclass(frozen=True)
class CriticalPoints:
    """What was found in a box, lowest value first."""

    points: tuple[CriticalPoint, ...]
    continuum: bool = False  # there are curves or plateaus of critical points besides
    starts: int = 0  # that were tried
    more: bool = False  # starts ran out, so there may be more

    @cached_property
    def places(self) -> Mat:
        """The points (k, n); (0, 0) where there are none."""
        return np.array([found.point for found in self.points]) if self.points else np.empty((0, 0))

    @cached_property
    def spread(self) -> Ints:
        """Which of them come first where not all can be drawn."""
        return spread(self.places, DRAWN)


# A gradient too long to be told is not that of a critical point.
@np.errstate(over="ignore", invalid="ignore")
def critical_points(
    problem: Problem,
    box: Box | None = None,
    *,
    seed: int = 0,
    cancel: Cancel | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> CriticalPoints:
    """Find and classify the critical points of ``problem`` in ``box``, its domain by default.

    ``progress`` is told the starts tried and the most there may be. Raises `Cancelled` soon after
    ``cancel.set()``. Points where the gradient jumps or does not exist are none.
    """
    surface = Scaled(problem, box or problem.domain)
    random = np.random.default_rng(seed)
    found = np.empty((0, problem.size))
    continuum, more, tried, count = False, False, 0, _FIRST_STARTS
    while True:
        fresh = []
        for starts in np.array_split(_spread(random, count, problem.size), max(1, count // 2**14)):
            if cancel and cancel.is_set:
                raise Cancelled
            fresh.append(_distinct(_inside(converge(surface, starts))))
            tried += len(starts)
            if progress:
                progress(tried, 2 * _MOST_STARTS)
        before = len(found)
        tested, curved = _tested(surface, _distinct(np.concatenate(fresh)))
        found, continuum = _distinct(np.concatenate([found, tested])), continuum or curved
        if count > _FIRST_STARTS and len(found) == before and len(found) <= _FEW * count:
            break
        if more := count >= _MOST_STARTS:
            break
        count *= 4
    points = sorted(_described(surface, found), key=lambda c: (c.value, c.point))
    return CriticalPoints(tuple(points), continuum, tried, more)


def _spread(random: np.random.Generator, count: int, n: int) -> Mat:
    """About ``count`` points, one at random in each cell of a grid over the unit box (m, n)."""
    side = max(1, round(count ** (1 / n)))
    cells = np.stack(np.meshgrid(*[np.arange(side)] * n, indexing="ij"), axis=-1).reshape(-1, n)
    cells = np.repeat(cells, max(1, count // len(cells)), axis=0)
    return np.asarray((cells + random.random(cells.shape)) / side)


def _inside(u: Mat) -> Mat:
    """Those of ``u`` (k, n) in the box, its edge included."""
    return u[(np.abs(u - 0.5) <= 0.5 + _SAME).all(axis=1)]


def _distinct(u: Mat) -> Mat:
    """One of each cluster of ``u`` (k, n), in the order of the coordinates."""
    # Two grids, half a cell apart, so that no cluster is cut by both; neither cuts at round numbers.
    for shift in (0.13, 0.63):
        cells = np.floor(u / (4 * _SAME) + shift)
        u = u[np.unique(cells, axis=0, return_index=True)[1]]
    return u


def _tested(surface: Scaled, u: Mat) -> tuple[Mat, bool]:
    """Those of ``u`` (k, n) that are isolated critical points, polished; and whether others are not."""
    u, error = polish(surface, u)
    close = (error <= _SAME) & _small_gradient(surface, u)
    u, error = u[close], error[close]
    zero = _zero(surface, u, error)
    flat = zero.any(axis=1)
    regular = u[~flat & _follows(surface, u)]
    alone = _alone(surface, u[flat], zero[flat])
    return _inside(np.concatenate([regular, u[flat][alone]])), not bool(alone.all())


def _small_gradient(surface: Scaled, u: Mat) -> NDArray[np.bool_]:
    """Whether the gradient at ``u`` (k, n) is small beside those around; not so at a kink."""
    around = np.zeros(len(u))
    for d in np.vstack([np.eye(u.shape[1]), -np.eye(u.shape[1])]):
        there = surface.at(u + _AROUND * d).gradient
        around = np.fmax(around, np.linalg.norm(there, axis=1))
    return np.asarray(np.linalg.norm(surface.at(u).gradient, axis=1) <= _SMALL * around)


def _zero(surface: Scaled, u: Mat, error: Vec) -> NDArray[np.bool_]:
    """Which eigenvalues of H at ``u`` (k, n) count as zero."""
    h = surface.at(u).hessian
    change = np.zeros(len(u))
    for d in np.vstack([np.eye(u.shape[1]), -np.eye(u.shape[1])]):
        there = surface.at(u + _LOOK * d).hessian
        change = np.fmax(change, np.linalg.norm(there - h, axis=(1, 2)) / _LOOK)
    uncertain = 8.0 * change * error + 1e-14 * np.linalg.norm(h, axis=(1, 2))
    return np.asarray(np.abs(np.linalg.eigvalsh(h)) <= uncertain[:, None])


def _follows(surface: Scaled, u: Mat) -> NDArray[np.bool_]:
    """Whether g(u + d) ≈ Hd for short d along the axes and the eigenvectors."""
    h = surface.at(u).hessian
    V = np.linalg.eigh(h)[1]
    good = np.ones(len(u), dtype=bool)
    n = u.shape[1]
    axes = [np.broadcast_to(a, u.shape) for a in np.eye(n)]
    for d in (*axes, *np.moveaxis(V, 2, 0)):
        for sign in (_NEAR, -_NEAR):
            expected = np.einsum("kij,kj->ki", h, sign * d)
            off = np.linalg.norm(surface.at(u + sign * d).gradient - expected, axis=1)
            good &= off <= 0.5 * np.linalg.norm(expected, axis=1)
    return good


def _alone(surface: Scaled, u: Mat, zero: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Which degenerate points ``u`` (k, n) are isolated: from a little off, Newton comes back."""
    V = np.linalg.eigh(surface.at(u).hessian)[1]
    alone = np.ones(len(u), dtype=bool)
    for i in range(u.shape[1]):
        for sign in (_AROUND, -_AROUND):
            back, _ = polish(surface, u + sign * V[:, :, i])
            away = np.linalg.norm(back - u, axis=1)
            alone &= ~zero[:, i] | (away < _AROUND / 10)
    return alone


def _described(surface: Scaled, u: Mat) -> list[CriticalPoint]:
    """The points ``u`` (k, n) with all there is to say of them."""
    u, error = polish(surface, u)
    zero = _zero(surface, u, error)
    return [_describe(surface, u[i], zero[i]) for i in range(len(u))]


def _describe(surface: Scaled, u: Vec, zero: NDArray[np.bool_]) -> CriticalPoint:
    x = _plainest(surface, surface.points(u))
    f, g, h = (part[0] for part in derivatives(surface.problem, x[None]))
    eigenvalues, V = np.linalg.eigh(h)
    detail, kind = "", _kind(eigenvalues)
    if zero.any():
        detail, kind = _surroundings(surface, u, float(f)), "degenerate"
    return CriticalPoint(
        point=tuple(x.tolist()),
        value=float(f),
        gradient_norm=float(np.linalg.norm(g)),
        hessian=frozen(h),
        eigenvalues=frozen(eigenvalues),
        eigenvectors=frozen(np.ascontiguousarray(V.T)),
        kind=kind,
        detail=detail,
    )


def _plainest(surface: Scaled, x: Vec) -> Vec:
    """``x`` (n,) with fewer digits where the gradient there is no larger: 0 instead of 9e-16.

    A run that starts there stays, as it should: the last digits of ``x`` are those of the box.
    """
    digits = _DIGITS - np.ceil(np.log10(surface.width)).astype(int)
    plain = np.array([round(v, int(d)) for v, d in zip(x.tolist(), digits, strict=True)]) + 0.0
    sizes = np.linalg.norm(derivatives(surface.problem, np.array([x, plain])).gradient, axis=1)
    return plain if sizes[1] <= sizes[0] else x


def _kind(eigenvalues: Vec) -> Kind:
    if (eigenvalues > 0).all():
        return "minimum"
    return "maximum" if (eigenvalues < 0).all() else "saddle"


def _surroundings(surface: Scaled, u: Vec, value: float) -> str:
    """In words, where the surface about ``u`` (n,) is higher than at it and where lower."""
    n = u.size
    if n == 1:
        ring = np.array([[-1.0], [1.0]])
    elif n == 2:
        angles = 2.0 * np.pi * (np.arange(_RING) + 0.5) / _RING
        ring = np.column_stack([np.cos(angles), np.sin(angles)])
    else:
        ring = np.random.default_rng(0).standard_normal((_RING * n, n))
        ring /= np.linalg.norm(ring, axis=1, keepdims=True)
    higher = surface.at(u + _AROUND * ring).value > value
    if higher.all():
        return "a minimum, flatter than a parabola"
    if not higher.any():
        return "a maximum, flatter than a parabola"
    if n == 1:
        return "a point of inflection"
    turns = int(np.count_nonzero(higher != np.roll(higher, 1))) // 2
    if n > 2 or turns == 1:
        return "higher on one side and lower on the other"
    names = {2: "a saddle, flatter than a plain one", 3: "a monkey saddle"}
    return names.get(turns, f"a saddle that rises {turns} times around")
