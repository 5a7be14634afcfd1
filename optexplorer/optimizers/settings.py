"""Declarations that many optimizers share: the same name, symbol and range everywhere."""

from typing import Any, Protocol

from optexplorer.core.declare import number, switch
from optexplorer.core.operations import Operation, op


def learning_rate(default: float, help: str = "") -> Any:  # noqa: A002
    """The learning rate η; its span suits a logarithmic slider."""
    return number(
        default, "η", help or "Multiplies every update: how far one step goes.",
        low=0.0, log=True, span=(1e-5, 10.0),
    )  # fmt: skip


def weight_decay() -> Any:
    """L2 decay: part of the gradient."""
    return number(
        0.0, "λ", "Adds λ x to the gradient, as an L2 penalty λ/2 ‖x‖² on the loss would.",
        low=0.0, span=(0.0, 0.5),
    )  # fmt: skip


class Decaying(Protocol):
    """An optimizer with weight decay."""

    @property
    def weight_decay(self) -> float:
        """The factor λ."""


def decayed(optimizer: Decaying) -> tuple[Operation, ...]:
    """The line that adds the decay to the gradient; none where there is no decay."""
    line = op("g = g + weight_decay*x", "The weight decay joins the gradient.")
    return (line,) if optimizer.weight_decay else ()


def decoupled_decay(default: float = 0.0) -> Any:
    """Decay of the point itself, apart from the gradient."""
    return number(
        default, "λ", "Takes the share η λ off the point at every update.",
        low=0.0, span=(0.0, 0.5),
    )  # fmt: skip


def decoupled() -> Any:
    """Which of the two decays ``weight_decay`` is."""
    return switch(
        default=False,
        help="Let the weight decay shrink the point by η λ, apart from the gradient, as in AdamW.",
    )


def shrunk(optimizer: Decaying) -> tuple[Operation, ...]:
    """The line by which decay shrinks the point; none where there is no decay."""
    line = op("x = (1 - rate*weight_decay)*x", "The decay shrinks the point itself.")
    return (line,) if optimizer.weight_decay else ()


# The titles of forms without and with a decoupled decay, and how they differ.
DECAYS = ("Decay in the gradient (L2)", "Decay of the point (as AdamW)")
DECAYS_DIFFER = (
    "In the gradient, the decay is divided by the root as the gradient is; apart from it, every "
    "coordinate shrinks by the same share."
)


def eps(default: float, *, low: float = 1e-12, high: float = 1e-1) -> Any:
    """The small number that keeps a quotient finite; its slider goes from ``low`` to ``high``."""
    return number(
        default, "ε", "Keeps the denominator away from zero; large values damp the adaptation.",
        low=0.0, log=True, span=(low, high),
    )  # fmt: skip


def eps_root(default: float) -> Any:
    """The small number inside a root, for methods that have another one outside it."""
    return number(
        default, "εᵣ", "Keeps the root's argument away from zero; it stands inside the root.",
        low=0.0, log=True, span=(1e-20, 1e-1),
    )  # fmt: skip


def momentum(default: float, symbol: str = "μ") -> Any:
    """The share of the velocity that the next update keeps."""
    return number(
        default, symbol, "The share of the velocity kept from one update to the next; 0 keeps none.",
        low=0.0, span=(0.0, 0.999),
    )  # fmt: skip


def beta1(default: float = 0.9) -> Any:
    """Decay of the first moment."""
    return number(
        default, "β₁", "Decay of the mean gradient m; nearer to 1 remembers longer.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip


def beta2(default: float = 0.999) -> Any:
    """Decay of the second moment."""
    return number(
        default, "β₂", "Decay of the mean squared gradient v; nearer to 1 remembers longer.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.9999),
    )  # fmt: skip


def first_trial() -> Any:
    """The learning rate of a method that searches for its step."""
    return learning_rate(1.0, "Multiplies the first step that a line search tries.")
