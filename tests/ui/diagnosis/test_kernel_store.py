"""The cache of kernels bears what happens to files."""

from pathlib import Path
from unittest import mock

import pytest

from optexplorer.ui.diagnosis import kernel_tally
from optexplorer.ui.diagnosis.kernel_tally import Tally
from tests.support.program import start

ONE_KERNEL = """
import sys
from optexplorer.ui.diagnosis import kernel_store
from optexplorer.ui.diagnosis.kernel_tally import TALLY, trouble
from optexplorer.optimizers import CATALOGUE
kernel_store.install()
if "full" in sys.argv:
    import resource
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
CATALOGUE["gd"]().update.kernel.compiled
print(TALLY.loaded, TALLY.compiled)
print(trouble())
"""


def tally(folder: Path, *words: str) -> tuple[str, str]:
    """Kernels loaded and compiled by a process of its own, and its trouble."""
    with start(folder, "-c", ONE_KERNEL, *words, OPTEXPLORER_CACHE=str(folder)) as process:
        out, err = process.communicate()
    assert err == ""
    counts, trouble = out.split("\n")[:2]
    return counts, trouble


@pytest.mark.parametrize("kind", ["nbi", "nbc"])
def test_a_damaged_file_is_written_anew(tmp_path: Path, kind: str) -> None:
    assert tally(tmp_path) == ("0 1", "")
    (file,) = tmp_path.rglob(f"*.{kind}")
    file.write_bytes(b"damaged")
    assert tally(tmp_path) == ("0 1", "")
    assert tally(tmp_path) == ("1 0", "")


def test_a_full_disk_costs_time_only(tmp_path: Path) -> None:
    pytest.importorskip("resource")
    counts, trouble = tally(tmp_path, "full")
    assert counts == "0 1"
    assert trouble.startswith("Starts take longer than they need, because ")
    assert tally(tmp_path) == ("0 1", "")


def test_what_came_with_the_program_is_only_read(monkeypatch: pytest.MonkeyPatch) -> None:
    from optexplorer.ui.diagnosis import kernel_store

    def damaged(*_: object) -> None:
        raise EOFError

    cache = mock.Mock()
    cache._impl.locator.only_read = True
    saved = mock.Mock()
    monkeypatch.setattr(kernel_store, "_load", damaged)
    monkeypatch.setattr(kernel_store, "_save", saved)
    monkeypatch.setattr(kernel_tally, "TALLY", tally := Tally())
    monkeypatch.setattr(kernel_store, "TALLY", tally)
    assert kernel_store._load_if_sound(cache, None, None) is None
    kernel_store._save_if_possible(cache, None, None)
    assert not cache.flush.called
    assert not saved.called
    assert kernel_tally.trouble().endswith("files of the program are damaged, install it anew.")
