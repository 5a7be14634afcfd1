"""Methods that scale steps by layer, sign, accumulated size or curvature."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from optexplorer.core.arrays import Vec
from optexplorer.core.schedule import Schedule
from tests.support.calls import Call

_MADGRAD_RATE, _MADGRAD_EPS = 0.05, 1e-6  # as recorded


@dataclass(frozen=True)
class SinglePrecisionWeights(Schedule):
    """What optax.contrib.madgrad makes of its weights (η + ε) √t: it rounds them to single precision.

    It does so in double precision too, and its paths are 2e-8 off what the paper and the authors'
    program compute. The rates that lead to these very weights bring the comparison back to rounding.
    """

    def factors(self, t: Vec) -> Vec:
        """The factor at each step (k,)."""
        weights = np.float32(_MADGRAD_RATE + _MADGRAD_EPS) * np.sqrt((t + 1).astype(np.float32))
        return (weights / np.sqrt(t + 1) - _MADGRAD_EPS) / _MADGRAD_RATE


def _sophia(values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    values.pop("hessian_diagonal_fn")  # the exact diagonal, which is ours
    return "sophia", values


CALLS = {
    "torch.optim.Adafactor": Call("adafactor", {"learning_rate": 1e-2}),
    "optax.lamb": Call("lamb", {"eps": 1e-6}),
    "optax.lars": Call("lars", {"momentum": 0.9, "trust": 1e-3, "eps": 0.0}),
    "optax.novograd": Call("novograd", {"beta2": 0.25, "eps": 1e-6}),
    "optax.fromage": Call("fromage", {"min_norm": 1e-6}),
    "optax.contrib.madgrad": Call(
        "madgrad", {"momentum": 0.9, "eps": _MADGRAD_EPS}, schedule=SinglePrecisionWeights()
    ),
    "optax.sm3": Call("sm3", {"momentum": 0.9, "eps": 1e-8}),
    "keras.optimizers.Ftrl": Call("ftrl", {"learning_rate": 1e-3, "initial_accumulator": 0.1}),
    # optax uses the new diagonal from the next update on; the paper at once.
    "optax.contrib.sophia": Call("sophia", adapt=_sophia),
    "saddle_free_newton": Call("saddle_free_newton"),
}
