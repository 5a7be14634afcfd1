"""The experiments that come with the program, as the File menu lists them."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from optexplorer.core.resources import folder


@dataclass(frozen=True)
class Example:
    """A shipped experiment."""

    title: str
    about: str  # one sentence
    path: Path


def examples() -> tuple[Example, ...]:
    """All of them, in the order of the menu."""
    place = folder() / "experiments"
    listed = tomllib.loads((place / "index.toml").read_text(encoding="utf-8"))
    return tuple(
        Example(entry["title"], entry["about"], place / f"{name}.optx")
        for name, entry in listed.items()
    )
