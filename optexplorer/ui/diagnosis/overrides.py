"""Methods that Qt calls, made safe for mistakes in them.

PySide lets an exception out of a method of ours that Qt calls in the midst of a call of ours, as
``sendEvent`` does to paint. Until that call returns Qt goes on, and the next such method ends the
process; up to Python 3.11 the first one does, if the exception comes from C (PySide 6.9 to 6.11). So
nothing is let out: a mistake is told as one in a slot is, and Qt gets an answer that does no harm.

Looked at are methods of classes, and of what they are mixed with. What is put in an object or a class
later is not.
"""

import sys
from collections.abc import Callable, Iterator
from functools import wraps
from types import FunctionType
from typing import Any

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainterPath
from PySide6.QtWidgets import QGraphicsLayoutItem
from shiboken6 import Shiboken


def _nothing() -> None:
    """What events are answered."""


_ROOT: Any = Shiboken.Object
_ANSWERS: dict[str, Callable[[], Any]] = {
    "paint": _nothing,
    "event": bool,
    "eventFilter": bool,
    "viewportEvent": bool,
    "sceneEvent": bool,
    "sceneEventFilter": bool,
    "boundingRect": QRectF,
    "shape": QPainterPath,
    "sizeHint": QSize,
    "minimumSizeHint": QSize,
    "heightForWidth": lambda: -1,
}


def protect() -> None:
    """Let no mistake out of any class that Python derives from Qt's, now and later."""
    if "__init_subclass__" not in vars(_ROOT):
        _ROOT.__init_subclass__ = classmethod(_on_new_class)
        for kind in set(_derived(_ROOT)):
            _protect(kind)


def _on_new_class(kind: type[Any], /, **keywords: Any) -> None:
    super(_ROOT, kind).__init_subclass__(**keywords)
    _protect(kind)


def _protect(kind: type[Any]) -> None:
    if _of_qt(kind):
        return
    for base in kind.__mro__:
        if base is kind or not issubclass(base, _ROOT):  # what it is mixed with
            for name in [n for n in vars(base) if n in _ANSWERS or n.endswith("Event")]:
                _protect_method(kind, name, vars(base)[name])


def _protect_method(kind: type[Any], name: str, method: Any) -> None:
    answer = _ANSWERS.get(name, _nothing)
    if isinstance(method, FunctionType) and getattr(kind, name) is method:
        of_qt = any(_of_qt(base) and name in vars(base) for base in kind.__mro__)
        if of_qt and not (answer is QSize and issubclass(kind, QGraphicsLayoutItem)):
            setattr(kind, name, _handled(method, answer))


def _handled(method: Callable[..., Any], answer: Callable[[], Any]) -> Callable[..., Any]:
    @wraps(method)
    def handled(*arguments: Any, **keywords: Any) -> Any:
        try:
            return method(*arguments, **keywords)
        except Exception as error:  # noqa: BLE001  (all are told)
            sys.excepthook(type(error), error, error.__traceback__)
            return answer()

    return handled


def _of_qt(kind: type[Any]) -> bool:
    return kind.__module__.startswith(("PySide6", "Shiboken", "shiboken6"))


def _derived(kind: type[Any]) -> Iterator[type[Any]]:
    below: type[Any]
    for below in type.__subclasses__(kind):
        yield below
        yield from _derived(below)
