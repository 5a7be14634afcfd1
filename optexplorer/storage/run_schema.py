"""The ``runs`` of an experiment file, to and from plain values."""

from typing import Any

from optexplorer.core.escape import NO_ESCAPE
from optexplorer.core.experiment import Run
from optexplorer.core.gradient import Full
from optexplorer.core.problem import Point
from optexplorer.core.schedule import Constant
from optexplorer.optimizers import CATALOGUE
from optexplorer.storage.declared import (
    read_around,
    read_escape,
    read_gradient,
    read_schedule,
    read_settings,
    settings,
    with_kind,
    write_escape,
)
from optexplorer.storage.node import Node

MAX_LABEL = 200
MAX_STREAM = 2**31 - 1

_OPTIONAL = ("label", "hyperparameters", "schedule", "gradient", "escape", "start", "stream", "around")


def read_run(node: Node, size: int) -> Run:
    """A run on a problem of ``size`` parameters."""
    members = node.members(["optimizer"], _OPTIONAL)
    kind = CATALOGUE[members["optimizer"].one_of("optimizer", CATALOGUE)]
    return Run(
        optimizer=read_settings(kind, members.get("hyperparameters", Node({}))),
        label=_label(members["label"]) if "label" in members else "",
        schedule=read_schedule(members["schedule"]) if "schedule" in members else Constant(),
        gradient=read_gradient(members["gradient"]) if "gradient" in members else Full(),
        start=read_point(members["start"], size) if "start" in members else None,
        stream=members["stream"].whole(0, MAX_STREAM) if "stream" in members else None,
        around=read_around(members["around"]) if "around" in members else (),
        escape=read_escape(members["escape"]) if "escape" in members else NO_ESCAPE,
    )


def read_point(node: Node, size: int) -> Point:
    """A point in the space of ``size`` parameters."""
    return tuple(item.number() for item in node.items(size))


def write_point(point: Point, size: int, node: Node) -> list[float]:
    """Plain values; raises `SessionError`, at ``node``, for what would not be read."""
    return list(read_point(Node(list(point), node.path), size))


def _label(node: Node) -> str:
    text = node.text()
    if len(text) > MAX_LABEL:
        node.fail(f"must have at most {MAX_LABEL} characters, got {len(text)}")
    if "\0" in text:
        node.fail("must not hold the character of code 0")
    return text


def write_run(run: Run, size: int, node: Node) -> dict[str, Any]:
    """Plain values for a file: every hyper-parameter, and what else is not the default.

    Raises `SessionError`, at ``node``, for what would not be read.
    """
    values: dict[str, Any] = {"optimizer": run.optimizer.key}
    if run.label:
        whole = run.label.encode("utf-8", "replace").decode()
        values["label"] = _label(node.child("label", whole))
    values["hyperparameters"] = settings(run.optimizer)
    if run.schedule != Constant():
        values["schedule"] = with_kind(run.schedule)
    if run.gradient != Full():
        values["gradient"] = with_kind(run.gradient)
    if run.escape != NO_ESCAPE:
        values["escape"] = write_escape(run.escape)
    if run.start is not None:
        values["start"] = write_point(run.start, size, node.child("start", None))
    if run.stream is not None:
        values["stream"] = node.child("stream", run.stream).whole(0, MAX_STREAM)
    if run.around:
        values["around"] = [with_kind(wrapper) for wrapper in run.around]
    return values
