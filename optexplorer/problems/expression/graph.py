"""A straight-line program as a graph: each operation once, however often its result is needed.

Operations are numbered in the order of computation. Asking for one that exists already gives the
old number (hash-consing), so repeated subexpressions are shared. Constants fold; a factor one and
a summand zero vanish; signs move outwards, which changes no rounding.
"""

from contextlib import suppress
from dataclasses import dataclass
from typing import Literal, TypeAlias

from optexplorer.problems.expression.errors import ExpressionError
from optexplorer.problems.expression.functions import FUNCTIONS, OPERATORS

Ref: TypeAlias = int  # the number of an operation in its graph
Kind: TypeAlias = Literal[
    "constant",  # detail: the float
    "variable",  # detail: the index in x
    "datum",  # detail: the column in row 0 of data
    "+", "-", "*", "/", "^", "negative",
    "call",  # detail: the function's name
    "above",  # whether the second of min's or max's two arguments is taken; detail: "min" or "max"
    "choose",  # condition, then, otherwise
    "still",  # slope, inner...: the slope, or 0 where it is infinite and every inner is 0
    "scaled",  # factor, value: their product, or 0 where the factor is 0
]  # fmt: skip

MAX_OPERATIONS = 4_000
_MAX_REPEATED = 32  # integer powers up to here are products


@dataclass(frozen=True, slots=True)
class Operation:
    """One statement of the program."""

    kind: Kind
    operands: tuple[Ref, ...] = ()
    detail: float | int | str = ""


class Graph:
    """The operations so far."""

    def __init__(self) -> None:
        self.operations: list[Operation] = []
        self._known: dict[Operation, Ref] = {}

    def make(self, kind: Kind, *operands: Ref, detail: float | int | str = "") -> Ref:
        """The operation's number, new or known; no simplification."""
        operation = Operation(kind, operands, detail)
        ref = self._known.get(operation)
        if ref is None:
            ref = len(self.operations)
            if ref >= MAX_OPERATIONS:
                limit = f"its derivatives take more than {MAX_OPERATIONS:,} operations"
                raise ExpressionError(f"The formula is too large: {limit}.")
            self._known[operation] = ref
            self.operations.append(operation)
        return ref

    def constant(self, value: float) -> Ref:
        """A fixed number."""
        return self.make("constant", detail=float(value))

    def value_of(self, ref: Ref) -> float | None:
        """The number a constant stands for; None for anything else."""
        operation = self.operations[ref]
        return float(operation.detail) if operation.kind == "constant" else None

    def _sign_of(self, ref: Ref) -> tuple[bool, Ref]:
        """Whether a sign stands in front, and what is behind it."""
        operation = self.operations[ref]
        if operation.kind == "negative":
            return True, operation.operands[0]
        return False, ref

    def _signed(self, negative: bool, ref: Ref) -> Ref:
        return self.negative(ref) if negative else ref

    def negative(self, a: Ref) -> Ref:
        """``-a``."""
        known = self.value_of(a)
        if known is not None:
            return self.constant(-known)
        negated, inner = self._sign_of(a)
        return inner if negated else self.make("negative", a)

    def add(self, a: Ref, b: Ref) -> Ref:
        """``a + b``."""
        p, q = self.value_of(a), self.value_of(b)
        if p is not None and q is not None:
            return self.constant(p + q)
        if p == 0.0:
            return b
        if q == 0.0:
            return a
        (a_negative, s), (b_negative, t) = self._sign_of(a), self._sign_of(b)
        if a_negative and b_negative:
            return self.negative(self.add(s, t))
        if b_negative:
            return self.make("-", a, t)
        if a_negative:
            return self.make("-", b, s)
        return self.make("+", *sorted((a, b)))

    def subtract(self, a: Ref, b: Ref) -> Ref:
        """``a - b``."""
        return self.add(a, self.negative(b))

    def multiply(self, a: Ref, b: Ref) -> Ref:
        """``a b``; a factor 0 does not vanish here, since 0 times infinity is not 0."""
        p, q = self.value_of(a), self.value_of(b)
        if p is not None and q is not None:
            return self.constant(p * q)
        for known, other in ((p, b), (q, a)):
            if known is not None and abs(known) == 1.0:
                return self._signed(known < 0.0, other)
        (a_negative, s), (b_negative, t) = self._sign_of(a), self._sign_of(b)
        return self._signed(a_negative != b_negative, self.make("*", *sorted((s, t))))

    def divide(self, a: Ref, b: Ref) -> Ref:
        """``a / b``."""
        p, q = self.value_of(a), self.value_of(b)
        if p is not None and q:
            return self.constant(p / q)
        if q is not None and abs(q) == 1.0:
            return self._signed(q < 0.0, a)
        (a_negative, s), (b_negative, t) = self._sign_of(a), self._sign_of(b)
        return self._signed(a_negative != b_negative, self.make("/", s, t))

    def power(self, a: Ref, b: Ref) -> Ref:
        """``a ^ b``; small whole exponents by multiplication."""
        p, q = self.value_of(a), self.value_of(b)
        if p is not None and q is not None and (p > 0.0 or (p == 0.0 and q >= 0.0)):
            return self.constant(OPERATORS["^"](p, q))
        if q == 0.5:
            return self.call("sqrt", a)
        if q is not None and q.is_integer() and abs(q) <= _MAX_REPEATED:
            return self.whole_power(a, int(q))
        return self.make("^", a, b)

    def whole_power(self, a: Ref, n: int) -> Ref:
        """``aⁿ`` by repeated squaring."""
        if n < 0:
            return self.divide(self.constant(1.0), self.whole_power(a, -n))
        if n == 0:
            return self.constant(1.0)
        if n == 1:
            return a
        half = self.whole_power(a, n // 2)
        square = self.multiply(half, half)
        return self.multiply(square, a) if n % 2 else square

    def call(self, function: str, *arguments: Ref) -> Ref:
        """A function of one or two arguments."""
        known = [self.value_of(a) for a in arguments]
        if None not in known:
            with suppress(ValueError, OverflowError):  # left to the kernel: nan or infinity
                return self.constant(FUNCTIONS[function].at(*known))
        return self.make("call", *arguments, detail=function)

    def above(self, function: str, a: Ref, b: Ref) -> Ref:
        """Whether ``min(a, b)`` or ``max(a, b)`` is ``b``; a nan wins in either."""
        return self.make("above", a, b, detail=function)

    def choose(self, condition: Ref, then: Ref, otherwise: Ref) -> Ref:
        """``then`` where the condition holds, else ``otherwise``."""
        return then if then == otherwise else self.make("choose", condition, then, otherwise)

    def still(self, slope: Ref, inner: tuple[Ref, ...]) -> Ref:
        """``slope``, but 0 where it is infinite and its argument stands still (inner all 0).

        This one rule makes ``sqrt(x^2 + y^2)`` flat at the tip of its cone.
        """
        if any(self.value_of(i) for i in inner) or self.value_of(slope) is not None:
            return slope
        return self.make("still", slope, *(i for i in inner if self.value_of(i) is None))

    def scaled(self, factor: Ref, value: Ref) -> Ref:
        """``factor value``, but 0 where the factor is 0, even if the value is infinite."""
        known = self.value_of(factor)
        if known is None:
            return self.make("scaled", factor, value)
        return self.constant(0.0) if known == 0.0 else self.multiply(factor, value)
