"""A trust region: a parabola is believed inside a ball, and the ball grows where that went well."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import Order, number
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import gradient_at, hessian_at, norm, value_at
from optexplorer.core.status import OK, TRUST_REGION
from optexplorer.optimizers import settings
from optexplorer.optimizers.line_search import at_rest, copy, dot, same
from optexplorer.optimizers.trust_subproblem import bend, lowest_in_ball

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_VECTORS = ("p", "x_last", "g_last", "x_new", "w", "z")
_F, _RADIUS, _RHO, _DAMPING, _LOW, _TRIED, _BOUNDARY, _ANEW = range(8)
_EPS = 2.0**-52
_SHRUNK = 1e-100  # a radius that is nothing


@helper
def arrive(oracle: "Oracle", x: Vec, state: Mat, memory: Vec, t: int) -> bool:
    """Have f, gradient and Hessian at ``x`` in state and memory; whether they were there already.

    They are where the last step was refused, on the same sample. Memory says whether the radius is
    of another place, so that it must begin anew.
    """
    x_last, g_last, x_new, w = state[1], state[2], state[3], state[4]
    stayed = t > 1 and same(x, x_last)
    followed = stayed or (t > 1 and same(x, x_new))
    memory[_ANEW] = 0.0 if followed and memory[_RADIUS] > _SHRUNK else 1.0
    if stayed and not oracle.stochastic:
        return True
    memory[_F] = gradient_at(oracle, x, g_last)
    hessian_at(oracle, x, w, state[len(_VECTORS) : len(_VECTORS) + x.size])
    copy(x, x_last)
    return False


@helper
def wait(p: Vec, memory: Vec) -> int:
    """End an update at a rate of 0, at which there is no first radius yet: the status."""
    for i in range(p.size):
        p[i] = 0.0
    memory[_RADIUS] = memory[_DAMPING] = memory[_LOW] = memory[_TRIED] = memory[_BOUNDARY] = 0.0
    memory[_RHO] = 1.0
    return OK


@helper
def agreement(f: float, f_new: float, promised: float, blur: float) -> float:
    """ρ: what the step gained by what the parabola promised, 1 where both are ``blur``."""
    return (f - f_new + blur) / (promised + blur)


@step
def _trust_exact(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    n, first, largest, accepted = x.size, hyper[0], hyper[1], hyper[2]
    p, g_last, x_new, w, z = state[0], state[2], state[3], state[4], state[5]
    H, U = state[len(_VECTORS) : len(_VECTORS) + n], state[len(_VECTORS) + n :]
    known = arrive(oracle, x, state, memory, t)
    if rate == 0.0 and memory[_ANEW] == 1.0:
        return wait(p, memory)
    radius = min(rate * first, largest) if memory[_ANEW] == 1.0 else memory[_RADIUS]
    low = memory[_LOW] if known and radius < memory[_TRIED] else 0.0
    found = lowest_in_ball(H, g_last, radius, low, p, U, w, z)
    memory[_DAMPING], memory[_LOW], memory[_TRIED] = found.damping, found.low, radius
    memory[_BOUNDARY] = 1.0 if found.on_boundary else 0.0
    f = memory[_F]
    for i in range(n):
        x_new[i] = x[i] + p[i]
    f_new = value_at(oracle, x_new)
    promised = -dot(g_last, p) - 0.5 * bend(H, p)
    blur = 1e-15 * abs(f) + 1e-16 * norm(g_last) * norm(x) + 1e-300
    rho = agreement(f, f_new, promised, blur)
    if not rho >= 0.25:
        memory[_RADIUS] = 0.25 * radius
    elif rho > 0.75 and found.on_boundary:
        memory[_RADIUS] = min(2.0 * radius, largest)
    else:
        memory[_RADIUS] = radius
    memory[_RHO] = rho
    if norm(p) <= _EPS * norm(x) or not promised > 0.0:
        resting = oracle.stochastic or at_rest(f, -dot(g_last, g_last), g_last)
        return OK if resting else TRUST_REGION
    if rho > accepted:
        copy(x_new, x)
    return OK


@dataclass(frozen=True)
class TrustExact(Optimizer):
    """p minimises m(p) = g·p + ½ p·H p over ‖p‖ ≤ Δ, nearly, and ρ = (f(x) − f(x + p)) / −m(p) is
    what it gained by what m promised:

        ρ > η₁               x ← x + p; else x stays
        ρ < ¼                Δ ← Δ / 4
        ρ > ¾ and ‖p‖ = Δ    Δ ← min(2 Δ, Δ_max)

    Both sides of ρ have what rounding may hide added: 1e-15 |f| + 1e-16 ‖g‖ ‖x‖. Where something
    else moved x, and after zeroing state and memory, Δ = η Δ₀.
    """

    key: ClassVar[str] = "trust_exact"
    title: ClassVar[str] = "Trust region"
    family: ClassVar[str] = "Second order"
    summary: ClassVar[str] = (
        "Goes to the lowest point of a fitted parabola inside a ball that grows with success."
    )
    strengths: ClassVar[str] = (
        "As fast as Newton's method near a minimum and safe far from it; no saddle holds it, and "
        "nothing has to be tuned."
    )
    weaknesses: ClassVar[str] = (
        "Factors the whole Hessian several times in an update, and noise shrinks the ball."
    )
    when: ClassVar[str] = (
        "For smooth problems of few parameters with exact second derivatives: the first to try there."
    )
    reference: ClassVar[str] = (
        "Moré and Sorensen 1983, Computing a trust region step, https://doi.org/10.1137/0904038; "
        "Conn, Gould and Toint 2000, Trust-Region Methods, https://doi.org/10.1137/1.9780898719857"
    )
    variant: ClassVar[str] = (
        "As scipy.optimize.minimize's trust-exact with k_easy 0.1 and k_hard 0.2: p misses the "
        "boundary by up to a tenth of Δ. A refused step is an update too."
    )
    update: ClassVar[Step] = _trust_exact
    pictures: ClassVar[tuple[Picture, ...]] = (
        Picture("circle", "r", "trust region"),
        Picture("segment", "p", "step tried"),
    )
    states: ClassVar[tuple[str, ...]] = _VECTORS
    memories: ClassVar[tuple[str, ...]] = (
        "f", "Delta", "rho", "lambd", "lambd_min", "tried", "boundary", "anew",
    )  # fmt: skip
    uses_gradient: ClassVar[bool] = False
    finds_rate: ClassVar[bool] = True
    ordered: ClassVar[tuple[Order, ...]] = (("initial_trust_radius", "<=", "max_trust_radius"),)

    learning_rate: float = settings.learning_rate(1.0, "Multiplies the first radius.")
    initial_trust_radius: float = number(
        1.0, "Δ₀", "The first radius: how far the parabola is believed at the start.",
        low=0.0, low_open=True, log=True, span=(1e-3, 1e2),
    )  # fmt: skip
    max_trust_radius: float = number(
        1000.0, "Δₘ", "The largest radius: no step is longer.",
        low=0.0, low_open=True, log=True, span=(1e-2, 1e4),
    )  # fmt: skip
    eta: float = number(
        0.15, "η₁", "The share of the promised decrease that a step must deliver to be taken.",
        low=0.0, high=0.25, high_open=True, span=(0.0, 0.24),
    )  # fmt: skip

    def states_of(self, n: int) -> tuple[str, ...]:
        """The vectors, and the rows of the Hessian and of its last factor."""
        return (*_VECTORS, *(f"H{i}" for i in range(n)), *(f"U{i}" for i in range(n)))

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        first = "min(rate*initial_trust_radius, max_trust_radius)"
        larger = "where(told(boundary)*rho > 0.75, min(2*r, max_trust_radius), r)"
        return (
            op("g = grad(x)", "The slope where the point is."),
            op("H = hess(x)", "The second derivatives there."),
            op(f"r = where(told(anew) == 1, {first}, Delta)", "How far the parabola is believed."),
            op(
                "lambd = told(lambd)",
                "The damping that keeps the step inside: 0 where Newton's step is.",
                shown=r"0,\ \text{or so that}\ \left\|(H + \lambda I)^{-1} g\right\| \approx r",
            ),
            op(
                "p = told(p)",
                "The way to the lowest point of the parabola in the ball, nearly.",
                shown=r"-(H + \lambda I)^{-1} g",
            ),
            op(
                "blur = 1e-15*abs(f(x)) + 1e-16*norm(g)*norm(x) + 1e-300",
                "What rounding may hide, so that a step at rest counts as good.",
            ),
            op("b = -dot(g, p) - dot(p, H @ p)/2", "The decrease that the parabola promises."),
            op("rho = (f(x) - f(x + p) + blur)/(b + blur)", "What it gained by what was promised."),
            op(
                f"Delta = where(rho < 0.25, r/4, {larger})",
                "The radius shrinks where the promise was not kept and doubles where it was and the "
                "boundary held the step.",
            ),
            op("x = where(rho > eta, x + p, x)", "The step, unless it gained too little."),
        )
