"""Every way a command can end early, as an exit status and at most one line."""

import os
import sys
from collections.abc import Callable
from io import TextIOWrapper

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
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a label may hold any character
    try:
        status = command()
        sys.stdout.flush()
    except CommandError as error:
        complain(str(error))
        return error.status
    except KeyboardInterrupt:
        complain("interrupted")
        return INTERRUPTED
    except MemoryError:
        complain("there is not enough memory for that many steps")
        return FAILURE
    except BrokenPipeError:
        # The reader has seen enough. Nothing may be left for Python to flush at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILURE
    return status


def complain(message: str) -> None:
    """One line on standard error, whatever characters the message holds."""
    line = "".join(c if c.isprintable() else repr(c)[1:-1] for c in message)
    print(f"{PROGRAM}: error: {line}", file=sys.stderr)  # noqa: T201
