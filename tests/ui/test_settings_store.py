"""Settings are written beside the interface, and all of them."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import BinaryIO

import pytest
from PySide6.QtCore import QByteArray, QSettings

from optexplorer.storage.atomic import replace_file
from optexplorer.ui import settings_store
from optexplorer.ui.settings import Settings
from optexplorer.ui.settings_store import SettingsStore, damaged


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "window.ini"


ODD = {
    "files/folder": '/a, b; \\c\n[d] = "e" %41 \x01f \x7f',
    "files/recent": "/data/zoë/日本/😀.optx\n@data\n",
    "at": "@Invalid()",
    "empty": "",
    "deep/er/key": "x",
}


def test_what_is_put_is_there_at_once_and_at_the_next_start(path: Path) -> None:
    store = SettingsStore(path)
    state = QByteArray(bytes(range(256)) + b"@\x00a\x01b)")
    store.put("layout/window", state)
    for key, value in ODD.items():
        store.put(key, value)
    assert store.get("layout/window") == state
    store.finish()
    later = SettingsStore(path)
    assert later.get("layout/window") == state
    assert {key: later.get(key) for key in ODD} == ODD
    assert later.get("nothing") is None
    assert not damaged(path)


def test_what_qt_has_written_is_kept(path: Path) -> None:
    qt = QSettings(str(path), QSettings.Format.IniFormat)
    qt.setValue("layout/window", QByteArray(bytes(range(256))))
    qt.setValue("files/folder", ODD["files/folder"])
    qt.setValue("odd key/ü", "not ours")
    qt.setValue("number", 3)
    qt.sync()
    store = SettingsStore(path)
    store.put("hint/used", "yes")
    store.finish()
    later = SettingsStore(path)
    assert later.get("layout/window") == QByteArray(bytes(range(256)))
    assert later.get("files/folder") == ODD["files/folder"]
    assert later.get("hint/used") == "yes"


def test_who_puts_does_not_wait_for_the_disk(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, gate, writers = SettingsStore(path), threading.Event(), list[int]()

    @contextmanager
    def slow(asked: Path) -> Iterator[BinaryIO]:
        writers.append(threading.get_ident())
        assert gate.wait(20)
        with replace_file(asked) as file:
            yield file

    monkeypatch.setattr(settings_store, "replace_file", slow)
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
    two.put("one", "later")
    two.finish()
    one.put("three", "3")
    one.finish()
    later = SettingsStore(path)
    assert [later.get(key) for key in ("one", "two", "three")] == ["later", "2", "3"]


def test_what_is_as_it_was_is_not_written(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    settings, writings = Settings(path), list[Path]()

    def counted(asked: Path) -> AbstractContextManager[BinaryIO]:
        writings.append(asked)
        return replace_file(asked)

    monkeypatch.setattr(settings_store, "replace_file", counted)
    for value, count in (("value", 1), ("value", 1), ("another", 2)):
        settings.set_text("key", value)
        settings.save()
        assert len(writings) == count
    assert Settings(path).text("key") == "another"


@pytest.fixture
def refused(tmp_path: Path) -> SettingsStore:
    """Could not write "one"; could by now."""
    folder = tmp_path / "folder"
    folder.write_text("no folder", "ascii")
    store = SettingsStore(folder / "window.ini")
    store.put("one", "1")
    store._join()
    folder.unlink()
    return store


@pytest.mark.parametrize("again", [("two", "2"), ("one", "1")])
def test_what_could_not_be_written_is_tried_again_with_the_next(
    refused: SettingsStore, again: tuple[str, str]
) -> None:
    refused.put(*again)
    refused._join()
    later = SettingsStore(refused._path)
    assert later.get("one") == "1"
    assert later.get(again[0]) == again[1]


def test_what_could_not_be_written_is_tried_again_at_the_end(refused: SettingsStore) -> None:
    refused.finish()
    assert SettingsStore(refused._path).get("one") == "1"


def test_two_programs_share_a_list_of_files(path: Path, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("x.optx", "y.optx", "z.optx")]
    for file in files:
        file.touch()
    one = Settings(path)
    one.add_recent(files[0])
    one.save()
    two = Settings(path)
    two.add_recent(files[1])
    two.save()
    one.add_recent(files[2])
    one.save()
    assert Settings(path).recent() == files[::-1]


def test_a_place_that_the_system_has_no_answer_for_is_not_there(path: Path, tmp_path: Path) -> None:
    lost = tmp_path / ("x" * 300)  # asking fails as for a file on a drive that does not answer
    there = tmp_path / "there.optx"
    there.touch()
    settings = Settings(path)
    settings.set_folder(lost)
    settings.add_recent(there)
    settings.add_recent(lost)
    settings.save()
    later = Settings(path)
    assert later.recent() == [there]
    assert later.folder() == Path.home()
