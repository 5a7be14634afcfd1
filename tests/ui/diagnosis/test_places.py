"""Whether a folder can be written is found out by writing."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from optexplorer.ui.diagnosis import kernel_tally
from optexplorer.ui.diagnosis.kernel_tally import can_be_written


def test_a_folder_that_takes_files(tmp_path: Path) -> None:
    assert can_be_written(tmp_path)
    assert can_be_written(tmp_path / "to" / "be" / "made")
    assert list(tmp_path.iterdir()) == [], "the trial leaves nothing"


def test_below_a_file_there_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not can_be_written(tmp_path / "file" / "folder")


def test_on_a_drive_that_is_not_there_is_no_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kernel_tally, "is_there", lambda _place: False)  # as on Windows, up to its root
    assert not can_be_written(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="a folder that may not be searched")
def test_a_folder_that_may_not_be_searched_takes_none(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o600)
    with nobody():
        assert not can_be_written(closed / "folder")


@contextmanager
def nobody() -> Iterator[None]:
    """As a user without rights, where this one has all."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that takes no files of anyone")
def test_permissions_are_not_asked() -> None:
    assert not can_be_written(Path("/proc"))
    if os.geteuid() == 0:
        assert os.access("/proc", os.W_OK), "which is what this test is about"
