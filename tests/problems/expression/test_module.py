"""Generated modules on disk: cached between processes, and no folder can break them."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from optexplorer.core import kernel_cache
from optexplorer.problems.expression import formula_kernels
from optexplorer.problems.expression.emit import module_text
from optexplorer.problems.expression.module import load
from optexplorer.problems.expression.parse import parse

TEXT = module_text(parse("x^2 + a*y", ["a"]))

COUNT_HITS = """
from optexplorer.problems.expression import formula_kernels
kernels = formula_kernels("x^2 + min(x, y)/(1 + exp(y))", (), transformed=False)
hits = [getattr(kernels, n).compiled.dispatcher.stats for n in ("value", "gradient", "hessian")]
print(*(sum(h.cache_hits.values()) for h in hits), *(sum(h.cache_misses.values()) for h in hits))
"""


def count_hits(folder: Path) -> str:
    """Cache hits and misses of the three kernels in a new process."""
    ours = {"OPTEXPLORER_CACHE": str(folder), "PYTHONPATH": os.pathsep.join(sys.path)}
    result = subprocess.run(
        [sys.executable, "-c", COUNT_HITS],
        env={k: v for k, v in os.environ.items() if k != "NUMBA_CACHE_DIR"} | ours,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    return result.stdout.strip()


def test_a_second_process_compiles_nothing(tmp_path: Path) -> None:
    assert count_hits(tmp_path) == "0 0 0 1 1 1"
    assert count_hits(tmp_path) == "1 1 1 0 0 0"


def test_kernels_compile_where_no_folder_can_be_made(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    assert count_hits(blocked) == "0 0 0 1 1 1"


def test_a_damaged_cache_is_compiled_anew(tmp_path: Path) -> None:
    count_hits(tmp_path)
    for path in [*tmp_path.rglob("*.nbi"), *tmp_path.rglob("*.nbc")]:
        path.write_bytes(b"damaged")
    assert count_hits(tmp_path) == "0 0 0 1 1 1"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OPTEXPLORER_CACHE", str(tmp_path))
    return kernel_cache.folder() / "expressions"


def test_the_file_is_whole_and_alone(folder: Path) -> None:
    path = Path(load(TEXT).__file__ or "")
    assert path.parent == folder
    assert path.read_text(encoding="utf-8") == TEXT
    assert [p.name for p in folder.iterdir()] == [path.name]


def test_an_intact_file_keeps_its_age_and_a_damaged_one_is_replaced(folder: Path) -> None:
    path = Path(load(TEXT).__file__ or "")
    os.utime(path, (1e9, 1e9))
    load(TEXT)
    assert path.stat().st_mtime == 1e9
    path.write_text("raise SystemExit", encoding="utf-8")
    assert load(TEXT).value([3.0, 2.0], _Row(4.0), None) == 17.0
    assert path.read_text(encoding="utf-8") == TEXT


def test_a_file_in_place_of_the_folder_does_not_break(folder: Path) -> None:
    folder.parent.mkdir(parents=True)
    folder.write_text("in the way")
    module = load(TEXT)
    assert module.value([3.0, 2.0], _Row(4.0), None) == 17.0
    assert Path(module.__file__ or "").read_text(encoding="utf-8") == TEXT


class _Row(tuple[float, ...]):
    """A row of data that is read as ``data[0, i]``."""

    def __new__(cls, *values: float) -> "_Row":
        return super().__new__(cls, values)

    def __getitem__(self, at: tuple[int, int]) -> float:  # type: ignore[override]
        return super().__getitem__(at[1])


def test_a_slider_never_compiles() -> None:
    first = formula_kernels("a*x^2", ("a",), transformed=False)
    assert formula_kernels("a*x^2", ("a",), transformed=False) is first
    assert formula_kernels("a*x^2", ("a",), transformed=True) is not first


def test_equal_modules_come_from_equal_formulas_only() -> None:
    assert module_text(parse("x^2 + y*a", ["a"])) == TEXT
    assert module_text(parse("x^2 + y*a", ["b", "a"])) != TEXT
