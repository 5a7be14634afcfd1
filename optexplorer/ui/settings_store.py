"""The file of settings, read once and written beside the interface: a disk may take a second.

`QSettings` itself writes and waits for the disk in the event loop of whoever sets a value.
"""

import threading
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSettings


class SettingsStore:
    """Values by key. Programs that share the file keep each other's, key by key."""

    def __init__(self, path: Path) -> None:
        self._path = path
        store = _opened(path)
        self.writable = store.isWritable()
        self._values: dict[str, Any] = {key: store.value(key) for key in store.allKeys() if key}
        self._lock = threading.Lock()
        self._waiting: dict[str, Any] = {}
        self._writer: threading.Thread | None = None

    def get(self, key: str) -> Any:
        """The value; None where there is none."""
        return self._values.get(key)

    def put(self, key: str, value: Any) -> None:
        """Remember a value, and have it written."""
        if self._values.get(key) == value:
            return
        self._values[key] = value
        with self._lock:
            self._waiting[key] = value
            if self._writer is None:
                self._writer = threading.Thread(target=self._write, name="settings")
                self._writer.start()

    def finish(self) -> None:
        """Wait until everything is written."""
        writer = self._writer
        if writer is not None:
            writer.join()

    def _write(self) -> None:
        while values := self._taken():
            store = _opened(self._path)
            for key, value in values.items():
                store.setValue(key, value)
            store.sync()

    def _taken(self) -> dict[str, Any]:
        with self._lock:
            values, self._waiting = self._waiting, {}
            if not values:
                self._writer = None
            return values


def damaged(path: Path) -> bool:
    """Whether there is something in the file, and it is not settings."""
    store = _opened(path)
    if store.status() == QSettings.Status.FormatError:
        return True
    try:
        return not store.allKeys() and bool(path.read_bytes().strip())
    except OSError:
        return False


def _opened(path: Path) -> QSettings:
    return QSettings(str(path), QSettings.Format.IniFormat)
