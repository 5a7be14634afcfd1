"""Several memories of the gradient at once: quasi-hyperbolic momentum and aggregated momentum."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import settings

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Momentum"


@step
def _qhm(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    mu, nu = hyper[0], hyper[1]
    m = state[0]
    for i in range(x.size):
        m[i] = mu * m[i] + (1.0 - mu) * g[i]
        x[i] -= rate * ((1.0 - nu) * g[i] + nu * m[i])
    return OK


@dataclass(frozen=True)
class QuasiHyperbolicMomentum(Optimizer):
    """m ← μ m + (1 − μ) g, x ← x − η ((1 − ν) g + ν m).

    ν = 0 is gradient descent, ν = 1 is momentum with a normalised velocity, and ν = μ is Nesterov's
    form of it.
    """

    key: ClassVar[str] = "qhm"
    title: ClassVar[str] = "QHM"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Blends the newest gradient with a long memory of the old ones."
    strengths: ClassVar[str] = (
        "Keeps a very long memory without its inertia: the share 1 - ν of each step still follows "
        "the slope at hand."
    )
    weaknesses: ClassVar[str] = (
        "A mean in place of a sum, so it gains no speed along a ravine; a rate tuned for momentum "
        "must grow by 1/(1 - μ)."
    )
    when: ClassVar[str] = (
        "When gradients are noisy and momentum either forgets too soon or swings too long."
    )
    reference: ClassVar[str] = (
        "Ma and Yarats 2019, Quasi-hyperbolic momentum and Adam for deep learning, "
        "https://arxiv.org/abs/1810.06801"
    )
    variant: ClassVar[str] = "As the paper's equation 3, with its recommended ν = 0.7 and μ = 0.999."
    update: ClassVar[Step] = _qhm
    pictures: ClassVar[tuple[Picture, ...]] = (Picture("arrow", "m", "mean gradient"),)
    rate_rule: ClassVar[RateRule] = ("curvature", 0.9)
    states: ClassVar[tuple[str, ...]] = ("m",)

    learning_rate: float = settings.learning_rate(0.001)
    momentum: float = number(
        0.999, "μ", "Decay of the mean gradient m; nearer to 1 remembers longer.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip
    nu: float = number(
        0.7, "ν", "The share of the mean m in the step; the newest gradient has the rest.",
        low=0.0, high=1.0, span=(0.0, 1.0),
    )  # fmt: skip

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("m = momentum*m + (1 - momentum)*g", "The long memory: a running mean."),
            op("x = x - rate*((1 - nu)*g + nu*m)", "The step blends the newest gradient with it."),
        )


@step
def _aggmo(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, beta3 = hyper[0], hyper[1], hyper[2]
    v1, v2, v3 = state[0], state[1], state[2]
    for i in range(x.size):
        v1[i] = beta1 * v1[i] + g[i]
        v2[i] = beta2 * v2[i] + g[i]
        v3[i] = beta3 * v3[i] + g[i]
        x[i] -= rate / 3.0 * (v1[i] + v2[i] + v3[i])
    return OK


def _damping(default: float, symbol: str, which: str) -> Any:
    return number(
        default, symbol, f"The share that the {which} velocity keeps from one update to the next.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip


@dataclass(frozen=True)
class AggregatedMomentum(Optimizer):
    """vₖ ← βₖ vₖ + g for k = 1, 2, 3, and x ← x − η (v₁ + v₂ + v₃)/3."""

    key: ClassVar[str] = "aggmo"
    title: ClassVar[str] = "AggMo"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Three velocities of different persistence, averaged at every step."
    strengths: ClassVar[str] = (
        "The persistent velocity crosses long ravines, and the quick ones damp the swings that it "
        "alone would make."
    )
    weaknesses: ClassVar[str] = "Three velocities to keep, and a rate that suits all three is small."
    when: ClassVar[str] = "When a momentum near 1 would be fast but swings too much."
    reference: ClassVar[str] = (
        "Lucas, Sun, Zemel and Grosse 2019, Aggregated momentum: stability through passive damping, "
        "https://arxiv.org/abs/1804.00325"
    )
    variant: ClassVar[str] = "Three velocities with the paper's default β = 0, 0.9, 0.99."
    update: ClassVar[Step] = _aggmo
    pictures: ClassVar[tuple[Picture, ...]] = (
        Picture("segment", "-rate*v1", "first velocity"),
        Picture("segment", "-rate*v2", "second velocity"),
        Picture("segment", "-rate*v3", "third velocity"),
    )
    rate_rule: ClassVar[RateRule] = ("curvature", 0.3)
    states: ClassVar[tuple[str, ...]] = ("v1", "v2", "v3")

    learning_rate: float = settings.learning_rate(0.0005)
    beta1: float = _damping(0.0, "β₁", "first")
    beta2: float = _damping(0.9, "β₂", "second")
    beta3: float = _damping(0.99, "β₃", "third")

    def operations(self) -> tuple[Operation, ...]:
        """One update."""
        return (
            op("v1 = beta1*v1 + g", "The quickest velocity to forget."),
            op("v2 = beta2*v2 + g", "The one between."),
            op("v3 = beta3*v3 + g", "The most persistent one."),
            op("x = x - rate*(v1 + v2 + v3)/3", "The step follows their average."),
        )
