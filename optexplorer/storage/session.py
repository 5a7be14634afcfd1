"""Experiment files (``*.optx``): strict JSON in, canonical JSON out.

Whatever a file holds, reading it gives a `Session` or raises `SessionError` with one sentence; nothing
in a file is ever run. Writing states every hyper-parameter, so a later change of a default
does not change an experiment.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optexplorer.core.declare import SettingError
from optexplorer.core.experiment import MAX_STEPS, Experiment
from optexplorer.core.gradient import check_gradient
from optexplorer.core.problem import Problem, ProblemError, ProblemSpec
from optexplorer.problems import build_problem
from optexplorer.storage import document
from optexplorer.storage.atomic import replace_file
from optexplorer.storage.errors import SessionError
from optexplorer.storage.layout import layout
from optexplorer.storage.migrations import FORMAT, VERSION, migrate
from optexplorer.storage.node import Node
from optexplorer.storage.problem_schema import read_problem, write_problem
from optexplorer.storage.run_schema import read_point, read_run, write_point, write_run
from optexplorer.storage.scenes import Scene, read_scenes, write_scenes

MAX_SEED = 2**64 - 1

_HEAD = ("format", "version")
_REQUIRED = ("problem", "runs")
_OPTIONAL = ("start", "steps", "seed", "view")


@dataclass(frozen=True)
class Session:
    """What a file holds: an experiment, what the window shows of it, and the scenes of a lecture."""

    experiment: Experiment
    view: dict[str, Any] = field(default_factory=dict)  # plain JSON values
    scenes: tuple[Scene, ...] = ()


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
    members = root.members((*_HEAD, *_REQUIRED), (*_OPTIONAL, "scenes"))
    reader = _Reader(str(folder))
    scenes: tuple[Scene, ...] = ()
    experiment = reader.experiment(members)
    if "scenes" in members:
        scenes = read_scenes(members["scenes"], (_REQUIRED, _OPTIONAL), reader.experiment)
    return Session(experiment, members["view"].object() if "view" in members else {}, scenes)


class _Reader:
    """Reads the experiments of one file; what is said of a problem once is built once."""

    def __init__(self, folder: str) -> None:
        self._folder = folder
        self._built: dict[ProblemSpec, Problem] = {}

    def experiment(self, members: dict[str, Node]) -> Experiment:
        """The experiment in these members of an object."""
        problem = self._problem(members["problem"])
        experiment = _experiment(members, problem)
        _check_gradients(experiment, members["runs"])
        return experiment

    def _problem(self, node: Node) -> Problem:
        spec = read_problem(node, self._folder)
        if spec not in self._built:
            try:
                self._built[spec] = build_problem(spec)
            except ProblemError as error:
                path = f"{node.path}.{error.path}" if error.path else node.path
                raise SessionError(path, _one_line(error)) from None
        return self._built[spec]


def _experiment(members: dict[str, Node], problem: Problem) -> Experiment:
    runs = tuple(read_run(node, problem.size) for node in members["runs"].items())
    return Experiment(
        problem=problem,
        runs=runs,
        start=read_point(members["start"], problem.size) if "start" in members else None,
        steps=members["steps"].whole(1, MAX_STEPS) if "steps" in members else Experiment.steps,
        seed=members["seed"].whole(0, MAX_SEED) if "seed" in members else Experiment.seed,
    )


def _one_line(error: ProblemError) -> str:
    if error.position is None:
        return error.message
    return f"{error.message} (at character {error.position + 1})"


def _check_gradients(experiment: Experiment, node: Node) -> None:
    for index, run in enumerate(experiment.runs):
        try:
            check_gradient(experiment.problem, run.gradient)
        except SettingError as error:
            path = f"{node.path}[{index}].gradient.{error.name}"
            raise SessionError(path, error.message) from None


def dumps(
    experiment: Experiment,
    view: dict[str, Any],
    folder: Path | None = None,
    scenes: Sequence[Scene] = (),
) -> str:
    """The canonical text of a session, for a file in ``folder`` if that is known.

    Raises `SessionError` for what would not be read.
    """
    values: dict[str, Any] = {"format": FORMAT, "version": VERSION}
    values |= _written(experiment, folder, Node(None))
    if view:
        values["view"] = view
    if scenes:
        values["scenes"] = write_scenes(scenes, folder, _written)
    return layout(values)


def _written(experiment: Experiment, folder: Path | None, node: Node) -> dict[str, Any]:
    problem, size = node.child("problem", None), experiment.problem.size
    values: dict[str, Any] = {"problem": write_problem(experiment.problem.spec, folder, problem)}
    if experiment.start is not None:
        values["start"] = write_point(experiment.start, size, node.child("start", None))
    runs = node.child("runs", list(experiment.runs)).items()
    return values | {
        "steps": node.child("steps", experiment.steps).whole(1, MAX_STEPS),
        "seed": node.child("seed", experiment.seed).whole(0, MAX_SEED),
        "runs": [write_run(run.value, size, run) for run in runs],
    }


def encoded(
    experiment: Experiment, view: dict[str, Any], folder: Path, scenes: Sequence[Scene] = ()
) -> bytes:
    """The bytes of a file in ``folder``; raises `SessionError` for what would not be read again."""
    content = dumps(experiment, view, folder, scenes).encode("utf-8", "replace")
    if len(content) > document.MAX_BYTES:
        most = document.MAX_BYTES // 1_000_000
        raise SessionError("", f"the experiment is too large: at most {most} MB are read")
    return content


def save(
    path: str | Path, experiment: Experiment, view: dict[str, Any], scenes: Sequence[Scene] = ()
) -> None:
    """Write a session whole or not at all; raises `StorageError`, or `SessionError` for what would
    not be read again.
    """
    path = Path(path)
    content = encoded(experiment, view, path.parent, scenes)
    with replace_file(path) as file:
        file.write(content)
