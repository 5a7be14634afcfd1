"""``optexplorer basins``: which start of a grid ends where, as a picture, a table or arrays."""

import sys
from argparse import Namespace
from contextlib import closing
from typing import TYPE_CHECKING

from optexplorer.cli.errors import FAILURE, CommandError
from optexplorer.cli.progress import ProgressLine
from optexplorer.cli.sessions import read_race
from optexplorer.cli.table import table
from optexplorer.cli.targets import check_kind, check_run, check_target
from optexplorer.storage.errors import StorageError

if TYPE_CHECKING:
    from optexplorer.core.analysis.basins import BasinMap


def basins(arguments: Namespace) -> int:
    """Carry out the command."""
    check_kind(arguments.out, (".png", ".csv", ".npz"))
    experiment = read_race(arguments.file)
    check_run(arguments.run, experiment)
    check_target(arguments.out, arguments.file, experiment)

    from optexplorer.core.analysis.basins import basins as compute
    from optexplorer.core.analysis.errors import AnalysisError
    from optexplorer.storage.basins import write_basins

    with closing(ProgressLine("computing")) as line:
        try:
            for found in compute(experiment, arguments.run, arguments.resolution, progress=line.show):
                complete = found
        except AnalysisError as error:
            raise CommandError(f"--{error}") from error
    try:
        write_basins(arguments.out, complete, experiment.problem.names)
    except StorageError as error:
        raise CommandError(str(error), FAILURE) from error
    sys.stdout.write(summary(complete))
    return 0


def summary(found: "BasinMap") -> str:
    """How many starts end where, a line an end."""
    rows = [
        [found.word(end), str(round(share * found.end.size)), f"{100 * share:.4g} %"]
        for end, share in found.shares().items()
    ]
    return table(["ends at", "starts", "share"], rows, right=[False, True, True])
