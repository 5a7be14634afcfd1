"""Kernels are kept under a name that says what their helpers compute."""

from types import CodeType, FunctionType
from typing import Any

from optexplorer.core.helper import bound, digest, helper

SCALE = 2.0


def _twice(x: float) -> float:
    return SCALE * x


def _quadruple(x: float) -> float:
    return twice(twice(x))


twice, quadruple = helper(_twice), helper(_quadruple)


def _kernel(x: float) -> float:
    return quadruple(x) + 1.0


def rebuilt(function: Any, **scope: object) -> Any:
    return FunctionType(function.__code__, function.__globals__ | scope, function.__name__)


def test_helpers_run_compiled_and_not() -> None:
    assert quadruple(3.0) == 12.0
    assert quadruple.compiled(3.0) == 12.0


def test_a_kernel_without_helpers_stays_itself() -> None:
    assert bound(_twice) is _twice


def test_other_helpers_make_another_name() -> None:
    name = bound(_kernel).__qualname__
    assert name.startswith("_kernel_")
    assert bound(_kernel).__qualname__ == name
    thrice = helper(lambda x: 3.0 * x)
    deep = helper(rebuilt(_quadruple, twice=thrice))  # two calls down
    assert bound(rebuilt(_kernel, quadruple=deep)).__qualname__ != name


def test_a_constant_of_the_module_counts() -> None:
    assert digest(rebuilt(_twice)) == digest(_twice)
    assert digest(rebuilt(_twice, SCALE=3.0)) != digest(_twice)


def test_the_folder_does_not_count() -> None:
    def moved(code: CodeType) -> CodeType:
        inner = (moved(c) if isinstance(c, CodeType) else c for c in code.co_consts)
        return code.replace(co_filename="/elsewhere/module.py", co_consts=tuple(inner))

    def nested(x: float) -> float:
        return (lambda y: 2.0 * y)(x)

    assert digest(FunctionType(moved(nested.__code__), globals())) == digest(nested)


def test_an_attribute_of_the_same_name_is_no_helper() -> None:
    def measure(x: complex) -> float:
        return x.real

    assert bound(rebuilt(measure, real=twice)).__qualname__ == measure.__qualname__
