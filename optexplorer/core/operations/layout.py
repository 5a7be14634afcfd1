"""Pieces of TeX put together with no more parentheses than they need."""

from typing import NamedTuple

SUM, PRODUCT, POWER, ATOM = range(1, 5)  # how tightly a piece holds together

MINUS = "{-}"  # a sign, which stands close to what follows
RELATIONS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}


class Piece(NamedTuple):
    """Some TeX and how tightly it holds together."""

    tex: str
    hold: int = ATOM

    def within(self, hold: int) -> str:
        """In parentheses, unless it holds at least so tightly."""
        return self.tex if self.hold >= hold else bracketed(self.tex)

    @property
    def negative(self) -> bool:
        """Whether it begins with a sign."""
        return self.tex.startswith(MINUS)

    def inside(self, hold: int) -> str:
        """As `within`, for a place where it may not begin with a sign."""
        return bracketed(self.tex) if self.negative else self.within(hold)


def bracketed(tex: str) -> str:
    """In parentheses, which grow around what is tall."""
    tall = r"\frac" in tex or r"\begin" in tex
    return rf"\left({tex}\right)" if tall else f"({tex})"


def binary(operator: str, left: Piece, right: Piece, times: str) -> Piece:
    """``left operator right``; ``times`` stands between factors."""
    match operator:
        case "+" | "-":
            second = right.inside(PRODUCT if operator == "-" else SUM)
            return Piece(f"{left.tex} {operator} {second}", SUM)
        case "/":
            return Piece(rf"\frac{{{left.tex}}}{{{right.tex}}}", POWER)
        case "^":
            exponent = right.tex if len(right.tex) == 1 else f"{{{right.tex}}}"
            return Piece(f"{left.within(ATOM)}^{exponent}", POWER)
    first, second = left.within(PRODUCT), right.inside(PRODUCT)
    between = r"\cdot " if second[0].isdigit() else times
    return Piece(f"{first}{between}{second}", PRODUCT)


def negative(operand: Piece) -> Piece:
    """``-operand``."""
    return Piece(f"{MINUS}{operand.inside(PRODUCT)}", PRODUCT)


def call(function: str, arguments: tuple[Piece, ...]) -> Piece:
    """A function of pieces, in the notation of the field."""
    texts = [a.tex for a in arguments]
    match function:
        case "sqrt":
            return Piece(rf"\sqrt{{{texts[0]}}}")
        case "abs" | "absolute":
            return Piece(rf"\left|{texts[0]}\right|")
        case "norm":
            return Piece(rf"\left\|{texts[0]}\right\|")
        case "dot":
            return Piece(rf"\left\langle {texts[0]}, {texts[1]}\right\rangle")
        case "outer":
            return Piece(
                rf"{arguments[0].inside(POWER)}\,{arguments[1].inside(ATOM)}^{{\top}}", PRODUCT
            )
        case "solve":
            return Piece(
                rf"{arguments[0].inside(ATOM)}^{{-1}}\,{arguments[1].inside(PRODUCT)}", PRODUCT
            )
        case "mod":
            return Piece(
                rf"{arguments[0].inside(PRODUCT)} \bmod {arguments[1].inside(PRODUCT)}", PRODUCT
            )
        case "grad":
            return Piece(rf"{{\nabla}} f{bracketed(texts[0])}", POWER)
        case "hess":
            return Piece(rf"{{\nabla}}^2 f{bracketed(texts[0])}", POWER)
        case "f":
            return Piece(f"f{bracketed(texts[0])}", POWER)
    name = {"log": r"\ln", "exp": r"\exp", "min": r"\min", "max": r"\max"}.get(function)
    name = name or rf"\operatorname{{{function}}}"
    return Piece(f"{name}{bracketed(', '.join(texts))}", POWER)


def comparison(relation: str, left: Piece, right: Piece) -> str:
    """``left < right``."""
    return f"{left.tex} {RELATIONS[relation]} {right.tex}"
