"""Generated modules: written to the cache folder, because numba caches only what stands in a file.

A module is named by the digest of its text, so equal formulas share one file and one set of
compiled kernels, also between starts. The code that runs is always the text at hand, never what
the folder happens to hold.
"""

import hashlib
import importlib.abc
import importlib.util
import os
import sys
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path
from types import ModuleType

from optexplorer.core import kernel_cache

_FOLDER = "expressions"  # shipped kernels are found by it
_DIGITS = 20  # of the digest: Windows bears 260 letters a path, and numba adds its own
_MADE: dict[str, tuple[str, str]] = {}  # name -> file and text


def load(text: str) -> ModuleType:
    """The module with this source."""
    name = f"formula_{hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]}"
    return made(name, str(_write(f"{name}.py", text)), text)


def made(name: str, file: str, text: str) -> ModuleType:
    """The module of this name and source, whatever the file holds."""
    loader = _TextLoader(text, file)
    spec = importlib.util.spec_from_loader(name, loader)
    assert spec is not None  # noqa: S101  (a loader was given)
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # numba looks it up by name when it reads its cache
    loader.exec_module(module)
    _MADE[name] = file, text
    return module


def all_made() -> dict[str, tuple[str, str]]:
    """The file and the source of each that there is, by name."""
    return _MADE.copy()


class _TextLoader(importlib.abc.ExecutionLoader):
    """Makes a module from a text that also stands in a file."""

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.file = file

    def get_source(self, _: str) -> str:
        return self.text

    def get_filename(self, _: str) -> str:
        return self.file


def _write(name: str, text: str) -> Path:
    """The file in the cache folder, or in a temporary one where that cannot be written.

    Where neither can, there is no file: the kernels are then compiled and not kept.
    """
    folder = kernel_cache.folder() / _FOLDER
    with suppress(OSError):
        return _written(folder, name, text)
    with suppress(OSError):
        return _written(_temporary_folder() / _FOLDER, name, text)
    return folder / name


def _written(folder: Path, name: str, text: str) -> Path:
    """A file that holds ``text``; an intact one is left alone, since numba goes by its age."""
    path = folder / name
    if path.is_file() and path.read_bytes() == text.encode():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(suffix=".tmp", dir=folder)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode())
        Path(draft).replace(path)
    except OSError:
        Path(draft).unlink(missing_ok=True)
        raise
    return path


@cache
def _temporary_folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="optexplorer-"))
