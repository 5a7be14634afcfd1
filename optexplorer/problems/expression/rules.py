r"""The first and second derivative of every function of one argument.

With :math:`v = f(u)` each rule gives :math:`f'(u)` and :math:`f''(u)` as operations of the graph.
At kinks the derivative is that of one side or the mean of both: ``abs'(0) = 0``, and ``sign`` and
``floor`` count as flat everywhere.
"""

import math
from collections.abc import Callable
from typing import TypeAlias

from optexplorer.problems.expression.graph import Graph, Ref

Slopes: TypeAlias = tuple[Ref, Ref]  # f'(u), f''(u)
Rule: TypeAlias = Callable[[Graph, Ref, Ref], Slopes]

FLAT = frozenset(("sign", "floor"))


def _inverse(g: Graph, u: Ref) -> Ref:
    return g.divide(g.constant(1.0), u)


def _sin(g: Graph, u: Ref, v: Ref) -> Slopes:
    return g.call("cos", u), g.negative(v)


def _cos(g: Graph, u: Ref, v: Ref) -> Slopes:
    return g.negative(g.call("sin", u)), g.negative(v)


def _tan(g: Graph, _: Ref, v: Ref) -> Slopes:
    slope = g.add(g.constant(1.0), g.multiply(v, v))
    return slope, g.multiply(g.multiply(g.constant(2.0), v), slope)


def _asin(g: Graph, u: Ref, _: Ref) -> Slopes:
    # 1 - u² as (1 - u)(1 + u), which keeps its digits near ±1
    one = g.constant(1.0)
    square = g.multiply(g.subtract(one, u), g.add(one, u))
    slope = _inverse(g, g.call("sqrt", square))
    return slope, g.divide(g.multiply(u, slope), square)


def _acos(g: Graph, u: Ref, v: Ref) -> Slopes:
    slope, curvature = _asin(g, u, v)
    return g.negative(slope), g.negative(curvature)


def _atan(g: Graph, u: Ref, _: Ref) -> Slopes:
    slope = _inverse(g, g.add(g.constant(1.0), g.multiply(u, u)))
    twice = g.multiply(g.constant(2.0), u)
    return slope, g.negative(g.multiply(twice, g.multiply(slope, slope)))


def _sinh(g: Graph, u: Ref, v: Ref) -> Slopes:
    return g.call("cosh", u), v


def _cosh(g: Graph, u: Ref, v: Ref) -> Slopes:
    return g.call("sinh", u), v


def _tanh(g: Graph, u: Ref, v: Ref) -> Slopes:
    # 1 - v² loses every digit where the function is nearly flat; 1 / cosh² does not
    cosh = g.call("cosh", u)
    slope = _inverse(g, g.multiply(cosh, cosh))
    return slope, g.negative(g.multiply(g.multiply(g.constant(2.0), v), slope))


def _exp(_: Graph, __: Ref, v: Ref) -> Slopes:
    return v, v


def _log(base: float) -> Rule:
    def rule(g: Graph, u: Ref, _: Ref) -> Slopes:
        slope = g.divide(g.constant(1.0 / math.log(base)), u)
        return slope, g.negative(g.divide(slope, u))

    return rule


def _sqrt(g: Graph, u: Ref, v: Ref) -> Slopes:
    slope = g.divide(g.constant(0.5), v)
    return slope, g.negative(g.divide(slope, g.multiply(g.constant(2.0), u)))


def _abs(g: Graph, u: Ref, _: Ref) -> Slopes:
    return g.call("sign", u), g.constant(0.0)


RULES: dict[str, Rule] = {
    "sin": _sin,
    "cos": _cos,
    "tan": _tan,
    "asin": _asin,
    "acos": _acos,
    "atan": _atan,
    "sinh": _sinh,
    "cosh": _cosh,
    "tanh": _tanh,
    "exp": _exp,
    "log": _log(math.e),
    "log2": _log(2.0),
    "log10": _log(10.0),
    "sqrt": _sqrt,
    "abs": _abs,
}


def power_slopes(g: Graph, u: Ref, p: Ref) -> Slopes:
    """Of ``u ^ p`` in u, for an exponent that does not depend on the variables.

    ``p u^(p-1)`` and ``p (p-1) u^(p-2)``; a coefficient 0 wins over an infinite power of 0.
    """
    one, two = g.constant(1.0), g.constant(2.0)
    second = g.multiply(p, g.subtract(p, one))
    return (
        g.scaled(p, g.power(u, g.subtract(p, one))),
        g.scaled(second, g.power(u, g.subtract(p, two))),
    )
