"""The methods of the first version."""

from typing import Any

from tests.support.calls import Call

TORCH_ADAM = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}


def _sgd(values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    if values.pop("nesterov", False):
        return "nesterov", values
    return ("momentum" if "momentum" in values else "gd"), values


def _adam(values: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    return ("amsgrad" if values.pop("amsgrad", False) else "adam"), values


CALLS = {
    "torch.optim.SGD": Call("gd", {"learning_rate": 1e-3}, adapt=_sgd),
    "torch.optim.Adagrad": Call(
        "adagrad", {"learning_rate": 1e-2, "lr_decay": 0.0, "initial_accumulator": 0.0, "eps": 1e-10}
    ),
    "torch.optim.RMSprop": Call("rmsprop", {"learning_rate": 1e-2, "alpha": 0.99, "eps": 1e-8}),
    "torch.optim.Adadelta": Call("adadelta", {"learning_rate": 1.0, "rho": 0.9, "eps": 1e-6}),
    "torch.optim.Adam": Call("adam", TORCH_ADAM, adapt=_adam),
    "torch.optim.AdamW": Call("adamw", TORCH_ADAM | {"weight_decay": 1e-2}),
    # optax has ε inside the root, where it is a part of the first accumulator.
    "optax.adagrad": Call("adagrad", {"initial_accumulator": 0.1 + 1e-7, "eps": 0.0}),
    "optax.rmsprop": Call("rmsprop", {"alpha": 0.9, "eps_inside": True}),
    "keras.optimizers.Adam": Call("adam", TORCH_ADAM | {"eps": 1e-7, "eps_hat": True}),
    "nesterov_lookahead": Call("nag", names={"gamma": "momentum"}),
    "adam_no_bias_correction": Call("adam", {"bias_correction": False}),
    "heavy_ball": Call("momentum", names={"beta": "momentum"}),
    "newton": Call("newton"),
}
