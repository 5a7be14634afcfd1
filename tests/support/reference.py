"""The recorded trajectories of ``tests/reference``, each with our optimizer of the same settings."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.optimizer import Optimizer
from optexplorer.core.schedule import Schedule
from optexplorer.optimizers import make
from tests.support.calls import adam, classical, first, momentum, parameter_free, scaling

FOLDER = Path(__file__).parents[1] / "reference"

_CALLS = {
    api: call
    for family in (first, momentum, adam, scaling, parameter_free, classical)
    for api, call in family.CALLS.items()
}


@dataclass(frozen=True)
class Trajectory:
    """A recorded path."""

    id: str
    function: str
    stable_steps: int
    optimizer: Optimizer
    schedule: Schedule
    columns: Mapping[str, NDArray[np.float64]]
    rounding: float  # see `Call`
    searches: bool

    @property
    def path(self) -> NDArray[np.float64]:
        """The points (steps + 1, 2)."""
        return np.column_stack([self.columns["x"], self.columns["y"]])

    @property
    def tolerance_scale(self) -> NDArray[np.float64]:
        """The largest coordinate so far (steps + 1,), which distances are relative to."""
        return np.maximum.accumulate(np.abs(self.path).max(axis=1))


def recorded_calls() -> dict[str, str]:
    """Every recording by its id, with the library call it came from."""
    index = json.loads((FOLDER / "trajectories.json").read_text(encoding="utf-8"))
    return {e["id"]: e["api"] for e in index}


def trajectories() -> list[Trajectory]:
    """All whose method we have."""
    index = json.loads((FOLDER / "trajectories.json").read_text(encoding="utf-8"))
    with np.load(FOLDER / "trajectories.npz") as arrays:
        return [
            Trajectory(
                id=e["id"],
                function=e["function"],
                stable_steps=e["stable_steps"],
                optimizer=make(*_CALLS[e["api"]].ours(e["settings"])),
                schedule=_CALLS[e["api"]].schedule,
                columns=dict(zip(e["columns"], arrays[e["id"]].T, strict=True)),
                rounding=_CALLS[e["api"]].rounding,
                searches=_CALLS[e["api"]].searches,
            )
            for e in index
            if e["api"] in _CALLS
        ]
