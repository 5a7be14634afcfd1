"""The minimum along a line by values alone, for methods that have no slope to judge a step by.

With φ(α) = f(x + α u): `bracket` walks downhill from 0 and 1 until φ rises again, in golden steps or
to the vertex of the parabola through the last three trials; `brent` narrows the bracket, by parabolas
where they shrink fast enough and else by golden sections. Brent 1973, Algorithms for Minimization
without Derivatives, chapter 5, in the form of Press et al. 2007, Numerical Recipes, sections 10.1 and
10.3, with the constants of scipy.
"""

from typing import TYPE_CHECKING, NamedTuple

from optexplorer.core.arrays import Vec
from optexplorer.core.helper import helper
from optexplorer.optimizers.nelder_mead import measured

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_GROWTH = 1.618034  # of the walk downhill
_SECTION = 0.3819660  # the share of the larger part that a golden section cuts off
_FARTHEST = 110.0  # a vertex counts up to this many times the last step
_FLAT = 1e-21  # a parabola without curvature
_CLOSEST = 1e-11  # trials are no nearer to each other, whatever the tolerance
_WALK, _TRIALS = 1000, 500


class Trial(NamedTuple):
    """An α and φ(α)."""

    at: float
    f: float


class Bracket(NamedTuple):
    """Trials in order along the line, in either direction; ``b`` is the lowest."""

    a: Trial
    b: Trial
    c: Trial


@helper
def attempt(oracle: "Oracle", x: Vec, u: Vec, alpha: float, y: Vec) -> Trial:
    """φ(α); ``y`` (n,) becomes x + α u. One value call."""
    for i in range(x.size):
        y[i] = x[i] + alpha * u[i]
    return Trial(alpha, measured(oracle, y))


@helper
def vertex(k: Bracket) -> float:
    """Where the parabola through three trials is level."""
    p = (k.b.at - k.a.at) * (k.b.f - k.c.f)
    q = (k.b.at - k.c.at) * (k.b.f - k.a.f)
    bottom = q - p if abs(q - p) >= _FLAT else _FLAT
    return k.b.at - ((k.b.at - k.c.at) * q - (k.b.at - k.a.at) * p) / (2.0 * bottom)


@helper
def beyond(k: Bracket) -> float:
    """A golden step past the last trial."""
    return k.c.at + _GROWTH * (k.c.at - k.b.at)


@helper
def bracket(oracle: "Oracle", x: Vec, u: Vec, y: Vec) -> Bracket:
    """Walk downhill from α = 0 and 1; ``y`` (n,) is room to work."""
    a, b = attempt(oracle, x, u, 0.0, y), attempt(oracle, x, u, 1.0, y)
    if a.f < b.f:
        a, b = b, a
    k = Bracket(a, b, attempt(oracle, x, u, b.at + _GROWTH * (b.at - a.at), y))
    for _ in range(_WALK):
        if not k.c.f < k.b.f:
            break
        w, limit = vertex(k), k.b.at + _FARTHEST * (k.c.at - k.b.at)
        if (w - k.c.at) * (k.b.at - w) > 0.0:  # between the last two
            trial = attempt(oracle, x, u, w, y)
            if trial.f < k.c.f:
                return Bracket(k.b, trial, k.c)
            if trial.f > k.b.f:
                return Bracket(k.a, k.b, trial)
            trial = attempt(oracle, x, u, beyond(k), y)
        elif (w - limit) * (limit - k.c.at) >= 0.0:
            trial = attempt(oracle, x, u, limit, y)
        elif (w - limit) * (k.c.at - w) > 0.0:
            trial = attempt(oracle, x, u, w, y)
            if trial.f < k.c.f:
                k = Bracket(k.b, k.c, trial)
                trial = attempt(oracle, x, u, beyond(k), y)
        else:
            trial = attempt(oracle, x, u, beyond(k), y)
        k = Bracket(k.b, k.c, trial)
    return k


@helper
def holds(k: Bracket) -> bool:
    """Whether a minimum lies inside."""
    lower = (k.b.f < k.c.f and k.b.f <= k.a.f) or (k.b.f < k.a.f and k.b.f <= k.c.f)
    return lower and (k.a.at < k.b.at < k.c.at or k.c.at < k.b.at < k.a.at)


@helper
def lowest(k: Bracket) -> Trial:
    """The lowest trial, the first of equals."""
    best = k.b if k.b.f < k.a.f else k.a
    return k.c if k.c.f < best.f else best


@helper
def parabola_step(x: Trial, w: Trial, v: Trial) -> tuple[float, float]:
    """From ``x`` to the vertex of the parabola through three trials, as p / q with q ≥ 0."""
    r = (x.at - w.at) * (x.f - v.f)
    s = (x.at - v.at) * (x.f - w.f)
    p, q = (x.at - v.at) * s - (x.at - w.at) * r, 2.0 * (s - r)
    return (-p, q) if q > 0.0 else (p, -q)


@helper
def brent(oracle: "Oracle", x: Vec, u: Vec, k: Bracket, tolerance: float, y: Vec) -> Trial:
    """The minimum inside a bracket, to a share of α; ``y`` (n,) is room to work."""
    best = second = third = k.b
    low, high = min(k.a.at, k.c.at), max(k.a.at, k.c.at)
    step = last = 0.0  # the step now and the one before it, or the part that a section cuts
    for _ in range(_TRIALS):
        near = tolerance * abs(best.at) + _CLOSEST
        middle = 0.5 * (low + high)
        if abs(best.at - middle) < 2.0 * near - 0.5 * (high - low):
            break
        section = True
        if abs(last) > near:
            p, q = parabola_step(best, second, third)
            inside = q * (low - best.at) < p < q * (high - best.at)
            if inside and abs(p) < abs(0.5 * q * last):  # at most half of the step before the last
                last, step = step, p / q
                u_at = best.at + step
                if u_at - low < 2.0 * near or high - u_at < 2.0 * near:
                    step = near if middle >= best.at else -near
                section = False
        if section:
            last = low - best.at if best.at >= middle else high - best.at
            step = _SECTION * last
        reach = step
        if abs(step) < near:
            reach = near if step >= 0.0 else -near
        trial = attempt(oracle, x, u, best.at + reach, y)
        if trial.f > best.f:
            if trial.at < best.at:
                low = trial.at
            else:
                high = trial.at
            if trial.f <= second.f or second.at == best.at:
                second, third = trial, second
            elif trial.f <= third.f or third.at in (best.at, second.at):
                third = trial
        else:
            if trial.at >= best.at:
                low = best.at
            else:
                high = best.at
            best, second, third = trial, best, second
    return best


@helper
def minimum(oracle: "Oracle", x: Vec, u: Vec, tolerance: float, y: Vec) -> Trial:
    """Where f is lowest along ``u`` (n,) from ``x``, as near as ``tolerance``; not above f(x)."""
    k = bracket(oracle, x, u, y)
    return brent(oracle, x, u, k, tolerance, y) if holds(k) else lowest(k)
