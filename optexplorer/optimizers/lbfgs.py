"""L-BFGS: the direction of BFGS from the last few steps, without a matrix."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import Order, choice, integer
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Form, Optimizer, Step, step
from optexplorer.core.oracle import gradient_at, norm
from optexplorer.core.status import OK
from optexplorer.optimizers import settings, wolfe
from optexplorer.optimizers.line_search import copy, dot
from optexplorer.optimizers.wolfe import ALPHA, KEPT, RESTING, arrive, rest, search, stay, wait

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

# torch's: no pair below this y·s; at rest where the gradient or the promised decrease is this small.
_LEAST_CURVATURE = 1e-10
_REST_GRADIENT = 1e-7
_REST_DECREASE = 1e-9

_WOLFE = 0.0
_PAIRS, _GAMMA, _RHO = KEPT, KEPT + 1, KEPT + 2  # places in memory; ρ and then a of each pair
_VECTORS = ("p", "x_new", "g_new")


@helper
def keep_pair(pairs: Mat, memory: Vec, s: Vec, y: Vec, least: float) -> None:
    """Put s and y in place of the oldest pair, unless y·s is too small to trust."""
    m = pairs.shape[0] // 2
    ys = dot(y, s)
    if not ys > least:
        return
    i = int(memory[_PAIRS]) % m
    copy(s, pairs[i])
    copy(y, pairs[m + i])
    memory[_RHO + i] = 1.0 / ys
    memory[_GAMMA] = ys / dot(y, y)
    memory[_PAIRS] += 1.0


@helper
def recursion(pairs: Mat, memory: Vec, g: Vec, p: Vec) -> None:
    """p = −H g (Nocedal and Wright 2006, algorithm 7.4), with H₀ = (y·s / y·y) I of the last pair."""
    m = pairs.shape[0] // 2
    count = int(memory[_PAIRS])
    rho, a = memory[_RHO : _RHO + m], memory[_RHO + m :]
    for i in range(p.size):
        p[i] = -g[i]
    if count == 0:
        return
    for k in range(count - 1, max(count - m, 0) - 1, -1):
        s, y = pairs[k % m], pairs[m + k % m]
        a[k % m] = rho[k % m] * dot(s, p)
        for i in range(p.size):
            p[i] -= a[k % m] * y[i]
    for i in range(p.size):
        p[i] *= memory[_GAMMA]
    for k in range(max(count - m, 0), count):
        s, y = pairs[k % m], pairs[m + k % m]
        b = rho[k % m] * dot(y, p)
        for i in range(p.size):
            p[i] += (a[k % m] - b) * s[i]


@helper
def fixed_step(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, rate: float, t: int
) -> int:  # fmt: skip
    """One update without a search: x ← x + η p."""
    p, s, g_last, pairs = state[0], state[1], state[2], state[len(_VECTORS) :]
    gradient_at(oracle, x, g)
    largest = total = 0.0
    for i in range(x.size):
        largest = max(largest, abs(g[i]))
        total += abs(g[i])
    if largest <= _REST_GRADIENT:
        return rest(memory)
    if t > 1:
        for i in range(x.size):
            s[i] = memory[ALPHA] * p[i]
            g_last[i] = g[i] - g_last[i]
        keep_pair(pairs, memory, s, g_last, _LEAST_CURVATURE)
    copy(g, g_last)
    recursion(pairs, memory, g, p)
    alpha = rate * min(1.0, 1.0 / total) if t == 1 else rate
    if dot(g, p) > -_REST_DECREASE:
        alpha = 0.0
    memory[ALPHA] = alpha
    for i in range(x.size):
        x[i] += alpha * p[i]
    return OK


@step
def _lbfgs(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    c1, c2 = hyper[1], hyper[2]
    if hyper[3] != _WOLFE:
        return fixed_step(oracle, x, g, state, memory, rate, t)
    p, x_new, g_new, pairs = state[0], state[1], state[2], state[len(_VECTORS) :]
    found = arrive(oracle, x, g, x_new, g_new, memory, t)
    recursion(pairs, memory, g, p)
    if found == RESTING:
        return rest(memory)
    if rate == 0.0:
        return wait(x_new, memory)
    alpha = rate if memory[_PAIRS] > 0.0 else rate * min(1.0, 1.0 / norm(g))
    if not search(oracle, x, g, p, alpha, c1, c2, x_new, g_new, memory):
        memory[_PAIRS] = 0.0
        recursion(pairs, memory, g, p)
        alpha = rate * min(1.0, 1.0 / norm(g))
        if not search(oracle, x, g, p, alpha, c1, c2, x_new, g_new, memory):
            return stay(oracle, x, g, x_new, g_new, memory)
    s, y = x, g  # neither is needed any more
    for i in range(x.size):
        s[i] = memory[ALPHA] * p[i]
        y[i] = g_new[i] - g[i]
    keep_pair(pairs, memory, s, y, 0.0)
    copy(x_new, x)
    return OK


@dataclass(frozen=True)
class LBFGS(Optimizer):
    """p = −H g and x ← x + α p, with H known only by the last m pairs s = α p, y = g(x + s) − g(x):

        H₀ = (y·s / y·y) I of the newest pair, then for each pair from the oldest
        H ← (I − ρ s yᵀ) H (I − ρ y sᵀ) + ρ s sᵀ,   ρ = 1 / y·s

    computed by two loops over the pairs. ``search`` none takes α = η (η / ‖g‖₁ at most at the first
    step) and stops moving as torch does: where no |gᵢ| exceeds 1e-7, or g·p > -1e-9.
    """

    key: ClassVar[str] = "lbfgs"
    title: ClassVar[str] = "L-BFGS"
    family: ClassVar[str] = "Second order"
    summary: ClassVar[str] = "BFGS that remembers a few steps in place of a matrix."
    strengths: ClassVar[str] = (
        "Nearly as quick as BFGS at the price of a few vectors, so it suits many parameters."
    )
    weaknesses: ClassVar[str] = (
        "Noise in the gradients spoils its pairs; without the search it may run away."
    )
    when: ClassVar[str] = (
        "For smooth problems with exact gradients, above all with very many parameters."
    )
    reference: ClassVar[str] = (
        "Liu and Nocedal 1989, On the limited memory BFGS method for large scale optimization, "
        "https://doi.org/10.1007/BF01589116"
    )
    variant: ClassVar[str] = (
        "Moré and Thuente's search with the first trial η; with search none as torch.optim.LBFGS "
        "without line_search_fn. Ten pairs as scipy's L-BFGS-B keeps; torch keeps a hundred."
    )
    update: ClassVar[Step] = _lbfgs
    pictures: ClassVar[tuple[Picture, ...]] = wolfe.PICTURES
    states: ClassVar[tuple[str, ...]] = _VECTORS
    memories: ClassVar[tuple[str, ...]] = (*wolfe.MEMORIES, "pairs", "gamma")
    uses_gradient: ClassVar[bool] = False
    finds_rate: ClassVar[bool] = True
    ordered: ClassVar[tuple[Order, ...]] = wolfe.ORDERED

    learning_rate: float = settings.first_trial()
    history: int = integer(
        10, "m", "How many past steps the direction is made from.", low=1, high=1000, span=(1, 50)
    )
    armijo: float = wolfe.armijo()
    curvature: float = wolfe.curvature(0.9)
    search: str = choice(
        "wolfe", ("wolfe", "none"), help="Search along the direction, or take the step η p as it is."
    )

    def states_of(self, n: int) -> tuple[str, ...]:  # noqa: ARG002
        """The vectors, and the pairs: the steps S and the changes Y of the gradient."""
        places = range(self.history)
        return (*_VECTORS, *(f"S{i}" for i in places), *(f"Y{i}" for i in places))

    def memories_of(self, n: int) -> tuple[str, ...]:  # noqa: ARG002
        """What a search leaves, the number of pairs so far, γ = y·s / y·y of the newest, ρ and a."""
        places = range(self.history)
        return (*self.memories, *(f"rho{i}" for i in places), *(f"a{i}" for i in places))

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        direction = op(
            "p = told(p)",
            "Newton's direction, with an inverse Hessian made of the last steps.",
            shown=r"-H_m\,g,\ H_0 = \frac{s^\top y}{y^\top y}\,I,\ "
            r"H_i = (I - \rho\,s y^\top)\,H_{i-1}\,(I - \rho\,y s^\top) + \rho\,s s^\top,\ "
            r"\rho = \frac{1}{y^\top s}",
        )
        fixed = op(
            "alpha = told(alpha)",
            "The rate; less at the first step, and nothing where there is nothing to gain.",
            shown=r"\eta",
        )
        length = wolfe.step_length(r"\eta") if self.search == "wolfe" else fixed
        return (
            wolfe.GRADIENT,
            direction,
            length,
            op("x = x + alpha*p", "The step; with what it does to the gradient it joins the pairs."),
        )

    def forms(self) -> tuple[Form, ...]:
        """With a search, or without."""
        searches = self.search == "wolfe"
        title = "Without a search (torch's default)" if searches else "Strong Wolfe search (scipy)"
        other = replace(self, search="none" if searches else "wolfe")
        differs = (
            "Without the search every step is η p as it comes, and may climb; with it a step has to "
            "lower the loss and the slope."
        )
        return (Form(title, other, differs),)
