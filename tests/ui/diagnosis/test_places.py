"""Whether a folder can be written is found out by writing."""

import os
import sys
from pathlib import Path

import pytest

from optexplorer.ui.diagnosis.kernel_tally import can_be_written


def test_a_folder_that_takes_files(tmp_path: Path) -> None:
    assert can_be_written(tmp_path)
    assert can_be_written(tmp_path / "to" / "be" / "made")
    assert list(tmp_path.iterdir()) == [], "the trial leaves nothing"


def test_below_a_file_there_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert not can_be_written(tmp_path / "file" / "folder")


@pytest.mark.skipif(sys.platform != "linux", reason="a folder that takes no files of anyone")
def test_permissions_are_not_asked() -> None:
    assert not can_be_written(Path("/proc"))
    if os.geteuid() == 0:
        assert os.access("/proc", os.W_OK), "which is what this test is about"
