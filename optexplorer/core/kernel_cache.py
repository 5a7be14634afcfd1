"""Where compiled kernels are kept between starts.

numba tracks the file a kernel stands in, and `core.helper` the helpers it calls from other files. What
is left is the compiled interface, so the folder carries a digest of it.

A bundle (`packaging/`) brings its kernels along in ``resources/kernels``, once for every machine and
once for all but the oldest; what it compiles itself goes to the user's folder as well.

Import this before numba: numba reads its settings once, when it is imported.
"""

import hashlib
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
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


def processors() -> list[str]:
    """The kinds of processor that this machine's is one of, as LLVM calls them, the ablest first.

    Single runs are as quick on either; maps, whose runs go side by side, gain by wide registers.
    The numbers are the same.
    """
    found = import_module("numpy._core._multiarray_umath").__cpu_features__
    return ["x86-64-v3", "generic"] if found.get("X86_V3") else ["generic"]


@cache
def shipped() -> Path | None:
    """The folder of the kernels that came with the program for this processor; only a bundle has it."""
    root = resource("kernels")
    if not root.is_dir():
        return None
    return next((root / name for name in processors() if (root / name).is_dir()), None)


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
if there := shipped():
    os.environ |= {"NUMBA_CPU_NAME": there.name, "NUMBA_CPU_FEATURES": ""}
    _PLACES = "optexplorer.core.shipped_kernels"
    os.environ["NUMBA_CACHE_LOCATOR_CLASSES"] = f"{_PLACES}.Shipped,{_PLACES}.Own"
# Coordinates side by side in one register: a third off the time of a long run, and the same numbers.
os.environ.setdefault("NUMBA_SLP_VECTORIZE", "1")
# Functions of vectors whose last bits differ from those of single numbers, where Intel's are installed.
os.environ.setdefault("NUMBA_DISABLE_INTEL_SVML", "1")
