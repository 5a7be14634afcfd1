"""A file that is held while something starts that may end the process, as a broken driver does.

The system lets go of it when the process ends, however it ends. So a flag that is there and that nobody
holds was left behind by a start that died.
"""

from contextlib import suppress
from pathlib import Path

from optexplorer.core.there import is_there
from optexplorer.storage.lock import Lock


class StartFlag:
    """Without a path, without a folder, or while another process holds it, it is never set."""

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._lock: Lock | None = None

    def left_behind(self) -> bool:
        """Whether the last attempt to start did not end well; one still under way is none."""
        if self._path is None or not is_there(self._path):
            return False
        try:
            Lock(self._path).release()
        except OSError:
            return False  # its process lives
        return True

    def set(self) -> None:
        """Say that a start is in progress."""
        if self._path is not None:
            with suppress(OSError):  # a read-only home costs the protection, not the start
                self._path.parent.mkdir(parents=True, exist_ok=True)
                self._lock = Lock(self._path)

    def clear(self) -> None:
        """Say that the start succeeded, or that it may be tried again; one of another process stays."""
        with suppress(OSError):
            if self._lock is None and self._path is not None and is_there(self._path):
                self._lock = Lock(self._path)
            if self._lock is not None:
                self._lock.release(remove=True)
        self._lock = None
