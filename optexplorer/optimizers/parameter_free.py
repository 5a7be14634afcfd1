"""What the methods share that find their own rate: declarations, and lines of their updates."""

from typing import Any

from optexplorer.core.declare import number
from optexplorer.core.operations import op
from optexplorer.optimizers.settings import learning_rate

FAMILY = "Parameter-free"

# Lines of many updates.
START = op("x_0 = where(t == 1, x, x_0)", "The point it started from is kept.")
FIRST_DISTANCE = op("d = where(t == 1, d0, d)", "The estimate of the distance begins with a guess.")
CORRECTIONS_DIFFER = (
    "The correction multiplies the rate by √(1 − β₂ᵗ) / (1 − β₁ᵗ), which undoes the zeros that both "
    "means start from."
)
CORRECTION = "*sqrt(1 - beta2^t)/(1 - beta1^t)"  # of the rate, for moments that start at 0


def raised_distance(growth: float | None) -> Any:
    """The line that raises d to the new estimate ``d_hat``, by no more than the factor ``growth``."""
    if growth is None:
        return op("d = max(d, d_hat)", "The estimate never falls.")
    return op("d = max(d, min(d_hat, growth*d))", "The estimate never falls, and grows gradually.")


def rate_factor() -> Any:
    """η of a method that finds its own rate."""
    return learning_rate(1.0, "A factor on the rate that the method finds by itself, best left at 1.")


def decoupled_decay(share: str) -> Any:
    """Decay that acts on the point itself, by ``share`` of it an update; none by default."""
    return number(
        0.0, "λ", f"Takes the share {share} off the point at every update.", low=0.0, span=(0.0, 0.5)
    )


def d0() -> Any:
    """The first estimate of the distance to the solution."""
    return number(
        1e-6, "d₀", "The first estimate of the distance to go; too small costs a few steps only.",
        low=0.0, low_open=True, log=True, span=(1e-8, 1e-1),
    )  # fmt: skip


def growth() -> Any:
    """A bound on how fast the estimate of the distance may grow."""
    return number(
        None, "κ", "The factor by which the estimate d may grow in one update; none sets no limit.",
        low=1.0, log=True, span=(1.01, 100.0), optional=True,
    )  # fmt: skip


def averaging() -> Any:
    """The share of the old point in a method that averages its points."""
    return number(
        0.0, "μ", "The share of the old point in the new one; 0 keeps none.",
        low=0.0, high=1.0, high_open=True, span=(0.0, 0.999),
    )  # fmt: skip


def known_minimum() -> Any:
    """The lowest value of the objective, for methods that measure how far above it they are."""
    return number(
        None, "fₘᵢₙ",
        "The lowest value of the objective; none takes the problem's known minimum, and 0 where "
        "none is known.",
        span=(-10.0, 10.0), optional=True,
    )  # fmt: skip
