"""Further methods of Adam's family."""

from typing import Any

from tests.support.calls import Call
from tests.support.calls.first import TORCH_ADAM

OPTAX = {"b1": "beta1", "b2": "beta2"}


def _qhadam(values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    beta1, beta2 = values.pop("betas")
    nu1, nu2 = values.pop("nus")
    return "qhadam", values | {"beta1": beta1, "beta2": beta2, "nu1": nu1, "nu2": nu2}


CALLS = {
    "torch.optim.Adamax": Call("adamax", TORCH_ADAM | {"learning_rate": 2e-3}),
    "torch.optim.NAdam": Call("nadam", TORCH_ADAM | {"learning_rate": 2e-3}),
    "torch.optim.RAdam": Call("radam", TORCH_ADAM),
    # The maximum is of the corrected mean square.
    "optax.amsgrad": Call("amsgrad", {"corrected_max": True}, OPTAX),
    # Momentum does not grow.
    "optax.nadam": Call("nadam", {"warmup": False}, OPTAX),
    # Momentum grows 250 times as fast.
    "keras.optimizers.Nadam": Call("nadam", TORCH_ADAM | {"eps": 1e-7, "momentum_decay": 1.0}),
    # Corrects both means, where the paper corrects neither.
    "optax.yogi": Call("yogi", names=OPTAX),
    "optax.adabelief": Call("adabelief", names=OPTAX),
    # Deviations from the mean before the gradient, where the paper has the mean after it.
    "optax.contrib.acprop": Call("acprop", names=OPTAX),
    "optax.contrib.ademamix": Call("ademamix", names=OPTAX),
    "optax.contrib.simplified_ademamix": Call("simplified_ademamix", names=OPTAX),
    "optax.contrib.adopt": Call("adopt", names=OPTAX),
    "optax.optimistic_adam_v2": Call("optimistic_adam", names=OPTAX),
    "pytorch_optimizer.Adan": Call("adan"),
    "pytorch_optimizer.AdaBound": Call("adabound"),
    "pytorch_optimizer.DiffGrad": Call("diffgrad"),
    "pytorch_optimizer.SWATS": Call("swats"),
    # The weights of its means are in single precision.
    "pytorch_optimizer.QHAdam": Call("qhadam", adapt=_qhadam, rounding=1e-6),
}
