"""The checked tree of a formula: the only form in which the rest of the program sees it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Operator: TypeAlias = Literal["+", "-", "*", "/", "^"]


@dataclass(frozen=True, slots=True, eq=False)
class Number:
    """A literal; always finite."""

    value: float


@dataclass(frozen=True, slots=True, eq=False)
class Constant:
    """``pi`` or ``e``."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """``x`` or ``y``."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Parameter:
    """A declared parameter, constant during a run."""

    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Negative:
    """``-operand``."""

    operand: "Node"


@dataclass(frozen=True, slots=True, eq=False)
class Binary:
    """``left operator right``."""

    operator: Operator
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True, eq=False)
class Call:
    """A function of `functions.FUNCTIONS` applied to its arguments."""

    function: str
    arguments: tuple["Node", ...]


Leaf: TypeAlias = Number | Constant | Variable | Parameter
Node: TypeAlias = Leaf | Negative | Binary | Call


@dataclass(frozen=True, slots=True, eq=False)
class Expression:
    """A formula that passed every check.

    ``parameters`` are the declared names in order; the value of the i-th stands in ``data[0, i]``
    of the kernels.
    """

    text: str
    root: Node
    variables: tuple[str, ...]  # ("x",) or ("x", "y")
    parameters: tuple[str, ...]


def children(node: Node) -> tuple[Node, ...]:
    """The operands of a node, left to right."""
    match node:
        case Negative(operand):
            return (operand,)
        case Binary(_, left, right):
            return (left, right)
        case Call(_, arguments):
            return arguments
    return ()


def postorder(root: Node) -> Iterator[Node]:
    """Every node after its operands; no recursion, so the depth of a formula does not matter."""
    stack = [(root, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            yield node
        else:
            stack.append((node, True))
            stack.extend((child, False) for child in reversed(children(node)))
