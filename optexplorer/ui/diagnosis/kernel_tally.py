"""What became of the kernels that were asked for since the start, and whether they can be kept."""

import secrets
from dataclasses import dataclass
from pathlib import Path

from optexplorer.core import kernel_cache
from optexplorer.core.there import is_there


@dataclass
class Tally:
    """Counts of kernels; ``unkept`` is why the last one that could not be kept could not.

    ``damaged`` is whether one that came with the program could not be read.
    """

    loaded: int = 0
    compiled: int = 0
    unkept: str = ""
    damaged: bool = False


TALLY = Tally()


def can_be_written(folder: Path) -> bool:
    """Whether files can be made there, or the folder itself can: by making one, which goes at once.

    What the system says of permissions is not the whole truth, for root and on Windows least of all.
    """
    there = next(filter(is_there, (folder, *folder.absolute().parents)), None)
    if there is None:  # on a drive that is not there
        return False
    trial = there / f".optexplorer-{secrets.token_hex(8)}"
    try:
        trial.touch(exist_ok=False)
        trial.unlink()
    except OSError:
        return False
    return True


def trouble() -> str:
    """One sentence where kernels may have to be compiled at every start; empty where not."""
    if TALLY.damaged:
        return "Starts take longer than they need: files of the program are damaged, install it anew."
    folder = kernel_cache.folder()
    if not can_be_written(folder):
        why = "cannot be written"
    elif TALLY.unkept:
        why = f"takes no more ({TALLY.unkept})"
    else:
        return ""
    return f"Starts take longer than they need, because {folder} {why}."
