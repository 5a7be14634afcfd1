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


def environment_of_others() -> dict[str, str]:
    """That for programs of the system, as it was before a bundle had its own libraries found first.

    Others that load those instead of the system's do not start.
    """
    theirs = dict(os.environ)
    if getattr(sys, "frozen", False):
        theirs.pop("LD_LIBRARY_PATH", None)
        if "LD_LIBRARY_PATH_ORIG" in theirs:
            theirs["LD_LIBRARY_PATH"] = theirs.pop("LD_LIBRARY_PATH_ORIG")
    return theirs
