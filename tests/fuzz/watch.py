"""Sees to it that a reader runs no code, touches nothing, and comes to an end."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

PATIENCE = 20.0  # seconds of processor time until a reader is stopped
# What a reader has no business with. "compile" is how Python's own parser is asked for a tree.
_FORBIDDEN = (
    "exec", "import", "os.", "subprocess.", "socket.", "ctypes.", "pickle.", "marshal.", "shutil.",
    "urllib.", "glob.", "tempfile.", "code.__new__", "function.__new__", "sys.settrace",
)  # fmt: skip
_HARMLESS = ("os.listdir", "os.scandir")


class Misdeed(BaseException):
    """A reader did what it must not."""


class _Guard:
    """Python keeps an audit hook for ever, so there is one, and it is armed for a while.

    Threads that were there before, left by earlier tests, may do what they like.
    """

    def __init__(self) -> None:
        self.armed = False
        self.others: set[int | None] = set()
        self.installed = False

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if not self.armed or threading.get_ident() in self.others:
            return
        bad = event.startswith(_FORBIDDEN) and event not in _HARMLESS
        writes = event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+")
        if bad or writes:
            raise Misdeed(f"{event} {arguments!r}"[:300])


_GUARD = _Guard()


def _stop(_number: int, _frame: object) -> None:
    raise Misdeed(f"no end after {PATIENCE} s")


@contextmanager
def watched() -> Iterator[None]:
    """Raises `Misdeed` where the block runs code, writes, imports, connects, or does not end."""
    if not _GUARD.installed:
        sys.addaudithook(_GUARD)
        _GUARD.installed = True
    timed = hasattr(signal, "setitimer")
    if timed:
        signal.signal(signal.SIGPROF, _stop)
        signal.setitimer(signal.ITIMER_PROF, PATIENCE)
    known = {thread.ident for thread in threading.enumerate()}
    _GUARD.others = (known | set(sys._current_frames())) - {threading.get_ident()}
    _GUARD.armed = True
    try:
        yield
    finally:
        _GUARD.armed = False
        if timed:
            signal.setitimer(signal.ITIMER_PROF, 0.0)
