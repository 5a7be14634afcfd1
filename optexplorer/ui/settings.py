"""What is remembered between starts. A damaged file never blocks the start."""

from contextlib import suppress
from pathlib import Path

from PySide6.QtCore import QByteArray

from optexplorer.core.there import is_folder, is_there
from optexplorer.storage.folders import config_folder
from optexplorer.ui.diagnosis import troubles
from optexplorer.ui.settings_store import SettingsStore, damaged

SETTINGS = "window.ini"
RECENT = 10


class Settings:
    """Layout, theme, recent files and the last folder, in one small file."""

    def __init__(self, path: Path | None = None) -> None:
        target = path or config_folder() / SETTINGS
        if damaged(target):
            aside = target.with_name(f"{target.name}.damaged")
            with suppress(OSError):
                target.replace(aside)
            troubles.meet(
                f"The settings in {target} were damaged; they now lie in {aside.name}, and the window "
                "looks as at the first start."
            )
        self._store = SettingsStore(target)
        if not self._store.writable:
            troubles.meet(f"Settings are not kept: {target} cannot be written.")

    def text(self, key: str, default: str = "") -> str:
        """A remembered text."""
        value = self._store.get(key)
        return value if isinstance(value, str) else default

    def set_text(self, key: str, value: str) -> None:
        """Remember a text."""
        self._store.put(key, value)

    def flag(self, key: str, default: bool = False) -> bool:
        """A remembered switch."""
        return self.text(key, "yes" if default else "no") == "yes"

    def set_flag(self, key: str, on: bool) -> None:
        """Remember a switch."""
        self.set_text(key, "yes" if on else "no")

    def state(self, key: str) -> QByteArray:
        """A remembered layout; empty where there is none."""
        value = self._store.get(key)
        return value if isinstance(value, QByteArray) else QByteArray()

    def set_state(self, key: str, state: QByteArray) -> None:
        """Remember a layout."""
        self._store.put(key, state)

    def recent(self) -> list[Path]:
        """Files opened or saved lately that are still there, the latest first."""
        paths = [Path(p) for p in self.text("files/recent").split("\n") if p]
        return [p for p in paths if is_there(p)]

    def add_recent(self, path: Path) -> None:
        """Put a file at the head of the list."""
        self._store.refresh()  # another program may have put one there
        others = [p for p in self.recent() if p != path]
        self.set_text("files/recent", "\n".join(str(p) for p in [path, *others][:RECENT]))

    def folder(self) -> Path:
        """Where the last file dialog was."""
        last = Path(self.text("files/folder"))
        return last if is_folder(last) and str(last) != "." else Path.home()

    def set_folder(self, folder: Path) -> None:
        """Remember where a file dialog was."""
        self.set_text("files/folder", str(folder))

    def save(self) -> None:
        """Wait until all of it is on disk."""
        self._store.finish()
