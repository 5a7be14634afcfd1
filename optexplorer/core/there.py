"""What is at a path; nothing, where the system gives no answer.

`Path` raises for a drive that does not answer, a folder that may not be searched, a name that is too
long.
"""

from pathlib import Path


def is_there(path: Path) -> bool:
    """Whether anything is there."""
    try:
        return path.exists()
    except (OSError, ValueError):
        return False


def is_folder(path: Path) -> bool:
    """Whether a folder is there."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False
