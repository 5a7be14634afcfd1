"""Ways out of saddle points, plateaus and poor minima: perturbations and restarts.

A perturbation moves the point by a vector ξ, uniform in a ball, and lets the optimizer go on with
what it remembers. A restart takes the optimizer to another start. Both draw from a random stream of
their own, so that mini-batches and noise come as they would have come without. Both watch the true
loss and the true gradient, which are recorded anyway and do not count as the optimizer's work. The
schedule goes on through both.
"""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.core.declare import Declared, choice, integer, number, switch

NONE, ON_GRADIENT, AT_INTERVALS, ALWAYS, WHEN_STATIONARY, IN_TURN = range(6)
PERTURBATION, RESTART = "perturbation", "restart"
SAMPLERS = DOMAIN, NEAR_BEST = "domain", "near_best"

# The settings that `Escape.rule` lists after the code, whoever has them.
RULE = (
    "radius", "gradient_threshold", "cooldown", "decrease", "every", "reset_state",
    "movement_threshold", "patience", "budget", "sampler", "spread",
)  # fmt: skip

_JIN_2017 = (
    "Jin, Ge, Netrapalli, Kakade and Jordan 2017, How to escape saddle points efficiently, "
    "algorithm 2, https://proceedings.mlr.press/v70/jin17a.html"
)
_JIN_2021 = (
    "Jin, Netrapalli, Ge, Kakade and Jordan 2021, On nonconvex optimization for machine learning: "
    "gradients, stochasticity, and saddle points, Journal of the ACM 68(2), "
    "https://doi.org/10.1145/3418526"
)


def _radius(help: str) -> float:  # noqa: A002
    made: float = number(0.05, "r", help, low=0.0, low_open=True, log=True, span=(1e-4, 10.0))
    return made


def _every(help: str) -> int:  # noqa: A002
    made: int = integer(50, "k", help, low=1, log=True, span=(1, 1000))
    return made


def _gradient_threshold(help: str) -> float:  # noqa: A002
    made: float = number(1e-3, "g_thres", help, low=0.0, log=True, span=(1e-8, 10.0))
    return made


@dataclass(frozen=True)
class Escape(Declared):
    """Base of the escape modes. ``kind`` and ``trigger`` name one in files, ``key`` in the window."""

    kind: ClassVar[str]
    trigger: ClassVar[str] = ""
    summary: ClassVar[str]
    formula: ClassVar[str]  # what happens and when, TeX
    reference: ClassVar[str]
    variant: ClassVar[str]
    code: ClassVar[int]
    unused: ClassVar[tuple[str, ...]] = ()  # settings that a file may state and the trigger ignores

    def rule(self) -> Vec:
        """What the loop needs (1 + len(RULE),): the code and the settings of ``RULE``; nan for None."""
        return np.array([self.code, *(_as_float(getattr(self, name, 0.0)) for name in RULE)])

    @property
    def stochastic(self) -> bool:
        """Whether the gradient that the optimizer is given differs by chance from update to update."""
        return self.code == ALWAYS


def _as_float(value: object) -> float:
    if value is None:
        return math.nan
    return float(SAMPLERS.index(value)) if isinstance(value, str) else float(value)  # type: ignore[arg-type]


@dataclass(frozen=True)
class NoEscape(Escape):
    """The run is left to itself."""

    key: ClassVar[str] = "none"
    title: ClassVar[str] = "no escape"
    kind: ClassVar[str] = "none"
    summary: ClassVar[str] = "The run is left to itself."
    formula: ClassVar[str] = ""
    reference: ClassVar[str] = ""
    variant: ClassVar[str] = ""
    code: ClassVar[int] = NONE


NO_ESCAPE = NoEscape()


@dataclass(frozen=True)
class Perturbation(Escape):
    """Base of the perturbations: x ← x + ξ, ξ uniform in the ball of radius r, any dimension."""

    kind: ClassVar[str] = PERTURBATION


@dataclass(frozen=True)
class PerturbOnGradient(Perturbation):
    """Perturbed gradient descent. With x̃ the point and t̃ the step of the last perturbation,

        where ‖∇f(x)‖ ≤ g_thres and t − t̃ > t_thres:   t̃ ← t, x̃ ← x, x ← x̃ + ξ
        where t − t̃ = t_thres and f(x) − f(x̃) > −f_thres:   the run ends at x̃

    before the update of step t, whichever optimizer makes it.
    """

    key: ClassVar[str] = "perturbation.gradient"
    title: ClassVar[str] = "perturb at small gradients"
    trigger: ClassVar[str] = "gradient"
    summary: ClassVar[str] = "A kick where the gradient is small; it can tell a saddle from a minimum."
    formula: ClassVar[str] = (
        r"\left\|\nabla f(x)\right\| \le g_{\mathrm{thres}},\ t - \tilde t > t_{\mathrm{thres}}:"
        r"\quad \tilde x \leftarrow x,\ x \leftarrow \tilde x + \xi,\ \xi \sim \mathcal{U}(B_r)"
    )
    reference: ClassVar[str] = _JIN_2017
    variant: ClassVar[str] = (
        "With the paper's derived constants as direct settings; without a required decrease the run "
        "is never ended early. The true gradient is watched, whatever the optimizer is given."
    )
    code: ClassVar[int] = ON_GRADIENT

    radius: float = _radius("The point moves by at most this, in any direction.")
    gradient_threshold: float = _gradient_threshold("Perturbed where the true gradient is no longer.")
    cooldown: int = integer(
        50, "t_thres", "Updates that a perturbation is given to show what it is good for.",
        low=1, log=True, span=(1, 1000),
    )  # fmt: skip
    decrease: float | None = number(
        None, "f_thres",
        "Where the loss has not fallen by this when the wait is over, the run ends at the point before "
        "the perturbation. Empty: it never does.",
        low=0.0, log=True, span=(1e-9, 1.0), optional=True,
    )  # fmt: skip
    reset_state: bool = switch(
        False, "reset state", "Begin the optimizer's memory anew; otherwise it is kept."
    )


@dataclass(frozen=True)
class PerturbAtIntervals(Perturbation):
    """x ← x + ξ before every k-th update, whatever the gradient is."""

    key: ClassVar[str] = "perturbation.interval"
    title: ClassVar[str] = "perturb at intervals"
    trigger: ClassVar[str] = "interval"
    summary: ClassVar[str] = "A kick now and then, whatever the gradient is."
    formula: ClassVar[str] = r"k \mid t:\quad x \leftarrow x + \xi,\ \xi \sim \mathcal{U}(B_r)"
    reference: ClassVar[str] = (
        "Ge, Huang, Jin and Yuan 2015, Escaping from saddle points: online stochastic gradient for "
        "tensor decomposition, https://proceedings.mlr.press/v40/Ge15.html"
    )
    variant: ClassVar[str] = (
        "The paper adds noise at every step; here it is added to the point at every k-th. Not at the "
        "start."
    )
    code: ClassVar[int] = AT_INTERVALS

    every: int = _every("Updates from one perturbation to the next.")
    radius: float = _radius("The point moves by at most this, in any direction.")
    reset_state: bool = switch(
        False, "reset state", "Begin the optimizer's memory anew; otherwise it is kept."
    )


@dataclass(frozen=True)
class PerturbAlways(Perturbation):
    """g ← g + ξ at every update, ξ uniform in the ball of radius r."""

    key: ClassVar[str] = "perturbation.always"
    title: ClassVar[str] = "perturb at every step"
    trigger: ClassVar[str] = "always"
    summary: ClassVar[str] = "A little noise in every gradient, as in perturbed SGD."
    formula: ClassVar[str] = r"g \leftarrow g + \xi,\quad \xi \sim \mathcal{U}(B_r)"
    reference: ClassVar[str] = _JIN_2021
    variant: ClassVar[str] = (
        "As in the paper the noise is added to the gradient, so the radius is in units of the "
        "gradient and the step moves by the rate times it. Uniform in the ball, where the paper has a "
        "Gaussian of variance r²/n in each coordinate. No effect on methods that use no gradient."
    )
    code: ClassVar[int] = ALWAYS

    radius: float = _radius("The noise in the gradient is no longer than this.")


@dataclass(frozen=True)
class Restart(Escape):
    """Base of the restarts: the optimizer goes on from another start, drawn by the sampler.

    ``domain``: uniform in the problem's domain. ``near_best``: uniform in the ball of radius s
    about the best point seen. The restart takes the place of an update. All points stay in the
    history, the best among them.
    """

    kind: ClassVar[str] = RESTART

    gradient_threshold: float = _gradient_threshold("At rest only where the gradient is no longer.")
    movement_threshold: float = number(
        1e-3, "d_thres", "At rest only where an update moves the point no farther.",
        low=0.0, log=True, span=(1e-9, 1.0),
    )  # fmt: skip
    patience: int = integer(
        20, "p", "Updates in a row at rest before a restart.", low=1, log=True, span=(1, 500)
    )
    every: int = _every("Updates from each start.")
    budget: int = integer(10, "B", "Restarts at most.", low=0, log=True, span=(1, 1000))
    sampler: str = choice(
        DOMAIN, SAMPLERS, "", "New starts from the whole domain, or near the best point seen."
    )
    spread: float = number(
        0.5, "s", "Farthest from the best point; for starts near it.",
        low=0.0, low_open=True, log=True, span=(1e-3, 10.0),
    )  # fmt: skip
    reset_state: bool = switch(
        True, "reset state", "Begin the optimizer's memory anew; otherwise it is kept."
    )


@dataclass(frozen=True)
class RestartWhenStationary(Restart):
    """A restart where gradient and movement were both small for p updates in a row:

    ‖∇f(x)‖ ≤ g_thres and ‖x − x of the update before‖ ≤ d_thres
    """

    key: ClassVar[str] = "restart.stationary"
    title: ClassVar[str] = "restart at rest"
    trigger: ClassVar[str] = "stationary"
    summary: ClassVar[str] = "Begins elsewhere once the run rests, and keeps the best point seen."
    formula: ClassVar[str] = (
        r"\left\|\nabla f(x)\right\| \le g_{\mathrm{thres}},\ \left\|\Delta x\right\| \le "
        r"d_{\mathrm{thres}}\ \text{for } p \text{ updates}:\quad x \leftarrow \text{a new start}"
    )
    reference: ClassVar[str] = (
        "Rinnooy Kan and Timmer 1987, Stochastic global optimization methods I, Mathematical "
        "Programming 39, 27-56, https://doi.org/10.1007/BF02592070"
    )
    variant: ClassVar[str] = "Multistart, one start after the other within one run."
    code: ClassVar[int] = WHEN_STATIONARY
    unused: ClassVar[tuple[str, ...]] = ("every",)


@dataclass(frozen=True)
class RestartAtIntervals(Restart):
    """A restart after every k updates from a start."""

    key: ClassVar[str] = "restart.interval"
    title: ClassVar[str] = "restart at intervals"
    trigger: ClassVar[str] = "interval"
    summary: ClassVar[str] = "Begins elsewhere after a fixed number of updates; keeps the best point."
    formula: ClassVar[str] = r"k\ \text{updates since the start}:\quad x \leftarrow \text{a new start}"
    reference: ClassVar[str] = RestartWhenStationary.reference
    variant: ClassVar[str] = "Every start is given the same number of updates."
    code: ClassVar[int] = IN_TURN
    unused: ClassVar[tuple[str, ...]] = ("gradient_threshold", "movement_threshold", "patience")


ESCAPES: dict[str, type[Escape]] = {
    e.key: e
    for e in (
        NoEscape,
        PerturbOnGradient,
        PerturbAtIntervals,
        PerturbAlways,
        RestartWhenStationary,
        RestartAtIntervals,
    )
}
