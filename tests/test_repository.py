"""Habits of the repository that a machine can see to."""

import ast
import re
import subprocess
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import optexplorer

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "optexplorer"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Loaded when first needed: together they would double the time until the window is there.
HEAVY = {"OpenGL", "contourpy", "numba", "pandas", "scipy", "sympy"}
QT = {"PySide6", "pyqtgraph", "superqt"}
# Comes with PySide6, always in the same version.
INCLUDED = {"shiboken6"}

MACHINE_PATH = re.compile(r"(?<![\w.$}])/(home|root|tmp|work|Users)/\w")
# What must be soon is for the benchmarks: in a test it would fail on a machine that stands still.
TIMED = re.compile(r"^\s*assert .*\b(monotonic|perf_counter|time)\(\)(?! < deadline)")
REGISTRY = re.compile(r"index[-_]url|://[^/\s]+/(simple|packages)\b|pypi\.\w|pythonhosted\.\w")


def tracked_texts() -> list[Path]:
    """The text files that git keeps."""
    listed = subprocess.run(
        ["git", "grep", "-I", "--name-only", "-z", "--cached", "-e", ""],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode != 0:
        pytest.skip("not a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0")[:-1]]


def normal(distribution: str) -> str:
    """A distribution's name as the packaging rules compare it."""
    return re.sub(r"[-_.]+", "-", distribution).lower()


def test_no_module_is_longer_than_400_lines() -> None:
    lengths = {p: len(p.read_text(encoding="utf-8").splitlines()) for p in PACKAGE.rglob("*.py")}
    assert lengths
    assert {str(path): n for path, n in lengths.items() if n > 400} == {}


def test_imports_keep_to_the_layers() -> None:
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("module", "absent"),
    [("optexplorer.__main__", HEAVY | QT), ("optexplorer.ui.main_window", HEAVY)],
)
def test_starting_imports_nothing_heavy(module: str, absent: set[str]) -> None:
    program = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    loaded = set(done.stdout.split())
    assert module in loaded
    assert loaded & absent == set()


def test_every_import_is_declared() -> None:
    imported: set[str] = set()
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                imported.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                imported.add(node.module.partition(".")[0])
    foreign = imported - sys.stdlib_module_names - {"optexplorer"} - INCLUDED
    assert "numpy" in foreign
    declared = {normal(re.split(r"[^\w.-]", need)[0]) for need in PROJECT["dependencies"]}
    distributions = packages_distributions()
    assert {m for m in foreign if not declared & set(map(normal, distributions[m]))} == set()


def test_every_dependency_has_a_tested_version() -> None:
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    pinned = {normal(line.split("==")[0]) for line in lines if not line.startswith("#")}
    declared = {normal(re.split(r"[^\w.-]", need)[0]) for need in PROJECT["dependencies"]}
    assert declared <= pinned


@pytest.mark.parametrize("unwanted", [MACHINE_PATH, REGISTRY], ids=["machine path", "registry"])
def test_no_file_names_a_place_of_one_machine(unwanted: re.Pattern[str]) -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}"
        for path in tracked_texts()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if unwanted.search(line)
    ]
    assert found == []


def test_no_test_asks_the_clock() -> None:
    files = [path for path in (ROOT / "tests").rglob("*.py") if path.parent.name != "benchmarks"]
    assert files
    timed = [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in files
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if TIMED.search(line)
    ]
    assert timed == []


def test_the_changelog_has_this_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    versions = re.findall(r"^## \[?([^\]\s]+)", changelog, re.MULTILINE)
    assert versions
    newest = versions[1] if versions[0] == "Unreleased" else versions[0]
    assert newest == optexplorer.__version__
