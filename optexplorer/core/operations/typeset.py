"""An operation as a formula."""

from collections.abc import Iterable

from optexplorer.core.operations.layout import ATOM, Piece, binary, call, comparison, negative
from optexplorer.core.operations.letters import Notation
from optexplorer.core.operations.numbers import number_piece
from optexplorer.core.operations.operation import Operation
from optexplorer.core.operations.tree import (
    Binary,
    Call,
    Comparison,
    Name,
    Negative,
    Node,
    Number,
)

SEPARATOR = r",\quad "  # between the lines of one update


def formula(operations: Iterable[Operation], notation: Notation) -> str:
    """All lines of one update as one text."""
    return SEPARATOR.join(tex(o, notation) for o in operations)


def tex(operation: Operation, notation: Notation) -> str:
    """``m \\leftarrow \\beta_1 m + ...``; a local is set with ``=``."""
    return f"{left_side(operation, notation)} {_right_side(operation, notation)}"


def left_side(operation: Operation, notation: Notation) -> str:
    """The target with its arrow, or with ``=`` for a local."""
    arrow = r"\leftarrow" if operation.target in notation.lasting else "="
    return f"{notation.letter(operation.target)} {arrow}"


def _right_side(operation: Operation, notation: Notation) -> str:
    if operation.shown:
        return operation.shown
    match operation.expression:
        case Call("told" | "told_rows", (Name(name),)) if name == operation.target:
            return r"\text{as found}"
    return expression_tex(operation.expression, notation)


def expression_tex(node: Node, notation: Notation) -> str:
    """An expression as a formula."""
    return _piece(node, notation).tex


def _piece(node: Node, notation: Notation) -> Piece:
    match node:
        case Number(value):
            return number_piece(value)
        case Name(name):
            return Piece(notation.letter(name))
        case Negative(operand):
            return negative(_piece(operand, notation))
        case Binary("^", Name(name), exponent) if "^" in notation.letter(name):
            base = Piece(f"({notation.letter(name)})")
            return binary("^", base, _piece(exponent, notation), "")
        case Binary(operator, left, right):
            return binary(operator, _piece(left, notation), _piece(right, notation), r"\,")
        case Comparison(relation, left, right):
            return comparison(relation, _piece(left, notation), _piece(right, notation))
        case Call("told" | "told_rows" | "rows", (Name(name),)):
            return Piece(notation.letter(name))
        case Call("where", arguments):
            return _cases(arguments, notation)
        case Call(function, arguments):
            pieces = tuple(_piece(a, notation) for a in arguments)
            return call(function, pieces, notation.objective)


def _cases(arguments: tuple[Node, ...], notation: Notation) -> Piece:
    rows = []
    otherwise: Node = Call("where", arguments)
    while isinstance(otherwise, Call) and otherwise.function == "where":
        condition, then, otherwise = otherwise.arguments
        rows.append(rf"{_piece(then, notation).tex} & {_piece(condition, notation).tex}")
    rows.append(rf"{_piece(otherwise, notation).tex} & \text{{otherwise}}")
    return Piece(r"\begin{cases} " + r" \\ ".join(rows) + r" \end{cases}", ATOM, len(rows))
