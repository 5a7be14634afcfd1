"""How an experiment is looked at: what a file's ``view`` object holds, and no computation reads."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, cast, get_args

from optexplorer.core.problem import Box, Point, is_side

Axis = Literal["step", "work", "epoch"]
ScaleChoice = Literal["auto", "linear", "log", "rank"]
SideName = Literal["runs", "scenes"]
PageName = Literal["race", "basins", "settings", "ensemble", "fair_race"]
PANELS = ("loss", "gradient_norm", "learning_rate")
# Where 3-D is looked at from: azimuth and elevation in degrees, distance, and the place in the middle,
# (x, y, z), in sides of the floor of the picture.
Place3D = tuple[float, float, float, float, float, float]


# What every step has to draw; methods add the titles of pictures of their own.
GRADIENT, STEP, RATES = "gradient", "step", "rates"
Drawn = frozenset[str]
DRAWN: Drawn = frozenset({GRADIENT, STEP})


@dataclass(frozen=True)
class InsideView:
    """What is shown of the inside of a step."""

    open: bool = False
    run: int = 0
    operation: int | None = None  # the one walked to; 0 is the evaluation of the gradient
    coordinate: int | None = 0  # whose numbers are shown; None: vectors
    form: int | None = None  # the other form of the method that stands beside it
    curve: bool = False  # whether the curves of the run are wanted
    drawn: tuple[tuple[int, Drawn], ...] = ()  # runs that differ from `DRAWN`

    def drawn_of(self, run: int) -> Drawn:
        """The keys of what is drawn for a run; others than the one looked at draw what was asked."""
        return dict(self.drawn).get(run, DRAWN if run == self.run else frozenset())

    def with_drawn(self, run: int, keys: Drawn) -> "InsideView":
        """The same with other things drawn for one run."""
        return replace(self, drawn=tuple(sorted({**dict(self.drawn), run: keys}.items())))

    def to_mapping(self) -> dict[str, Any]:
        """What a file keeps of it."""
        drawn = [[run, sorted(keys)] for run, keys in self.drawn]
        return ({"open": True} if self.open else {}) | ({"drawn": drawn} if drawn else {})

    @classmethod
    def from_mapping(cls, values: object) -> "InsideView":
        """Read leniently, as `View` is."""
        known = values if isinstance(values, Mapping) else {}
        pairs = [pair for pair in _list(known.get("drawn")) if len(_list(pair)) == 2]
        drawn = {run: _words(keys) for first, keys in pairs if (run := _index(first)) is not None}
        return cls(open=known.get("open") is True, drawn=tuple(sorted(drawn.items())))

    def runs(self, count: int) -> tuple[int, ...]:
        """The runs of ``count`` that are looked into."""
        return tuple(i for i in range(count) if i == self.run or self.drawn_of(i))


@dataclass(frozen=True)
class LocalView:
    """Where the surface is looked at closely, and along which direction."""

    open: bool = False
    point: Point | None = None  # of parameters; None: nobody has put it anywhere yet
    angle: float = 0.0  # of v in the picture, in degrees from its first axis, in (-180, 180]

    def place(self, domain: Box) -> Point:
        """The point, the middle of ``domain`` where there is none of the right size."""
        if self.point is not None and len(self.point) == len(domain):
            return self.point
        return tuple((low + high) / 2.0 for low, high in domain)

    def to_mapping(self) -> dict[str, Any]:
        """What a file keeps of it."""
        if not self.open:
            return {}
        point = {} if self.point is None else {"point": list(self.point)}
        return point | {"angle": self.angle}

    @classmethod
    def from_mapping(cls, values: object) -> "LocalView":
        """Read leniently, as `View` is."""
        if not isinstance(values, Mapping):
            return cls()
        point = tuple(v for v in map(_finite, _list(values.get("point"))) if v is not None)
        angle = _finite(values.get("angle")) or 0.0
        return cls(True, point or None, turned(angle))


def turned(angle: float) -> float:
    """The same angle in (-180, 180]."""
    return 180.0 - (180.0 - angle) % 360.0


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
    inside: InsideView = InsideView()
    critical: bool = False  # whether critical points are found and marked
    chosen: Point | None = None  # the critical point that is picked out; files do not keep it
    basins: bool = False  # whether every start in view is coloured by where the front run ends
    page: PageName = "race"  # of the centre
    local: LocalView = LocalView()
    camera: Place3D | None = None  # None: as at first
    scene: int | None = None  # of the lecture, that was turned to last
    veiled: bool = False  # a question comes first: nothing of the runs is drawn; not kept in files
    side: SideName = "runs"  # of the right side; the inside of a step comes before it; not kept

    def shows(self, run: int) -> bool:
        """Whether this run is drawn."""
        return not self.veiled and run not in self.hidden and self.solo in (None, run)

    def front(self, count: int) -> int:
        """The run of ``count`` that is looked into: the selected one, else the first that is drawn."""
        if self.selected is not None and self.selected < count:
            return self.selected
        return next((i for i in range(count) if self.shows(i)), 0)

    def within(self, runs: int) -> "View":
        """The same without the places in the list that so many runs do not have."""
        solo, selected = (i if i is not None and i < runs else None for i in (self.solo, self.selected))
        return replace(self, solo=solo, selected=selected)

    def following(self, places: Mapping[int, int]) -> "View":
        """The same of runs that moved to other ``places``; those without one are gone."""
        drawn = [(places[run], keys) for run, keys in self.inside.drawn if run in places]
        inside = replace(self.inside, drawn=tuple(sorted(drawn)))
        if self.selected is not None and self.selected not in places:
            inside = replace(inside, operation=None)
        selected = None if self.selected is None else places.get(self.selected)
        return replace(self, selected=selected, inside=inside)

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
            "inside": self.inside.to_mapping() or None,
            "critical": self.critical or None,
            "basins": self.basins or None,
            "page": None if self.page == "race" else self.page,
            "local": self.local.to_mapping() or None,
            "camera": None if self.camera is None else list(self.camera),
            "scene": self.scene,
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
            inside=InsideView.from_mapping(values.get("inside")),
            critical=values.get("critical") is True,
            basins=values.get("basins") is True,
            scene=_index(values.get("scene")),
            page=cast(PageName, _one_of(values.get("page"), get_args(PageName), "race")),
            local=LocalView.from_mapping(values.get("local")),
            camera=_camera(values.get("camera")),
        )


def _index(value: object) -> int | None:
    plain = isinstance(value, int) and not isinstance(value, bool) and value >= 0
    return cast(int, value) if plain else None


def _finite(value: object) -> float | None:
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    try:
        number = float(value)
    except OverflowError:
        return None
    return number if math.isfinite(number) else None


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _words(value: object) -> Drawn:
    return frozenset(word for word in _list(value) if isinstance(word, str))


def _indices(value: object) -> frozenset[int]:
    return frozenset(i for i in map(_index, _list(value)) if i is not None)


def _one_of(value: object, known: tuple[str, ...], default: str) -> str:
    return value if isinstance(value, str) and value in known else default


def _camera(value: object) -> Place3D | None:
    numbers = tuple(v for v in map(_finite, _list(value)) if v is not None)
    return numbers if len(numbers) == len(_list(value)) == 6 else None


def _box(value: object) -> Box | None:
    sides = _list(value)
    try:
        box = tuple((float(low), float(high)) for low, high in sides)
    except (TypeError, ValueError, OverflowError):
        return None
    return box if len(box) in (1, 2) and all(is_side(*side) for side in box) else None
