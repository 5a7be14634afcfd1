"""What became of the kernels that were asked for since the start, and whether they can be kept."""

import os
from dataclasses import dataclass
from pathlib import Path

from optexplorer.core import kernel_cache


@dataclass
class Tally:
    """Counts of kernels; ``unkept`` is why the last one that could not be kept could not."""

    loaded: int = 0
    compiled: int = 0
    unkept: str = ""


TALLY = Tally()


def can_be_written(folder: Path) -> bool:
    """Whether files can be made there, or the folder itself can."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    return there.is_dir() and os.access(there, os.W_OK | os.X_OK)


def trouble() -> str:
    """One sentence where kernels may have to be compiled at every start; empty where not."""
    folder = kernel_cache.folder()
    if not can_be_written(folder):
        why = "cannot be written"
    elif TALLY.unkept:
        why = f"takes no more ({TALLY.unkept})"
    else:
        return ""
    return f"Starts take longer than they need, because {folder} {why}."
