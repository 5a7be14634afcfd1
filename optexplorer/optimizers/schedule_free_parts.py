"""What the schedule-free methods share: weighing, averaging, and how both are written.

Three points: z takes the steps, x̄ is the weighted mean of all z so far, and y = (1 − β) z + β x̄,
between the two, is where the gradient is taken. y is the path that is drawn; x̄ is the result the
theory speaks of. With ηₜ the rate of update t after warm-up (and rectification), the weight of
z is w = (max η)², so that updates during a warm-up count little.
"""

from typing import Any

from optexplorer.core.arrays import Vec
from optexplorer.core.declare import integer, number
from optexplorer.core.helper import helper
from optexplorer.core.operations import Operation, Picture, op

PICTURES = (
    Picture("point", "z", "z, which takes the steps"),
    Picture("point", "x_bar", "average"),
)


@helper
def begin(z: Vec, x: Vec) -> None:
    """Let z (n,) begin at ``x`` (n,)."""
    for i in range(x.size):
        z[i] = x[i]


@helper
def warmed(rate: float, steps: float, t: int) -> float:
    """The rate η min(1, t / steps)."""
    return rate * t / steps if t < steps else rate


@helper
def next_share(memory: Vec, rate: float) -> float:
    """c = w / W with w = η_max² and W ← W + w; 1 while every rate was 0. ``memory``: W, η_max."""
    memory[1] = max(memory[1], rate)
    w = memory[1] * memory[1]
    memory[0] += w
    return w / memory[0] if memory[0] > 0.0 else 1.0


def blend(symbol: str) -> Any:
    """The share β of the mean."""
    return number(
        0.9, symbol, "The share of the mean x̄ in the point y where the gradient is taken.",
        low=0.0, high=1.0, span=(0.0, 0.999),
    )  # fmt: skip


def decay() -> Any:
    """The weight decay λ, at y."""
    return number(0.0, "λ", "Adds λ y to the direction of every update of z.", low=0.0, span=(0.0, 0.5))


def warmup_steps() -> Any:
    """The length of the warm-up."""
    return integer(
        0, "s", "The rate rises linearly over so many updates; 0 for none.", low=0, span=(0, 200)
    )


SQUARES = (
    op("v = beta2*v + (1 - beta2)*g^2", "The running mean of the squared gradients."),
    op("v_hat = v/(1 - beta2^t)", "Undoes the pull of v towards the zeros it starts from."),
)


def weighing(rate: str) -> tuple[Operation, ...]:
    """The lines that say how much the new z counts in the mean."""
    return (
        op(f"rate_max = max(rate_max, {rate})", "The largest rate so far."),
        op("W = W + rate_max^2", "All weights together: each is the square of that rate."),
        op("c = where(W > 0, rate_max^2/W, 1)", "The share of the newest z in the mean."),
    )


def share(warmup_steps: int) -> tuple[Operation, ...]:
    """As `weighing`, with the line of the warm-up before it, where there is one."""
    rising = "where(t < warmup_steps, rate*t/warmup_steps, rate)"
    if not warmup_steps:
        return weighing("rate")
    return (op(f"rate_t = {rising}", "The rate rises at first."), *weighing("rate_t"))


def decayed(direction: str, weight_decay: float) -> tuple[Operation, ...]:
    """The line of the weight decay, where there is some."""
    line = op(f"{direction} = {direction} + weight_decay*x", "The weight decay joins it.")
    return (line,) if weight_decay else ()


def average(direction: str, rate: str, beta: str) -> tuple[Operation, ...]:
    """The lines that move z along ``direction`` at this rate, then the mean, then y."""
    return (
        op("z = where(t == 1, x, z)", "The point z begins at the start."),
        op(f"z = z - {rate}*{direction}", "The step of z."),
        op("x_bar = (1 - c)*x_bar + c*z", "The weighted mean of all z so far."),
        op(f"x = (1 - {beta})*z + {beta}*x_bar", "The next slope is taken between the two."),
    )


def moved_by(rate: str, beta: str) -> str:
    """The rate at which the point between follows a step of z."""
    return f"{rate}*(1 - {beta} + {beta}*c)"
