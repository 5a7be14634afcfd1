"""The checked tree of one operation."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

Operator: TypeAlias = Literal["+", "-", "*", "/", "^", "@"]
Relation: TypeAlias = Literal["<", "<=", ">", ">=", "==", "!="]


@dataclass(frozen=True)
class Number:
    """A literal."""

    value: float


@dataclass(frozen=True)
class Name:
    """A hyper-parameter, state, memory or local, or one of ``x g t rate I``."""

    name: str


@dataclass(frozen=True)
class Negative:
    """The operand with its sign changed."""

    operand: "Node"


@dataclass(frozen=True)
class Binary:
    """Arithmetic, element by element; ``@`` is the matrix product."""

    operator: Operator
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Comparison:
    """True or false, element by element; stands only where ``where`` asks."""

    relation: Relation
    left: "Node"
    right: "Node"


@dataclass(frozen=True)
class Call:
    """A function of the table in `parse`."""

    function: str
    arguments: tuple["Node", ...]


Node: TypeAlias = Number | Name | Negative | Binary | Comparison | Call
