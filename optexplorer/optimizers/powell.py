"""Powell's method: minimise along one direction after the other, and learn better directions."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import norm
from optexplorer.core.status import OK
from optexplorer.optimizers import settings
from optexplorer.optimizers.line_minimum import minimum
from optexplorer.optimizers.line_search import copy, same
from optexplorer.optimizers.nelder_mead import measured

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_VECTORS = ("x_new", "x_last", "d", "y")
_F, _F_START, _GAIN, _BEST, _LEARNT = range(5)
_ACCURACY = 100.0  # times the tolerance: how near a search comes, as a share of its step


@helper
def slide(oracle: "Oracle", x: Vec, u: Vec, tolerance: float, y: Vec, memory: Vec) -> float:
    """Move ``x`` to the minimum along ``u``; how far, in lengths of ``u``, and the value to memory."""
    if norm(u) == 0.0:
        return 0.0
    found = minimum(oracle, x, u, tolerance, y)
    for i in range(x.size):
        x[i] += found.at * u[i]
    memory[_F] = found.f
    return found.at


@helper
def missing(u: Mat) -> bool:
    """Whether there are no directions yet: all are zero, taken at a rate of 0."""
    for i in range(u.shape[0]):
        for j in range(u.shape[1]):
            if u[i, j] != 0.0:
                return False
    return True


@helper
def worth(f_start: float, f: float, f_ahead: float, gain: float) -> bool:
    """Whether the whole move is a better direction than the one that gained most.

    f_ahead is the value as far again. With f_start > f_ahead:
    2 (f_start − 2 f + f_ahead) (f_start − f − gain)² < gain (f_start − f_ahead)².
    """
    bend = 2.0 * (f_start - 2.0 * f + f_ahead) * (f_start - f - gain) ** 2
    return f_start > f_ahead and bend < gain * (f_start - f_ahead) ** 2


@step
def _powell(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    n, tolerance = x.size, _ACCURACY * hyper[0]
    x_new, x_last, d, y = state[0], state[1], state[2], state[3]
    u, s = state[len(_VECTORS) : len(_VECTORS) + n], state[len(_VECTORS) + n :]
    anew = missing(u) or not same(x, x_new)
    if anew or oracle.stochastic:
        memory[_F] = measured(oracle, x)
    if anew:
        for i in range(n):
            for j in range(n):
                u[i, j] = rate if i == j else 0.0
            d[i] = 0.0
    else:
        if oracle.stochastic:
            memory[_F_START] = measured(oracle, x_last)
        for i in range(n):
            d[i] = x[i] - x_last[i]
            y[i] = x[i] + d[i]
    copy(x, x_last)
    copy(x, x_new)
    memory[_LEARNT] = 0.0
    if not anew and worth(memory[_F_START], memory[_F], measured(oracle, y), memory[_GAIN]):
        alpha = slide(oracle, x_new, d, tolerance, y, memory)
        if alpha != 0.0:
            copy(u[n - 1], u[int(memory[_BEST])])
            for i in range(n):
                u[n - 1, i] = alpha * d[i]
            memory[_LEARNT] = 1.0
    memory[_F_START], memory[_GAIN], memory[_BEST] = memory[_F], 0.0, 0.0
    for i in range(n):
        f = memory[_F]
        slide(oracle, x_new, u[i], tolerance, y, memory)
        copy(x_new, s[i])
        if f - memory[_F] > memory[_GAIN]:
            memory[_GAIN], memory[_BEST] = f - memory[_F], float(i)
    copy(x_new, x)
    return OK


@dataclass(frozen=True)
class Powell(Optimizer):
    """x slides to the minimum along u₁, then along u₂, ..., uₙ: at first η eᵢ.

    From the second update on, d = x − x_last, the last two places, may be searched before that. With
    f₀ the value before the last round of slides, f the value now, f₂ = f(x + d) and Δf the most that
    one slide of that round gained, that is where f₀ > f₂ and
    2 (f₀ − 2 f + f₂) (f₀ − f − Δf)² < Δf (f₀ − f₂)². Then uₙ takes the place of the direction that
    gained Δf, and d, as far as it was followed, that of uₙ.
    """

    key: ClassVar[str] = "powell"
    title: ClassVar[str] = "Powell"
    family: ClassVar[str] = "Without gradients"
    summary: ClassVar[str] = "Slides to the lowest point of one line after the other."
    strengths: ClassVar[str] = (
        "Needs values only, and is exact on a quadratic bowl after some rounds: its directions learn "
        "the shape of the valley."
    )
    weaknesses: ClassVar[str] = (
        "Every update asks for dozens of values, and noise misleads its lines; may jump over a nearby "
        "minimum."
    )
    when: ClassVar[str] = "Smooth problems of a few parameters for which there is no gradient."
    reference: ClassVar[str] = (
        "Powell 1964, An efficient method for finding the minimum of a function of several variables "
        "without calculating derivatives, https://doi.org/10.1093/comjnl/7.2.155; Press et al. 2007, "
        "Numerical Recipes, section 10.7, https://numerical.recipes/book.html"
    )
    variant: ClassVar[str] = (
        "As scipy.optimize.minimize's Powell without its end: one update is one round of slides, and "
        "the search along the whole move opens the next. Lines are minimised as by Brent."
    )
    update: ClassVar[Step] = _powell
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("cloud", "s", "line minima"),)
    states: ClassVar[tuple[str, ...]] = _VECTORS
    memories: ClassVar[tuple[str, ...]] = ("f", "f_start", "gain", "best", "learnt")
    uses_gradient: ClassVar[bool] = False
    finds_rate: ClassVar[bool] = True

    learning_rate: float = settings.learning_rate(1.0, "Multiplies the first trial along each axis.")
    xtol: float = number(
        1e-4, "ε", "A hundred times this is the accuracy of a slide, as a share of its length.",
        low=0.0, low_open=True, log=True, span=(1e-8, 1e-2),
    )  # fmt: skip

    def states_of(self, n: int) -> tuple[str, ...]:
        """The vectors, the directions, and where each slide ended."""
        return (*_VECTORS, *(f"u{i}" for i in range(n)), *(f"s{i}" for i in range(n)))

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("d = told(d)", "The move of the last update.", shown=r"x - x_{\mathrm{last}}"),
            op("x_last = x", "For the next update."),
            op(
                "u = told_rows(u)",
                "The directions, at first the axes; where the move leads on far enough it is searched "
                "and takes the place of the one that gained most.",
                shown=r"\left(\eta\,e_1, \ldots, \eta\,e_n\right)\ \text{at first};\ "
                r"d\ \text{for the best, where worth it}",
            ),
            op(
                "s = told_rows(s)",
                "To the minimum along each direction, one after the other.",
                shown=r"s_{i-1} + \alpha_i\,u_i:\ \alpha_i \approx \arg\min_\alpha f(s_{i-1} + "
                r"\alpha\,u_i)\ \text{to}\ 100\,\varepsilon",
            ),
            op("x = told(x_new)", "Where the last slide ended.", shown="s_n"),
        )
