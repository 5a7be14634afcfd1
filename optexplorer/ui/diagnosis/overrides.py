"""Methods that Qt calls, made safe for exceptions that Python's C code raises in them.

Where a method of Qt that is called from Python comes back to a method of ours, as ``repaint`` to
``paintEvent``, PySide writes the name of the method into the exception that ours lets out. Up to Python
3.11 one that C raises, as a division by zero does, is no exception object yet but its mere text;
PySide (6.9 to 6.11 at least) takes it for one, and the process ends. A frame with a handler that the
exception goes through makes an object of it.
"""

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from types import FunctionType
from typing import Any

from shiboken6 import Shiboken

NEEDED = sys.version_info < (3, 12)


def protect() -> None:
    """Pass every class that Python derives from Qt's, now and later, through a handler."""
    if not NEEDED or "__init_subclass__" in vars(Shiboken.Object):
        return
    root: Any = Shiboken.Object
    root.__init_subclass__ = classmethod(_protect)
    for kind in set(_derived(root)):
        _protect(kind)


def _protect(kind: type[Any]) -> None:
    if _of_qt(kind):
        return
    names = [n for n, method in vars(kind).items() if isinstance(method, FunctionType)]
    qts = [base for base in kind.__mro__ if _of_qt(base)]
    for name in names:
        if not name.startswith("_") and any(name in vars(base) for base in qts):
            setattr(kind, name, _handled(vars(kind)[name]))


def _handled(method: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(method)
    def handled(*arguments: Any, **keywords: Any) -> Any:
        try:
            return method(*arguments, **keywords)
        except BaseException:  # that it comes by is all
            raise

    return handled


def _of_qt(kind: type) -> bool:
    return kind.__module__.partition(".")[0] in ("PySide6", "Shiboken", "shiboken6")


def _derived(kind: type[Any]) -> Iterator[type[Any]]:
    below: type[Any]
    for below in type.__subclasses__(kind):
        yield below
        yield from _derived(below)
