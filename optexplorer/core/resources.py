"""Files shipped with the package: data sets, the surfaces catalogue."""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]


@cache
def folder() -> Path:
    """``resources`` inside the package when installed, beside the package in a checkout."""
    inside = _PACKAGE / "resources"
    return inside if inside.is_dir() else _PACKAGE.parent / "resources"


def resource(*parts: str) -> Path:
    """The file or folder ``parts`` under ``resources``."""
    return folder().joinpath(*parts)
