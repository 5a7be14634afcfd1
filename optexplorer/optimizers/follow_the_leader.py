"""Methods that minimise, at every step, a sum of all the losses seen so far, linearised."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.operations import Operation, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle


@step
def _ftrl(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    n0, l1, l2, beta = hyper[0], hyper[1], hyper[2], hyper[3]
    n, z = state[0], state[1]
    if t == 1:
        n[:] = n0
    if rate == 0.0:  # as the limit of ever smaller rates
        return OK
    for i in range(x.size):
        old = math.sqrt(n[i])
        n[i] += g[i] * g[i]
        root = math.sqrt(n[i])
        z[i] += g[i] - (root - old) / rate * x[i]
        q = (beta + root) / rate + 2.0 * l2
        if q > 0.0:  # else nothing is known of this coordinate yet
            x[i] = (min(max(z[i], -l1), l1) - z[i]) / q
    return OK


@dataclass(frozen=True)
class Ftrl(Optimizer):
    """z ← z + g − (√(n + g²) − √n) x / η, n ← n + g², x ← −shrink(z, l₁) / ((β + √n) / η + 2 l₂).

    shrink(z, l₁) = z − min(max(z, −l₁), l₁), so a coordinate with |z| ≤ l₁ is exactly 0.
    """

    key: ClassVar[str] = "ftrl"
    title: ClassVar[str] = "FTRL"
    family: ClassVar[str] = "Adaptive rates"
    summary: ClassVar[str] = (
        "Solves anew, each step, for the point that would have been best against all gradients so far."
    )
    strengths: ClassVar[str] = (
        "With an L1 penalty it sets coordinates to exactly 0, which no gradient step does; without "
        "penalties it is AdaGrad."
    )
    weaknesses: ClassVar[str] = (
        "As in AdaGrad the sum only grows. With s₀ above 0 the first step also pulls towards the "
        "origin of the axes, as if the run had begun there."
    )
    when: ClassVar[str] = (
        "For linear models with very many, mostly absent features, where weights should be 0 unless "
        "they earn their place."
    )
    reference: ClassVar[str] = (
        "McMahan et al. 2013, Ad click prediction: a view from the trenches, algorithm 1, "
        "https://doi.org/10.1145/2487575.2488200"
    )
    variant: ClassVar[str] = (
        "As keras.optimizers.Ftrl with learning_rate_power −0.5; the paper has s₀ = 0 and half the l₂."
    )
    update: ClassVar[Step] = _ftrl
    effective_rate: ClassVar[str] = "1/q"
    rate_rule: ClassVar[RateRule] = ("width", 0.05)
    states: ClassVar[tuple[str, ...]] = ("n", "z")

    learning_rate: float = settings.learning_rate(0.5)
    initial_accumulator: float = number(
        0.1, "s₀", "The sum of squares n to begin with; softens the first steps.",
        low=0.0, span=(0.0, 1.0),
    )  # fmt: skip
    l1: float = number(
        0.0, "l₁", "Weight of the penalty l₁ ‖x‖₁ per step; sets small coordinates to exactly 0.",
        low=0.0, span=(0.0, 10.0),
    )  # fmt: skip
    l2: float = number(
        0.0, "l₂", "Weight of the penalty l₂ ‖x‖²; holds the point near the origin.",
        low=0.0, span=(0.0, 10.0),
    )  # fmt: skip
    beta: float = number(
        0.0, "β", "Added to √n; larger values make all steps smaller, early ones most.",
        low=0.0, span=(0.0, 10.0),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        first = op("n = where(t == 1, initial_accumulator, n)", "The sum begins at this value.")
        small = op("s = min(max(z, -l1), l1)", "The part of z that the L1 penalty outweighs.")
        root = "(beta + sqrt(n))" if self.beta else "sqrt(n)"
        solved = f"{'(s - z)' if self.l1 else '-z'}/q"
        if not (self.initial_accumulator or self.beta or self.l2):
            solved = f"where(q == 0, x, {solved})"  # nothing is known of this coordinate yet
        return (
            *((first,) if self.initial_accumulator else ()),
            op("sigma = (sqrt(n + g^2) - sqrt(n))/rate", "How much more x is held from now on."),
            op("z = z + g - sigma*x", "The slope of all losses so far, at the origin."),
            op("n = n + g^2", "The sum of all squared gradients so far."),
            *((small,) if self.l1 else ()),
            op(f"q = {root}/rate" + (" + 2*l2" if self.l2 else ""), "Their curvature."),
            op(f"x = {solved}", "The lowest point of that parabola."),
        )
