"""The functions and constants that a formula may use, and their values at plain numbers."""

import math
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Function:
    """A function by the number of its arguments and its value."""

    at: Callable[..., float]
    arguments: int = 1
    more: bool = False  # whether further arguments are allowed

    @property
    def arity_text(self) -> str:
        """The number of arguments in words: "two or more arguments"."""
        count = ("no", "one", "two")[self.arguments]
        more = " or more" if self.more else ""
        return f"{count}{more} argument{'s' if self.arguments != 1 or self.more else ''}"

    def accepts(self, count: int) -> bool:
        """Whether ``count`` arguments fit."""
        return count == self.arguments or (self.more and count > self.arguments)


def _sign(u: float) -> float:
    return math.copysign(1.0, u) if u != 0.0 else 0.0


FUNCTIONS: dict[str, Function] = {
    "sin": Function(math.sin),
    "cos": Function(math.cos),
    "tan": Function(math.tan),
    "asin": Function(math.asin),
    "acos": Function(math.acos),
    "atan": Function(math.atan),
    "atan2": Function(math.atan2, 2),
    "sinh": Function(math.sinh),
    "cosh": Function(math.cosh),
    "tanh": Function(math.tanh),
    "exp": Function(math.exp),
    "log": Function(math.log),
    "log2": Function(math.log2),
    "log10": Function(math.log10),
    "sqrt": Function(math.sqrt),
    "abs": Function(math.fabs),
    "sign": Function(_sign),
    "min": Function(min, 2, more=True),
    "max": Function(max, 2, more=True),
    "floor": Function(lambda u: float(math.floor(u))),
}

CONSTANTS: dict[str, float] = {"pi": math.pi, "e": math.e}

VARIABLES = ("x", "y")

RESERVED = frozenset((*FUNCTIONS, *CONSTANTS, *VARIABLES))

OPERATORS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "^": math.pow,
}
