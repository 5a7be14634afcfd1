"""The cache of kernels bears what happens to files."""

from pathlib import Path

import pytest

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
