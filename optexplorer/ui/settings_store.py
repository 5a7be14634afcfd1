"""The file of settings, written beside the interface: a disk may take a second.

`QSettings` reads it. It would write, too, and wait for the disk in the event loop of whoever has set a
value; so the text that it reads is made here, and written by a thread without Qt.
"""

import string
import threading
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray, QSettings

from optexplorer.storage.atomic import replace_file
from optexplorer.storage.errors import StorageError

Value = str | QByteArray
_PLAIN = frozenset(string.ascii_letters + string.digits + "_-./")


class SettingsStore:
    """Values by key.

    Programs that share the file keep each other's, key by key, unless they write in the same moment.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self.writable = _opened(path).isWritable()
        self._values = _read(path)
        self._changed: dict[str, Value] = {}
        self._lock = threading.Lock()
        self._waiting: tuple[bytes, dict[str, Value]] | None = None  # the file, and what is new in it
        self._writer: threading.Thread | None = None

    def get(self, key: str) -> Value | None:
        """The value; None where there is none."""
        return self._values.get(key)

    def put(self, key: str, value: Value) -> None:
        """Remember a value, and have it written."""
        with self._lock:
            if self._values.get(key) == value and key not in self._changed:
                return
            self._changed[key] = value
            self._begin()

    def refresh(self) -> None:
        """Take what other programs have written since."""
        with self._lock:
            self._values = _read(self._path) | self._changed

    def finish(self) -> None:
        """Wait until everything is written; what could not be is tried once more."""
        self._join()
        with self._lock:
            if self._changed:
                self._begin()
        self._join()

    def _begin(self) -> None:
        self._values = _read(self._path) | self._changed
        self._waiting = _ini(self._values), dict(self._changed)
        if self._writer is None:
            writer = threading.Thread(target=self._write, name="settings")
            writer.start()
            self._writer = writer

    def _join(self) -> None:
        writer = self._writer
        if writer is not None:
            writer.join()

    def _write(self) -> None:
        while (taken := self._taken()) is not None:
            text, values = taken
            with suppress(StorageError, OSError):  # the next one has what is not written now
                self._path.parent.mkdir(parents=True, exist_ok=True)
                with replace_file(self._path) as file:
                    file.write(text)
                self._settle(values)

    def _taken(self) -> tuple[bytes, dict[str, Value]] | None:
        with self._lock:
            taken, self._waiting = self._waiting, None
            if taken is None:
                self._writer = None
            return taken

    def _settle(self, values: Mapping[str, Value]) -> None:
        """These are on disk: another program may change them from now on."""
        with self._lock:
            for key, value in values.items():
                if self._changed.get(key) == value:
                    del self._changed[key]


def damaged(path: Path) -> bool:
    """Whether there is something in the file, and it is not settings."""
    store = _opened(path)
    if store.status() == QSettings.Status.FormatError:
        return True
    with suppress(OSError):
        return not store.allKeys() and bool(path.read_bytes().strip())
    return False


def _opened(path: Path) -> QSettings:
    return QSettings(str(path), QSettings.Format.IniFormat)


def _read(path: Path) -> dict[str, Value]:
    """All that is text or a state."""
    store, values = _opened(path), dict[str, Value]()
    for key in store.allKeys():
        if key and _PLAIN.issuperset(key) and not key.startswith("General/"):
            with suppress(RuntimeError):  # a kind that Python has none for
                value = store.value(key)
                if isinstance(value, Value):
                    values[key] = value
    return values


def _ini(values: Mapping[str, Value]) -> bytes:
    """The file, as `QSettings` reads it."""
    groups: dict[str, list[str]] = {}
    for key, value in sorted(values.items()):
        group, slash, name = key.partition("/")
        if not slash:
            group, name = "General", key
        groups.setdefault(group, []).append(f"{name.replace('/', chr(92))}={_quoted(_text(value))}")
    parts = ["\n".join((f"[{group}]", *lines, "")) for group, lines in groups.items()]
    return "\n".join(parts).encode("utf-8", "replace")


def _text(value: Value) -> str:
    if isinstance(value, QByteArray):
        return f"@ByteArray({bytes(value.data()).decode('latin-1')})"
    return f"@{value}" if value.startswith("@") else value


def _quoted(text: str) -> str:
    """In quotes; what comes after a number of a character must not be taken for a part of it."""
    out, number = "", False
    for char in text:
        plain = char.isprintable() or ord(char) >= 160
        if char in '"\\':
            out, number = f"{out}\\{char}", False
        elif plain and not (number and char in string.hexdigits):
            out, number = out + char, False
        else:
            out, number = f"{out}\\x{ord(char):x}", True
    return f'"{out}"'
