r"""Learning-rate schedules: a factor on the rate of update t + 1, for t = 0, 1, 2, ...

All but one are functions of t alone and are evaluated in whole blocks. `Plateau` looks at the loss; its
part of the factor is a little state machine inside the driver loop (`core.driver`), and
`feedback` hands over its settings.
"""

from optexplorer.core.schedule.adaptive import Plateau, Warmup
from optexplorer.core.schedule.base import Constant, Feedback, Schedule
from optexplorer.core.schedule.cycles import CosineRestarts, Cyclic, OneCycle
from optexplorer.core.schedule.decay import Exponential, InverseTime, MultiStep, StepDecay
from optexplorer.core.schedule.ramps import Cosine, Linear, Polynomial

SCHEDULES: dict[str, type[Schedule]] = {
    s.key: s
    for s in (
        Constant, StepDecay, MultiStep, Exponential, InverseTime, Linear, Polynomial, Cosine,
        CosineRestarts, Cyclic, OneCycle, Plateau, Warmup,
    )
}  # fmt: skip

__all__ = [
    "SCHEDULES", "Constant", "Cosine", "CosineRestarts", "Cyclic", "Exponential", "Feedback",
    "InverseTime", "Linear", "MultiStep", "OneCycle", "Plateau", "Polynomial", "Schedule",
    "StepDecay", "Warmup",
]  # fmt: skip
