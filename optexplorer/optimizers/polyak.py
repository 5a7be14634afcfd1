"""Polyak's step: as far as the linear model of the function needs to reach its lowest value."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Self

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number, switch
from optexplorer.core.operations import Operation, op
from optexplorer.core.optimizer import Form, Optimizer, Step, step
from optexplorer.core.oracle import value_at
from optexplorer.core.status import OK
from optexplorer.optimizers import parameter_free

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FLAT = 2.0**-52  # a squared gradient no larger than this takes no step


@step
def _polyak(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    f_min, largest, positive = hyper[0], hyper[1], hyper[2] != 0.0
    gap = value_at(oracle, x) - f_min
    if positive:
        gap = max(gap, 0.0)
    square = 0.0
    for i in range(x.size):
        square += g[i] * g[i]
    memory[0] = min(gap / square, largest) if square > _FLAT else 0.0
    for i in range(x.size):
        x[i] -= rate * memory[0] * g[i]
    return OK


@dataclass(frozen=True)
class Polyak(Optimizer):
    """x ← x − η min((f − f*) / ‖g‖², γ) g, with the value f at x.

    ``positive_part`` takes 0 in place of a negative f − f*.
    """

    key: ClassVar[str] = "polyak"
    title: ClassVar[str] = "Polyak step size"
    family: ClassVar[str] = parameter_free.FAMILY
    summary: ClassVar[str] = (
        "Steps to where the tangent plane reaches the lowest value of the function."
    )
    when: ClassVar[str] = (
        "When the lowest value is known: 0 for a model that can fit every example, or a target to be "
        "reached."
    )
    strengths: ClassVar[str] = (
        "With the right f* it needs nothing else, and is as fast as gradient descent with the best "
        "rate of every step, kinks included."
    )
    weaknesses: ClassVar[str] = (
        "With f* too high it stops or turns back there, too low it overshoots; near a degenerate "
        "minimum or a local one the steps are wrong."
    )
    reference: ClassVar[str] = (
        "Polyak 1969, Minimization of unsmooth functionals, "
        "https://doi.org/10.1016/0041-5553(69)90061-5; with a largest rate: Loizou et al. 2021, "
        "Stochastic Polyak step-size for SGD, https://arxiv.org/abs/2002.10542"
    )
    variant: ClassVar[str] = (
        "As optax.polyak_sgd, with η for its scaling; with positive_part its variant sps+. One value "
        "and one gradient a step."
    )
    update: ClassVar[Step] = _polyak
    effective_rate: ClassVar[str] = "rate*tau"
    finds_rate: ClassVar[bool] = True
    memories: ClassVar[tuple[str, ...]] = ("tau",)

    learning_rate: float = parameter_free.rate_factor()
    f_min: float | None = parameter_free.known_minimum()
    max_learning_rate: float = number(
        1.0, "γ", "The largest rate it may choose, before η multiplies it.",
        low=0.0, log=True, span=(1e-4, 100.0),
    )  # fmt: skip
    positive_part: bool = switch(
        default=False, help="Rest, rather than climb, where the value is below f*."
    )

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        gap = "max(f(x) - f_min, 0)" if self.positive_part else "f(x) - f_min"
        return (
            op(f"h = {gap}", "The height above the lowest value."),
            op(
                "tau = where(norm(g) > 2^(-26), min(h/norm(g)^2, max_learning_rate), 0)",
                "The rate at which the tangent plane comes down to it.",
            ),
            op("x = x - rate*tau*g", "The step."),
        )

    def forms(self) -> tuple[Form, ...]:
        """With the gap as it is, or with its positive part."""
        titles = ("Gap as it is (SPS)", "Positive part of the gap (SPS+)")
        differs = (
            "Where the value is below f* the plain gap makes it climb, its positive part makes it rest."
        )
        return (self.turned("positive_part", titles, differs),)

    def fitted(self, minimum: float | None) -> Self:
        """With the problem's known minimum for an ``f_min`` of None, and 0 where none is known."""
        return self if self.f_min is not None else replace(self, f_min=minimum or 0.0)
