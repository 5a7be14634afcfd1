"""Where compiled kernels are kept between starts.

numba tracks the file a kernel stands in, and `core.helper` the helpers it calls from other files. What
is left is the compiled interface, so the folder carries a digest of it.

A bundle (`packaging/`) brings its kernels along, compiled for any processor of its kind, in
``resources/kernels``; what it compiles itself goes to the user's folder as well.

Import this before numba: numba reads its settings once, when it is imported.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import platformdirs

from optexplorer import __version__
from optexplorer.core.resources import resource

FORMULAS = 400  # generated modules that are kept
OLD = 30 * 24 * 3600.0  # seconds after which another version's folder is given up


def _digest() -> str:
    here = Path(__file__).parent
    return hashlib.sha256((here / "abi.py").read_bytes()).hexdigest()[:12]


def folder() -> Path:
    """The folder for generated kernel modules and numba's index files.

    ``OPTEXPLORER_CACHE`` overrides the user's cache folder, for tests and read-only homes.
    """
    own = os.environ.get("OPTEXPLORER_CACHE")
    root = own or platformdirs.user_cache_dir("optexplorer", False, __version__)
    return Path(root) / f"kernels-{_digest()}"


def shipped() -> Path:
    """The folder of the kernels that came with the program; only a bundle has it."""
    return resource("kernels")


def tidy(keep: int = FORMULAS, age: float = OLD) -> None:
    """Let go of what is not used any more: folders of other versions, formulas of long ago.

    ``keep`` generated modules stay, the latest ones; a folder of another version goes once nothing
    in it was written for ``age`` seconds. Takes milliseconds; what cannot be removed stays.
    """
    here = folder()
    with suppress(OSError):
        for other in _folders(here):
            if other != here and time.time() - other.stat().st_mtime > age:
                shutil.rmtree(other, ignore_errors=True)
        modules = sorted((here / "expressions").glob("formula_*.py"), key=_written, reverse=True)
        for module in modules[keep:]:
            for compiled in (here / "numba").glob(f"*/{module.stem}.*"):
                compiled.unlink(missing_ok=True)
            module.unlink(missing_ok=True)


def _folders(here: Path) -> Iterator[Path]:
    """The folders of all versions."""
    yield from here.parent.glob("kernels-*")
    if not os.environ.get("OPTEXPLORER_CACHE"):
        yield from here.parent.parent.glob("*/kernels-*")
        yield from here.parent.parent.glob("kernels-*")  # version 0.1.0 had no folder of its own


def _written(path: Path) -> float:
    return path.stat().st_mtime


os.environ.setdefault("NUMBA_CACHE_DIR", str(folder() / "numba"))
if shipped().is_dir():
    # A kernel for one processor is no use on another. For these kernels the common instructions are as
    # quick as all of them, and the numbers are the same.
    os.environ |= {"NUMBA_CPU_NAME": "generic", "NUMBA_CPU_FEATURES": ""}
    places = "optexplorer.core.shipped_kernels"
    os.environ["NUMBA_CACHE_LOCATOR_CLASSES"] = f"{places}.Shipped,{places}.Own"
# Coordinates side by side in one register: a third off the time of a long run, and the same numbers.
os.environ.setdefault("NUMBA_SLP_VECTORIZE", "1")
# Functions of vectors whose last bits differ from those of single numbers, where Intel's are installed.
os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")
