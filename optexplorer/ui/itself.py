"""How this program starts others beside its window: itself once more, and those that write films."""

import os
import subprocess
import sys
from pathlib import Path

import optexplorer

UNSEEN = getattr(subprocess, "CREATE_NO_WINDOW", 0)  # flags: Windows opens a terminal else


def command(*, pipes: bool = False) -> list[str]:
    """What starts it; with ``pipes`` it can be spoken to by its standard streams on every system."""
    if not getattr(sys, "frozen", False):
        return [sys.executable, "-P", "-m", "optexplorer"]  # nothing of the folder it is started in
    program = Path(sys.executable)
    if pipes and sys.platform == "win32":  # the window's own program has no streams there
        program = program.with_name("optexplorer-cli.exe")
    return [str(program)]


def environment() -> dict[str, str]:
    """That of this process, with numba's folder in it where that is known, and this very package."""
    if getattr(sys, "frozen", False):
        return dict(os.environ)
    known = [str(Path(optexplorer.__file__).parents[1]), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, known))}
