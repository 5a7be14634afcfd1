"""Start a built bundle and see that it works: ``python packaging/check_bundle.py PROGRAM``.

Each time in a new home and another folder. ``--source PYTHON`` names a Python that has the same version
of the package installed; the numbers of both are then compared byte for byte. Needs a display, and on
Linux xdotool.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
EXPERIMENTS = ROOT / "resources/experiments"
FORMULA = 3  # kernels of one: value, gradient, Hessian
PATIENCE = 60.0  # seconds until a window is given up


def main() -> None:
    """Every check, or the first that fails."""
    parser = argparse.ArgumentParser()
    parser.add_argument("program", type=Path)
    parser.add_argument("--source", type=Path)
    arguments = parser.parse_args()
    program = arguments.program.resolve()
    with tempfile.TemporaryDirectory() as scratch:
        place = Place(Path(scratch))
        first = place.self_test(program)
        say_times("first start", first)
        if first["kernels"]["compiled"]:
            sys.exit(f"kernels were compiled that should have been there: {first['kernels']}")
        say_times("second start", place.self_test(program))
        if arguments.source:
            compare(
                place, program, arguments.source.absolute()
            )  # not resolved: a link to another Python
        if sys.platform == "linux":
            open_file(place, program)
            compile_formula(place, program)
            say_times(
                "copy, new home", Place(Path(scratch) / "other").self_test(copied(program, scratch))
            )
    print("passed")


class Place:
    """A home that nobody has used, and the folder programs are started from."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.home.mkdir(parents=True)
        kept = {
            k: v for k, v in os.environ.items() if not k.startswith(("XDG", "OPTEXPLORER", "NUMBA"))
        }
        kept.pop("PYTHONPATH", None)
        home = str(self.home)  # on Windows the last counts for platformdirs
        self.environment = kept | {
            "HOME": home, "LOCALAPPDATA": home, "WIN_PD_OVERRIDE_LOCAL_APPDATA": home
        }  # fmt: skip

    def run(self, *words: object) -> str:
        """What a command printed; one that fails ends the check."""
        done = subprocess.run(
            [str(word) for word in words],
            cwd=self.home,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            sys.exit(f"{words} ended with {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def self_test(self, program: Path) -> dict[str, Any]:
        """The report of ``program self-test``, which has passed."""
        report: dict[str, Any] = json.loads(self.run(program, "self-test"))
        return report


def say_times(name: str, report: dict[str, Any]) -> None:
    """One line about a start."""
    print(f"{name}: {report['seconds_from_start_to']}, kernels {report['kernels']}", flush=True)


def compare(place: Place, program: Path, source: Path) -> None:
    """Every shipped experiment gives the same bytes as the source."""
    for experiment in sorted(EXPERIMENTS.glob("*.optx")):
        written = []
        for name, command in (("bundle", [program]), ("source", [source, "-m", "optexplorer"])):
            out = place.home / f"{name}.csv"
            place.run(*command, "run", experiment, "--csv", out)
            written.append(out.read_bytes())
        if written[0] != written[1]:
            sys.exit(f"{experiment.name}: the bundle's numbers are not the source's")
    print(f"same bytes as the source: {len(list(EXPERIMENTS.glob('*.optx')))} experiments", flush=True)


def open_file(place: Place, program: Path) -> None:
    """A file named as the argument is in the title of the window."""
    file = place.home / "a file named so.optx"
    shutil.copy(EXPERIMENTS / "rosenbrock.optx", file)
    with subprocess.Popen([program, file], cwd=place.home, env=place.environment) as window:
        deadline = time.monotonic() + PATIENCE
        search = ["xdotool", "search", "--name", file.stem]
        while subprocess.run(search, capture_output=True, check=False).returncode:
            if window.poll() is not None or time.monotonic() > deadline:
                window.kill()
                sys.exit("no window has the file's name in its title")
            time.sleep(0.1)
        window.terminate()
    print("a file is opened by its name", flush=True)


def compile_formula(place: Place, program: Path) -> None:
    """What no bundle brings along is compiled by a second process, and kept."""
    file = place.home / "formula.optx"
    spec = json.loads((EXPERIMENTS / "rosenbrock.optx").read_text("utf-8"))
    spec["problem"] = {"kind": "formula", "expression": "x^2 + 3.25*y^2 + x*y/7"}
    file.write_text(json.dumps(spec), encoding="utf-8")
    before = set(place.home.rglob("formula_*.nbc"))  # of experiments that commands have run
    with subprocess.Popen([program, file], cwd=place.home, env=place.environment) as window:
        deadline, seen, made = time.monotonic() + PATIENCE, set[str](), set[Path]()
        while len(made) < FORMULA:
            if window.poll() is not None or time.monotonic() > deadline:
                window.kill()
                sys.exit(f"second processes: {seen}; kept: {made}")
            seen |= compilers(window.pid)
            made = set(place.home.rglob("formula_*.nbc")) - before
            time.sleep(0.02)
        left = compilers(window.pid)
        window.kill()  # who leaves this block waits for its end
        if len(seen) != 1 or left != seen:  # the window compiles where it fails
            sys.exit(f"one second process should have stayed, of {seen}: {left}")
    print("a formula is compiled by a second process", flush=True)


def compilers(process: int) -> set[str]:
    """The processes a program has started that compile."""
    children, found = list[str](), set[str]()
    for file in Path(f"/proc/{process}/task").glob("*/children"):
        with suppress(OSError):  # a thread that has ended
            children += file.read_text("ascii").split()
    for child in children:
        with suppress(OSError):  # a child that has: the window asks others, too
            if b"--compile-kernels" in Path(f"/proc/{child}/cmdline").read_bytes():
                found.add(child)
    return found


def copied(program: Path, scratch: str) -> Path:
    """The program in a copy of its folder that its user cannot write, unless it is root."""
    folder = shutil.copytree(program.parent, Path(scratch) / "copy", symlinks=True)
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            path.chmod(path.stat().st_mode & ~0o222)
    return folder / program.name


if __name__ == "__main__":
    main()
