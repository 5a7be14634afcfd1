"""The values of operations, in double precision."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from optexplorer.core.arrays import Mat, Vec
from optexplorer.core.operations.operation import Operation
from optexplorer.core.operations.tree import (
    Binary,
    Call,
    Comparison,
    Name,
    Negative,
    Node,
    Number,
)

Value: TypeAlias = NDArray[np.float64]  # of a scalar (), a vector (n,) or a matrix


@dataclass(frozen=True)
class Questions:
    """What operations may ask of the problem: the same sample, noise and clipping as the update."""

    value: Callable[[Vec], float]
    gradient: Callable[[Vec], Vec]
    hessian: Callable[[Vec], Mat]


@dataclass(frozen=True)
class Environment:
    """What names stand for.

    A family of states ``H0``, ``H1``, ... also stands there as the matrix ``H``.
    """

    values: Mapping[str, Value]
    told: Mapping[str, Value]  # states and memories as the kernel left them
    questions: Questions
    exact: frozenset[str] = frozenset()  # names of hyper-parameters, written with all their digits

    def __getitem__(self, name: str) -> Value:
        return self.values[name]

    def with_value(self, name: str, value: Value) -> "Environment":
        """The same with one name assigned."""
        return replace(self, values={**self.values, name: value})


@dataclass(frozen=True, eq=False)
class Result:
    """What one operation did."""

    operation: Operation
    environment: Environment  # before it
    before: Value | None  # None: the name was new
    after: Value


def evaluate(operations: Iterable[Operation], environment: Environment) -> tuple[Result, ...]:
    """Execute the operations in order; raises `KeyError` for a name that nothing has assigned."""
    results = []
    for operation in operations:
        after = value_of(operation.expression, environment)
        before = environment.values.get(operation.target)
        results.append(Result(operation, environment, before, after))
        environment = environment.with_value(operation.target, after)
    return tuple(results)


def after_all(results: Iterable[Result], environment: Environment) -> Environment:
    """The environment when every operation is done."""
    return replace(
        environment,
        values={**environment.values, **{r.operation.target: r.after for r in results}},
    )


def value_of(node: Node, environment: Environment) -> Value:
    """The value of an expression; what has none is nan or infinite."""
    with np.errstate(all="ignore"):
        return np.asarray(_value(node, environment), dtype=np.float64)


def holds(node: Comparison, environment: Environment) -> NDArray[np.bool_]:
    """Where the comparison is true."""
    with np.errstate(all="ignore"):
        return np.asarray(_value(node, environment), dtype=np.bool_)


def _value(node: Node, environment: Environment) -> Any:
    match node:
        case Number(value):
            return np.float64(value)
        case Name(name):
            return environment.values[name]
        case Negative(operand):
            return -_value(operand, environment)
        case Binary(operator, left, right):
            return _BINARY[operator](_value(left, environment), _value(right, environment))
        case Comparison(relation, left, right):
            return _RELATIONS[relation](_value(left, environment), _value(right, environment))
        case Call("told" | "told_rows", (Name(name),)):
            return environment.told[name]
        case Call("rows", (Name(name),)):
            return environment.values[name]
        case Call(function, arguments):
            values = [_value(a, environment) for a in arguments]
            if function in _FUNCTIONS:
                return _FUNCTIONS[function](*values)
            return _ask(function, values[0], environment.questions)


def _ask(function: str, point: Vec, questions: Questions) -> Any:
    if function == "f":
        return np.float64(questions.value(point))
    return questions.gradient(point) if function == "grad" else questions.hessian(point)


def _least(*values: Value) -> Value:
    return np.asarray(reduce(np.minimum, values) if values[1:] else values[0].min())


def _largest(*values: Value) -> Value:
    return np.asarray(reduce(np.maximum, values) if values[1:] else values[0].max())


def _solve(matrix: Mat, right: Vec) -> Vec:
    try:
        return np.asarray(np.linalg.solve(matrix, right))
    except np.linalg.LinAlgError:
        return np.full_like(right, np.nan)


def _absolute(matrix: Mat) -> Mat:
    if not np.isfinite(matrix).all():
        return np.full_like(matrix, np.nan)
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray(vectors * np.abs(values) @ vectors.T)


_BINARY: dict[str, Callable[[Value, Value], Value]] = {
    "+": np.add, "-": np.subtract, "*": np.multiply, "/": np.divide, "^": np.power, "@": np.matmul,
}  # fmt: skip
_RELATIONS: dict[str, Callable[[Value, Value], NDArray[np.bool_]]] = {
    "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal, "==": np.equal,
    "!=": np.not_equal,
}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "sqrt": np.sqrt, "abs": np.abs, "sign": np.sign, "exp": np.exp, "log": np.log,
    "min": _least, "max": _largest, "where": np.where,
    "norm": np.linalg.norm, "dot": np.dot, "sum": np.sum, "mean": np.mean, "outer": np.outer,
    "solve": _solve, "diag": np.diag, "absolute": _absolute, "mod": np.mod,
}  # fmt: skip
