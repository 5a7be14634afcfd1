"""The checked tree as sympy objects.

Import this inside a function only: it loads sympy, which an ordinary start does without. Steps and
kinks are functions of our own with the derivatives of the kernels; sympy's would bring delta
functions, and comparisons that it may try to solve for ever.
"""

from collections.abc import Mapping
from typing import Any

import sympy

from optexplorer.problems.expression.evaluate import constant_parts
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

_MAX_EXPONENT = 64  # larger powers of plain numbers are rounded, not spelled out
_MAX_ROOT = 1_000  # so are roots of larger ones


class _Own(sympy.Function):  # type: ignore[misc]
    """A function that stays as it is written and counts as flat."""

    form = ""  # TeX with one pair of braces per argument

    @classmethod
    def eval(cls, *_: Any) -> None:
        """No simplification."""

    def fdiff(self, _: int = 1) -> Any:
        """Flat."""
        return sympy.S.Zero

    def _latex(self, printer: Any, exp: str | None = None) -> str:
        text = self.form.format(*(printer.doprint(a) for a in self.args))
        return text if exp is None else rf"{text}^{{{exp}}}"


class _Sign(_Own):
    form = r"\operatorname{{sign}}\left({}\right)"


class _Floor(_Own):
    form = r"\left\lfloor{{{}}}\right\rfloor"


class _AtMost(_Own):
    """Iverson's bracket: 1 where the first argument is at most the second, else 0."""

    form = r"\left[{} \leq {}\right]"


class _Abs(_Own):
    form = r"\left|{{{}}}\right|"

    def fdiff(self, _: int = 1) -> Any:
        """The sign, 0 at 0."""
        return _Sign(*self.args)


class _Min(_Own):
    form = r"\min\left({}, {}\right)"

    def fdiff(self, argindex: int = 1) -> Any:
        """The derivative of the smaller one."""
        first = _AtMost(*self.args)
        return first if argindex == 1 else 1 - first


class _Max(_Own):
    form = r"\max\left({}, {}\right)"

    def fdiff(self, argindex: int = 1) -> Any:
        """The derivative of the larger one."""
        first = _AtMost(*reversed(self.args))
        return first if argindex == 1 else 1 - first


class _Atan2(_Own):
    form = r"\operatorname{{atan_2}}\left({}, {}\right)"

    def fdiff(self, argindex: int = 1) -> Any:
        """``w / (u² + w²)`` and ``-u / (u² + w²)``."""
        u, w = self.args
        return (w if argindex == 1 else -u) / (u**2 + w**2)


_OWN = {"atan2": _Atan2, "sign": _Sign, "floor": _Floor, "abs": _Abs, "min": _Min, "max": _Max}


def symbol(name: str) -> Any:
    """The symbol of a variable or parameter."""
    return sympy.Symbol(name, real=True)


def build(expression: Expression) -> Any:
    """The formula as a sympy object.

    Constant parts that are more than simple arithmetic are rounded to floats: sympy may take for
    ever to find out that sin(10^200) is not a round number.
    """
    constants = constant_parts(expression)
    built: dict[Node, Any] = {}
    for node in postorder(expression.root):
        if node in constants and not _is_simple(node, constants):
            built[node] = sympy.Float(constants[node])
        else:
            built[node] = _object(node, built)
    return built[expression.root]


def _is_simple(node: Node, constants: Mapping[Node, float]) -> bool:
    """Whether a constant part is spelled out: sums, products, small powers and roots."""
    match node:
        case Call("sqrt", (argument,)):
            return constants[argument].is_integer() and constants[argument] <= _MAX_ROOT
        case Call():
            return False
        case Binary("^", _, exponent):
            power = constants[exponent]
            return power.is_integer() and abs(power) <= _MAX_EXPONENT
    return True


def _object(node: Node, known: dict[Node, Any]) -> Any:
    match node:
        case Number(value):
            return _number(value)
        case Constant(name):
            return {"pi": sympy.pi, "e": sympy.E}[name]
        case Variable(name) | Parameter(name):
            return symbol(name)
        case Negative(operand):
            return -known[operand]
        case Binary(operator, left, right):
            return _operation(operator, known[left], known[right])
        case Call(function, arguments):
            return _call(function, [known[a] for a in arguments])


def _number(value: float) -> Any:
    """Short decimals as exact fractions, so that they cancel as on paper."""
    text = f"{value:.6g}"
    exact = float(text) == value and "e" not in text
    return sympy.Rational(text) if exact else sympy.Float(value)


def _operation(operator: str, a: Any, b: Any) -> Any:
    match operator:
        case "+":
            return a + b
        case "-":
            return a - b
        case "*":
            return a * b
        case "/":
            return a / b
    return a**b


def _call(function: str, arguments: list[Any]) -> Any:
    if function in ("min", "max"):
        result = arguments[0]
        for other in arguments[1:]:
            result = _OWN[function](result, other)
        return result
    if function in ("log2", "log10"):
        return sympy.log(arguments[0]) / sympy.log(int(function[3:]))
    return (_OWN.get(function) or getattr(sympy, function))(*arguments)
