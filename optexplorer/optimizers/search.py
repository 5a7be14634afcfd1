"""Methods that need no derivative."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, Step, step
from optexplorer.core.oracle import value_at
from optexplorer.core.status import OK
from optexplorer.core.streams import fill_ball
from optexplorer.optimizers import settings
from optexplorer.optimizers.line_search import copy, same

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle


@step
def _random_search(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    trial, left = state[0], state[1]
    # A new sample is a new function: value both points on it.
    if t == 1 or oracle.stochastic or not same(x, left):
        memory[0] = value_at(oracle, x)
    fill_ball(words, rate * hyper[0], trial)
    for i in range(x.size):
        trial[i] += x[i]
    f = value_at(oracle, trial)
    if f < memory[0]:
        memory[0] = f
        copy(trial, x)
    copy(x, left)
    return OK


@dataclass(frozen=True)
class RandomSearch(Optimizer):
    """x' = x + η r u with u uniform in the unit ball; x ← x' if f(x') < f(x), else x stays."""

    key: ClassVar[str] = "random_search"
    title: ClassVar[str] = "Random search"
    family: ClassVar[str] = "Without gradients"
    summary: ClassVar[str] = "Tries a random point nearby and moves there only if it is lower."
    strengths: ClassVar[str] = (
        "Needs values only, takes kinks and steps in its stride, never goes uphill."
    )
    weaknesses: ClassVar[str] = (
        "Most trials fail near a minimum or in a narrow ravine, and the more parameters the more so."
    )
    when: ClassVar[str] = "When there is no derivative, or none worth having, and few parameters."
    reference: ClassVar[str] = (
        "Rastrigin 1963, The convergence of the random search method in the extremal control of a "
        "many parameter system, Automation and Remote Control 24, 1337-1342; Matyas 1965, Random "
        "optimization, https://www.mathnet.ru/eng/at11288"
    )
    variant: ClassVar[str] = (
        "A ball of fixed radius; the schedule acts on the radius. One value a step, and one more "
        "for the point itself at the first step, and whenever the sample changes or something else "
        "moved the point."
    )
    update: ClassVar[Step] = _random_search
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("point", "trial", "trial point"),)
    states: ClassVar[tuple[str, ...]] = ("trial", "left")
    memories: ClassVar[tuple[str, ...]] = ("f",)
    uses_gradient: ClassVar[bool] = False
    draws: ClassVar[bool] = True

    learning_rate: float = settings.learning_rate(
        1.0, "Multiplies the radius; it is what a schedule changes."
    )
    radius: float = number(
        0.3, "r", "No trial lies farther than η r from the point.",
        low=0.0, log=True, span=(1e-3, 10.0),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op(
                "trial = told(trial)",
                "A random point near the best one.",
                shown=r"x + \eta\,r\,u,\ u \sim \mathcal{U}\left(\left\|u\right\| \le 1\right)",
            ),
            op("x = where(f(trial) < f(x), trial, x)", "It moves there only if that is lower."),
        )
