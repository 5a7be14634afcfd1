"""A formula and its derivatives in TeX, for reading.

sympy is imported only here, inside the function that needs it, and only ever sees objects built
from the checked tree: its own text parser executes what it reads. Since sympy may take for ever on
large formulas, the size of the answer is estimated first.
"""

from dataclasses import dataclass
from typing import Any

from optexplorer.problems.expression.emit import program
from optexplorer.problems.expression.errors import ExpressionError
from optexplorer.problems.expression.graph import Graph
from optexplorer.problems.expression.jets import upper_triangle
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
    postorder,
)

TOO_LARGE = "too large to show"
_MAX_SIZE = 1_500  # operations in all derivatives, written out
_MAX_TEX = 4_000
_MAX_EXPONENT = 64  # larger powers of plain numbers are rounded, not spelled out


@dataclass(frozen=True)
class Derivatives:
    """TeX of a formula, its gradient and its Hessian.

    ``value`` f; ``gradient`` (n,); ``hessian`` n rows of n. Each may be `TOO_LARGE`.
    """

    value: str
    gradient: tuple[str, ...]
    hessian: tuple[tuple[str, ...], ...]


def show_derivatives(expression: Expression) -> Derivatives:
    """The derivatives as formulas; kinks as in the kernels (abs'(0) = 0, floor' = 0)."""
    n = max(1, len(expression.variables))
    if _written_size(expression) > _MAX_SIZE:
        return Derivatives(TOO_LARGE, (TOO_LARGE,) * n, ((TOO_LARGE,) * n,) * n)
    import sympy

    names = ("x", "y")[:n]
    symbols = {name: sympy.Symbol(name, real=True) for name in (*names, *expression.parameters)}
    built: dict[Node, Any] = {}
    for node in postorder(expression.root):
        built[node] = _sympy_object(sympy, node, built, symbols)
    f = built[expression.root]
    gradient = [_derivative(sympy, f, symbols[name]) for name in names]
    hessian = {
        (i, j): _tex(sympy, _derivative(sympy, gradient[i], symbols[names[j]]))
        for i, j in upper_triangle(n)
    }
    return Derivatives(
        _tex(sympy, f),
        tuple(_tex(sympy, d) for d in gradient),
        tuple(tuple(hessian[min(i, j), max(i, j)] for j in range(n)) for i in range(n)),
    )


def _written_size(expression: Expression) -> int:
    """The number of operations in all derivatives when nothing is shared."""
    graph = Graph()
    try:
        jet = program(expression, graph, transformed=False)
    except ExpressionError:
        return _MAX_SIZE + 1
    sizes: list[int] = []
    for operation in graph.operations:
        sizes.append(1 + sum(sizes[o] for o in operation.operands))
    return sum(sizes[e] for e in (jet.value, *jet.gradient, *jet.hessian) if e is not None)


def _sympy_object(sympy: Any, node: Node, known: dict[Node, Any], symbols: dict[str, Any]) -> Any:
    match node:
        case Number(value):
            return _sympy_number(sympy, value)
        case Constant(name):
            return {"pi": sympy.pi, "e": sympy.E}[name]
        case Variable(name) | Parameter(name):
            return symbols[name]
        case Negative(operand):
            return -known[operand]
        case Binary(operator, left, right):
            return _sympy_operation(sympy, operator, known[left], known[right])
        case Call(function, arguments):
            return _sympy_call(sympy, function, [known[a] for a in arguments])


def _sympy_number(sympy: Any, value: float) -> Any:
    """Short decimals as exact fractions, so that they cancel as on paper."""
    text = f"{value:.6g}"
    return sympy.Rational(text) if float(text) == value else sympy.Float(value)


def _sympy_operation(sympy: Any, operator: str, a: Any, b: Any) -> Any:
    match operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a / b
    exact = not (a.is_number and b.is_number and abs(b) > _MAX_EXPONENT)
    return a**b if exact else sympy.Float(a) ** sympy.Float(b)


def _sympy_call(sympy: Any, function: str, arguments: list[Any]) -> Any:
    if function in ("min", "max"):
        result = arguments[0]
        for other in arguments[1:]:
            first = result <= other if function == "min" else result >= other
            result = sympy.Piecewise((result, first), (other, True))
        return result
    if function in ("log2", "log10"):
        return sympy.log(arguments[0]) / sympy.log(int(function[3:]))
    return getattr(sympy, {"abs": "Abs"}.get(function, function))(*arguments)


def _derivative(sympy: Any, of: Any, by: Any) -> Any:
    """Steps count as flat: the delta functions of sign and floor are dropped."""
    result = sympy.diff(of, by)
    for step in (sympy.DiracDelta, sympy.Derivative):
        result = result.replace(step, lambda *_: sympy.S.Zero)
    return result.doit()


def _tex(sympy: Any, value: Any) -> str:
    text = str(sympy.latex(value))
    return text if len(text) <= _MAX_TEX else TOO_LARGE
