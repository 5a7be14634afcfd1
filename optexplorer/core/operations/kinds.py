"""What the result of an operation is on the picture: a gradient, a move, a place, or none of them."""

from collections.abc import Iterable, Mapping
from enum import Enum, auto

from optexplorer.core.operations.evaluate import Result
from optexplorer.core.operations.operation import Picture
from optexplorer.core.operations.tree import Binary, Call, Comparison, Name, Negative, Node, Number


class Kind(Enum):
    """In which units a vector is."""

    GRADIENT = auto()  # as the gradient: a mean of gradients, a velocity before the rate
    MOVE = auto()  # as a difference of points
    PLACE = auto()  # as the point
    NUMBER = auto()  # a factor, which leaves units alone
    OTHER = auto()  # squares, roots, signs: nothing that points anywhere
    UNKNOWN = auto()


_OF_PICTURE = {"arrow": Kind.GRADIENT, "segment": Kind.MOVE, "point": Kind.PLACE}
_TRANSPARENT = ("where", "min", "max")  # as their values, which come last


def kinds(results: Iterable[Result], pictures: Iterable[Picture]) -> dict[str, Kind]:
    """The kind of every target, from its expression, or from the picture drawn of it."""
    drawn = {p.text: _OF_PICTURE[p.kind] for p in pictures if p.kind in _OF_PICTURE}
    given = {"x": Kind.PLACE, "g": Kind.GRADIENT} | drawn
    known = dict(given)
    for result in results:
        target = result.operation.target
        shape = result.after.shape
        found = _kind(result.operation.expression, known, result) if shape else Kind.NUMBER
        known[target] = given.get(target, found)
    return known


def _kind(node: Node, known: Mapping[str, Kind], result: Result) -> Kind:
    match node:
        case Number():
            return Kind.NUMBER
        case Name(name):
            if name in known:
                return known[name]
            value = result.environment.values.get(name)
            return Kind.NUMBER if value is not None and not value.shape else Kind.UNKNOWN
        case Negative(operand):
            return _kind(operand, known, result)
        case Binary("+" | "-" as sign, left, right):
            return _sum(sign, _kind(left, known, result), _kind(right, known, result))
        case Binary("*" | "/", left, right):
            rated = "rate" in _factors(left) or "rate" in _factors(right)
            return _product(_kind(left, known, result), _kind(right, known, result), rated)
        case Binary("@", _, right) | Call("solve", (_, right)):  # by a Hessian or its inverse
            return Kind.MOVE if _kind(right, known, result) is Kind.GRADIENT else Kind.OTHER
        case Binary():
            return Kind.OTHER
        case Comparison():
            return Kind.NUMBER
        case Call("grad", _):
            return Kind.GRADIENT
        case Call(function, arguments) if function in _TRANSPARENT:
            return _kind(arguments[-1], known, result)
        case _:
            return Kind.UNKNOWN if isinstance(node, Call) and node.function == "told" else Kind.OTHER


def _sum(sign: str, left: Kind, right: Kind) -> Kind:
    if left is right is Kind.PLACE and sign == "-":
        return Kind.MOVE
    for kind in (Kind.PLACE, Kind.GRADIENT, Kind.MOVE, Kind.OTHER, Kind.UNKNOWN):
        if kind in (left, right):
            return kind
    return Kind.NUMBER


def _product(left: Kind, right: Kind, rated: bool) -> Kind:
    vectors = [k for k in (left, right) if k is not Kind.NUMBER]
    if not vectors:
        return Kind.NUMBER
    if vectors == [Kind.GRADIENT] * len(vectors) and len(vectors) == 2:
        return Kind.OTHER
    if Kind.GRADIENT in vectors:  # what scales coordinates leaves a direction a direction
        return Kind.MOVE if rated else Kind.GRADIENT
    return vectors[0]


def _factors(node: Node) -> set[str]:
    """The names that a product is made of."""
    match node:
        case Name(name):
            return {name}
        case Binary("*" | "/", left, right):
            return _factors(left) | _factors(right)
        case _:
            return set()
