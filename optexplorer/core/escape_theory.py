"""From the constants of the theory to the settings of perturbed gradient descent."""

import math
from dataclasses import dataclass
from typing import ClassVar

from optexplorer.core.declare import Declared, number
from optexplorer.core.escape import PerturbOnGradient


@dataclass(frozen=True)
class Theory(Declared):
    """The constants of Jin et al. 2017 from which perturbed gradient descent is set. With

        χ = 3 max(log(n ℓ Δf / (c ε² δ)), 4)

    η = c/ℓ, r = √c ε / (χ² ℓ), g_thres = √c ε / χ², f_thres = c √(ε³/ρ) / χ³,
    t_thres = χ ℓ / (c² √(ρ ε)), rounded up (algorithm 2).
    """

    key: ClassVar[str] = "theory"
    title: ClassVar[str] = "Constants of the theory"

    smoothness: float = number(
        4.0, "ℓ", "No curvature is larger: the gradient is ℓ-Lipschitz.",
        low=0.0, low_open=True, log=True, span=(1e-2, 1e4),
    )  # fmt: skip
    hessian_lipschitz: float = number(
        1.0, "ρ", "How fast the curvature changes: the Hessian is ρ-Lipschitz.",
        low=0.0, low_open=True, log=True, span=(1e-2, 1e4),
    )  # fmt: skip
    epsilon: float = number(
        0.1, "ε", "The gradient that is small enough for a minimum.",
        low=0.0, low_open=True, log=True, span=(1e-4, 1.0),
    )  # fmt: skip
    c: float = number(
        1.0, "c", "The paper's free constant: η = c/ℓ.",
        low=0.0, high=1.0, low_open=True, log=True, span=(1e-2, 1.0),
    )  # fmt: skip
    delta: float = number(
        0.1, "δ", "The chance to fail that is put up with.",
        low=0.0, high=1.0, low_open=True, log=True, span=(1e-4, 1.0),
    )  # fmt: skip
    fall: float = number(
        10.0, "Δf", "How far the start is above the lowest value, at most.",
        low=0.0, low_open=True, log=True, span=(1e-2, 1e4),
    )  # fmt: skip

    @property
    def learning_rate(self) -> float:
        """The rate η = c/ℓ of gradient descent that the theory is about."""
        return self.c / self.smoothness

    def derive(self, n: int) -> PerturbOnGradient:
        """The settings for ``n`` parameters."""
        c, rho, epsilon = self.c, self.hessian_lipschitz, self.epsilon
        inside = n * self.smoothness * self.fall / (c * epsilon**2 * self.delta)
        chi = 3.0 * max(math.log(inside), 4.0)
        threshold = math.sqrt(c) / chi**2 * epsilon
        wait = chi / c**2 * self.smoothness / math.sqrt(rho * epsilon)
        return PerturbOnGradient(
            radius=threshold / self.smoothness,
            gradient_threshold=threshold,
            cooldown=max(1, math.ceil(wait)),
            decrease=c / chi**3 * math.sqrt(epsilon**3 / rho),
        )
