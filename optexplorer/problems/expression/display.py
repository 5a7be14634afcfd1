"""A formula and its derivatives in TeX, for reading.

sympy is imported only inside the function that needs it, and only ever sees objects built from the
checked tree: its own text parser executes what it reads. Since sympy may take very long on large
formulas, the size of the answer is estimated first.
"""

from dataclasses import dataclass

from optexplorer.problems.expression.emit import program
from optexplorer.problems.expression.errors import ExpressionError
from optexplorer.problems.expression.graph import Graph
from optexplorer.problems.expression.jets import upper_triangle
from optexplorer.problems.expression.tree import Expression

TOO_LARGE = "too large to show"
UNDEFINED = "not defined everywhere, so not shown"
_MAX_SIZE = 1_500  # operations in all derivatives, written out
_MAX_TEX = 4_000  # characters


@dataclass(frozen=True)
class Derivatives:
    """TeX of a formula, its gradient and its Hessian.

    ``value`` f; ``gradient`` (n,); ``hessian`` n rows of n. Each may be
    `TOO_LARGE`, or all of them `UNDEFINED`.
    """

    value: str
    gradient: tuple[str, ...]
    hessian: tuple[tuple[str, ...], ...]


def show_derivatives(expression: Expression) -> Derivatives:
    """The derivatives as formulas; kinks as in the kernels (abs'(0) = 0, floor' = 0)."""
    names = ("x", "y")[: max(1, len(expression.variables))]
    if _written_size(expression) > _MAX_SIZE:
        return _instead(TOO_LARGE, len(names))
    try:
        return _differentiated(expression, names)
    except (TypeError, ValueError, ArithmeticError):  # sympy on parts that have no real value
        return _instead(UNDEFINED, len(names))


def _instead(reason: str, n: int) -> Derivatives:
    return Derivatives(reason, (reason,) * n, ((reason,) * n,) * n)


def _differentiated(expression: Expression, names: tuple[str, ...]) -> Derivatives:
    import sympy

    from optexplorer.problems.expression import symbolic

    n = len(names)

    def tex(value: object) -> str:
        text = str(sympy.latex(value))
        return text if len(text) <= _MAX_TEX else TOO_LARGE

    f = symbolic.build(expression)
    variables = [symbolic.symbol(name) for name in names]
    gradient = [sympy.diff(f, v) for v in variables]
    hessian = {(i, j): tex(sympy.diff(gradient[i], variables[j])) for i, j in upper_triangle(n)}
    return Derivatives(
        tex(f),
        tuple(map(tex, gradient)),
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
