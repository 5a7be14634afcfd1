"""Gradient descent that finds the length of its step anew at every update."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import choice, number
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Form, Optimizer, Step, step
from optexplorer.core.oracle import norm, value_at
from optexplorer.core.status import LINE_SEARCH, OK
from optexplorer.optimizers import settings, wolfe
from optexplorer.optimizers.line_search import at_rest, backtrack, copy, dot, same

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Line search"


@step
def _line_search_gd(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    c1, shrink = hyper[0], hyper[1]
    x_new = state[0]
    memory[1] = memory[2] = 0.0
    if norm(g) == 0.0:
        return OK
    if t == 1 or oracle.stochastic or not same(x, x_new):
        memory[0] = value_at(oracle, x)
    if rate == 0.0:  # nothing is searched, so that nothing fails
        copy(x, x_new)
        return OK
    memory[1], f, memory[2] = backtrack(oracle, x, g, memory[0], rate, c1, shrink, x_new)
    if memory[1] == 0.0 and not oracle.stochastic and not at_rest(memory[0], -dot(g, g), g):
        return LINE_SEARCH
    memory[0] = f
    copy(x_new, x)
    return OK


@dataclass(frozen=True)
class LineSearchGD(Optimizer):
    """x ← x − α g with the first α of η, η τ, η τ², ... for which f(x − α g) ≤ f(x) − c₁ α ‖g‖²."""

    key: ClassVar[str] = "line_search_gd"
    title: ClassVar[str] = "Gradient descent with line search"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Shortens each gradient step until it goes down far enough."
    strengths: ClassVar[str] = "Never goes up and cannot diverge, whatever the scale of the surface."
    weaknesses: ClassVar[str] = (
        "Zigzags through ravines as gradient descent does, and each update costs several values."
    )
    when: ClassVar[str] = (
        "When you want plain gradient descent without looking for a rate and values are exact."
    )
    reference: ClassVar[str] = (
        "Armijo 1966, Minimization of functions having Lipschitz continuous first partial "
        "derivatives, https://doi.org/10.2140/pjm.1966.16.1"
    )
    variant: ClassVar[str] = (
        "Backtracking, Nocedal and Wright 2006, algorithm 3.1; every update starts again from η."
    )
    update: ClassVar[Step] = _line_search_gd
    effective_rate: ClassVar[str] = "alpha"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("segment", "-rate*g", "line search"),)
    states: ClassVar[tuple[str, ...]] = ("x_new",)
    memories: ClassVar[tuple[str, ...]] = ("f", "alpha", "trials")
    finds_rate: ClassVar[bool] = True

    learning_rate: float = settings.first_trial()
    armijo: float = wolfe.armijo()
    shrink: float = number(
        0.5, "τ", "What a step that is too long is multiplied by.",
        low=0.0, high=1.0, low_open=True, high_open=True, span=(0.05, 0.95),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op(
                "alpha = told(alpha)",
                "The first trial that goes down by its share of what the slope promises.",
                shown=r"\max\left\{\eta\,\tau^k:\ f(x - \alpha\,g) \le f(x) - c_1\,\alpha\,"
                r"\left\|g\right\|^2\right\}",
            ),
            op("x = x - alpha*g", "The step."),
        )


_LONG = 0.0


@step
def _barzilai_borwein(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    x_last, g_last = state[0], state[1]
    if t == 1:
        memory[0] = 1.0 / max(1.0, norm(g))
    else:
        ss = sy = yy = 0.0
        for i in range(x.size):
            s, y = x[i] - x_last[i], g[i] - g_last[i]
            ss += s * s
            sy += s * y
            yy += y * y
        if sy > 0.0:
            memory[0] = ss / sy if hyper[0] == _LONG else sy / yy
    copy(x, x_last)
    copy(g, g_last)
    for i in range(x.size):
        x[i] -= rate * memory[0] * g[i]
    return OK


@dataclass(frozen=True)
class BarzilaiBorwein(Optimizer):
    """x ← x − η α g, where I / α fits the change y of the gradient over the last step s.

    long: α = s·s / s·y, which minimizes ‖s / α − y‖; short: α = s·y / y·y, which minimizes
    ‖s − α y‖. The first α is 1 / max(1, ‖g‖); where s·y ≤ 0 the last one is kept.
    """

    key: ClassVar[str] = "barzilai_borwein"
    title: ClassVar[str] = "Barzilai-Borwein"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Gradient descent whose rate is measured from the last step."
    strengths: ClassVar[str] = (
        "One gradient an update, no search, and far quicker than gradient descent in ravines."
    )
    weaknesses: ClassVar[str] = (
        "The loss goes up and down on the way, and off convex surfaces it may leap far away."
    )
    when: ClassVar[str] = "For smooth, nearly quadratic problems with exact gradients."
    reference: ClassVar[str] = (
        "Barzilai and Borwein 1988, Two-point step size gradient methods, "
        "https://doi.org/10.1093/imanum/8.1.141"
    )
    variant: ClassVar[str] = (
        "Without safeguard on the loss; the first step is at most η long, and the rate is kept "
        "where the curvature along the last step is not positive."
    )
    update: ClassVar[Step] = _barzilai_borwein
    effective_rate: ClassVar[str] = "rate*alpha"
    states: ClassVar[tuple[str, ...]] = ("x_last", "g_last")
    memories: ClassVar[tuple[str, ...]] = ("alpha",)
    finds_rate: ClassVar[bool] = True

    learning_rate: float = settings.learning_rate(1.0)
    formula: str = choice(
        "long",
        ("long", "short"),
        help="Take α = s·s / s·y, the longer steps, or s·y / y·y.",
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        fitted = "dot(s, s)/dot(s, y)" if self.formula == "long" else "dot(s, y)/dot(y, y)"
        return (
            op("s = x - x_last", "The last step."),
            op("y = g - g_last", "What it did to the gradient."),
            op(
                f"alpha = where(t == 1, 1/max(1, norm(g)), where(dot(s, y) > 0, {fitted}, alpha))",
                "One over the curvature met on that step.",
            ),
            op("x_last = x", "For the next update."),
            op("g_last = g", "The same."),
            op("x = x - rate*alpha*g", "The step."),
        )

    def forms(self) -> tuple[Form, ...]:
        """By the other of the two formulas."""
        long = self.formula == "long"
        title = "Short steps: s·y / y·y" if long else "Long steps: s·s / s·y"
        other = replace(self, formula="short" if long else "long")
        differs = "Both fit one rate to the last step; s·y / y·y is never longer than s·s / s·y."
        return (Form(title, other, differs),)
