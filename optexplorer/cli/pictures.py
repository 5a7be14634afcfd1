"""What ``run --image`` is to show, by the options that say so."""

import re
from argparse import Namespace
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optexplorer.cli.errors import CommandError
from optexplorer.cli.parser import VIEWS
from optexplorer.cli.targets import check_kind

_FILMS = (".gif", ".webp", ".mp4")
_KINDS = (".png", ".svg", ".pdf", *_FILMS)
_OF_ALL = ("size", "only", "background", "legend", "formula")
_OF_PIXELS = ("scale",)  # a film has its size, and lines have every size
_OF_FILMS = ("rate", "seconds", "hold")
_SIZE = re.compile(r"(\d{1,9})[x×](\d{1,9})", re.IGNORECASE | re.ASCII)
_SAID = {"width": "--size: the width", "height": "--size: the height", "rate": "--frames-per-second:"}


@dataclass(frozen=True)
class Picture:
    """A file, and the settings of its look and of its film that were given."""

    path: Path
    look: dict[str, Any]
    film: dict[str, Any]


def asked(arguments: Namespace) -> Picture | None:
    """What ``--image`` asks for, None without it; raises `CommandError`."""
    names = (*_OF_ALL, *_OF_PIXELS, *_OF_FILMS)
    given = {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}
    if arguments.image is None:
        if given:
            raise CommandError(f"{_typed(*next(iter(given.items())))} needs --image")
        return None
    ending = check_kind(arguments.image, _KINDS, "--image")
    for others, kinds in ((_OF_PIXELS, (".png",)), (_OF_FILMS, _FILMS)):
        for name in others:
            if name in given and ending not in kinds:
                wanted = " or ".join(kinds)
                raise CommandError(f"{_typed(name, given[name])} is for {wanted} alone, got {ending}")
    film = {name: given.pop(name) for name in _OF_FILMS if name in given}
    if "size" in given:
        given["width"], given["height"] = _size(given.pop("size"))
    if "only" in given:
        only = given.pop("only")
        given |= {view: view == only for view in VIEWS}
    return Picture(Path(arguments.image), given, film)


def said(setting: str, message: str) -> CommandError:
    """That the value of a setting was refused, under the name of its option."""
    return CommandError(f"{_SAID.get(setting, f'--{setting}:')} {message}")


def _size(text: str) -> tuple[int, int]:
    match = _SIZE.fullmatch(text)
    if match is None:
        raise CommandError(f"--size: expected WIDTHxHEIGHT in pixels, as 1280x800, got {text!r}")
    return int(match[1]), int(match[2])


def _typed(name: str, value: object) -> str:
    """The option, as it was typed."""
    if value is False:
        return f"--no-{name}"
    return "--frames-per-second" if name == "rate" else f"--{name}"
