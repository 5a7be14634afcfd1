"""Forward second-order differentiation of a tree into a straight-line program."""

from optexplorer.problems.expression.functions import CONSTANTS
from optexplorer.problems.expression.graph import Graph, Ref
from optexplorer.problems.expression.jets import Jet, Jets
from optexplorer.problems.expression.rules import FLAT, RULES, power_slopes
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


def differentiate(expression: Expression, graph: Graph, point: tuple[Ref, ...]) -> Jet:
    """The jet of the formula where the variables have the values ``point`` (n,)."""
    walk = _Walk(expression, graph, point)
    jets: dict[Node, Jet] = {}
    for node in postorder(expression.root):
        jets[node] = walk.jet(node, jets)
    return jets[expression.root]


class _Walk:
    """The rule for each kind of node."""

    def __init__(self, expression: Expression, graph: Graph, point: tuple[Ref, ...]) -> None:
        self.expression = expression
        self.graph = graph
        self.point = point
        self.jets = Jets(graph, len(point))

    def jet(self, node: Node, known: dict[Node, Jet]) -> Jet:
        """The jet of a node whose operands are known."""
        g, jets = self.graph, self.jets
        match node:
            case Number(value):
                return jets.constant(g.constant(value))
            case Constant(name):
                return jets.constant(g.constant(CONSTANTS[name]))
            case Parameter(name):
                column = self.expression.parameters.index(name)
                return jets.constant(g.make("datum", detail=column))
            case Variable(name):
                i = self.expression.variables.index(name)
                return jets.variable(self.point[i], i)
            case Negative(operand):
                return jets.negative(known[operand])
            case Binary(operator, left, right):
                return self._binary(operator, known[left], known[right])
            case Call(function, arguments):
                return self._call(function, [known[a] for a in arguments])

    def _binary(self, operator: str, u: Jet, w: Jet) -> Jet:
        match operator:
            case "+":
                return self.jets.sum(u, w)
            case "-":
                return self.jets.sum(u, self.jets.negative(w))
            case "*":
                return self._whole_power(u, 2) if u == w else self.jets.product(u, w)
            case "/":
                return self.jets.quotient(u, w)
        return self._power(u, w)

    def _call(self, function: str, arguments: list[Jet]) -> Jet:
        g = self.graph
        if function in ("min", "max"):
            result = arguments[0]
            for other in arguments[1:]:
                second = g.above(function, result.value, other.value)
                result = self.jets.choose(second, other, result)
            return result
        if function == "atan2":
            return self._atan2(*arguments)
        (u,) = arguments
        value = g.call(function, u.value)
        if u.is_constant or function in FLAT:
            return self.jets.constant(value)
        return self.jets.chain(value, u, *RULES[function](g, u.value, value))

    def _power(self, u: Jet, w: Jet) -> Jet:
        g = self.graph
        exponent = g.value_of(w.value)
        if not w.is_constant:
            if g.value_of(u.value) == CONSTANTS["e"]:
                return self._call("exp", [w])
            return self._variable_power(u, w)
        if exponent is not None and exponent.is_integer():
            return self._whole_power(u, int(exponent))
        if exponent == 0.5:
            return self._call("sqrt", [u])
        value = g.power(u.value, w.value)
        if u.is_constant:
            return self.jets.constant(value)
        return self.jets.chain(value, u, *power_slopes(g, u.value, w.value))

    def _whole_power(self, u: Jet, n: int) -> Jet:
        """``uⁿ``: ``n uⁿ⁻¹`` and ``n (n-1) uⁿ⁻²``."""
        g = self.graph
        exponent = g.constant(n)
        value = g.power(u.value, exponent)
        if n == 0 or u.is_constant:
            return self.jets.constant(value)
        return self.jets.chain(value, u, *power_slopes(g, u.value, exponent))

    def _variable_power(self, u: Jet, w: Jet) -> Jet:
        """``v = u^w``: in u as for a constant exponent; in w ``v log u``; 0^w is flat in w."""
        g = self.graph
        value, log = g.power(u.value, w.value), g.call("log", u.value)
        slope_w = g.scaled(value, log)
        curvature_w = g.scaled(value, g.multiply(log, log))
        if u.is_constant:
            return self.jets.chain(value, w, slope_w, curvature_w)
        one = g.constant(1.0)
        slope_u, curvature_u = power_slopes(g, u.value, w.value)
        mixed = g.scaled(
            g.power(u.value, g.subtract(w.value, one)), g.add(one, g.multiply(w.value, log))
        )
        curvatures = (curvature_u, mixed, curvature_w)
        return self.jets.chain_two(value, (u, w), (slope_u, slope_w), curvatures)

    def _atan2(self, u: Jet, w: Jet) -> Jet:
        """``atan2(u, w)`` with ``r² = u² + w²``: slopes ``w / r²`` and ``-u / r²``, 0 at r = 0."""
        g = self.graph
        a, b = u.value, w.value
        value = g.call("atan2", a, b)
        r2 = g.add(g.multiply(a, a), g.multiply(b, b))
        inverse = g.still(g.divide(g.constant(1.0), r2), (a, b))
        slope_u, slope_w = g.multiply(b, inverse), g.negative(g.multiply(a, inverse))
        twice = g.multiply(g.multiply(g.constant(2.0), slope_u), slope_w)
        mixed = g.subtract(g.multiply(slope_w, slope_w), g.multiply(slope_u, slope_u))
        curvatures = (twice, mixed, g.negative(twice))
        return self.jets.chain_two(value, (u, w), (slope_u, slope_w), curvatures)
