"""The same formula with the numbers of one step in place of its letters."""

from dataclasses import dataclass

import numpy as np

from optexplorer.core.operations.evaluate import Environment, Value, holds, value_of
from optexplorer.core.operations.layout import POWER, Piece, binary, call, comparison, negative
from optexplorer.core.operations.letters import Notation
from optexplorer.core.operations.numbers import number_piece, value_piece
from optexplorer.core.operations.operation import Operation
from optexplorer.core.operations.tree import (
    Binary,
    Call,
    Comparison,
    Name,
    Negative,
    Node,
    Number,
    Relation,
)
from optexplorer.core.operations.typeset import left_side

_ELEMENTWISE = ("sqrt", "abs", "sign", "exp", "log", "min", "max", "mod")
_OF_WHOLE = ("norm", "sum", "mean", "min", "max")
_OPPOSITE: dict[Relation, Relation] = {
    "<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "==",
}  # fmt: skip


def tex_with_numbers(
    operation: Operation,
    environment: Environment,
    notation: Notation,
    coordinate: int | None,
    digits: int = 4,
) -> str:
    """``m \\leftarrow 0.9\\cdot 2 + \\left(1 - 0.9\\right)\\cdot 3 = 2.1``.

    ``environment`` is that before the operation. ``coordinate`` is the element that is shown where
    the operation works element by element, None for whole vectors; what mixes the coordinates
    shows its vectors in brackets.
    """
    figures = _Figures(environment, coordinate, digits)
    expression = operation.expression
    value = value_of(expression, environment)
    whole = coordinate is None or value.ndim == 2
    result = figures.written(value, whole=whole).tex
    numbers, reason = (
        figures.piece(expression, whole=whole).tex,
        figures.reason(expression, whole=whole),
    )
    equation = result if numbers == result else f"{numbers} = {result}"
    return f"{left_side(operation, notation)} {equation}{reason}"


@dataclass(frozen=True)
class _Figures:
    environment: Environment
    coordinate: int | None
    digits: int

    def written(self, value: Value, *, whole: bool) -> Piece:
        """A value, or its one element that is shown."""
        if not whole and value.ndim == 1:
            value = np.asarray(value[self.coordinate])
        return value_piece(value, self.digits)

    def value(self, node: Node, *, whole: bool) -> Piece:
        """An expression by its value."""
        return self.written(value_of(node, self.environment), whole=whole)

    def piece(self, node: Node, *, whole: bool) -> Piece:
        """An expression with numbers for its names."""
        match node:
            case Number(value):
                return number_piece(value)
            case Name(name) if name in self.environment.exact:
                return number_piece(float(self.environment[name]))
            case Negative(operand):
                return negative(self.piece(operand, whole=whole))
            case Binary("@", left, right):
                return self._product(left, right, whole=whole)
            case Binary(operator, left, right):
                first, second = self.piece(left, whole=whole), self.piece(right, whole=whole)
                return binary(operator, first, second, self._times(left, right, whole=whole))
            case Call("where", arguments):
                return self._chosen(arguments, whole=whole)
            case Call(function, arguments) if function in _ELEMENTWISE and (
                len(arguments) > 1 or function not in _OF_WHOLE
            ):
                return call(function, tuple(self.piece(a, whole=whole) for a in arguments))
            case Call("dot", (left, right)):
                row = value_piece(value_of(left, self.environment), self.digits, row=True)
                return self._beside(row, value_of(right, self.environment))
            case Call("outer", (left, right)):
                row = value_piece(value_of(right, self.environment), self.digits, row=True)
                return binary("*", self.piece(left, whole=True), row, r"\,")
            case Call(function, arguments) if function in _OF_WHOLE:
                return call(function, tuple(self.value(a, whole=True) for a in arguments))
            case Call("solve", arguments):
                solved = call("solve", tuple(self.value(a, whole=True) for a in arguments))
                return solved if whole else self._element(solved)
        return self.value(node, whole=whole)

    def _times(self, left: Node, right: Node, *, whole: bool) -> str:
        shapes = [value_of(n, self.environment).ndim for n in (left, right)]
        return r"\odot " if whole and min(shapes) > 0 else r"\cdot "

    def _product(self, left: Node, right: Node, *, whole: bool) -> Piece:
        """A matrix product: for one coordinate, of the row and the column that make it."""
        a, b = (value_of(n, self.environment) for n in (left, right))
        if not whole and a.ndim == 2:
            return self._beside(value_piece(a[self.coordinate], self.digits, row=True), b)
        if not whole and b.ndim == 2:
            return self._beside(value_piece(a, self.digits, row=True), b[:, self.coordinate])
        first = value_piece(a, self.digits, row=True) if a.ndim == 1 else self.piece(left, whole=True)
        return binary("*", first, self.piece(right, whole=True), r"\,")

    def _beside(self, row: Piece, column: object) -> Piece:
        return binary("*", row, value_piece(column, self.digits), r"\,")

    def _element(self, vector: Piece) -> Piece:
        assert self.coordinate is not None  # noqa: S101
        return Piece(f"{vector.fenced('[', ']')}_{self.coordinate + 1}", POWER, vector.lines)

    def _chosen(self, arguments: tuple[Node, ...], *, whole: bool) -> Piece:
        """The branch that is taken; every element's own value where they differ."""
        taken = self._taken(arguments[0], whole=whole)
        if taken is None:
            return self.value(Call("where", arguments), whole=True)
        return self.piece(arguments[1] if taken else arguments[2], whole=whole)

    def _taken(self, condition: Node, *, whole: bool) -> bool | None:
        """Whether the condition holds; None where that differs from element to element."""
        assert isinstance(condition, Comparison)  # noqa: S101  (the parser sees to it)
        true = holds(condition, self.environment)
        if true.ndim == 0:
            return bool(true)
        if not whole:
            return bool(true[self.coordinate])
        return bool(true.flat[0]) if (true == true.flat[0]).all() else None

    def reason(self, node: Node, *, whole: bool) -> str:
        """Why a branch was taken, where the whole expression is a choice."""
        if not (isinstance(node, Call) and node.function == "where"):
            return ""
        condition = node.arguments[0]
        taken = self._taken(condition, whole=whole)
        if taken is None or not isinstance(condition, Comparison):
            return ""
        left, right = (self.piece(n, whole=whole) for n in (condition.left, condition.right))
        relation = condition.relation if taken else _OPPOSITE[condition.relation]
        return rf" \quad\text{{as }} {comparison(relation, left, right).tex}"
