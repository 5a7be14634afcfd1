"""DoG and DoWG: the rate is the distance covered over the gradients met."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import norm
from optexplorer.core.status import OK
from optexplorer.optimizers import parameter_free, settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle


@helper
def _square(v: Vec) -> float:
    """‖v‖² of ``v`` (n,)."""
    s = 0.0
    for i in range(v.size):
        s += v[i] * v[i]
    return s


@helper
def _square_distance(a: Vec, b: Vec) -> float:
    """‖a − b‖² of two points (n,)."""
    s = 0.0
    for i in range(a.size):
        s += (a[i] - b[i]) * (a[i] - b[i])
    return s


@step
def _dog(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    x_0 = state[0]
    if t == 1:
        memory[0] = hyper[0] * (1.0 + norm(x))
        for i in range(x.size):
            x_0[i] = x[i]
    memory[0] = max(memory[0], math.sqrt(_square_distance(x, x_0)))
    memory[1] += _square(g)
    root = math.sqrt(memory[1] + hyper[1])
    if root == 0.0:
        return OK
    for i in range(x.size):
        x[i] -= rate * memory[0] / root * g[i]
    return OK


@dataclass(frozen=True)
class DoG(Optimizer):
    """x ← x − η r̄ / √(G + ε) g, with r̄ the farthest from the start so far and G = Σ ‖g‖²."""

    key: ClassVar[str] = "dog"
    title: ClassVar[str] = "DoG"
    family: ClassVar[str] = parameter_free.FAMILY
    summary: ClassVar[str] = (
        "Divides the largest distance from the start by the root of all squared gradients."
    )
    when: ClassVar[str] = (
        "When plain SGD fits the problem and its rate is unknown; its authors average the points."
    )
    strengths: ClassVar[str] = (
        "Nothing to tune, next to no state, and close to well-tuned SGD on many problems."
    )
    weaknesses: ClassVar[str] = (
        "The gradients of a steep start stay in the sum for good, so that it may crawl later on."
    )
    reference: ClassVar[str] = (
        "Ivgi, Hinder and Carmon 2023, DoG is SGD's best friend: a parameter-free dynamic step size "
        "schedule, https://arxiv.org/abs/2302.12022"
    )
    variant: ClassVar[str] = (
        "As optax.contrib.dog: the last point rather than the average; r̄ starts at reps_rel (1 + ‖x₀‖)."
    )
    update: ClassVar[Step] = _dog
    effective_rate: ClassVar[str] = "gamma"
    finds_rate: ClassVar[bool] = True
    states: ClassVar[tuple[str, ...]] = ("x_0",)
    memories: ClassVar[tuple[str, ...]] = ("r_bar", "G")

    learning_rate: float = parameter_free.rate_factor()
    reps_rel: float = number(
        1e-6, "ρ", "The distance to begin with, as a share of 1 + ‖x₀‖; any small number will do.",
        low=0.0, low_open=True, log=True, span=(1e-8, 1e-2),
    )  # fmt: skip
    eps: float = settings.eps(1e-8)

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            parameter_free.START,
            op(
                "r_bar = max(where(t == 1, reps_rel*(1 + norm(x)), r_bar), norm(x - x_0))",
                "The largest distance from the start so far.",
            ),
            op("G = G + norm(g)^2", "The squared gradients so far."),
            op("gamma = rate*r_bar/sqrt(G + eps)", "Distance over gradients is the rate."),
            op("x = x - gamma*g", "The step."),
        )


@step
def _dowg(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    reps_rel, eps = hyper[0], hyper[1]
    x_0 = state[0]
    if t == 1:
        memory[0] = eps if math.isnan(reps_rel) else (reps_rel * (1.0 + norm(x))) ** 2
        for i in range(x.size):
            x_0[i] = x[i]
    memory[0] = max(memory[0], _square_distance(x, x_0))
    memory[1] += memory[0] * _square(g)
    root = math.sqrt(memory[1]) + eps
    if root == 0.0:
        return OK
    for i in range(x.size):
        x[i] -= rate * memory[0] / root * g[i]
    return OK


@dataclass(frozen=True)
class DoWG(Optimizer):
    """x ← x − η R / (√Q + ε) g, with R the largest ‖x − x₀‖² so far and Q = Σ R ‖g‖²."""

    key: ClassVar[str] = "dowg"
    title: ClassVar[str] = "DoWG"
    family: ClassVar[str] = parameter_free.FAMILY
    summary: ClassVar[str] = "DoG that weighs every gradient by the distance reached when it was met."
    when: ClassVar[str] = (
        "Where DoG crawls: far starts and smooth functions, on which it adapts to the smoothness."
    )
    strengths: ClassVar[str] = (
        "Forgets the gradients of a timid start, and is fast on smooth and on kinked functions alike."
    )
    weaknesses: ClassVar[str] = (
        "Bolder than DoG: on functions that are not convex it may leap far off before it settles."
    )
    reference: ClassVar[str] = (
        "Khaled, Mishchenko and Jin 2023, DoWG unleashed: an efficient universal parameter-free "
        "gradient descent method, algorithm 1, https://arxiv.org/abs/2305.16284"
    )
    variant: ClassVar[str] = (
        "As optax.contrib.dowg, where R starts at ε; with reps_rel it starts at "
        "(reps_rel (1 + ‖x₀‖))², as DoG's distance does."
    )
    update: ClassVar[Step] = _dowg
    effective_rate: ClassVar[str] = "gamma"
    finds_rate: ClassVar[bool] = True
    states: ClassVar[tuple[str, ...]] = ("x_0",)
    memories: ClassVar[tuple[str, ...]] = ("R", "Q")

    learning_rate: float = parameter_free.rate_factor()
    reps_rel: float | None = number(
        None, "ρ", "The distance to begin with, as a share of 1 + ‖x₀‖; none takes √ε.",
        low=0.0, low_open=True, log=True, span=(1e-8, 1e-2), optional=True,
    )  # fmt: skip
    eps: float = settings.eps(1e-4)

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        first = "eps" if self.reps_rel is None else "(reps_rel*(1 + norm(x)))^2"
        return (
            parameter_free.START,
            op(
                f"R = max(where(t == 1, {first}, R), norm(x - x_0)^2)",
                "The largest squared distance from the start so far.",
            ),
            op("Q = Q + R*norm(g)^2", "The squared gradients, each weighed by the distance then."),
            op("gamma = rate*R/(sqrt(Q) + eps)", "Distance over weighted gradients is the rate."),
            op("x = x - gamma*g", "The step."),
        )
