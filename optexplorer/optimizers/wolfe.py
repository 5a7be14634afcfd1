"""What the methods with a strong Wolfe search have in common: what they keep, and one search.

They ask the oracle themselves. The search ends at ``x_new`` with its gradient ``g_new`` and its
value in memory; the next update starts from those and asks nothing twice, unless something else
moved x meanwhile or the sample is a new one. Zeroed state and memory with t = 1 begin anew. At a rate
of 0 nothing is searched, and the search after it is as one at a new place.
"""

import math
from typing import TYPE_CHECKING, Any

from optexplorer.core.arrays import Vec
from optexplorer.core.declare import Order, number
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.oracle import gradient_at, norm
from optexplorer.core.status import LINE_SEARCH, OK
from optexplorer.optimizers.line_search import at_rest, copy, dot, same, strong_wolfe

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

MEMORIES = ("f", "f_last", "alpha", "trials")
F, F_LAST, ALPHA, TRIALS = range(4)
KEPT = len(MEMORIES)  # the first place for what a method keeps beside these

GRADIENT = op("g = grad(x)", "The slope where the point is.")
ORDERED: tuple[Order, ...] = (("armijo", "<", "curvature"),)
PICTURES = (Picture("segment", "alpha*p", "line search"),)

# How `arrive` found the point.
NEW, KNOWN, RESTING = range(3)


@helper
def arrive(
    oracle: "Oracle", x: Vec, g: Vec, x_new: Vec, g_new: Vec, memory: Vec, t: int
) -> int:  # fmt: skip
    """Write the gradient at ``x`` to ``g`` (n,), and the value there to memory.

    KNOWN: the last search ended here, on the same sample. RESTING: and it found nothing to gain, or
    the gradient is zero.
    """
    if t > 1 and not oracle.stochastic and same(x, x_new):
        copy(g_new, g)
        found = KNOWN if memory[ALPHA] > 0.0 else RESTING
    else:
        memory[F] = gradient_at(oracle, x, g)
        memory[F_LAST] = memory[F] + 0.5 * norm(g)  # a first trial of length 1 or less
        copy(x, x_new)
        copy(g, g_new)
        found = NEW
    memory[TRIALS] = 0.0
    return RESTING if norm(g) == 0.0 else found


@helper
def first_trial(memory: Vec, slope: float) -> float:
    """The step that would repeat the last decrease, 1.01 · 2 (f − f_last) / g·p, at most 1.

    Nocedal and Wright 2006, equation 3.60; 1 where the last update went up.
    """
    if not slope < 0.0:
        return 1.0
    alpha = 2.02 * (memory[F] - memory[F_LAST]) / slope
    return alpha if 0.0 < alpha < 1.0 else 1.0


@helper
def search(
    oracle: "Oracle", x: Vec, g: Vec, p: Vec, alpha: float, armijo: float, curvature: float,
    x_new: Vec, g_new: Vec, memory: Vec,
) -> bool:  # fmt: skip
    """Search along ``p`` from the first trial ``alpha``; whether a step was found.

    If so, ``x_new``, ``g_new`` and memory belong to the point reached; ``x`` has not moved.
    """
    slope = dot(g, p)
    if not slope < 0.0:
        return False
    step, f, trials = strong_wolfe(
        oracle, x, p, memory[F], slope, alpha, armijo, curvature, x_new, g_new
    )
    memory[TRIALS] += trials
    memory[ALPHA] = step
    if step == 0.0:
        return False
    memory[F_LAST] = memory[F]
    memory[F] = f
    return True


@helper
def rest(memory: Vec) -> int:
    """End an update that has nothing to do: the status."""
    memory[ALPHA] = 0.0
    return OK


@helper
def wait(x_new: Vec, memory: Vec) -> int:
    """End an update at a rate of 0, which is no search that failed: the status."""
    x_new[0] = math.nan  # no place is this one: the next update does not take it for at rest
    return rest(memory)


@helper
def stay(oracle: "Oracle", x: Vec, g: Vec, x_new: Vec, g_new: Vec, memory: Vec) -> int:
    """End an update whose searches failed, the last one along −g: the status.

    No error where the point is at rest, nor on a sample that the next update does not see.
    """
    copy(x, x_new)
    copy(g, g_new)
    memory[ALPHA] = 0.0
    if oracle.stochastic or at_rest(memory[F], -dot(g, g), g):
        return OK
    return LINE_SEARCH


def step_length(first: str) -> Operation:
    """The length found by the search, whose first trial is ``first`` (TeX)."""
    return op(
        "alpha = told(alpha)",
        "Found by the line search: low enough, and level enough.",
        shown=rf"{first},\ldots:\ f(x + \alpha p) \le f(x) + c_1\,\alpha\,g^\top p,\ "
        r"\left|\nabla f(x + \alpha p)^\top p\right| \le c_2 \left|g^\top p\right|",
    )


def armijo(default: float = 1e-4) -> Any:
    """The share c₁ of the first slope that a step's decrease must keep."""
    return number(
        default, "c₁", "The share of the decrease promised by the slope that a step must deliver.",
        low=0.0, high=0.5, low_open=True, high_open=True, log=True, span=(1e-6, 0.4),
    )  # fmt: skip


def curvature(default: float) -> Any:
    """The share c₂ of the first slope that may be left at the end of a step."""
    return number(
        default, "c₂", "How much of the slope a step may leave; small values search more exactly.",
        low=0.0, high=1.0, low_open=True, high_open=True, span=(0.01, 0.99),
    )  # fmt: skip
