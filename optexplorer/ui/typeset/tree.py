"""The parts of a formula."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

# How a symbol stands to its neighbours: an operator and a relation keep some distance.
Kind: TypeAlias = Literal["ordinary", "operator", "relation", "open", "close", "comma"]


@dataclass(frozen=True)
class Symbol:
    """Characters that stand together, as they are painted."""

    text: str
    kind: Kind = "ordinary"
    name: bool = False  # a word like ``max``: some room before a letter
    grows: bool = False  # a bracket as tall as what stands up to its counterpart


@dataclass(frozen=True)
class Space:
    """Room, in ems."""

    width: float


@dataclass(frozen=True)
class Row:
    """Parts side by side."""

    parts: tuple["Node", ...]


@dataclass(frozen=True)
class Scripts:
    """A base with something below or above at its right."""

    base: "Node"
    below: "Node | None"
    above: "Node | None"


@dataclass(frozen=True)
class Fraction:
    """One part over another."""

    over: "Node"
    under: "Node"


@dataclass(frozen=True)
class Root:
    """A square root."""

    body: "Node"


@dataclass(frozen=True)
class Accent:
    """A mark over a letter."""

    mark: str  # a character, or empty for a bar
    body: "Node"


@dataclass(frozen=True)
class Fenced:
    """Between brackets as tall as what they hold; "" stands for none."""

    left: str
    body: "Node"
    right: str


@dataclass(frozen=True)
class Grid:
    """Rows of cells; ``left`` aligns them at the left."""

    rows: tuple[tuple["Node", ...], ...]
    left: bool


Node: TypeAlias = Symbol | Space | Row | Scripts | Fraction | Root | Accent | Fenced | Grid
