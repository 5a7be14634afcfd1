"""The cache of kernels does not grow for ever."""

import os
from pathlib import Path

import pytest

from optexplorer import __version__
from optexplorer.core import kernel_cache


@pytest.fixture
def cache(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("OPTEXPLORER_CACHE", str(tmp_path))
    return kernel_cache.folder()


def formula(cache: Path, name: str, written: float) -> list[Path]:
    """A module with its compiled kernel."""
    paths = [cache / "expressions" / f"formula_{name}.py"]
    paths.append(cache / "numba" / "expressions_1" / f"formula_{name}.value-7.py311.1.nbc")
    for path in paths:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
        os.utime(path, (written, written))
    return paths


def test_the_oldest_formulas_go_with_their_kernels(cache: Path) -> None:
    files = [formula(cache, name, written) for written, name in enumerate("abcd", start=1_000)]
    other = cache / "numba" / "optimizers_1" / "adam._adam-31.py311.nbi"
    other.parent.mkdir(parents=True)
    other.write_bytes(b"")
    kernel_cache.tidy(keep=2)
    assert [[p.exists() for p in pair] for pair in files] == [[False] * 2] * 2 + [[True] * 2] * 2
    assert other.exists()


def test_folders_of_other_versions_go_when_they_are_old(cache: Path) -> None:
    old, young = (cache.parent / f"kernels-{name}" for name in ("old", "young"))
    for path in (old, young, cache):
        path.mkdir(parents=True)
    os.utime(old, (0, 0))
    os.utime(cache, (0, 0))
    kernel_cache.tidy()
    assert not old.exists()
    assert young.exists()
    assert cache.exists()


def test_the_users_folder_has_the_version_in_its_name(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("OPTEXPLORER_CACHE")
    monkeypatch.setattr(
        kernel_cache.platformdirs, "user_cache_dir", lambda _n, _a, v: f"{tmp_path}/{v}"
    )
    here = kernel_cache.folder()
    assert here.parent == tmp_path / __version__
    earlier, first = tmp_path / "0.0.9" / "kernels-1", tmp_path / "kernels-0"
    for path in (here, earlier, first):
        path.mkdir(parents=True)
        os.utime(path, (0, 0))
    kernel_cache.tidy()
    assert (here.exists(), earlier.exists(), first.exists()) == (True, False, False)


def test_the_kernels_for_the_ablest_processor_are_taken(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shipped = kernel_cache.shipped.__wrapped__
    monkeypatch.setattr(kernel_cache, "resource", tmp_path.joinpath)
    monkeypatch.setattr(kernel_cache, "processors", lambda: ["able", "generic"])
    assert shipped() is None
    for name in ("generic", "able"):
        folder = tmp_path / "kernels" / name
        folder.mkdir(parents=True)
        assert shipped() == folder


def test_every_machine_is_of_some_kind() -> None:
    assert kernel_cache.processors()[-1] == "generic"


def test_without_a_folder_there_is_nothing_to_do(cache: Path) -> None:
    kernel_cache.tidy()
    assert not cache.exists()
