"""The scenes of a lecture: experiments in an order, each with its view and words, in one file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from optexplorer.core.experiment import Experiment
from optexplorer.storage.errors import SessionError
from optexplorer.storage.node import Node

LOCKS = ("problem", "runs")  # panels that a scene may keep as they are
MOST = 500
WORDS = {"name": 200, "note": 4_000, "question": 1_000}  # characters at most

ReadExperiment = Callable[[dict[str, Node]], Experiment]
WriteExperiment = Callable[[Experiment, Path | None, Node], dict[str, Any]]


@dataclass(frozen=True)
class Scene:
    """One stop of a lecture."""

    name: str
    experiment: Experiment
    view: dict[str, Any] = field(default_factory=dict)  # plain JSON values
    note: str = ""
    question: str = ""  # shown first, with the surface and the start alone
    locked: tuple[str, ...] = ()  # of LOCKS


def read_scenes(
    node: Node, keys: tuple[Sequence[str], Sequence[str]], read: ReadExperiment
) -> tuple[Scene, ...]:
    """The scenes of a list; ``keys`` are those that an experiment must and may have."""
    items = node.items()
    if len(items) > MOST:
        node.fail(f"must have at most {MOST} items, got {len(items)}")
    return tuple(_read(item, keys, read) for item in items)


def _read(node: Node, keys: tuple[Sequence[str], Sequence[str]], read: ReadExperiment) -> Scene:
    required, optional = keys
    members = node.members(("name", *required), (*optional, "note", "question", "locked"))
    words = {key: _text(members[key], most) for key, most in WORDS.items() if key in members}
    locked = members["locked"].items() if "locked" in members else []
    return Scene(
        experiment=read(members),
        view=members["view"].object() if "view" in members else {},
        locked=tuple(dict.fromkeys(item.one_of("panel", LOCKS) for item in locked)),
        **words,
    )


def _text(node: Node, most: int) -> str:
    text = node.text()
    if len(text) > most:
        node.fail(f"must have at most {most} characters, got {len(text)}")
    return text


def write_scenes(
    scenes: Sequence[Scene], folder: Path | None, write: WriteExperiment
) -> list[dict[str, Any]]:
    """Plain values; what is empty is left out. Raises `SessionError` for what would not be read."""
    if len(scenes) > MOST:
        raise SessionError("scenes", f"must have at most {MOST} items, got {len(scenes)}")
    written = []
    for place, scene in enumerate(scenes):
        node = Node(None, f"scenes[{place}]")
        for key, most in WORDS.items():
            _text(node.child(key, getattr(scene, key)), most)
        extra = {
            "note": scene.note,
            "question": scene.question,
            "locked": list(scene.locked),
        }
        values = {"name": scene.name} | {key: value for key, value in extra.items() if value}
        values |= write(scene.experiment, folder, node)
        written.append(values | ({"view": scene.view} if scene.view else {}))
    return written
