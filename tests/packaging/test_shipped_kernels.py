"""Kernels that came with the program are used, from wherever it stands and whoever starts it."""

import ast
import io
import os
import pickle
import re
import runpy
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KERNELS = runpy.run_path(str(ROOT / "packaging/kernels.py"))
EXPERIMENT = ROOT / "resources/experiments/escape-ridge.optx"


def compute(folder: Path, home: Path, **more: str) -> tuple[bytes, str]:
    """The CSV of the package in ``folder``, and what numba says of its cache."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("NUMBA", "OPTEXPLORER", "XDG"))}
    environment = {"HOME": str(home), "PYTHONPATH": str(folder), "NUMBA_DEBUG_CACHE": "1"}
    home.mkdir(exist_ok=True)
    out = home / "out.csv"
    done = subprocess.run(
        [sys.executable, "-m", "optexplorer", "run", EXPERIMENT, "--csv", out],
        cwd=home,
        env=kept | environment | more,
        capture_output=True,
        text=True,
        check=True,
    )
    return out.read_bytes(), done.stdout


def test_all_that_is_to_be_compiled_is() -> None:
    parts = ast.parse((ROOT / "packaging/kernels.py").read_text("utf-8")).body
    made = {part.name for part in parts if isinstance(part, ast.FunctionDef)}
    (start,) = [part for part in parts if isinstance(part, ast.If)]
    called = {node.id for node in ast.walk(start) if isinstance(node, ast.Name)}
    assert "compile_maps" in made
    assert {name for name in made if name.startswith("compile_")} <= called


@pytest.mark.skipif(sys.platform == "win32", reason="the folder of caches is not told by HOME")
def test_shipped_kernels_are_used(tmp_path: Path) -> None:
    """Compiled from the checkout, used by a copy of it in another place and another home."""
    generic = {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    made = tmp_path / "made"
    csv, said = compute(ROOT, tmp_path / "builder", OPTEXPLORER_CACHE=str(made), **generic)
    assert "data saved" in said

    copy = tmp_path / "copy"
    for name in ("optexplorer", "resources"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    kernels = copy / "resources" / "kernels" / "generic"
    KERNELS["collect"](made, kernels)
    again, said = compute(copy, tmp_path / "user")
    assert again == csv
    assert "data saved" not in said
    assert set(re.findall(r"data loaded from '(.*?/kernels/\w+)/", said)) == {str(kernels)}

    # What is not among them is compiled once, and kept with the user.
    for file in (kernels / "optimizers").glob("adam.*"):
        file.unlink()
    for kept in ("saved", "loaded"):
        again, said = compute(copy, tmp_path / "user")
        assert again == csv
        places = set(re.findall(rf"data {kept} (?:to|from) '(.*?)/adam\.", said))
        assert places, said
        assert all(place.startswith(str(tmp_path / "user" / ".cache")) for place in places)

    # One that is for something else is compiled, and not kept there: the program is not written to.
    for index in (kernels / "optimizers").glob("*.nbi"):
        index.write_bytes(_of_nothing(index.read_bytes()))
    before = {path: path.read_bytes() for path in kernels.rglob("*") if path.is_file()}
    again, said = compute(copy, tmp_path / "user")
    assert again == csv
    assert "data saved" not in said
    assert {path: path.read_bytes() for path in kernels.rglob("*") if path.is_file()} == before


def _of_nothing(index: bytes) -> bytes:
    """The same index of numba's, for the same source, that knows no kernel."""
    stream = io.BytesIO(index)
    version = pickle.load(stream)  # noqa: S301  (made by this test)
    stamp, _known = pickle.load(stream)  # noqa: S301
    return pickle.dumps(version) + pickle.dumps((stamp, {}))
