"""The program: the window, or one of the commands."""

from __future__ import annotations

import gc
import sys
from argparse import Namespace
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from optexplorer.cli.display import need_display
from optexplorer.cli.errors import guarded
from optexplorer.cli.parser import COMPILING, parse

if TYPE_CHECKING:
    from optexplorer.cli.pictures import Picture
    from optexplorer.core.experiment import Experiment
    from optexplorer.core.history import History


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out what the command line asks for; the exit status."""
    typed = sys.argv[1:] if arguments is None else arguments
    return guarded(lambda: _dispatch(typed))


def _dispatch(typed: Sequence[str]) -> int:
    parsed = parse(typed)
    return _COMMANDS[parsed.command](parsed)


def _window(arguments: Namespace) -> int:
    need_display()
    gc.disable()  # until there is a picture: nothing of what is imported and made is garbage
    from optexplorer.ui.app import main as window

    return window([] if arguments.file is None else [str(arguments.file)])


def _run(arguments: Namespace) -> int:
    from optexplorer.cli.run import run

    return run(arguments, _draw)


def _draw(picture: Picture, experiment: Experiment, history: History | None) -> None:
    from optexplorer.ui.export.headless import draw

    draw(picture, experiment, history)


def _probe(arguments: Namespace) -> int:
    from optexplorer.cli.probe import probe

    return probe(arguments)


def _critical_points(arguments: Namespace) -> int:
    from optexplorer.cli.critical_points import critical_points

    return critical_points(arguments)


def _basins(arguments: Namespace) -> int:
    from optexplorer.cli.basins import basins

    return basins(arguments)


def _sweep(arguments: Namespace) -> int:
    from optexplorer.cli.sweep import sweep

    return sweep(arguments)


def _escape(arguments: Namespace) -> int:
    from optexplorer.cli.escape import escape

    return escape(arguments)


def _fair_race(arguments: Namespace) -> int:
    from optexplorer.cli.fair_race import fair_race

    return fair_race(arguments)


def _list(arguments: Namespace) -> int:
    from optexplorer.cli.listing import listing

    return listing(arguments)


def _self_test(arguments: Namespace) -> int:
    need_display()
    from optexplorer.ui.self_test import main as self_test

    return self_test(arguments.out)


def _compile_kernels(_arguments: Namespace) -> int:
    from optexplorer.ui.compiling.server import serve

    return serve()


_COMMANDS: dict[str, Callable[[Namespace], int]] = {
    "window": _window,
    "run": _run,
    "probe": _probe,
    "critical-points": _critical_points,
    "basins": _basins,
    "sweep": _sweep,
    "escape": _escape,
    "fair-race": _fair_race,
    "list": _list,
    "self-test": _self_test,
    COMPILING: _compile_kernels,
}


if __name__ == "__main__":
    sys.exit(main())
