"""Files appear whole or not at all."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from optexplorer.storage.errors import StorageError


@contextmanager
def replace_file(path: str | Path) -> Iterator[BinaryIO]:
    """A stream whose bytes become the file at ``path`` once the block ends well.

    They go to a new file beside the target first, which then takes its name, so that after a full
    disk, a crash or a cancel the old file is as it was. A link stays a link, permissions stay as they
    are; what is no ordinary file (a pipe, a device) is written to directly. Raises
    `StorageError`.
    """
    path = Path(path)
    check_writable(path)
    target = _target(path)
    try:
        with target.open("wb") if _is_special(target) else _replacement(target) as stream:
            yield stream
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror or error})") from error


@contextmanager
def _replacement(target: Path) -> Iterator[BinaryIO]:
    beside = target.with_name(f".optexplorer-{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def check_writable(path: str | Path) -> None:
    """Raise `StorageError` now if ``path`` plainly cannot be written; writes nothing."""
    target = _target(Path(path))
    if target.is_dir():
        reason = "it is a folder"
    elif target.is_symlink():
        reason = "it is a loop of links"
    elif not target.parent.is_dir():
        reason = f"there is no folder {target.parent}"
    elif target.exists() and not os.access(target, os.W_OK):
        reason = "the file is read-only"
    elif not _is_special(target) and not os.access(target.parent, os.W_OK):
        reason = "the folder is read-only"
    else:
        return
    raise StorageError(f"{path} cannot be written ({reason})")


def _target(path: Path) -> Path:
    """The file meant, at the end of all links."""
    return Path(os.path.realpath(path))


def _is_special(target: Path) -> bool:
    """A pipe or a device: nothing to replace."""
    return target.exists() and not target.is_file()
