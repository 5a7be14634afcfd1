"""Files appear whole or not at all."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from optexplorer.storage.atomic import check_writable, replace_file
from optexplorer.storage.errors import StorageError

LIMITED = """
import resource, signal, sys
from optexplorer.storage.atomic import replace_file
from optexplorer.storage.errors import StorageError
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
try:
    with replace_file(sys.argv[1]) as file:
        for _ in range(100):
            file.write(b"new" * 1000)
except StorageError as error:
    print(error)
    sys.exit(7)
"""


def test_the_bytes_arrive(tmp_path: Path) -> None:
    path = tmp_path / "new"
    with replace_file(path) as file:
        file.write(b"all")
        assert not path.exists()
    assert path.read_bytes() == b"all"
    assert [p.name for p in tmp_path.iterdir()] == ["new"]


def test_an_error_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")
    with pytest.raises(ZeroDivisionError), replace_file(path) as file:
        file.writelines(1 // (2 - n) * b"new" for n in range(3))
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(sys.platform == "win32", reason="RLIMIT_FSIZE is POSIX")
def test_a_full_disk_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old"
    path.write_bytes(b"old")
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, path], capture_output=True, text=True, check=False
    )
    assert done.returncode == 7, done.stderr
    assert done.stdout == f"{path} cannot be written (File too large)\n"
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_device_is_written_to_and_stays_a_device() -> None:
    with pytest.raises(StorageError, match="No space left"), replace_file("/dev/full") as file:
        file.write(b"much" * 100_000)
    assert stat.S_ISCHR(Path("/dev/full").stat().st_mode)


def test_permissions_stay(tmp_path: Path) -> None:
    path = tmp_path / "private"
    path.write_bytes(b"old")
    path.chmod(0o600)
    with replace_file(path) as file:
        file.write(b"new")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_new_file_has_the_usual_permissions(tmp_path: Path) -> None:
    (tmp_path / "usual").touch()
    with replace_file(tmp_path / "ours") as file:
        file.write(b"")
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "usual").stat().st_mode


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    target = tmp_path / "target"
    target.write_bytes(b"old")
    link = tmp_path / "link"
    link.symlink_to("target")
    with replace_file(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_link_to_nothing_makes_its_target(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("target")
    with replace_file(link) as file:
        file.write(b"new")
    assert link.is_symlink()
    assert (tmp_path / "target").read_bytes() == b"new"


def _refused(path: Path, reason: str) -> None:
    for attempt in (check_writable, lambda p: replace_file(p).__enter__()):
        with pytest.raises(StorageError) as caught:
            attempt(path)
        assert str(caught.value) == f"{path} cannot be written ({reason})"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    _refused(tmp_path, "it is a folder")


def test_a_missing_folder_is_refused(tmp_path: Path) -> None:
    _refused(tmp_path / "none" / "file", f"there is no folder {tmp_path / 'none'}")


def test_a_path_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    _refused(tmp_path / "file" / "x", f"there is no folder {tmp_path / 'file'}")


def test_a_loop_of_links_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a").symlink_to("b")
    (tmp_path / "b").symlink_to("a")
    _refused(tmp_path / "a", "it is a loop of links")
    assert (tmp_path / "a").is_symlink()


@pytest.mark.skipif(not os.path.ismount("/proc"), reason="needs a folder nobody can write to")
def test_a_folder_nobody_can_write_to_is_refused() -> None:
    with pytest.raises(StorageError), replace_file("/proc/optexplorer") as file:
        file.write(b"x")


def test_a_read_only_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "kept"
    path.write_bytes(b"old")
    path.chmod(0o400)
    if os.access(path, os.W_OK):
        pytest.skip("the superuser may write to every file")
    _refused(path, "the file is read-only")
    assert path.read_bytes() == b"old"
