"""Pieces of TeX put together with no more parentheses than they need.

Parentheses around what is tall have a size of their own: lines can be broken inside them, which they
cannot inside those that stretch (``\\left``).
"""

from typing import NamedTuple

SUM, PRODUCT, POWER, ATOM = range(1, 5)  # how tightly a piece holds together

MINUS = "{-}"  # a sign, which stands close to what follows
RELATIONS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
_SIZES = {2: r"\Big", 3: r"\bigg", 4: r"\Bigg"}  # of parentheses, by the lines they hold
_NAMES = {"log": r"\ln", "exp": r"\exp", "min": r"\min", "max": r"\max"}


class Piece(NamedTuple):
    """Some TeX, how tightly it holds together, and of how many lines it is tall."""

    tex: str
    hold: int = ATOM
    lines: int = 1

    def within(self, hold: int) -> str:
        """In parentheses, unless it holds at least so tightly."""
        return self.tex if self.hold >= hold else self.bracketed

    def inside(self, hold: int) -> str:
        """As `within`, for a place where it may not begin with a sign."""
        return self.bracketed if self.tex.startswith(MINUS) else self.within(hold)

    @property
    def bracketed(self) -> str:
        """In parentheses of its height."""
        return self.fenced("(", ")")

    def fenced(self, left: str, right: str) -> str:
        """Between two signs of its height."""
        if self.lines == 1:
            return f"{left}{self.tex}{right}"
        if self.lines in _SIZES and left in "([":
            size = _SIZES[self.lines]
            return f"{size}{left}{self.tex}{size}{right}"
        return rf"\left{left}{self.tex}\right{right}"


def binary(operator: str, left: Piece, right: Piece, times: str) -> Piece:
    """``left operator right``; ``times`` stands between factors."""
    lines = max(left.lines, right.lines)
    match operator:
        case "+" | "-":
            second = right.inside(PRODUCT if operator == "-" else SUM)
            return Piece(f"{left.tex} {operator} {second}", SUM, lines)
        case "/":
            fraction = rf"\frac{{{left.tex}}}{{{right.tex}}}"
            return Piece(fraction, POWER, left.lines + right.lines)
        case "^":
            exponent = right.tex if len(right.tex) == 1 else f"{{{right.tex}}}"
            return Piece(f"{left.within(ATOM)}^{exponent}", POWER, lines)
    first, second = left.within(PRODUCT), right.inside(PRODUCT)
    between = r"\cdot " if second[0].isdigit() else times
    return Piece(f"{first}{between}{second}", PRODUCT, lines)


def negative(operand: Piece) -> Piece:
    """``-operand``."""
    return Piece(f"{MINUS}{operand.inside(PRODUCT)}", PRODUCT, operand.lines)


def call(function: str, arguments: tuple[Piece, ...], objective: str = "f") -> Piece:
    """A function of pieces, in the notation of the field."""
    lines = max(a.lines for a in arguments)
    inner = Piece(", ".join(a.tex for a in arguments), SUM, lines)
    first, last = arguments[0], arguments[-1]
    match function:
        case "sqrt":
            return Piece(rf"\sqrt{{{inner.tex}}}", ATOM, lines)
        case "abs" | "absolute":
            return Piece(inner.fenced("|", "|"), ATOM, lines)
        case "norm":
            return Piece(inner.fenced(r"\|", r"\|"), ATOM, lines)
        case "dot":
            return Piece(inner.fenced(r"\langle ", r"\rangle "), ATOM, lines)
        case "outer":
            return Piece(rf"{first.inside(POWER)}\,{last.inside(ATOM)}^{{\top}}", PRODUCT, lines)
        case "solve":
            return Piece(rf"{first.inside(ATOM)}^{{-1}}\,{last.inside(PRODUCT)}", PRODUCT, lines)
        case "mod":
            return Piece(rf"{first.inside(PRODUCT)} \bmod {last.inside(PRODUCT)}", PRODUCT, lines)
        case "grad":
            name = rf"{{\nabla}} {objective}"
        case "hess":
            name = rf"{{\nabla}}^2 {objective}"
        case "f":
            name = objective
        case _:
            name = _NAMES.get(function) or rf"\operatorname{{{function}}}"
    return Piece(name + inner.bracketed, POWER, lines)


def comparison(relation: str, left: Piece, right: Piece) -> Piece:
    """``left < right``."""
    return Piece(f"{left.tex} {RELATIONS[relation]} {right.tex}", 0, max(left.lines, right.lines))
