"""The surfaces that come with the program, read from ``resources/surfaces.toml``."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias

from optexplorer.core.declare import Parameter
from optexplorer.core.nearest import unknown
from optexplorer.core.problem import Box, Point, ProblemError, ScaleHint
from optexplorer.core.resources import resource
from optexplorer.problems.expression.pretty import symbol

Coordinate: TypeAlias = float | str  # a number, or a formula in the parameters
Place: TypeAlias = tuple[Coordinate, ...]


@dataclass(frozen=True)
class SurfaceEntry:
    """One surface as declared; formulas are still text.

    ``minima`` and ``minimum`` hold for all parameters inside their spans, ``default_minima``,
    ``default_minimum`` and ``local_minima`` at the default parameters only. The bounds of a
    parameter say where the function means something, its span what a slider covers.
    """

    key: str
    name: str
    family: str  # the group it stands under in the menu
    tags: tuple[str, ...]
    caption: str  # two or three words for a thumbnail
    about: str  # what it teaches, one sentence
    source: str
    expression: str
    formula: str | None  # shown in place of an expression too long to read
    parameters: tuple[Parameter, ...]
    domain: Box
    start: Point
    scale: ScaleHint
    minimum: Coordinate | None
    minima: tuple[Place, ...]
    default_minimum: Coordinate | None
    default_minima: tuple[Place, ...]
    local_minima: tuple[Point, ...]

    @property
    def size(self) -> int:
        """The number of variables."""
        return len(self.domain)


@cache
def catalogue() -> tuple[SurfaceEntry, ...]:
    """All surfaces in the order of the file, which is the order of the menu."""
    text = resource("surfaces.toml").read_text(encoding="utf-8")
    return tuple(_entry(key, table) for key, table in tomllib.loads(text).items())


def surface(key: str) -> SurfaceEntry:
    """The entry with this key; `ProblemError` names the nearest when there is none."""
    entries = {entry.key: entry for entry in catalogue()}
    if key not in entries:
        raise ProblemError("name", unknown("surface", key, entries))
    return entries[key]


def _entry(key: str, table: Mapping[str, Any]) -> SurfaceEntry:
    return SurfaceEntry(
        key=key,
        name=table["name"],
        family=table["family"],
        tags=tuple(table["tags"]),
        caption=table["caption"],
        about=table["about"],
        source=table["source"],
        expression=table["expression"],
        formula=table.get("formula"),
        parameters=tuple(_parameter(n, p) for n, p in table.get("parameters", {}).items()),
        domain=tuple((low, high) for low, high in table["domain"]),
        start=tuple(table["start"]),
        scale=table["scale"],
        minimum=table.get("minimum"),
        minima=_places(table, "minima"),
        default_minimum=table.get("default_minimum"),
        default_minima=_places(table, "default_minima"),
        local_minima=_places(table, "local_minima"),
    )


def _parameter(name: str, table: Mapping[str, Any]) -> Parameter:
    low, high = table["span"]
    bound = {"low": table["above"], "low_open": True} if "above" in table else {}
    return Parameter(
        name=name,
        kind="float",
        default=table["default"],
        symbol=symbol(name),
        help=table["help"],
        log=table.get("log", False),
        span=(low, high),
        **bound,
    )


def _places(table: Mapping[str, Any], name: str) -> tuple[Any, ...]:
    return tuple(tuple(place) for place in table.get(name, ()))
