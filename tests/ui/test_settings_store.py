"""Settings are written beside the interface, and all of them."""

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray

from optexplorer.ui import settings_store
from optexplorer.ui.settings import Settings
from optexplorer.ui.settings_store import SettingsStore


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "window.ini"


def test_what_is_put_is_there_at_once_and_at_the_next_start(path: Path) -> None:
    store = SettingsStore(path)
    state = QByteArray(bytes(range(256)))
    store.put("layout/window", state)
    store.put("files/folder", "/a, b; \\c\n[d]")
    assert store.get("layout/window") == state
    store.finish()
    later = SettingsStore(path)
    assert later.get("layout/window") == state
    assert later.get("files/folder") == "/a, b; \\c\n[d]"
    assert later.get("nothing") is None


def test_who_puts_does_not_wait_for_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = SettingsStore(path)
    opened, gate, writers = settings_store._opened, threading.Event(), list[int]()

    def slow(asked: Path) -> object:
        writers.append(threading.get_ident())
        assert gate.wait(20)
        return opened(asked)

    monkeypatch.setattr(settings_store, "_opened", slow)
    for number in range(5):
        store.put("number", str(number))
    store.put("other", "yes")
    assert not path.exists()
    gate.set()
    store.finish()
    assert threading.get_ident() not in writers
    assert len(writers) <= 2, "what came while the first was written is written together"
    later = SettingsStore(path)
    assert (later.get("number"), later.get("other")) == ("4", "yes")


def test_two_programs_keep_each_others(path: Path) -> None:
    one, two = SettingsStore(path), SettingsStore(path)
    one.put("one", "1")
    one.finish()
    two.put("two", "2")
    two.finish()
    later = SettingsStore(path)
    assert (later.get("one"), later.get("two")) == ("1", "2")


def test_what_is_as_it_was_is_not_written(path: Path) -> None:
    settings = Settings(path)
    settings.set_text("key", "value")
    settings.save()
    written = path.stat().st_mtime_ns
    settings.set_text("key", "value")
    settings.save()
    assert path.stat().st_mtime_ns == written
