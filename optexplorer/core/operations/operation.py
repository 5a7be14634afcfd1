"""What an optimizer says about one update."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from optexplorer.core.operations.parse import parse_assignment, parse_expression
from optexplorer.core.operations.tree import Node

PictureKind: TypeAlias = Literal["arrow", "point", "cloud", "simplex", "segment", "circle"]


@dataclass(frozen=True)
class Operation:
    """One assignment of an update, with a sentence about it; parsed when first asked for."""

    text: str  # name = expression
    note: str
    shown: str = ""  # TeX of the right side, for what a search or chance decides

    @property
    def target(self) -> str:
        """The name that gets the value."""
        return parse_assignment(self.text).target

    @property
    def expression(self) -> Node:
        """What it gets."""
        return parse_assignment(self.text).value


def op(text: str, note: str, *, shown: str = "") -> Operation:
    """Declare an operation: ``op("m = beta1*m + (1 - beta1)*g", "The running mean.")``.

    ``shown`` replaces the typeset right side where the text says only ``told(name)``: the rule by
    which a search or chance decided.
    """
    return Operation(text, note, shown)


@dataclass(frozen=True)
class Picture:
    """Something to draw at a step, beside gradient, step and the ellipse of rates.

    ``text`` is an expression in the names of the operations, after they ran: a vector that points as
    the gradient does (``arrow``), one from the point before the step (``segment``), a place
    (``point``), the rows of a family (``cloud``, ``simplex``), or a radius about the point before
    the step (``circle``).
    """

    kind: PictureKind
    text: str
    title: str

    @property
    def expression(self) -> Node:
        """What is drawn."""
        return parse_expression(self.text)
