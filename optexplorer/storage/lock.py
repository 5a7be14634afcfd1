"""A file that one living process holds; the system lets go of it when that ends, however it ends."""

import os
import sys
from pathlib import Path
from typing import BinaryIO

if sys.platform == "win32":
    import msvcrt

    def _hold(stream: BinaryIO) -> None:
        msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
else:
    import fcntl

    def _hold(stream: BinaryIO) -> None:
        fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)


class Lock:
    """Held from its making until ``release``."""

    def __init__(self, path: Path) -> None:
        """Raises OSError where another process, or another `Lock` of this one, holds the file."""
        self._path = path
        self._stream = path.open("ab")
        try:
            _hold(self._stream)
            if os.name == "posix" and not self._is_there():
                raise OSError("it has just been taken away")
        except OSError:
            self._stream.close()
            raise

    def _is_there(self) -> bool:
        """Whether what is held is still what others find under this name."""
        return os.path.samestat(os.fstat(self._stream.fileno()), self._path.stat())

    def release(self, *, remove: bool = False) -> None:
        """Let go, and take the file away if nobody will ask for it again."""
        early = remove and os.name == "posix"  # before anybody else can hold it
        if early:
            self._path.unlink(missing_ok=True)
        self._stream.close()
        if remove and not early:
            self._path.unlink(missing_ok=True)
