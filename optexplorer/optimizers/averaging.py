"""Averages of the iterates."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle


@step
def _asgd(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    kappa, alpha, t0, lam = hyper[0], hyper[1], hyper[2], hyper[3]
    x_bar = state[0]
    eta_t = rate / math.pow(1.0 + kappa * rate * (t - 1), alpha)
    share = 1.0 / max(1.0, t - 1.0 - t0)
    for i in range(x.size):
        d = g[i] + lam * x[i]
        x[i] = (1.0 - kappa * eta_t) * x[i] - eta_t * d
        x_bar[i] = x[i] if share == 1.0 else x_bar[i] + share * (x[i] - x_bar[i])
    return OK


@dataclass(frozen=True)
class AveragedSGD(Optimizer):
    """ηₜ = η/(1 + κ η (t − 1))^α, x ← (1 − κ ηₜ) x − ηₜ g, and x̄ the mean of x from t₀ on.

    x̄ ← x̄ + (x − x̄)/max(1, t − 1 − t₀) is kept beside the path; before t₀ it is x itself.
    """

    key: ClassVar[str] = "asgd"
    title: ClassVar[str] = "Averaged SGD"
    family: ClassVar[str] = "Averaging"
    summary: ClassVar[str] = (
        "Gradient descent at a slowly falling rate that averages where it has been."
    )
    strengths: ClassVar[str] = (
        "The average of noisy iterates lies much closer to the minimum than any of them."
    )
    weaknesses: ClassVar[str] = (
        "The path itself is gradient descent, and an average begun too early drags its start along."
    )
    when: ClassVar[str] = (
        "With noisy gradients near the end of a run: set t₀ to the step from which on it circles."
    )
    reference: ClassVar[str] = (
        "Polyak and Juditsky 1992, Acceleration of stochastic approximation by averaging, "
        "https://doi.org/10.1137/0330046; the rates: Bottou 2010, "
        "https://doi.org/10.1007/978-3-7908-2604-3_16"
    )
    variant: ClassVar[str] = (
        "As torch.optim.ASGD: κ (lambd) also decays x, and by default the average starts after a "
        "million updates."
    )
    update: ClassVar[Step] = _asgd
    effective_rate: ClassVar[str] = "rate_t"
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("point", "x_bar", "average"),)
    rate_rule: ClassVar[RateRule] = ("curvature", 0.9)
    states: ClassVar[tuple[str, ...]] = ("x_bar",)

    learning_rate: float = settings.learning_rate(0.001)
    lambd: float = number(
        1e-4, "κ", "Decays the point, and with η the rate.", low=0.0, log=True, span=(1e-6, 1.0)
    )
    alpha: float = number(
        0.75, "α", "Power of the fall of the rate; 0 keeps it.", low=0.0, span=(0.0, 1.0)
    )
    t0: float = number(
        1e6, "t₀", "The update at which averaging starts.", low=0.0, log=True, span=(1.0, 1e6)
    )
    weight_decay: float = settings.weight_decay()

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        fall = op("rate_t = rate/(1 + lambd*rate*(t - 1))^alpha", "The rate falls slowly.")
        return (
            *settings.decayed(self),
            fall,
            op("x_next = (1 - lambd*rate_t)*x - rate_t*g", "A gradient step, and a slight decay."),
            op(
                "x_bar = x_bar + (x_next - x_bar)/max(1, t - 1 - t0)",
                "The mean of all points since averaging began; until then the point itself.",
            ),
            op("x = x_next", "The path goes on without the average."),
        )
