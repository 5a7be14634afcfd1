"""Running the program as people do, in a process of its own."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def start(folder: Path, *command: str | Path, **environment: str) -> subprocess.Popen[str]:
    """Start Python on ``command`` in ``folder``, this checkout in reach and the output held.

    It finds its own place for kernels: this process told numba its own, in the environment.
    """
    inherited = {name: value for name, value in os.environ.items() if name != "NUMBA_CACHE_DIR"}
    return subprocess.Popen(
        [sys.executable, *map(str, command)],
        cwd=folder,
        env=inherited | {"PYTHONPATH": str(ROOT)} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def program(
    folder: Path, *arguments: str | Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    """``optexplorer`` with these arguments, run to its end in ``folder``."""
    with start(folder, "-m", "optexplorer", *arguments, **environment) as process:
        out, err = process.communicate()
    return subprocess.CompletedProcess(process.args, process.returncode, out, err)
