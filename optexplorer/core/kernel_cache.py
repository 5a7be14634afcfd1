"""Where compiled kernels are kept between starts.

numba tracks the file a kernel stands in, and `core.helper` the helpers it calls from other files. What
is left is the compiled interface, so the folder carries a digest of it.

Import this before numba: numba reads its settings once, when it is imported.
"""

import hashlib
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

import platformdirs

FORMULAS = 400  # generated modules that are kept
OLD = 30 * 24 * 3600.0  # seconds after which another version's folder is given up


def _digest() -> str:
    here = Path(__file__).parent
    return hashlib.sha256((here / "abi.py").read_bytes()).hexdigest()[:12]


def folder() -> Path:
    """The folder for generated kernel modules and numba's index files.

    ``OPTEXPLORER_CACHE`` overrides the user's cache folder, for tests and read-only homes.
    """
    root = os.environ.get("OPTEXPLORER_CACHE") or platformdirs.user_cache_dir("optexplorer", False)
    return Path(root) / f"kernels-{_digest()}"


def tidy(keep: int = FORMULAS, age: float = OLD) -> None:
    """Let go of what is not used any more: folders of other versions, formulas of long ago.

    ``keep`` generated modules stay, the latest ones; a folder of another version goes once nothing
    in it was written for ``age`` seconds. Takes milliseconds; what cannot be removed stays.
    """
    here = folder()
    with suppress(OSError):
        for other in here.parent.glob("kernels-*"):
            if other != here and time.time() - other.stat().st_mtime > age:
                shutil.rmtree(other, ignore_errors=True)
        modules = sorted((here / "expressions").glob("formula_*.py"), key=_written, reverse=True)
        for module in modules[keep:]:
            for compiled in (here / "numba").glob(f"*/{module.stem}.*"):
                compiled.unlink(missing_ok=True)
            module.unlink(missing_ok=True)


def _written(path: Path) -> float:
    return path.stat().st_mtime


os.environ.setdefault("NUMBA_CACHE_DIR", str(folder() / "numba"))
# Coordinates side by side in one register: a third off the time of a long run, and the same numbers.
os.environ.setdefault("NUMBA_SLP_VECTORIZE", "1")
