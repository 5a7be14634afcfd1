"""NAdam: Adam with Nesterov's momentum."""

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar

from optexplorer.core.arrays import Mat, Vec, Words
from optexplorer.core.declare import number, switch
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op
from optexplorer.core.optimizer import Form, Optimizer, RateRule, Step, step
from optexplorer.core.status import OK
from optexplorer.optimizers import moments, settings
from optexplorer.optimizers.moments import corrections

if TYPE_CHECKING:
    from optexplorer.core.abi import Oracle

_FAMILY = "Adam"
_SLOW, _SOON = 4e-3, 1.0  # ψ in torch and in Keras
_MOMENTA_DIFFER = (
    "torch lets the momentum grow from half of β₁ to β₁ over thousands of updates, Keras over "
    "some tens, and optax has β₁ from the first update on."
)


@helper
def _momentum_at(t: int, beta1: float, psi: float) -> float:
    """μ_t = β₁ (1 − 0.96^(t ψ) / 2), which grows from about β₁/2 to β₁."""
    return beta1 * (1.0 - 0.5 * math.pow(0.96, t * psi))


@step
def _nadam(
    oracle: "Oracle", x: Vec, g: Vec, state: Mat, memory: Vec, hyper: Vec, rate: float,
    words: Words, t: int,
) -> int:  # fmt: skip
    beta1, beta2, eps, psi, warms = hyper[0], hyper[1], hyper[2], hyper[3], hyper[5]
    joins, shrinks = (0.0, hyper[4]) if hyper[6] != 0.0 else (hyper[4], 0.0)
    m, v = state[0], state[1]
    _, c2 = corrections(memory, beta1, beta2, t)
    mu = _momentum_at(t, beta1, psi) if warms != 0.0 else beta1
    mu_next = _momentum_at(t + 1, beta1, psi) if warms != 0.0 else beta1
    memory[2] = mu if t == 1 else mu * memory[2]
    newest = rate * (1.0 - mu) / (1.0 - memory[2])
    ahead = rate * mu_next / (1.0 - memory[2] * mu_next)
    for i in range(x.size):
        d = g[i] + joins * x[i]
        x[i] *= 1.0 - rate * shrinks
        m[i] += (1.0 - beta1) * (d - m[i])
        v[i] = beta2 * v[i] + (1.0 - beta2) * d * d
        x[i] -= (newest * d + ahead * m[i]) / (math.sqrt(v[i] / c2) + eps)
    return OK


@dataclass(frozen=True)
class NAdam(Optimizer):
    """Adam whose mean is replaced by a share of the newest gradient and the mean one update ahead.

    x ← x − η ((1 − μ_t) g / (1 − Π_t) + μ_{t+1} m / (1 − Π_t μ_{t+1})) / (√v̂ + ε) with
    μ_t = β₁ (1 − 0.96^(t ψ) / 2) and Π_t = μ_1 ⋯ μ_t. Without ``warmup`` every μ is β₁.
    """

    key: ClassVar[str] = "nadam"
    title: ClassVar[str] = "NAdam"
    family: ClassVar[str] = _FAMILY
    summary: ClassVar[str] = "Adam with Nesterov's momentum: it counts the newest gradient once more."
    strengths: ClassVar[str] = "Reacts sooner than Adam, so it overshoots less, at no further cost."
    weaknesses: ClassVar[str] = "Noise of the newest gradient comes through more than in Adam."
    when: ClassVar[str] = "In place of Adam where it swings across the valley; a safe exchange."
    reference: ClassVar[str] = (
        "Dozat 2016, Incorporating Nesterov momentum into Adam, "
        "https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ"
    )
    variant: ClassVar[str] = (
        "As torch.optim.NAdam, with weight decay in the gradient; with ψ = 1 and ε = 1e-7 as "
        "keras.optimizers.Nadam, without warmup as optax.nadam and, decoupled, optax.nadamw."
    )
    update: ClassVar[Step] = _nadam
    rate_rule: ClassVar[RateRule] = ("width", 0.015)
    states: ClassVar[tuple[str, ...]] = ("m", "v")
    memories: ClassVar[tuple[str, ...]] = (*moments.POWERS, "Pi")
    effective_rate: ClassVar[str] = moments.ADAM_RATE
    pictures: ClassVar[tuple[Picture, ...]] = (moments.FIRST_MOMENT,)

    learning_rate: float = settings.learning_rate(0.05)
    beta1: float = settings.beta1()
    beta2: float = settings.beta2()
    eps: float = settings.eps(1e-8)
    momentum_decay: float = number(
        _SLOW, "ψ", "How fast the momentum grows from half of β₁ to β₁.",
        low=0.0, log=True, span=(1e-4, 1.0),
    )  # fmt: skip
    weight_decay: float = settings.weight_decay()
    warmup: bool = switch(
        default=True, help="Let the momentum grow with ψ; without it is β₁ from the first update on."
    )
    decoupled: bool = settings.decoupled()

    def operations(self) -> tuple[Operation, ...]:
        """With a momentum that grows, or with β₁ throughout."""
        if self.warmup:
            mu = "beta1*(1 - 0.96^(t*momentum_decay)/2)"
            mu_next = "beta1*(1 - 0.96^((t + 1)*momentum_decay)/2)"
        else:
            mu = mu_next = "beta1"
        return (
            *(settings.shrunk(self) if self.decoupled else settings.decayed(self)),
            op(f"mu = {mu}", "The momentum of this update."),
            op(f"mu_next = {mu_next}", "That of the next."),
            op("Pi = where(t == 1, mu, Pi*mu)", "The product of all momenta so far."),
            moments.MEAN,
            moments.SQUARES,
            moments.SQUARES_CORRECTED,
            op("g_hat = (1 - mu)/(1 - Pi)*g", "The newest gradient's part, corrected."),
            op("m_hat = mu_next/(1 - Pi*mu_next)*m", "The mean's part, as it counts one update ahead."),
            op("x = x - rate*(g_hat + m_hat)/(sqrt(v_hat) + eps)", "Both, over the root."),
        )

    def forms(self) -> tuple[Form, ...]:
        """As the other libraries; with the other decay, where there is some."""
        libraries = {
            "Momentum that grows slowly (torch)": (True, _SLOW),
            "Momentum that grows soon (Keras)": (True, _SOON),
            "Momentum at once (optax)": (False, self.momentum_decay),
        }
        growing = _SOON if self.momentum_decay == _SOON else _SLOW
        ours = (self.warmup, growing if self.warmup else self.momentum_decay)
        others = (
            Form(title, replace(self, warmup=warmup, momentum_decay=psi), _MOMENTA_DIFFER)
            for title, (warmup, psi) in libraries.items()
            if (warmup, psi) != ours
        )
        decay = self.turned("decoupled", settings.DECAYS, settings.DECAYS_DIFFER)
        return (*others, *((decay,) if self.weight_decay else ()))
