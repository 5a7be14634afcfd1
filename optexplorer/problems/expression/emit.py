"""A straight-line program as the text of a Python module.

The module defines ``value``, ``gradient`` and ``hessian`` with the signatures of `core.abi`.
Scalars live in locals, nothing is computed that its function does not return, and ``data[0, i]``
holds the i-th parameter, so that moving a slider changes no code.

A transformed module evaluates the formula at ``u = c + A (p - c)``. The entries of ``A`` row by row
and then ``c`` follow the parameters in ``data[0]``; the derivatives are ``Aᵀ g`` and ``Aᵀ H A``.
"""

from collections import Counter
from collections.abc import Iterable

from optexplorer.problems.expression.differentiate import differentiate
from optexplorer.problems.expression.graph import Graph, Operation, Ref
from optexplorer.problems.expression.jets import Jet, Jets, upper_triangle
from optexplorer.problems.expression.tree import Expression

_HEADER = '''"""A formula and its derivatives; generated, do not edit."""

from math import (
    acos, asin, atan, atan2, cos, cosh, exp, inf, isinf, log, log2, log10, nan, pow, sin, sinh,
    sqrt, tan, tanh,
)

from numpy import floor

from optexplorer.core.helper import helper


@helper
def sign(u):
    return 1.0 if u > 0.0 else -1.0 if u < 0.0 else u


@helper
def scaled(factor, value):
    return 0.0 if factor == 0.0 else factor * value


@helper
def still(slope, inner):
    return 0.0 if isinf(slope) and inner == 0.0 else slope
'''

_INLINED = ("+", "-", "*", "/", "negative")
_MAX_INLINED = 60  # characters


def module_text(expression: Expression, transformed: bool = False) -> str:
    """The source of the formula's kernels.

    Raises `ExpressionError` when the derivatives take too many operations.
    """
    graph = Graph()
    jet = program(expression, graph, transformed)
    n = len(jet.gradient)
    gradient = [(f"g[{i}]", e) for i, e in enumerate(jet.gradient)]
    hessian = []
    for (i, j), entry in zip(upper_triangle(n), jet.hessian, strict=True):
        hessian.append((f"h[{i}, {j}]" if i == j else f"h[{i}, {j}] = h[{j}, {i}]", entry))
    return "\n\n".join(
        (
            _HEADER,
            _function(graph, "value(x, data, rows)", jet.value, []),
            _function(graph, "gradient(x, data, rows, g)", jet.value, gradient),
            _function(graph, "hessian(x, data, rows, g, h)", jet.value, gradient + hessian),
        )
    )


def program(expression: Expression, graph: Graph, transformed: bool) -> Jet:
    """The jet of a formula at the kernels' ``x``."""
    n = max(1, len(expression.variables))
    x = tuple(graph.make("variable", detail=i) for i in range(n))
    if not transformed:
        return differentiate(expression, graph, x)
    first = len(expression.parameters)
    datum = [graph.make("datum", detail=first + k) for k in range(n * n + n)]
    matrix = [datum[i * n : (i + 1) * n] for i in range(n)]
    centre = datum[n * n :]
    jets = Jets(graph, n)
    moved = [graph.subtract(p, c) for p, c in zip(x, centre, strict=True)]
    point = []
    for row, c in zip(matrix, centre, strict=True):
        shift = jets.plus(*(jets.times(a, p) for a, p in zip(row, moved, strict=True)))
        assert shift is not None  # noqa: S101  (data are never zero by structure)
        point.append(graph.add(c, shift))
    inner = differentiate(expression, graph, tuple(point))
    return _pulled_back(jets, inner, matrix)


def _pulled_back(jets: Jets, inner: Jet, matrix: list[list[Ref]]) -> Jet:
    """``Aᵀ g`` and ``Aᵀ H A``."""
    axes = range(jets.n)
    entry = dict(zip(jets.pairs, inner.hessian, strict=True))
    full = [[entry[min(k, m), max(k, m)] for m in axes] for k in axes]
    half = [
        [jets.plus(*(jets.times(full[k][m], matrix[m][j]) for m in axes)) for j in axes] for k in axes
    ]  # H A
    return Jet(
        inner.value,
        tuple(jets.plus(*(jets.times(matrix[k][i], inner.gradient[k]) for k in axes)) for i in axes),
        tuple(jets.plus(*(jets.times(matrix[k][i], half[k][j]) for k in axes)) for i, j in jets.pairs),
    )


def _function(graph: Graph, head: str, result: Ref, outputs: list[tuple[str, Ref | None]]) -> str:
    """A function that assigns the outputs and returns the result.

    An operation whose result is used once is written where it is used, as long as it stays short.
    """
    roots = [result, *(entry for _, entry in outputs if entry is not None)]
    needed = _needed(graph, roots)
    uses = Counter([*roots, *(o for ref in needed for o in graph.operations[ref].operands)])
    texts: dict[Ref, str] = {}
    lines = [f"def {head}:"]
    for ref in needed:
        operation = graph.operations[ref]
        text = _formula(operation, [texts[o] for o in operation.operands])
        if operation.kind == "constant":
            texts[ref] = text
        elif uses[ref] == 1 and operation.kind in _INLINED and len(text) <= _MAX_INLINED:
            texts[ref] = f"({text})"
        else:
            texts[ref] = f"t{ref}"
            lines.append(f"    t{ref} = {text}")
    for target, entry in outputs:
        lines.append(f"    {target} = {'0.0' if entry is None else _bare(texts[entry])}")
    lines.append(f"    return {_bare(texts[result])}\n")
    return "\n".join(lines)


def _bare(text: str) -> str:
    """An inlined operation without the parentheses around it."""
    return text[1:-1] if text.startswith("(") else text


def _needed(graph: Graph, outputs: Iterable[Ref]) -> list[Ref]:
    """The operations the outputs depend on, in the order of computation."""
    seen = set(outputs)
    stack = list(seen)
    while stack:
        for operand in graph.operations[stack.pop()].operands:
            if operand not in seen:
                seen.add(operand)
                stack.append(operand)
    return sorted(seen)


def _formula(operation: Operation, names: list[str]) -> str:
    """The right-hand side of a statement."""
    match operation.kind:
        case "constant":
            text = repr(operation.detail)
            return f"({text})" if text.startswith("-") else text
        case "variable":
            return f"x[{operation.detail}]"
        case "datum":
            return f"data[0, {operation.detail}]"
        case "+" | "-" | "*" | "/" as sign:
            return f"{names[0]} {sign} {names[1]}"
        case "^":
            return f"pow({names[0]}, {names[1]})"
        case "negative":
            return f"-{names[0]}"
        case "above":
            beyond = ">" if operation.detail == "min" else "<"
            return f"{names[0]} {beyond} {names[1]} or {names[1]} != {names[1]}"
        case "choose":
            return f"{names[1]} if {names[0]} else {names[2]}"
        case "still":
            inner = " + ".join(f"abs({name})" for name in names[1:])
            return f"still({names[0]}, {inner})"
        case "scaled":
            return f"scaled({names[0]}, {names[1]})"
        case _:
            return f"{operation.detail}({', '.join(names)})"
