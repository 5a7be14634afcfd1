"""Exceptions that nobody caught, in slots, workers and threads: each kept once, and counted.

A failure that this package declares, or that the system reports, carries a sentence for the person and
is told where it happens. All else is a fault of the program; it is written to standard error and
told to whoever listens, and the program goes on.
"""

import sys
import threading
import traceback
from dataclasses import dataclass
from types import TracebackType

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainter
from shiboken6 import isValid, ownedByPython

MOST = 20  # different faults that are kept
LONGEST = 300  # characters of the sentence about one


def is_fault(error: BaseException) -> bool:
    """Whether nobody has foreseen this error."""
    ours = type(error).__module__.partition(".")[0] == "optexplorer"
    return not (ours or isinstance(error, (OSError, MemoryError)))


@dataclass(frozen=True)
class Fault:
    """An exception and where it came from."""

    place: tuple[str, str, int]  # its kind, and the file and line that raised it
    text: str  # the traceback
    thread: str

    @property
    def sentence(self) -> str:
        """The last line of the traceback: the kind of error and its message, as far as it is short."""
        line = self.text.rstrip().rpartition("\n")[2]
        return line if len(line) <= LONGEST else f"{line[: LONGEST - 1]}…"


class Faults(QObject):
    """Hears of every exception that nobody caught, from any thread."""

    changed = Signal()  # a fault is new, or was met again

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._found: dict[tuple[str, str, int], tuple[Fault, int]] = {}
        self._hooks = sys.excepthook, threading.excepthook

    @property
    def found(self) -> list[tuple[Fault, int]]:
        """Each fault and how often it was met, in the order of their first time."""
        with self._lock:
            return list(self._found.values())

    def install(self) -> None:
        """Be asked from now on, in place of who was asked before."""
        self._hooks = sys.excepthook, threading.excepthook
        sys.excepthook = self._hear
        threading.excepthook = self._hear_thread

    def remove(self) -> None:
        """Give way to who was asked before."""
        sys.excepthook, threading.excepthook = self._hooks

    def _hear_thread(self, told: threading.ExceptHookArgs) -> None:
        if told.exc_value is not None:
            self._hear(told.exc_type, told.exc_value, told.exc_traceback)

    def _hear(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if not isinstance(error, Exception):  # an interrupt, or the end of the program
            self._hooks[0](kind, error, trace)
            return
        place = _place(kind, trace)
        with self._lock:
            known = self._found.get(place)
            if known is None and len(self._found) < MOST:
                text = "".join(traceback.format_exception(kind, error, trace))
                known = Fault(place, text, threading.current_thread().name), 0
            if known is not None:
                fault, count = known
                self._found[place] = fault, count + 1
                if count == 0:
                    print(fault.text, end="", file=sys.stderr)  # noqa: T201
        _end_painters(trace)
        traceback.clear_frames(trace)
        if known is not None:
            self.changed.emit()


def _end_painters(trace: TracebackType | None) -> None:
    """Those that the frames hold: an active one would end the program with what it paints on, which
    may go first, or at the next painting. Qt's own go on.
    """
    for frame, _line in traceback.walk_tb(trace):
        for value in frame.f_locals.values():
            if isinstance(value, QPainter) and isValid(value) and ownedByPython(value):
                value.end()


def _place(kind: type[BaseException], trace: TracebackType | None) -> tuple[str, str, int]:
    frames = traceback.extract_tb(trace)
    if not frames:
        return kind.__name__, "", 0
    return kind.__name__, frames[-1].filename, frames[-1].lineno or 0
