"""Text to checked tree.

The tokens are rewritten as plain arithmetic in ASCII, every name by a neutral one and every number
by its float, and Python's own parser settles precedence: ``^`` and ``**`` bind tighter than a sign
on their left and associate to the right. Only the node types below are accepted, nothing is ever
evaluated as Python, and constant parts are worked out in floating point, so ``9^9^9^9`` is refused
rather than computed.
"""

import ast
import math
from bisect import bisect_right
from collections.abc import Callable, Iterable

from optexplorer.problems.expression.errors import ExpressionError, hint
from optexplorer.problems.expression.functions import (
    CONSTANTS,
    FUNCTIONS,
    OPERATORS,
    RESERVED,
    VARIABLES,
)
from optexplorer.problems.expression.tokens import Token, scan, shorten
from optexplorer.problems.expression.tree import (
    Binary,
    Call,
    Constant,
    Expression,
    Leaf,
    Negative,
    Node,
    Number,
    Operator,
    Parameter,
    Variable,
)

LONGEST_NAME = 40  # characters of a parameter's name: it stands beside a slider

_OPERATORS: dict[type[ast.operator], Operator] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.Pow: "^",
}


def parse(text: str, parameters: Iterable[str] = ()) -> Expression:
    """The checked tree of a formula in x, y and the declared parameters.

    Raises `ExpressionError` with the character in ``text``.
    """
    declared = tuple(parameters)
    for name in declared:
        check_parameter_name(name)
    tokens = scan(text)
    leaves = {i: _leaf(t, declared) for i, t in enumerate(tokens) if t.kind in ("number", "name")}
    root = _Builder(text, tokens, leaves).build()
    used = {leaf.name for leaf in leaves.values() if isinstance(leaf, Variable)}
    return Expression(text, root, VARIABLES if "y" in used else ("x",) if used else (), declared)


def check_parameter_name(name: str) -> None:
    """Refuse a name that is no identifier or means something already."""
    if not name.isidentifier():
        message = f"The parameter name {shorten(name)} must be letters, digits and underscores"
        raise ExpressionError(f"{message}, starting with a letter.")
    if len(name) > LONGEST_NAME:
        raise ExpressionError(f"A parameter's name has at most {LONGEST_NAME} characters.")
    if name in RESERVED:
        kind = "function" if name in FUNCTIONS else "constant" if name in CONSTANTS else "variable"
        message = f"A parameter cannot be called '{name}': that is a {kind} already."
        raise ExpressionError(message)


def _leaf(token: Token, declared: tuple[str, ...]) -> Leaf | None:
    """The leaf a token stands for; None for the name of a function."""
    name = token.text
    if token.kind == "number":
        value = float(name)
        if not math.isfinite(value):
            raise token.error(f"The number {shorten(name)} is too large.")
        return Number(value)
    if name in FUNCTIONS:
        return None
    if name in VARIABLES:
        return Variable(name)
    if name in CONSTANTS:
        return Constant(name)
    if name in declared:
        return Parameter(name)
    known = ", ".join((*VARIABLES, *declared, *CONSTANTS))
    advice = hint(name, (*declared, *sorted(RESERVED))) or f"; known names are {known}."
    raise token.error(f"Unknown name {shorten(name)}{advice}")


class _Builder:
    """Turns the tokens of one formula into a tree."""

    def __init__(self, text: str, tokens: list[Token], leaves: dict[int, Leaf | None]) -> None:
        self.text = text
        self.tokens = tokens
        self.leaves = leaves
        self.starts: list[int] = []  # of each token in the plain text

    def build(self) -> Node:
        """The root."""
        plain = self._plain_text()
        try:
            body = ast.parse(plain, mode="eval").body
        except (SyntaxError, RecursionError, MemoryError):
            message = "The formula is nested too deeply."
            raise ExpressionError(message, 0, len(self.text)) from None
        nodes: dict[ast.expr, Node] = {}
        values: dict[ast.expr, float | None] = {}  # of constant parts
        for part in _postorder(body):
            nodes[part], values[part] = self._convert(part, nodes, values)
        return nodes[body]

    def _plain_text(self) -> str:
        pieces, length = [], 0
        for i, token in enumerate(self.tokens):
            piece = token.text
            if token.kind in ("number", "name"):
                piece = f"n{i}"
            elif piece == "^":
                piece = "**"
            self.starts.append(length)
            pieces.append(piece)
            length += len(piece) + 1
        return " ".join(pieces)

    def _convert(
        self,
        part: ast.expr,
        nodes: dict[ast.expr, Node],
        values: dict[ast.expr, float | None],
    ) -> tuple[Node, float | None]:
        """The node of one part of the syntax tree, and its value when it is constant."""
        match part:
            case ast.Name():
                leaf = self.leaves[int(part.id[1:])]
                assert leaf is not None  # noqa: S101  (the names of functions are never visited)
                return leaf, _constant_value(leaf)
            case ast.UnaryOp(ast.UAdd(), operand):
                return nodes[operand], values[operand]
            case ast.UnaryOp(ast.USub(), operand):
                value = values[operand]
                return Negative(nodes[operand]), None if value is None else -value
            case ast.BinOp(left, operation, right) if type(operation) in _OPERATORS:
                operator = _OPERATORS[type(operation)]
                node: Node = Binary(operator, nodes[left], nodes[right])
                return node, self._fold(part, OPERATORS[operator], values[left], values[right])
            case ast.Call(ast.Name(name), arguments, []):
                token = self.tokens[int(name[1:])]
                function = FUNCTIONS[token.text]
                if not function.accepts(len(arguments)):
                    takes = f"{token.text} takes {function.arity_text}"
                    raise token.error(f"{takes}, got {len(arguments)}.")
                node = Call(token.text, tuple(nodes[a] for a in arguments))
                return node, self._fold(part, function.at, *(values[a] for a in arguments))
        raise self._error(part, "This part is not arithmetic.")

    def _fold(self, part: ast.expr, at: Callable[..., float], *values: float | None) -> float | None:
        """The value of a constant part; None when it depends on a variable or parameter."""
        if any(v is None for v in values):
            return None
        try:
            value = float(at(*values))
        except OverflowError:
            value = math.inf
        except (ValueError, ZeroDivisionError):
            value = math.nan
        if math.isfinite(value):
            return value
        problem = "is too large for a number" if math.isinf(value) else "has no value"
        raise self._error(part, f"The constant {{}} {problem}.")

    def _error(self, part: ast.expr, message: str) -> ExpressionError:
        """An error that marks the characters of a part."""
        assert part.end_col_offset is not None  # noqa: S101
        first = self.tokens[bisect_right(self.starts, part.col_offset) - 1]
        last = self.tokens[bisect_right(self.starts, part.end_col_offset - 1) - 1]
        start, end = first.position, last.position + len(last.text)
        shown = shorten(" ".join(self.text[start:end].split()))
        return ExpressionError(message.replace("{}", shown), start, end - start)


def _constant_value(leaf: Leaf) -> float | None:
    match leaf:
        case Number(value):
            return value
        case Constant(name):
            return CONSTANTS[name]
    return None


def _postorder(root: ast.expr) -> Iterable[ast.expr]:
    """Every part after its operands; the names of called functions are left out."""
    stack = [(root, False)]
    while stack:
        part, ready = stack.pop()
        if ready:
            yield part
            continue
        stack.append((part, True))
        match part:
            case ast.UnaryOp(_, operand):
                stack.append((operand, False))
            case ast.BinOp(left, _, right):
                stack += [(right, False), (left, False)]
            case ast.Call(_, arguments, _):
                stack.extend((a, False) for a in arguments)
