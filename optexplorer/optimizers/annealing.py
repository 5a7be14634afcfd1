"""Simulated annealing: random steps that may go up while it is hot."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import value_at
from optexplorer.core.status import OK
from optexplorer.core.streams import fill_ball, uniform
from optexplorer.optimizers import settings
from optexplorer.optimizers.line_search import copy, same

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle


@step
def _simulated_annealing(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    radius, temperature, cooling = hyper[0], hyper[1], hyper[2]
    trial, left = state[0], state[1]
    if t == 1 or oracle.stochastic or not same(x, left):
        memory[0] = value_at(oracle, x)
    memory[1] = temperature if t == 1 else memory[1] * cooling
    fill_ball(words, rate * radius, trial)
    for i in range(x.size):
        trial[i] += x[i]
    f = value_at(oracle, trial)
    rise, chance = f - memory[0], uniform(words)
    # exp(-rise / T) without dividing by a temperature that has become 0
    accepted = rise <= 0.0 or (chance > 0.0 and rise < -memory[1] * math.log(chance))
    memory[2] = 1.0 if accepted else 0.0
    if accepted:
        memory[0] = f
        copy(trial, x)
    copy(x, left)
    return OK


@dataclass(frozen=True)
class SimulatedAnnealing(Optimizer):
    """x' = x + η r u with u uniform in the unit ball; x ← x' where f(x') ≤ f(x), and otherwise with
    probability exp(−(f(x') − f(x)) / T), where T = T₀ κᵗ⁻¹ at update t.
    """

    key: ClassVar[str] = "simulated_annealing"
    title: ClassVar[str] = "Simulated annealing"
    family: ClassVar[str] = "Without gradients"
    summary: ClassVar[str] = "Random steps that may go uphill, the less likely the colder it gets."
    strengths: ClassVar[str] = "Leaves shallow minima while it is hot, and needs values only."
    weaknesses: ClassVar[str] = (
        "Needs many trials, and a temperature that suits the scale of the loss; cooled too fast it is "
        "random search."
    )
    when: ClassVar[str] = "Many local minima, cheap values, and no gradient worth having."
    reference: ClassVar[str] = (
        "Kirkpatrick, Gelatt and Vecchi 1983, Optimization by simulated annealing, "
        "https://doi.org/10.1126/science.220.4598.671"
    )
    variant: ClassVar[str] = (
        "Metropolis's rule, a ball of fixed radius and geometric cooling at every update; the "
        "schedule acts on the radius. x is where the walk stands, not the best point met."
    )
    update: ClassVar[Step] = _simulated_annealing
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("point", "trial", "trial point"),)
    states: ClassVar[tuple[str, ...]] = ("trial", "left")
    memories: ClassVar[tuple[str, ...]] = ("f", "T", "accepted")
    uses_gradient: ClassVar[bool] = False
    draws: ClassVar[bool] = True

    learning_rate: float = settings.learning_rate(
        1.0, "Multiplies the radius; it is what a schedule changes."
    )
    radius: float = number(
        0.3, "r", "No trial lies farther than η r from the point.",
        low=0.0, log=True, span=(1e-3, 10.0),
    )  # fmt: skip
    temperature: float = number(
        1.0, "T₀", "A rise of T is accepted with probability 1/e; this is T at the first update.",
        low=0.0, log=True, span=(1e-3, 1e3),
    )  # fmt: skip
    cooling: float = number(
        0.99, "κ", "What T is multiplied by after every update.",
        low=0.0, high=1.0, span=(0.8, 0.9999),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("T = temperature*cooling^(t - 1)", "It cools."),
            op(
                "trial = told(trial)",
                "A random point nearby.",
                shown=r"x + \eta\,r\,u,\ u \sim \mathcal{U}\left(\left\|u\right\| \le 1\right)",
            ),
            op(
                "x = where(told(accepted) == 1, trial, x)",
                "Down always, up by chance.",
                shown=r"\begin{cases} \mathrm{trial} & f(\mathrm{trial}) - f(x) \le -T \log(v),\ "
                r"v \sim \mathcal{U}(0, 1) \\ x & \text{otherwise} \end{cases}",
            ),
        )
