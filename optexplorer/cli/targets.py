"""The files that a command writes, refused before the work where they cannot be."""

import os
from collections.abc import Sequence
from pathlib import Path

from optexplorer.cli.errors import CommandError
from optexplorer.core.experiment import Experiment
from optexplorer.core.problem import DataSpec
from optexplorer.core.there import is_there
from optexplorer.problems.data.catalogue import find
from optexplorer.storage.atomic import check_writable
from optexplorer.storage.errors import StorageError


def check_target(target: str, source: Path, experiment: Experiment) -> None:
    """Raise `CommandError` for a place that cannot be written, or must not be."""
    try:
        check_writable(target)
    except StorageError as error:
        raise CommandError(str(error)) from error
    if _is(target, source):
        raise CommandError(f"{target} is the experiment itself")
    spec = experiment.problem.spec
    if isinstance(spec, DataSpec) and _is(target, find(spec.data, spec.folder)):
        raise CommandError(f"{target} is the data that the experiment fits")


def check_kind(target: str, kinds: Sequence[str], option: str = "--out") -> str:
    """The ending of ``target``, which must be one of ``kinds``; raises `CommandError`."""
    ending = Path(target).suffix.lower()
    if ending not in kinds:
        raise CommandError(f"{option}: must end with {' or '.join(kinds)}, got {target!r}")
    return ending


def check_run(index: int, experiment: Experiment) -> None:
    """Raise `CommandError` where there is no such run."""
    if not 0 <= index < len(experiment.runs):
        raise CommandError(f"--run: must lie in [0, {len(experiment.runs) - 1}], got {index}")


def _is(target: str, source: Path) -> bool:
    return is_there(Path(target)) and Path(target).samefile(source)


def are_one(target: str, other: str) -> bool:
    """Whether two names are of one file, which need not be there yet."""
    one, two = (os.path.normcase(os.path.realpath(name)) for name in (target, other))
    return one == two
