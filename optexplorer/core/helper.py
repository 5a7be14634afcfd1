"""Small compiled functions for use inside kernels, made without importing numba.

The window needs the catalogue of optimizers before numba is loaded (0.4 s), and a kernel's file is
where its optimizer is declared. So helpers are declared in plain Python with ``@helper`` and
become numba dispatchers only when a kernel that calls them is compiled: `bound` gives that kernel
globals in which every helper is its dispatcher.
"""

from collections.abc import Callable
from functools import cached_property
from types import FunctionType
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class Helper(Generic[P, R]):
    """A function that kernels may call; from Python it runs as it is written."""

    def __init__(self, function: Callable[P, R]) -> None:
        self.function = function
        self.__doc__ = function.__doc__

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        """Run the plain Python function."""
        return self.function(*args, **kwargs)

    @cached_property
    def compiled(self) -> Any:
        """The numba dispatcher; inlined into its callers, so it needs no cache of its own."""
        from numba import njit

        return njit(nogil=True, error_model="numpy", _nrt=False)(bound(self.function))


def helper(function: Callable[P, R]) -> Helper[P, R]:
    """Declare a function that kernels may call."""
    return Helper(function)


def bound(function: Callable[..., Any]) -> Callable[..., Any]:
    """The same function with every helper it names replaced by the helper's dispatcher."""
    assert isinstance(function, FunctionType)  # noqa: S101  (declared with def)
    names = function.__code__.co_names
    helpers = {n: v for n in names if isinstance(v := function.__globals__.get(n), Helper)}
    if not helpers:
        return function
    scope = function.__globals__ | {n: v.compiled for n, v in helpers.items()}
    copy = FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
    copy.__qualname__ = function.__qualname__
    copy.__module__ = function.__module__
    return copy
