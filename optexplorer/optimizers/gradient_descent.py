"""Steepest descent: the update every other method starts from."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.operations import Operation, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle


@step
def _gd(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    for i in range(x.size):
        x[i] -= rate * g[i]
    return OK


@dataclass(frozen=True)
class GradientDescent(Optimizer):
    """x ← x − η g. With a mini-batch or noisy gradient this is stochastic gradient descent."""

    key: ClassVar[str] = "gd"
    title: ClassVar[str] = "Gradient descent"
    family: ClassVar[str] = "Gradient descent"
    summary: ClassVar[str] = "Goes straight downhill, a step as long as the slope is steep."
    strengths: ClassVar[str] = (
        "One number to choose; converges surely on smooth convex functions when the rate is below "
        "2 divided by the largest curvature."
    )
    weaknesses: ClassVar[str] = (
        "Zigzags across ravines, crawls on plateaus and waits long at saddle points, because one "
        "rate must serve every direction."
    )
    when: ClassVar[str] = (
        "To see the surface itself at work, and wherever the curvature is much the same in all "
        "directions."
    )
    reference: ClassVar[str] = (
        "Cauchy 1847, Méthode générale pour la résolution des systèmes d'équations simultanées; "
        "stochastic form: Robbins and Monro 1951, A stochastic approximation method, "
        "https://doi.org/10.1214/aoms/1177729586"
    )
    variant: ClassVar[str] = "As torch.optim.SGD without momentum."
    update: ClassVar[Step] = _gd
    effective_rate: ClassVar[str] = "rate"
    rate_rule: ClassVar[RateRule] = ("curvature", 0.9)

    learning_rate: float = settings.learning_rate(0.001)

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (op("x = x - rate*g", "The step, straight down the slope."),)

    def stable_rate(self, curvature: float) -> float:
        """2/λ: each step multiplies the way to the minimum by 1 − ηλ."""
        return 2.0 / curvature
