"""Experiments kept beside their files while they are edited, for the start after a crash.

A slot is one file that is replaced whole. Its first line says whose experiment it is and when it was
kept; the rest is an experiment file. While its process lives, the slot is locked, so another process
that starts sees only what was left behind.
"""

import json
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from optexplorer.storage.atomic import replace_file
from optexplorer.storage.document import MAX_BYTES
from optexplorer.storage.errors import SessionError, StorageError
from optexplorer.storage.lock import Lock
from optexplorer.storage.session import Session, encoded, loads

MOST = 10  # slots left behind that are kept
OLD = 30 * 24 * 3600.0  # seconds until one is given up
_SETTLED = 3600.0  # seconds after which no write is under way any more
_SUFFIX = ".kept"


@dataclass(frozen=True)
class Unsaved:
    """An experiment, the file it belongs to if it has one, and when it looked like this."""

    session: Session
    path: Path | None
    when: float  # seconds since 1970


class Slot:
    """A place in the folder. Nothing is on disk before something is kept."""

    def __init__(self, folder: Path, name: str = "", lock: Lock | None = None) -> None:
        self._file = folder / f"{name or secrets.token_hex(8)}{_SUFFIX}"
        self._lock = lock

    def keep(self, unsaved: Unsaved) -> None:
        """Replace what is kept; raises `StorageError`, or `SessionError` for what would not be read."""
        folder = self._file.parent
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if self._lock is None:
                self._lock = Lock(self._file.with_suffix(".lock"))
        except OSError as error:
            raise StorageError(f"{folder} cannot be written ({error.strerror or error})") from None
        head = {"path": None if unsaved.path is None else str(unsaved.path), "when": unsaved.when}
        session = unsaved.session
        content = encoded(session.experiment, session.view, folder, session.scenes)
        with replace_file(self._file) as stream:
            stream.write(f"{json.dumps(head)}\n".encode() + content)

    def read(self) -> Unsaved:
        """What is kept; raises `SessionError`, which names the file."""
        try:
            with self._file.open("rb") as stream:
                line, _, text = stream.read(2 * MAX_BYTES).decode("utf-8").partition("\n")
            head = json.loads(line)
            path = None if head["path"] is None else Path(head["path"])
            when = float(head["when"])
            session = loads(text, self._file.parent)
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise SessionError("", f"{self._file} cannot be read ({error})") from None
        if path is not None and not path.is_absolute():
            path = None  # from a folder that is not known any more
        return Unsaved(session, path, when)

    def give_up(self) -> None:
        """Nothing of it is needed any more."""
        with suppress(OSError):
            self._file.unlink(missing_ok=True)
            if self._lock is not None:
                self._lock.release(remove=True)
        self._lock = None

    def leave(self) -> None:
        """Let the next start find it."""
        if self._lock is not None:
            self._lock.release()
        self._lock = None


def left_behind(folder: Path) -> list[Slot]:
    """The slots of processes that ended without giving them up, the latest first, now held by this one.

    Those that are too many or too old are removed.
    """
    found = []
    for place, (when, file) in enumerate(_files(folder)):
        try:
            lock = Lock(file.with_suffix(".lock"))
        except OSError:
            continue  # its process lives
        slot = Slot(folder, file.stem, lock)
        given_up = not file.exists()  # a moment ago
        if given_up or place >= MOST or time.time() - when > OLD:
            slot.give_up()
        else:
            found.append(slot)
    return found


def _files(folder: Path) -> list[tuple[float, Path]]:
    """(time, slot) in ``folder``, the latest first; what interrupted writes have left is removed."""
    times = []
    with suppress(OSError):
        for file in folder.iterdir():
            with suppress(OSError):
                when = file.stat().st_mtime
                if file.suffix == _SUFFIX:
                    times.append((when, file))
                elif time.time() - when > _SETTLED:
                    _sweep(file)
    return sorted(times, reverse=True)


def _sweep(file: Path) -> None:
    if file.suffix == ".tmp":
        file.unlink()
    elif file.suffix == ".lock" and not file.with_suffix(_SUFFIX).exists():
        Lock(file).release(remove=True)
