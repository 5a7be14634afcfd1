"""Nelder and Mead's simplex, which walks and shrinks by values alone."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import value_at
from optexplorer.core.status import OK
from optexplorer.optimizers import settings
from optexplorer.optimizers.line_search import copy, same

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_VECTORS = ("x_bar", "x_r", "x_c")
_SHARE_AT_ZERO = 1.0 / 200.0  # of the size, for a coordinate that is 0: nothing to take a share of

# What an update did; nothing before there is a simplex.
REFLECTED, EXPANDED, CONTRACTED, SHRUNK = 1.0, 2.0, 3.0, 4.0
_NOTHING = 0.0


@helper
def measured(oracle: "Oracle", x: Vec) -> float:
    """f(x); what is not a number counts as the highest of all."""
    f = value_at(oracle, x)
    return math.inf if math.isnan(f) else f


@helper
def sort(simplex: Mat, f: Vec) -> None:
    """Put the corners in order of their values, the lowest first; equal ones keep their order."""
    for i in range(1, f.size):
        j = i
        while j > 0 and f[j] < f[j - 1]:
            f[j], f[j - 1] = f[j - 1], f[j]
            for k in range(simplex.shape[1]):
                simplex[j, k], simplex[j - 1, k] = simplex[j - 1, k], simplex[j, k]
            j -= 1


@helper
def spread_out(oracle: "Oracle", x: Vec, size: float, simplex: Mat, f: Vec) -> None:
    """The first simplex: x, and x with one coordinate longer by the share ``size`` of itself."""
    for i in range(f.size):
        copy(x, simplex[i])
        if i > 0:
            here = x[i - 1]
            simplex[i, i - 1] = (1.0 + size) * here if here != 0.0 else _SHARE_AT_ZERO * size
        f[i] = measured(oracle, simplex[i])
    sort(simplex, f)


@helper
def along(x_bar: Vec, worst: Vec, share: float, trial: Vec) -> None:
    """(1 + share) x̄ − share · worst: beyond x̄ where ``share`` is positive, before it where negative."""
    for i in range(x_bar.size):
        trial[i] = (1.0 + share) * x_bar[i] - share * worst[i]


@helper
def replace_worst(simplex: Mat, f: Vec, trial: Vec, value: float) -> None:
    """Put the trial point in place of the highest corner."""
    copy(trial, simplex[f.size - 1])
    f[f.size - 1] = value


@helper
def move(oracle: "Oracle", simplex: Mat, f: Vec, x_bar: Vec, x_r: Vec, x_c: Vec) -> float:
    """Reflect, expand, contract or shrink the sorted simplex; which of them."""
    last = f.size - 1
    worst = simplex[last]
    for k in range(x_bar.size):
        x_bar[k] = 0.0
        for i in range(last):
            x_bar[k] += simplex[i, k]
        x_bar[k] /= last
    along(x_bar, worst, 1.0, x_r)
    f_r = measured(oracle, x_r)
    if f_r < f[0]:
        along(x_bar, worst, 2.0, x_c)
        f_c = measured(oracle, x_c)
        if f_c < f_r:
            replace_worst(simplex, f, x_c, f_c)
            return EXPANDED
        replace_worst(simplex, f, x_r, f_r)
        return REFLECTED
    if f_r < f[last - 1]:
        copy(x_r, x_c)
        replace_worst(simplex, f, x_r, f_r)
        return REFLECTED
    outside = f_r < f[last]
    along(x_bar, worst, 0.5 if outside else -0.5, x_c)
    f_c = measured(oracle, x_c)
    if f_c <= f_r if outside else f_c < f[last]:
        replace_worst(simplex, f, x_c, f_c)
        return CONTRACTED
    for i in range(1, f.size):
        for k in range(x_bar.size):
            simplex[i, k] = simplex[0, k] + 0.5 * (simplex[i, k] - simplex[0, k])
        f[i] = measured(oracle, simplex[i])
    return SHRUNK


@step
def _nelder_mead(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    simplex, f = state[len(_VECTORS) :], memory[1:]
    anew = memory[0] == _NOTHING or not same(x, simplex[0])
    if anew and rate == 0.0:  # a simplex without a size would never get one
        for i in range(state.shape[0]):
            copy(x, state[i])
        memory[0] = _NOTHING
        return OK
    if anew:
        spread_out(oracle, x, rate * hyper[0], simplex, f)
    elif oracle.stochastic:  # a new sample is a new function: value every corner on it
        for i in range(f.size):
            f[i] = measured(oracle, simplex[i])
        sort(simplex, f)
    memory[0] = move(oracle, simplex, f, state[0], state[1], state[2])
    sort(simplex, f)
    copy(simplex[0], x)
    return OK


@dataclass(frozen=True)
class NelderMead(Optimizer):
    """A simplex of n + 1 corners s₀ ... sₙ, sorted by f; x is the lowest of them. In each update, with
    x̄ the mean of all but sₙ, the worst,

        reflect    x_r = 2 x̄ − sₙ        kept where f(s₀) ≤ f(x_r) < f(sₙ₋₁)
        expand     x_c = 3 x̄ − 2 sₙ      tried where f(x_r) < f(s₀); the lower of the two is kept
        contract   x_c = (3 x̄ − sₙ) / 2   where f(sₙ₋₁) ≤ f(x_r) < f(sₙ), kept where f(x_c) ≤ f(x_r)
                   x_c = (x̄ + sₙ) / 2     where f(sₙ) ≤ f(x_r), kept where f(x_c) < f(sₙ)
        shrink     sᵢ ← (s₀ + sᵢ) / 2    where the contracted point is not kept

    The first simplex is x and, for each coordinate, x with xᵢ multiplied by 1 + η h, or set to
    η h / 200 where it is 0. Where something else moved x, a new simplex is made there, as it is after
    zeroing state and memory. Where η is 0 then, x waits for it.
    """

    key: ClassVar[str] = "nelder_mead"
    title: ClassVar[str] = "Nelder-Mead"
    family: ClassVar[str] = "Without gradients"
    summary: ClassVar[str] = "A triangle that tumbles downhill, stretches, and shrinks at the bottom."
    strengths: ClassVar[str] = "Needs values only, and one or two of them an update; follows ravines."
    weaknesses: ClassVar[str] = (
        "Slow beyond some ten parameters, and may flatten out and stop where nothing is lowest."
    )
    when: ClassVar[str] = "Few parameters and no gradients, or kinks that mislead them."
    reference: ClassVar[str] = (
        "Nelder and Mead 1965, A simplex method for function minimization, "
        "https://doi.org/10.1093/comjnl/7.4.308; rules: Lagarias, Reeds, Wright and Wright 1998, "
        "https://doi.org/10.1137/S1052623496303470"
    )
    variant: ClassVar[str] = (
        "As scipy.optimize.minimize's Nelder-Mead, its first simplex included, without its end: the "
        "factors 1, 2, ½ and ½."
    )
    update: ClassVar[Step] = _nelder_mead
    pictures: ClassVar[tuple[Picture, ...]] = (
        Picture("simplex", "s", "simplex"),
        Picture("point", "x_r", "reflected point"),
        Picture("point", "x_c", "last trial"),
    )
    states: ClassVar[tuple[str, ...]] = _VECTORS
    memories: ClassVar[tuple[str, ...]] = ("move",)
    uses_gradient: ClassVar[bool] = False
    finds_rate: ClassVar[bool] = True

    learning_rate: float = settings.learning_rate(1.0, "Multiplies the size of the first simplex.")
    size: float = number(
        0.05, "h", "How far the first simplex reaches, as a share of each coordinate.",
        low=0.0, low_open=True, log=True, span=(1e-3, 1.0),
    )  # fmt: skip

    def states_of(self, n: int) -> tuple[str, ...]:
        """The trial points, and the corners, the lowest first."""
        return (*_VECTORS, *(f"s{i}" for i in range(n + 1)))

    def memories_of(self, n: int) -> tuple[str, ...]:
        """What the last update did (1 reflected, 2 expanded, 3 contracted, 4 shrunk), and values."""
        return (*self.memories, *(f"f{i}" for i in range(n + 1)))

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op(
                "x_bar = told(x_bar)",
                "The middle of all corners but the worst.",
                shown=r"\frac{1}{n}\,\sum_{i < n} s_i,\ s_i = x + \eta\,h\,x_i\,e_i\ \text{at first}",
            ),
            op("x_r = told(x_r)", "The worst corner reflected in it.", shown=r"2\,\bar{x} - s_n"),
            op(
                "x_c = told(x_c)",
                "A second trial: farther out where that was the best point so far, nearer where it "
                "was bad.",
                shown=r"\begin{cases} 3\,\bar{x} - 2\,s_n & f(x_r) < f(s_0) \\ "
                r"x_r & f(x_r) < f(s_{n-1}) \\ "
                r"\frac{3}{2}\,\bar{x} - \frac{1}{2}\,s_n & f(x_r) < f(s_n) \\ "
                r"\frac{1}{2}\,\bar{x} + \frac{1}{2}\,s_n & \text{otherwise} \end{cases}",
            ),
            op(
                "s = told_rows(s)",
                "The better trial takes the worst corner's place; where neither will do, all corners "
                "move half way to the best.",
                shown=r"\text{the better of } x_r, x_c \text{ for } s_n, \text{ or shrunk; sorted}",
            ),
            op("x = told(s0)", "The lowest corner.", shown="s_0"),
        )
