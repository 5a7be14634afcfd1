"""Small compiled functions for use inside kernels, made without importing numba.

The window needs the catalogue of optimizers before numba is loaded (0.4 s), and a kernel's file is
where its optimizer is declared. So helpers are declared in plain Python with ``@helper`` and
become numba dispatchers only when a kernel that calls them is compiled: `bound` gives that kernel
globals in which every helper is its dispatcher.
"""

import dis
import hashlib
import marshal
from collections.abc import Callable
from functools import cached_property
from types import CodeType, FunctionType
from typing import Any, Generic, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")
_CONSTANTS = (int, float, str, tuple)  # what compiled code takes from its module by value


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
    """The same function with every helper it names replaced by the helper's dispatcher.

    Its qualified name ends with a digest of those helpers, since numba keeps compiled functions by
    that name and looks no further than the function's own file.
    """
    assert isinstance(function, FunctionType)  # noqa: S101  (declared with def)
    helpers = _helpers(function)
    if not helpers:
        return function
    scope = function.__globals__ | {n: v.compiled for n, v in helpers.items()}
    copy = FunctionType(function.__code__, scope, function.__name__, function.__defaults__)
    copy.__qualname__ = f"{function.__qualname__}_{digest(*helpers.values())}"
    copy.__module__ = function.__module__
    return copy


def digest(*functions: Callable[..., Any]) -> str:
    """A short name for what these functions and helpers compute: other code, another name."""
    text = hashlib.sha256()
    waiting, seen = list(functions), set()
    while waiting:
        function = waiting.pop()
        function = function.function if isinstance(function, Helper) else function
        assert isinstance(function, FunctionType)  # noqa: S101
        if function in seen:
            continue
        seen.add(function)
        text.update(marshal.dumps(_placeless(function.__code__)))
        for name in _globals_of(function):
            value = function.__globals__.get(name)
            if isinstance(value, _CONSTANTS):
                text.update(f"{name}={value!r}".encode())
        waiting += _helpers(function).values()
    return text.hexdigest()[:12]


def _placeless(code: CodeType) -> CodeType:
    """The same code without the folder it was read from: kernels may be compiled elsewhere."""
    inner = (_placeless(c) if isinstance(c, CodeType) else c for c in code.co_consts)
    return code.replace(co_filename="", co_consts=tuple(inner))


def _helpers(function: FunctionType) -> dict[str, "Helper[..., Any]"]:
    names = _globals_of(function)
    return {n: v for n in names if isinstance(v := function.__globals__.get(n), Helper)}


def _globals_of(function: FunctionType) -> list[str]:
    """The names that are looked up in the module; ``co_names`` has those of attributes as well."""
    found = dis.get_instructions(function.__code__)
    return sorted({i.argval for i in found if i.opname == "LOAD_GLOBAL"})
