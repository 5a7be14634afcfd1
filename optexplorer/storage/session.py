"""Experiment files (``*.optx``): strict JSON in, canonical JSON out.

Whatever a file holds, reading it gives a `Session` or raises `SessionError` with one sentence; nothing
in a file is ever run. Writing states every hyper-parameter, so a later change of a default
does not change an experiment.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optexplorer.core.declare import SettingError
from optexplorer.core.experiment import MAX_STEPS, Experiment
from optexplorer.core.gradient import check_gradient
from optexplorer.core.problem import ProblemError
from optexplorer.problems import build_problem
from optexplorer.storage import document
from optexplorer.storage.atomic import replace_file
from optexplorer.storage.errors import SessionError
from optexplorer.storage.layout import layout
from optexplorer.storage.migrations import FORMAT, VERSION, migrate
from optexplorer.storage.node import Node, shown
from optexplorer.storage.problem_schema import read_problem, write_problem
from optexplorer.storage.run_schema import read_point, read_run, write_run

MAX_SEED = 2**64 - 1

_REQUIRED = ("format", "version", "problem", "runs")
_OPTIONAL = ("start", "steps", "seed", "view")


@dataclass(frozen=True)
class Session:
    """What a file holds: an experiment, and what the window shows of it."""

    experiment: Experiment
    view: dict[str, Any] = field(default_factory=dict)  # plain JSON values


def load(path: str | Path) -> Session:
    """The session in a file."""
    path = Path(path)
    try:
        with path.open("rb") as file:
            content = file.read(document.MAX_BYTES + 1)
        text = content.decode("utf-8-sig")
    except OSError as error:
        raise SessionError("", f"cannot be read ({error.strerror or error})") from None
    except UnicodeDecodeError as error:
        raise SessionError("", f"is not UTF-8 text (byte {error.start})") from None
    return loads(text, path.parent)


def loads(text: str, folder: str | Path) -> Session:
    """The session in a text; relative paths in it start at ``folder``."""
    root = migrate(Node(document.parse(text)))
    members = root.members(_REQUIRED, _OPTIONAL)
    spec = read_problem(members["problem"], str(folder))
    try:
        problem = build_problem(spec)
    except ProblemError as error:
        path = f"problem.{error.path}" if error.path else "problem"
        raise SessionError(path, _one_line(error)) from None
    runs = tuple(read_run(node, problem.size) for node in members["runs"].items())
    experiment = Experiment(
        problem=problem,
        runs=runs,
        start=read_point(members["start"], problem.size) if "start" in members else None,
        steps=members["steps"].whole(1, MAX_STEPS) if "steps" in members else Experiment.steps,
        seed=members["seed"].whole(0, MAX_SEED) if "seed" in members else Experiment.seed,
    )
    _check_gradients(experiment)
    return Session(experiment, _view(members["view"]) if "view" in members else {})


def _one_line(error: ProblemError) -> str:
    if error.position is None:
        return error.message
    return f"{error.message} (at character {error.position + 1})"


def _check_gradients(experiment: Experiment) -> None:
    for index, run in enumerate(experiment.runs):
        try:
            check_gradient(experiment.problem, run.gradient)
        except SettingError as error:
            path = f"runs[{index}].gradient.{error.name}"
            raise SessionError(path, error.message) from None


def _view(node: Node) -> dict[str, Any]:
    if not isinstance(node.value, dict):
        node.fail(f"must be an object, got {shown(node.value)}")
    view: dict[str, Any] = node.plain()
    return view


def dumps(experiment: Experiment, view: dict[str, Any], folder: Path | None = None) -> str:
    """The canonical text of a session, for a file in ``folder`` if that is known."""
    values: dict[str, Any] = {
        "format": FORMAT,
        "version": VERSION,
        "problem": write_problem(experiment.problem.spec, folder),
    }
    if experiment.start is not None:
        values["start"] = list(experiment.start)
    values |= {
        "steps": experiment.steps,
        "seed": experiment.seed,
        "runs": [write_run(run) for run in experiment.runs],
    }
    if view:
        values["view"] = view
    return layout(values)


def save(path: str | Path, experiment: Experiment, view: dict[str, Any]) -> None:
    """Write a session whole or not at all; raises `StorageError`."""
    path = Path(path)
    text = dumps(experiment, view, path.parent)
    with replace_file(path) as file:
        file.write(text.encode("utf-8", "replace"))
