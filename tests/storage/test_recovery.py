"""Slots: kept whole, held while their process lives, and found once it does not."""

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest

from optexplorer.core.problem import DataSpec
from optexplorer.problems import build_problem
from optexplorer.storage import document
from optexplorer.storage import lock as locks
from optexplorer.storage.errors import SessionError, StorageError
from optexplorer.storage.lock import Lock
from optexplorer.storage.recovery import MOST, OLD, Slot, Unsaved, left_behind
from optexplorer.storage.session import load
from tests.support.program import start

SAMPLE = load(Path(__file__).parent / "samples" / "version-1.optx")

HOLDER = """
import sys, time
from pathlib import Path
from optexplorer.storage.recovery import Slot, Unsaved
from optexplorer.storage.session import load
slot = Slot(Path(sys.argv[1]))
slot.keep(Unsaved(load(sys.argv[2]), None, time.time()))
print("kept", flush=True)
time.sleep(60)
"""


def unsaved(steps: int = 10, path: Path | None = None) -> Unsaved:
    experiment = replace(SAMPLE.experiment, steps=steps)
    return Unsaved(replace(SAMPLE, experiment=experiment), path, time.time())


def kept(folder: Path, *steps: int) -> None:
    """Slots that were left behind, one a number of steps."""
    for place, count in enumerate(steps):
        slot = Slot(folder)
        slot.keep(unsaved(count))
        os.utime(slot._file, (place, time.time() + place - len(steps)))
        slot.leave()


def test_what_is_kept_reads_back_the_same(tmp_path: Path) -> None:
    slot, what = Slot(tmp_path / "new" / "folder"), unsaved(path=tmp_path / "mine — ⛰.optx")
    slot.keep(unsaved(5))
    slot.keep(what)
    assert slot.read() == what
    slot.give_up()
    assert list((tmp_path / "new" / "folder").iterdir()) == []


def test_the_latest_comes_first_and_each_once(tmp_path: Path) -> None:
    kept(tmp_path, 1, 2, 3)
    found = left_behind(tmp_path)
    assert [slot.read().session.experiment.steps for slot in found] == [3, 2, 1]
    assert left_behind(tmp_path) == [], "they are held now"
    found[0].give_up()
    found[1].leave()
    (rest,) = left_behind(tmp_path)
    assert rest.read().session.experiment.steps == 2
    rest.leave()
    found[2].leave()


def test_a_slot_is_found_only_once_its_process_is_dead(tmp_path: Path) -> None:
    sample = Path(__file__).parent / "samples" / "version-1.optx"
    with start(tmp_path, "-c", HOLDER, tmp_path / "slots", sample) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "kept\n"
        assert left_behind(tmp_path / "slots") == []
        process.kill()
    (slot,) = left_behind(tmp_path / "slots")
    assert slot.read().session == SAMPLE
    slot.leave()


def test_so_many_and_so_old_are_kept(tmp_path: Path) -> None:
    kept(tmp_path, *range(1, MOST + 4))
    found = left_behind(tmp_path)
    assert [slot.read().session.experiment.steps for slot in found] == list(range(MOST + 3, 3, -1))
    for slot in found:
        os.utime(slot._file, (0, time.time() - OLD - 60))
        slot.leave()
    assert left_behind(tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_drafts_of_interrupted_writes_are_swept(tmp_path: Path) -> None:
    names = (".optexplorer-1.tmp", "1.lock", ".optexplorer-2.tmp", "2.lock", "3.lock")
    files = [tmp_path / name for name in names]
    for file in files:
        file.touch()
    held = Lock(files[-1])
    for file in (*files[:2], files[-1]):
        os.utime(file, (0, time.time() - 7200))
    assert left_behind(tmp_path) == []
    assert [file.exists() for file in files] == [False, False, True, True, True]
    held.release()


@pytest.mark.parametrize(
    "content", [b"", b"{}\n", b"[1]\n{}", b"\xff\xfe", b'{"path": 1, "when": 0}\nx']
)
def test_what_is_damaged_is_refused_with_its_name(tmp_path: Path, content: bytes) -> None:
    kept(tmp_path, 1)
    (slot,) = left_behind(tmp_path)
    slot._file.write_bytes(content)
    with pytest.raises(SessionError, match=slot._file.name):
        slot.read()
    slot.leave()


@pytest.mark.parametrize("name", ["mine.csv", "penguins_flipper_mass"])
def test_a_table_is_found_from_there(tmp_path: Path, name: str) -> None:
    folder = tmp_path / "my\u00a0folder"
    folder.mkdir()
    (folder / name).write_text("x,y\n1,2\n2,3\n3,5\n", encoding="utf-8")
    problem = build_problem(DataSpec(f"./{name}", ("x",), "y", folder=str(folder)))
    experiment = replace(SAMPLE.experiment, problem=problem, runs=(), start=None)
    slot = Slot(tmp_path / "state" / "recovery")
    slot.keep(Unsaved(replace(SAMPLE, experiment=experiment), None, 0.0))
    assert slot.read().session.experiment.problem.examples == 3
    slot.leave()


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="cannot be written"):
        Slot(tmp_path / "file" / "below").keep(unsaved())
    assert left_behind(tmp_path / "nowhere") == []


def test_a_lock_is_held_once(tmp_path: Path) -> None:
    lock = Lock(tmp_path / "lock")
    with pytest.raises(OSError, match="unavailable"):
        Lock(tmp_path / "lock")
    lock.release()
    again = Lock(tmp_path / "lock")
    again.release(remove=True)
    assert not (tmp_path / "lock").exists()


@pytest.mark.parametrize("again", [False, True])
def test_a_lock_that_is_taken_away_before_it_is_held_is_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, again: bool
) -> None:
    path, hold = tmp_path / "lock", locks._hold
    first = Lock(path)

    def late(stream: BinaryIO) -> None:
        first.release(remove=True)
        if again:
            path.touch()
        hold(stream)

    monkeypatch.setattr(locks, "_hold", late)
    with pytest.raises(OSError, match=r"taken away|No such file"):
        Lock(path)


def test_what_would_not_be_read_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slot, what = Slot(tmp_path), unsaved()
    slot.keep(what)
    monkeypatch.setattr(document, "MAX_BYTES", 1_000)
    with pytest.raises(SessionError, match="the experiment is too large: at most"):
        slot.keep(unsaved(20))
    monkeypatch.undo()
    assert slot.read() == what
    slot.leave()
