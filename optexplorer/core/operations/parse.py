"""Text to checked tree: Python's own parser settles precedence, a whitelist what may stand there.

Nothing is evaluated as Python.
"""

import ast
from functools import lru_cache
from typing import NamedTuple

from optexplorer.core.operations.tree import (
    Binary,
    Call,
    Comparison,
    Name,
    Negative,
    Node,
    Number,
    Operator,
    Relation,
)

# How many arguments each function takes: fewest, most.
FUNCTIONS: dict[str, tuple[int, int]] = {
    "sqrt": (1, 1), "abs": (1, 1), "sign": (1, 1), "exp": (1, 1), "log": (1, 1),
    "min": (1, 9), "max": (1, 9), "where": (3, 3),
    "norm": (1, 1), "dot": (2, 2), "sum": (1, 1), "mean": (1, 1), "outer": (2, 2), "solve": (2, 2),
    "diag": (1, 1), "absolute": (1, 1), "mod": (2, 2),
    "f": (1, 1), "grad": (1, 1), "hess": (1, 1),
    "told": (1, 1), "rows": (1, 1), "told_rows": (1, 1),
}  # fmt: skip
_OF_NAMES = ("told", "rows", "told_rows")
_OPERATORS: dict[type[ast.operator], Operator] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "^", ast.MatMult: "@",
}  # fmt: skip
_RELATIONS: dict[type[ast.cmpop], Relation] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip


class OperationError(ValueError):
    """The text is not in the language of operations."""


class Assignment(NamedTuple):
    """``target = value``."""

    target: str
    value: Node


@lru_cache(maxsize=4096)
def parse_assignment(text: str) -> Assignment:
    """The parts of ``name = expression``."""
    match _module(text):
        case [ast.Assign([ast.Name(target)], value)]:
            return Assignment(target, _node(value, text))
    raise OperationError(f"{text!r} is not 'name = expression'")


@lru_cache(maxsize=4096)
def parse_expression(text: str) -> Node:
    """The tree of an expression."""
    match _module(text):
        case [ast.Expr(value)]:
            return _node(value, text)
    raise OperationError(f"{text!r} is not an expression")


def _module(text: str) -> list[ast.stmt]:
    try:
        return ast.parse(text.replace("^", "**")).body
    except SyntaxError:
        raise OperationError(f"{text!r} is not arithmetic") from None


def _node(part: ast.expr, text: str) -> Node:
    match part:
        case ast.Constant(int() | float() as value) if not isinstance(value, bool):
            return Number(float(value))
        case ast.Name(name):
            return Name(name)
        case ast.UnaryOp(ast.USub(), operand):
            return Negative(_node(operand, text))
        case ast.BinOp(left, operator, right) if type(operator) in _OPERATORS:
            return Binary(_OPERATORS[type(operator)], _node(left, text), _node(right, text))
        case ast.Call(ast.Name("where"), [ast.Compare(left, [relation], [right]), a, b], []) if (
            type(relation) in _RELATIONS
        ):
            condition = Comparison(_RELATIONS[type(relation)], _node(left, text), _node(right, text))
            return Call("where", (condition, _node(a, text), _node(b, text)))
        case ast.Call(ast.Name(function), arguments, []) if function in FUNCTIONS:
            low, high = FUNCTIONS[function]
            if function != "where" and low <= len(arguments) <= high:
                nodes = tuple(_node(a, text) for a in arguments)
                if function not in _OF_NAMES or isinstance(nodes[0], Name):
                    return Call(function, nodes)
    raise OperationError(f"{ast.unparse(part)!r} is not allowed in {text!r}")
