"""What may be typed after ``optexplorer``."""

import argparse
import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, NoReturn

import optexplorer
from optexplorer.cli.errors import PROGRAM, CommandError
from optexplorer.core.there import is_there

_ALONE = ("-h", "--help", "--version")
_LISTS = ("surfaces", "optimizers", "schedules", "data")
_COMMANDS = (
    "run",
    "probe",
    "critical-points",
    "basins",
    "sweep",
    "escape",
    "fair-race",
    "list",
    "self-test",
)
COMPILING = "--compile-kernels"  # what the window starts, beside itself and for itself

VIEWS = ("contour", "curves")
_BACKGROUNDS = ("light", "dark", "transparent")
_RACE_METRICS = ("final_loss", "best_loss", "steps", "evaluations")
_METRICS = ("final_loss", "best_loss", "steps", "outcome")

_DESCRIPTION = "Race optimizers over loss surfaces, formulas and real data, live."
_NEGATIVE = re.compile(r"-(\.?\d[\d._e+-]*|inf(inity)?|nan)", re.IGNORECASE)
_WITH_NUMBERS = ("probe", "sweep", "escape", "fair-race")  # of which some may be negative


class _Parser(argparse.ArgumentParser):
    """Takes whole option names only and complains in one line."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(allow_abbrev=False, **settings)

    def error(self, message: str) -> NoReturn:
        raise CommandError(f"{message} (see {self.prog} --help)")


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command and its arguments; raises `CommandError`.

    Without a command, ``command`` is "window" and ``file`` the experiment to open, or None.
    """
    first = arguments[0] if arguments else ""
    if list(arguments) == [COMPILING]:
        return argparse.Namespace(command=COMPILING)
    if not first or (first not in _COMMANDS and not first.startswith("-")):
        return _window(arguments)
    if first.startswith("-") and first not in _ALONE:
        raise CommandError(f"unrecognized arguments: {first} (see {PROGRAM} --help)")
    return _parser().parse_args(_shielded(arguments))


def _window(arguments: Sequence[str]) -> argparse.Namespace:
    if len(arguments) > 1:
        if guess := _guess(arguments[0]):
            raise CommandError(f"{arguments[0]} is no file{guess}")
        raise CommandError(f"one file at most can be opened (see {PROGRAM} --help)")
    file = Path(arguments[0]) if arguments else None
    if file is not None and not is_there(file):
        raise CommandError(f"{file}: there is no such file{_guess(arguments[0])}")
    return argparse.Namespace(command="window", file=file)


def _guess(name: str) -> str:
    close = get_close_matches(name, _COMMANDS, n=1)
    return f", and no such command; the nearest is {close[0]!r}" if close else ""


def _shielded(arguments: Sequence[str]) -> list[str]:
    """Negative numbers with a space in front: argparse would take ``-1e-3`` for an option."""
    if arguments[0] not in _WITH_NUMBERS:
        return list(arguments)
    return [f" {a}" if _NEGATIVE.fullmatch(a) else a for a in arguments]


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog=PROGRAM,
        description=_DESCRIPTION,
        usage=f"{PROGRAM} [FILE]\n       {PROGRAM} COMMAND ...",
        epilog="Without a command the window opens, with FILE in it if one is given. "
        "Only the window and self-test need a display.",
    )
    parser.add_argument("--version", action="version", version=f"{PROGRAM} {optexplorer.__version__}")
    commands = parser.add_subparsers(prog=PROGRAM, dest="command", metavar="COMMAND", required=True)

    run = commands.add_parser("run", help="compute an experiment and print how each run ended")
    run.add_argument("file", metavar="FILE", type=Path, help="an experiment (.optx)")
    run.add_argument("--csv", metavar="OUT", help="write every step of every run; - is the output")
    run.add_argument("--state", action="store_true", help="with the optimizers' state, in the CSV")
    run.add_argument(
        "--image", metavar="OUT", help="a picture (.png .svg .pdf) or animation (.gif .webp .mp4)"
    )
    _add_look(run)

    probe = commands.add_parser("probe", help="value, gradient and Hessian at a point, as JSON")
    probe.add_argument("file", metavar="FILE", type=Path, help="an experiment (.optx)")
    probe.add_argument("--at", nargs="+", type=float, required=True, metavar="X", help="the point")

    critical = commands.add_parser(
        "critical-points", help="minima, maxima and saddles in the domain, as JSON"
    )
    critical.add_argument("file", metavar="FILE", type=Path, help="an experiment (.optx)")

    basins = commands.add_parser(
        "basins", help="which start of a grid ends where, as a picture or table"
    )
    _add_run(basins)
    basins.add_argument(
        "--resolution", metavar="R", type=int, required=True, help="starts along each side"
    )
    basins.add_argument("--out", metavar="OUT", required=True, help="a .png, .csv or .npz file")

    sweep = commands.add_parser("sweep", help="one run for every value of one or two hyper-parameters")
    _add_run(sweep)
    sweep.add_argument(
        "--vary", metavar="NAME=LOW:HIGH:COUNT[:log]", action="append", required=True,
        help="a hyper-parameter and its values; once or twice",
    )  # fmt: skip
    sweep.add_argument("--metric", required=True, choices=_METRICS)
    sweep.add_argument("--target", metavar="LOSS", type=float, help="the loss whose steps are counted")
    sweep.add_argument("--out", metavar="OUT", required=True, help="a .csv, .png or .npz file")

    escape = commands.add_parser(
        "escape", help="over many seeds, how long every run stays at its start"
    )
    escape.add_argument("file", metavar="FILE", type=Path, help="an experiment (.optx)")
    escape.add_argument(
        "--seeds", metavar="K", type=int, required=True, help="how many, from the experiment's own on"
    )
    escape.add_argument("--distance", metavar="D", type=float, help="that counts as an escape")
    escape.add_argument("--decrease", metavar="D", type=float, help="of the loss that counts as one")
    escape.add_argument(
        "--from", dest="centre", metavar="X", nargs="+", type=float, help="instead of the start"
    )
    escape.add_argument("--out", metavar="OUT", required=True, help="a .csv file")

    race = commands.add_parser(
        "fair-race", help="tune every run within the same budget, then rank them"
    )
    race.add_argument("file", metavar="FILE", type=Path, help="an experiment (.optx)")
    race.add_argument(
        "--budget", metavar="TRIALS", type=int, required=True, help="settings to try for each run"
    )
    race.add_argument("--starts", metavar="N", type=int, default=9, help="of every trial (9)")
    race.add_argument(
        "--spread", metavar="S", type=float, default=1.0,
        help="how far over the domain they lie: 1 all over, less nearer the experiment's (1)",
    )  # fmt: skip
    race.add_argument(
        "--seeds", metavar="N", type=int, default=3, help="from the experiment's own on (3)"
    )
    length = race.add_mutually_exclusive_group()
    length.add_argument("--steps", metavar="N", type=int, help="of every run (the experiment's)")
    length.add_argument("--evaluations", metavar="N", type=int, help="of every run, instead of steps")
    race.add_argument("--metric", default="final_loss", choices=_RACE_METRICS)
    race.add_argument("--target", metavar="LOSS", type=float, help="to count steps or evaluations to")
    race.add_argument("--out", metavar="OUT", required=True, help="a .csv or .optx file")

    listing = commands.add_parser("list", help="what there is to choose from")
    listing.add_argument("what", choices=_LISTS)
    listing.add_argument("--json", action="store_true", help="everything, as JSON")

    test = commands.add_parser("self-test", help="open the window, paint the views, report as JSON")
    test.add_argument("--out", metavar="OUT", type=Path, help="a file for the report")
    return parser


def _add_look(command: argparse.ArgumentParser) -> None:
    """What the window asks of a picture and of an animation, but for 3-D."""
    look = command.add_argument_group("with --image")
    look.add_argument("--size", metavar="WIDTHxHEIGHT", help="in pixels, before the scale (1280x800)")
    look.add_argument(
        "--scale", metavar="S", type=float, help="times as many pixels, arranged the same; .png (2)"
    )
    look.add_argument("--only", choices=VIEWS, help="one of the two views")
    look.add_argument("--background", choices=_BACKGROUNDS, help="what it stands on (light)")
    switch = argparse.BooleanOptionalAction
    look.add_argument("--legend", action=switch, help="names of the runs on it (shown)")
    look.add_argument(
        "--formula", action=switch, help="the problem's name and formula above it (shown)"
    )
    film = command.add_argument_group("with --image of an animation")
    film.add_argument(
        "--frames-per-second", dest="rate", metavar="N", type=int, help="more is smoother (20)"
    )
    film.add_argument("--seconds", metavar="S", type=float, help="how long the timeline takes (8)")
    film.add_argument("--hold", metavar="S", type=float, help="how long the last step stays (1)")


def _add_run(command: argparse.ArgumentParser) -> None:
    """The arguments of a command that is about one run."""
    command.add_argument("file", metavar="FILE", type=Path, help="an experiment (.optx)")
    command.add_argument("--run", metavar="N", type=int, required=True, help="counted from 0")
