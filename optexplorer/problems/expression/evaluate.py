"""The value of a tree at plain numbers, for the few that are needed outside a kernel."""

import math
from collections.abc import Mapping

from optexplorer.problems.expression.functions import CONSTANTS, FUNCTIONS, OPERATORS
from optexplorer.problems.expression.tree import (
    Binary,
    Call,
    Constant,
    Expression,
    Negative,
    Node,
    Number,
    Parameter,
    Variable,
    children,
    postorder,
)


def evaluate(expression: Expression, numbers: Mapping[str, float]) -> float:
    """The value where variables and parameters have these numbers; nan where there is none."""
    values: dict[Node, float] = {}
    try:
        for node in postorder(expression.root):
            values[node] = _value(node, values, numbers)
    except (ArithmeticError, ValueError):
        return math.nan
    return values[expression.root]


def constant_parts(expression: Expression) -> dict[Node, float]:
    """The value of every node that depends on neither variables nor parameters."""
    values: dict[Node, float] = {}
    for node in postorder(expression.root):
        if not isinstance(node, Variable | Parameter) and all(c in values for c in children(node)):
            values[node] = _value(node, values, {})
    return values


def _value(node: Node, known: Mapping[Node, float], numbers: Mapping[str, float]) -> float:
    match node:
        case Number(value):
            return value
        case Constant(name):
            return CONSTANTS[name]
        case Variable(name) | Parameter(name):
            return numbers[name]
        case Negative(operand):
            return -known[operand]
        case Binary(operator, left, right):
            return OPERATORS[operator](known[left], known[right])
        case Call(function, arguments):
            return FUNCTIONS[function].at(*(known[a] for a in arguments))
