"""A line on standard error that says how far a long computation is, for people only."""

import sys
import time

_AFTER = 0.5  # seconds: shorter work needs no line
_EVERY = 0.1


class ProgressLine:
    """Rewrites one line of a terminal; silent elsewhere and for short work."""

    def __init__(self, verb: str) -> None:
        self._verb = verb
        self._shown = False
        self._due = time.monotonic() + _AFTER if sys.stderr.isatty() else float("inf")

    def show(self, done: int, total: int) -> None:
        """Say how far it is, if it is time to."""
        now = time.monotonic()
        if now < self._due:
            return
        self._due, self._shown = now + _EVERY, True
        sys.stderr.write(f"\r{self._verb} {100 * done // max(total, 1):3d} %")
        sys.stderr.flush()

    def close(self) -> None:
        """Take the line away."""
        if self._shown:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._shown = False
