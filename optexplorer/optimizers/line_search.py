"""Line searches that updates share: how far to go along a direction p with g·p < 0.

With φ(α) = f(x + α p), 0 < c₁ < c₂ < 1, and everything asked of the oracle and counted there,

    Armijo                φ(α) ≤ φ(0) + c₁ α φ'(0)
    strong Wolfe          Armijo, and |φ'(α)| ≤ c₂ |φ'(0)|

`backtrack` shrinks α until Armijo holds (Nocedal and Wright 2006, Numerical Optimization, algorithm
3.1); `strong_wolfe` is the search of Moré and Thuente 1994, https://doi.org/10.1145/192115.192132,
with the constants of MINPACK-2. Both come back halfway from where f is not finite.
"""

import math
from typing import TYPE_CHECKING, NamedTuple

from optexplorer.core.arrays import Vec
from optexplorer.core.helper import helper
from optexplorer.core.oracle import gradient_at, norm, value_at

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

TRIALS = 100  # of one search
_LONGEST = 1e100
_NARROW = 1e-14  # relative width of an interval that holds nothing new

# A search that fails where rounding hides every decrease has not failed: the point is at rest.
_REST_GRADIENT = 1e-6
_REST_DECREASE = 1e-14  # relative to |f|: less may be rounding


class Interval(NamedTuple):
    """Where the search looks: between the best trial so far, l, and the other end, u."""

    l: float  # noqa: E741  (the paper's letter)
    f_l: float
    d_l: float
    u: float
    f_u: float
    d_u: float
    bracketed: bool  # a minimizer lies between them; before that u has no meaning


@helper
def dot(a: Vec, b: Vec) -> float:
    """The inner product of ``a`` and ``b`` (n,)."""
    s = 0.0
    for i in range(a.size):
        s += a[i] * b[i]
    return s


@helper
def same(a: Vec, b: Vec) -> bool:
    """Whether ``a`` and ``b`` (n,) agree in every bit that counts."""
    for i in range(a.size):
        if a[i] != b[i]:
            return False
    return True


@helper
def copy(source: Vec, target: Vec) -> None:
    """Write ``source`` (n,) to ``target``."""
    for i in range(source.size):
        target[i] = source[i]


@helper
def at_rest(f: float, slope: float, g: Vec) -> bool:
    """Whether a failed search along this slope means only that nothing is left to gain."""
    return norm(g) <= _REST_GRADIENT or -slope <= _REST_DECREASE * abs(f)


@helper
def backtrack(
    oracle: "Oracle", x: Vec, g: Vec, f: float, alpha: float, armijo: float, shrink: float, x_new: Vec
) -> tuple[float, float, int]:
    """The first of α, α τ, α τ², ... where Armijo holds for p = −g, with f there and the trials.

    ``f`` and ``g`` (n,) belong to ``x``. ``x_new`` (n,) becomes x − α g. A step of 0: every trial
    failed until x − α g was x itself, or α would not shrink any more, as where g or α is infinite.
    """
    slope, trials = -dot(g, g), 0
    while True:
        for i in range(x.size):
            x_new[i] = x[i] - alpha * g[i]
        if same(x, x_new):
            return 0.0, f, trials
        trials += 1
        reached = value_at(oracle, x_new)
        if reached <= f + armijo * alpha * slope and math.isfinite(reached):
            return alpha, reached, trials
        if not alpha * shrink < alpha:
            break
        alpha *= shrink
    copy(x, x_new)
    return 0.0, f, trials


@helper
def look(oracle: "Oracle", x: Vec, p: Vec, alpha: float, x_new: Vec, g_new: Vec) -> tuple[float, float]:
    """φ(α) and φ'(α); ``x_new`` becomes x + α p and ``g_new`` the gradient there. One gradient call."""
    for i in range(x.size):
        x_new[i] = x[i] + alpha * p[i]
    f = gradient_at(oracle, x_new, g_new)
    return f, dot(g_new, p)


@helper
def cubic(a: float, f_a: float, d_a: float, b: float, f_b: float, d_b: float) -> float:
    """Where the cubic with these values and slopes is lowest, as a share r of the way from a to b.

    θ = 3 (f_a − f_b) / (b − a) + d_a + d_b, γ = ±√(θ² − d_a d_b) with the sign of b − a,
    r = (γ − d_a + θ) / (2 γ − d_a + d_b). ``nan`` where there is no such cubic.
    """
    theta = 3.0 * (f_a - f_b) / (b - a) + d_a + d_b
    scale = max(abs(theta), abs(d_a), abs(d_b))
    if scale == 0.0:
        return math.nan
    gamma = scale * math.sqrt(max((theta / scale) ** 2 - (d_a / scale) * (d_b / scale), 0.0))
    if b < a:
        gamma = -gamma
    q = gamma - d_a + gamma + d_b
    return math.nan if q == 0.0 else (gamma - d_a + theta) / q


@helper
def next_trial(i: Interval, a: float, f: float, d: float, low: float, high: float) -> float:
    """The trial after ``a``, where φ is ``f`` and its slope ``d``: section 4 of the paper."""
    l, f_l, d_l = i.l, i.f_l, i.d_l  # noqa: E741
    if f > f_l:  # case 1: a minimizer in between; trust the quadratic only as a brake
        c = l + cubic(l, f_l, d_l, a, f, d) * (a - l)
        q = l + d_l / ((f_l - f) / (a - l) + d_l) / 2.0 * (a - l)
        return c if abs(c - l) <= abs(q - l) else c + (q - c) / 2.0
    r = cubic(a, f, d, l, f_l, d_l)
    s = a + (d / (d - d_l) if d != d_l else math.nan) * (l - a)  # the secant of the slopes
    if d < 0.0 < d_l or d_l < 0.0 < d:  # case 2: the slopes differ in sign
        c = a + r * (l - a)
        return c if abs(c - a) > abs(s - a) else s
    limit = high if a > l else low
    if abs(d) < abs(d_l):  # case 3: it flattens; the cubic may have no minimum that way
        c = a + r * (l - a) if r < 0.0 else limit
        if i.bracketed:
            nearer = c if abs(c - a) < abs(s - a) else s
            most = a + 0.66 * (i.u - a)
            return min(most, nearer) if a > l else max(most, nearer)
        farther = c if abs(c - a) > abs(s - a) else s
        return min(max(farther, low), high)
    if i.bracketed:  # case 4: it falls ever faster
        return a + cubic(a, f, d, i.u, i.f_u, i.d_u) * (i.u - a)
    return limit


@helper
def narrowed(i: Interval, a: float, f: float, d: float) -> Interval:
    """The interval after the trial ``a``."""
    if f > i.f_l:
        return Interval(i.l, i.f_l, i.d_l, a, f, d, True)
    if d < 0.0 < i.d_l or i.d_l < 0.0 < d:
        return Interval(a, f, d, i.l, i.f_l, i.d_l, True)
    return Interval(a, f, d, i.u, i.f_u, i.d_u, i.bracketed)


@helper
def tilted(i: Interval, m: float) -> Interval:
    """The interval of ψ(α) = φ(α) − m α in place of φ."""
    return Interval(
        i.l, i.f_l - m * i.l, i.d_l - m, i.u, i.f_u - m * i.u, i.d_u - m, i.bracketed
    )  # fmt: skip


@helper
def strong_wolfe(
    oracle: "Oracle", x: Vec, p: Vec, f0: float, slope: float, alpha: float, armijo: float,
    curvature: float, x_new: Vec, g_new: Vec,
) -> tuple[float, float, int]:  # fmt: skip
    """A step with the strong Wolfe conditions, f there, and the number of trials; first ``alpha``.

    ``f0`` and ``slope`` = g·p belong to ``x``. ``x_new`` and ``g_new`` (n,) become the point reached
    and its gradient. Where no trial meets both conditions, the lowest that meets Armijo and is lower
    by more than rounding is taken; a step of 0: there is none.
    """
    m = armijo * slope
    i = Interval(0.0, f0, slope, 0.0, f0, slope, False)
    low, high, wall = 0.0, 5.0 * alpha, math.inf
    width, older = _LONGEST, 2.0 * _LONGEST
    tilt = True  # until a trial meets Armijo with φ' ≥ 0, steer by ψ
    trials = 0
    while trials < TRIALS:
        f, d = look(oracle, x, p, alpha, x_new, g_new)
        trials += 1
        if not (math.isfinite(f) and math.isfinite(d)):
            wall = alpha
            alpha = 0.5 * (i.l + alpha)
            continue
        line = f0 + alpha * m
        if f <= line and abs(d) <= -curvature * slope:
            return alpha, f, trials
        if i.bracketed and (not low < alpha < high or high - low <= _NARROW * high):
            break
        if alpha >= _LONGEST or alpha == i.l:
            break
        tilt = tilt and not (f <= line and d >= 0.0)
        a = alpha
        if tilt and line < f <= i.f_l:
            steered = tilted(i, m)
            alpha = next_trial(steered, a, f - m * a, d - m, low, high)
            i = tilted(narrowed(steered, a, f - m * a, d - m), -m)
        else:
            alpha = next_trial(i, a, f, d, low, high)
            i = narrowed(i, a, f, d)
        if i.bracketed:
            if not abs(i.u - i.l) < 0.66 * older:
                alpha = i.l + 0.5 * (i.u - i.l)
            older, width = width, abs(i.u - i.l)
            low, high = min(i.l, i.u), max(i.l, i.u)
        else:
            low, high = alpha + 1.1 * (alpha - i.l), alpha + 4.0 * (alpha - i.l)
        if math.isnan(alpha) or (i.bracketed and not low < alpha < high):
            alpha = i.l
        alpha = min(alpha, _LONGEST)
        if alpha >= wall:
            alpha = 0.5 * (i.l + wall)
    if i.f_l <= f0 + i.l * m and f0 - i.f_l > _REST_DECREASE * abs(f0):
        f, _ = look(oracle, x, p, i.l, x_new, g_new)
        return i.l, f, trials + 1
    return 0.0, f0, trials
