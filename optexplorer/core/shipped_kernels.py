"""Where numba looks for compiled kernels in a bundle: first among those that came with it.

`core.kernel_cache` names these two classes to numba, which takes the first that gives a place. numba's
own rules do not serve a bundle: they call a kernel fresh by the bytes of the whole program, and file
it under the absolute path of its source.
"""

import errno
import sys
from pathlib import Path
from types import FunctionType
from typing import Any, cast

from numba.core.caching import UserProvidedCacheLocator, _hash_source_file

from optexplorer.core import kernel_cache


class Own(UserProvidedCacheLocator):  # type: ignore[misc]
    """In the user's folder: what was compiled here. Fresh as long as the source is the same."""

    def get_source_stamp(self) -> bytes:
        """The digest of the source file."""
        known = Path(self._py_file).stat()
        return cast(bytes, _hash_source_file(self._py_file, known.st_mtime, known.st_size))


class Shipped(Own):
    """In the bundle, which is only read; None for kernels that did not come with it."""

    only_read = True

    def __init__(self, function: FunctionType, source: str) -> None:
        super().__init__(function, source)
        shipped = kernel_cache.shipped()
        assert shipped is not None  # noqa: S101  (else numba would not have been told of this class)
        self._cache_path = str(shipped / Path(source).parent.name)

    @classmethod
    def from_function(cls, function: FunctionType, source: str) -> "Shipped | None":
        """The place, if there is an index of this function in it."""
        found = cls(function, source)
        return found if found._index(function).is_file() else None

    def ensure_cache_path(self) -> None:
        """Refused: numba asks before it saves, and a program does not write to itself."""
        raise OSError(errno.EROFS, "kernels that came with the program are only read")

    def _index(self, function: Any) -> Path:
        """The file as numba names it."""
        name = f"{Path(self._py_file).stem}.{function.__qualname__}-{self.get_disambiguator()}"
        version = f"py{sys.version_info.major}{sys.version_info.minor}{getattr(sys, 'abiflags', '')}"
        name = name.replace("<", "").replace(">", "")
        return Path(self._cache_path) / f"{name}.{version}.nbi"
