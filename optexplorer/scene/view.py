"""How an experiment is looked at: what a file's ``view`` object holds, and no computation reads."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, cast, get_args

from optexplorer.core.problem import Box

Axis = Literal["step", "work", "epoch"]
ScaleChoice = Literal["auto", "linear", "log", "rank"]
PANELS = ("loss", "gradient_norm", "learning_rate")


@dataclass(frozen=True)
class View:
    """What the window shows of an experiment."""

    cursor: int | None = None  # None: the last step
    hidden: frozenset[int] = frozenset()  # runs switched off
    solo: int | None = None
    selected: int | None = None
    scale: ScaleChoice = "auto"
    axis: Axis = "step"
    linear: frozenset[str] = frozenset()  # curve panels drawn on a linear axis
    box: Box | None = None  # None: the problem's domain

    def shows(self, run: int) -> bool:
        """Whether this run is drawn."""
        return run not in self.hidden and self.solo in (None, run)

    def to_mapping(self) -> dict[str, Any]:
        """What differs from the default, as JSON values."""
        values: dict[str, Any] = {
            "cursor": self.cursor,
            "hidden": sorted(self.hidden) or None,
            "solo": self.solo,
            "selected": self.selected,
            "scale": None if self.scale == "auto" else self.scale,
            "axis": None if self.axis == "step" else self.axis,
            "linear": sorted(self.linear) or None,
            "box": None if self.box is None else [list(side) for side in self.box],
        }
        return {key: value for key, value in values.items() if value is not None}

    @classmethod
    def from_mapping(cls, values: Mapping[str, Any]) -> "View":
        """Read leniently: a view is a convenience, so what does not fit is passed over."""
        return cls(
            cursor=_index(values.get("cursor")),
            hidden=_indices(values.get("hidden")),
            solo=_index(values.get("solo")),
            selected=_index(values.get("selected")),
            scale=cast(ScaleChoice, _one_of(values.get("scale"), get_args(ScaleChoice), "auto")),
            axis=cast(Axis, _one_of(values.get("axis"), get_args(Axis), "step")),
            linear=frozenset(p for p in _list(values.get("linear")) if p in PANELS),
            box=_box(values.get("box")),
        )


def _index(value: object) -> int | None:
    plain = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return cast(int, value) if plain else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _indices(value: object) -> frozenset[int]:
    return frozenset(i for i in map(_index, _list(value)) if i is not None)


def _one_of(value: object, known: tuple[str, ...], default: str) -> str:
    return value if isinstance(value, str) and value in known else default


def _box(value: object) -> Box | None:
    sides = _list(value)
    try:
        box = tuple((float(low), float(high)) for low, high in sides)
    except (TypeError, ValueError):
        return None
    return box if len(box) in (1, 2) and all(low < high for low, high in box) else None
