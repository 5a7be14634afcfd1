"""Which versions of what run here; asking imports none of it."""

import os
import platform
import sys

from PySide6.QtCore import qVersion

from optexplorer import __version__

# Modules, and what they are distributed as.
PARTS = {
    "PySide6": "PySide6-Essentials",
    "pyqtgraph": "pyqtgraph",
    "numpy": "numpy",
    "numba": "numba",
    "llvmlite": "llvmlite",
    "contourpy": "contourpy",
}


def versions() -> dict[str, str]:
    """The program, Python, Qt and the libraries that it stands on."""
    own = {"optexplorer": __version__, "python": platform.python_version(), "qt": qVersion()}
    return own | {module: _version(module, name) for module, name in PARTS.items()}


def machine() -> dict[str, str]:
    """The system and how the program was installed."""
    frozen = getattr(sys, "frozen", False)
    return {
        "system": platform.platform(),
        "processor": f"{platform.machine()}, {os.cpu_count()} cores",
        "program": f"{sys.executable} ({'packaged' if frozen else 'Python'})",
    }


def _version(module: str, distribution: str) -> str:
    loaded = getattr(sys.modules.get(module), "__version__", None)
    if loaded is not None:
        return str(loaded)
    from importlib.metadata import PackageNotFoundError, version  # 20 ms, for reports alone

    try:
        return version(distribution)
    except PackageNotFoundError:
        return "unknown"
