"""Every way a command can end early, as an exit status and at most one line."""

import os
import sys
from collections.abc import Callable
from contextlib import suppress
from io import TextIOWrapper
from pathlib import Path
from typing import TextIO

from optexplorer.core.printable import printable

PROGRAM = "optexplorer"

FAILURE = 1  # the machine could not: no space, no memory
BAD_INPUT = 2
INTERRUPTED = 130


class CommandError(Exception):
    """A sentence for the person; the exit status says whose turn it is."""

    def __init__(self, message: str, status: int = BAD_INPUT) -> None:
        super().__init__(message)
        self.status = status


def guarded(command: Callable[[], int]) -> int:
    """The exit status of ``command``, its failures told in one line on standard error."""
    _provide_streams()
    try:
        status = command()
        sys.stdout.flush()
    except CommandError as error:
        complain(str(error))
        return error.status
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except MemoryError as error:
        from optexplorer.core.room import NoRoom

        complain(str(error) or "there is not enough memory for that many steps")
        return BAD_INPUT if isinstance(error, NoRoom) else FAILURE
    except BrokenPipeError:  # the reader has seen enough
        _drop_output()
        return FAILURE
    except OSError as error:
        complain(f"{error.filename or 'the output'} cannot be used ({error.strerror or error})")
        _drop_output()
        return FAILURE
    return status


def _provide_streams() -> None:
    """Both standard streams, even where the program was started without: what they get is dropped."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  (kept)
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a label may hold any character


def _drop_output(stream: TextIO | None = None) -> None:
    """Leave nothing that Python would try to write once more at its end, and fail."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), (stream or sys.stdout).fileno())


def complain(message: str) -> None:
    """One line on standard error about what went wrong."""
    _say("error", message)


def remark(message: str) -> None:
    """One line on standard error about what a person should know."""
    _say("note", message)


def _say(kind: str, message: str) -> None:
    try:
        print(f"{PROGRAM}: {kind}: {printable(message)}", file=sys.stderr)  # noqa: T201
    except OSError:  # the exit status still tells
        _drop_output(sys.stderr)
