"""What is not as it should be on this computer: one sentence each. The program runs without it."""

from collections.abc import Callable
from typing import TypeVar

from optexplorer.cli.errors import remark

T = TypeVar("T")
_REINSTALL = "install the program again to have it back"

_found: dict[str, None] = {}  # in the order in which they were met


def found() -> list[str]:
    """Everything met since the start."""
    return list(_found)


def meet(sentence: str) -> None:
    """Remember a trouble, and write it to standard error once."""
    if sentence not in _found:
        _found[sentence] = None
        remark(sentence)


def forget() -> None:
    """Start over, as a new process does."""
    _found.clear()


def shipped(what: str, read: Callable[[], T]) -> T | None:
    """What ``read`` gives of a file that comes with the program; where it cannot, a trouble."""
    try:
        return read()
    except (OSError, ValueError, KeyError, TypeError, SyntaxError) as error:
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
        meet(f"{what} cannot be read ({reason}): {_REINSTALL}.")
        return None
