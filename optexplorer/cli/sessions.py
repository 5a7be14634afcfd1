"""Reading the experiment that a command is about."""

from pathlib import Path

from optexplorer.cli.errors import CommandError
from optexplorer.core.experiment import Experiment
from optexplorer.storage.errors import SessionError


def read_experiment(file: Path) -> Experiment:
    """The experiment in a file; raises `CommandError`."""
    from optexplorer.storage.session import load

    try:
        return load(file).experiment
    except SessionError as error:
        raise CommandError(f"{file}: {error}") from error


def read_race(file: Path) -> Experiment:
    """The experiment in a file, which must have a run; raises `CommandError`."""
    experiment = read_experiment(file)
    if not experiment.runs:
        raise CommandError(f"{file}: there is no run in it")
    return experiment
