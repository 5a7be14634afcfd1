"""The recorded trajectories of ``tests/reference``, each with our optimizer of the same settings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.optimizer import Optimizer
from optexplorer.optimizers import make

FOLDER = Path(__file__).parents[1] / "reference"

# (library, call) -> our key, the library's defaults under our names, its names for ours.
_TORCH_ADAM = {"learning_rate": 1e-3, "beta1": 0.9, "beta2": 0.999, "eps": 1e-8}
_SAME: dict[str, str] = {}
_CALLS: dict[str, tuple[str, dict[str, Any], dict[str, str]]] = {
    "torch.optim.SGD": ("gd", {"learning_rate": 1e-3}, _SAME),
    "torch.optim.Adagrad": (
        "adagrad",
        {"learning_rate": 1e-2, "lr_decay": 0.0, "initial_accumulator": 0.0, "eps": 1e-10},
        _SAME,
    ),
    "torch.optim.RMSprop": ("rmsprop", {"learning_rate": 1e-2, "alpha": 0.99, "eps": 1e-8}, _SAME),
    "torch.optim.Adadelta": ("adadelta", {"learning_rate": 1.0, "rho": 0.9, "eps": 1e-6}, _SAME),
    "torch.optim.Adam": ("adam", _TORCH_ADAM, _SAME),
    "torch.optim.AdamW": ("adamw", _TORCH_ADAM | {"weight_decay": 1e-2}, _SAME),
    # optax has ε inside the root, where it is a part of the first accumulator.
    "optax.adagrad": ("adagrad", {"initial_accumulator": 0.1 + 1e-7, "eps": 0.0}, _SAME),
    "optax.rmsprop": ("rmsprop", {"alpha": 0.9, "eps_inside": True}, _SAME),
    "keras.optimizers.Adam": ("adam", _TORCH_ADAM | {"eps": 1e-7, "eps_hat": True}, _SAME),
    "nesterov_lookahead": ("nag", {}, {"gamma": "momentum"}),
    "adam_no_bias_correction": ("adam", {"bias_correction": False}, _SAME),
    "heavy_ball": ("momentum", {}, {"beta": "momentum"}),
    "newton": ("newton", {}, _SAME),
}


@dataclass(frozen=True)
class Trajectory:
    """A recorded path."""

    id: str
    function: str
    stable_steps: int
    optimizer: Optimizer
    columns: Mapping[str, NDArray[np.float64]]

    @property
    def path(self) -> NDArray[np.float64]:
        """The points (201, 2)."""
        return np.column_stack([self.columns["x"], self.columns["y"]])

    @property
    def tolerance_scale(self) -> NDArray[np.float64]:
        """The largest coordinate so far (201,), which distances are relative to."""
        return np.maximum.accumulate(np.abs(self.path).max(axis=1))


def _optimizer(api: str, settings: Mapping[str, Any]) -> Optimizer:
    key, values, names = _CALLS[api]
    values = values | {names.get(n, n): v for n, v in settings.items()}
    if "lr" in values:
        values["learning_rate"] = values.pop("lr")
    if values.pop("nesterov", False):
        key = "nesterov"
    elif key == "gd" and "momentum" in values:
        key = "momentum"
    if values.get("amsgrad"):  # Adam without decay, so AdamW's option is the same
        key, values["weight_decay"] = "adamw", 0.0
    return make(key, values)


def trajectories() -> list[Trajectory]:
    """All of them."""
    index = json.loads((FOLDER / "trajectories.json").read_text(encoding="utf-8"))
    with np.load(FOLDER / "trajectories.npz") as arrays:
        return [
            Trajectory(
                id=e["id"],
                function=e["function"],
                stable_steps=e["stable_steps"],
                optimizer=_optimizer(e["api"], e["settings"]),
                columns=dict(zip(e["columns"], arrays[e["id"]].T, strict=True)),
            )
            for e in index
        ]
