"""What the methods of Adam's family share: the bias corrections, and the lines of their formulas."""

from optexplorer.core.arrays import Vec
from optexplorer.core.helper import helper
from optexplorer.core.operations import Picture, op

POWERS = ("β₁ᵗ", "β₂ᵗ")  # the names of what `corrections` keeps


@helper
def corrections(memory: Vec, beta1: float, beta2: float, t: int) -> tuple[float, float]:
    """1 − β₁ᵗ and 1 − β₂ᵗ of update ``t``; the powers stay in the first two scalars of ``memory``."""
    if t == 1:
        memory[0] = memory[1] = 1.0
    memory[0] *= beta1
    memory[1] *= beta2
    return 1.0 - memory[0], 1.0 - memory[1]


MEAN = op("m = beta1*m + (1 - beta1)*g", "The running mean of the gradients.")
SQUARES = op("v = beta2*v + (1 - beta2)*g^2", "The running mean of their squares.")
MEAN_CORRECTED = op(
    "m_hat = m/(1 - beta1^t)", "Undoes the pull of the mean towards the zeros it starts from."
)
SQUARES_CORRECTED = op("v_hat = v/(1 - beta2^t)", "The same for the squares.")
MOMENTS = (MEAN, SQUARES, MEAN_CORRECTED, SQUARES_CORRECTED)
ADAM_STEP = op(
    "x = x - rate*m_hat/(sqrt(v_hat) + eps)",
    "The step: every coordinate is divided by the size of its own gradients.",
)
ADAM_RATE = "rate/(sqrt(v_hat) + eps)"  # the effective rate of `ADAM_STEP`

FIRST_MOMENT = Picture("arrow", "m", "first moment")

CORRECTION = ("Without bias correction", "With bias correction")  # titles of forms
CORRECTION_DIFFERS = (
    "Uncorrected means lean towards the zeros they start from, v longer than m, so the first steps are "
    "of another length."
)
