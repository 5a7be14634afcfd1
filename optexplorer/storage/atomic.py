"""Files appear whole or not at all."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from optexplorer.storage.errors import StorageError


def _nothing() -> None:
    pass


@contextmanager
def replace_file(path: str | Path, check: Callable[[], None] = _nothing) -> Iterator[BinaryIO]:
    """A stream whose bytes become the file at ``path`` once the block ends well.

    They go to a new file beside the target first, which then takes its name, so that after a full
    disk, a crash or a cancel the old file is as it was. A link stays a link, permissions stay as they
    are; what is no ordinary file (a pipe, a device) is written to directly. ``check`` is called right
    before the new file takes the name; what it raises keeps the old one. Raises `StorageError`.
    """
    path = Path(path)
    check_writable(path)
    target = _target(path)
    try:
        with target.open("wb") if _is_special(target) else _replacement(target, check) as stream:
            yield stream
    except OSError as error:
        raise StorageError(f"{path} cannot be written ({error.strerror or error})") from error


@contextmanager
def _replacement(target: Path, check: Callable[[], None]) -> Iterator[BinaryIO]:
    beside = target.with_name(f".optexplorer-{secrets.token_hex(8)}.tmp")
    try:
        with beside.open("xb") as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        check()
        if target.exists():
            beside.chmod(target.stat().st_mode & 0o7777)
        beside.replace(target)
    finally:
        with suppress(OSError):
            beside.unlink(missing_ok=True)


def check_writable(path: str | Path) -> None:
    """Raise `StorageError` now if ``path`` plainly cannot be written; writes nothing."""
    try:
        reason = _obstacle(_target(Path(path)))
    except OSError as error:
        reason = error.strerror or str(error)
    if reason:
        raise StorageError(f"{path} cannot be written ({reason})")


def _obstacle(target: Path) -> str:
    if target.is_dir():
        return "it is a folder"
    if _is_special(target):
        return "" if os.access(target, os.W_OK) else "it is read-only"
    if target.is_symlink():
        return "it is a loop of links"
    if not target.parent.is_dir():
        return f"there is no folder {target.parent}"
    if target.exists() and not os.access(target, os.W_OK):
        return "the file is read-only"
    return "" if os.access(target.parent, os.W_OK) else "the folder is read-only"


def _target(path: Path) -> Path:
    """The file meant, at the end of all links; not of the system's own to a pipe, which name none."""
    return path if _is_special(path) else Path(os.path.realpath(path))


def _is_special(target: Path) -> bool:
    """A pipe or a device: nothing to replace."""
    return target.exists() and not target.is_file()
