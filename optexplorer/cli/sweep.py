"""``optexplorer sweep``: one run for every value of one or two hyper-parameters."""

import math
from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

from optexplorer.cli.errors import FAILURE, CommandError
from optexplorer.cli.progress import ProgressLine
from optexplorer.cli.sessions import read_race
from optexplorer.cli.targets import check_kind, check_run, check_target
from optexplorer.storage.errors import StorageError

if TYPE_CHECKING:
    from optexplorer.core.analysis.sweep import Axis

_FORM = "NAME=LOW:HIGH:COUNT[:log]"


def sweep(arguments: Namespace) -> int:
    """Carry out the command."""
    check_kind(arguments.out, (".csv", ".png", ".npz"))
    if (arguments.metric == "steps") != (arguments.target is not None):
        raise CommandError("--target goes with --metric steps, and only with it")
    if arguments.target is not None and not math.isfinite(arguments.target):
        raise CommandError("--target: must be a finite number")
    if len(arguments.vary) > 2:
        raise CommandError(f"--vary: one or two can be varied at a time, got {len(arguments.vary)}")
    axes = tuple(map(_axis, arguments.vary))
    experiment = read_race(arguments.file)
    check_run(arguments.run, experiment)
    check_target(arguments.out, arguments.file, experiment)

    from optexplorer.core.analysis.errors import AnalysisError
    from optexplorer.core.analysis.sweep import sweep as compute
    from optexplorer.storage.sweeps import write_sweep

    with closing(ProgressLine("computing")) as line:
        try:
            for found in compute(
                experiment, arguments.run, axes, target=arguments.target, progress=line.show
            ):
                complete = found
        except AnalysisError as error:
            where = "" if error.name == "vary" else f"{error.name}: "
            raise CommandError(f"--vary: {where}{error.message}") from error
    try:
        write_sweep(arguments.out, complete, arguments.metric)
    except StorageError as error:
        raise CommandError(str(error), FAILURE) from error
    return 0


def _axis(text: str) -> "Axis":
    from optexplorer.core.analysis.sweep import Axis

    name, _, values = text.partition("=")
    parts = values.split(":")
    log = len(parts) == 4 and parts[3] == "log"
    try:
        low, high, count = float(parts[0]), float(parts[1]), int(parts[2])
    except (ValueError, IndexError):
        raise CommandError(f"--vary: expected {_FORM}, got {text!r}") from None
    if not name or len(parts) > 3 + log or not (math.isfinite(low) and math.isfinite(high)):
        raise CommandError(f"--vary: expected {_FORM}, got {text!r}")
    return Axis(name, low, high, count, log)
