"""The ``problem`` of an experiment file: what to build, to and from plain values."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast
from unicodedata import category

from optexplorer.core.nearest import short
from optexplorer.core.printable import is_control
from optexplorer.core.problem import Box, DataSpec, FormulaSpec, ProblemSpec, SurfaceSpec, Transform
from optexplorer.problems.data.catalogue import data_sets
from optexplorer.storage.node import Node

_USUAL_LOSS = {"linear": "mse", "logistic": "log_loss"}
_LOSSES = ("mse", "mae", "huber", "log_loss", "hinge")
_LATER_KINDS = ("grid",)
_LATER_MODELS = ("network",)


def read_problem(node: Node, folder: str) -> ProblemSpec:
    """The specification; relative paths in it start at ``folder``."""
    stated = node.member("kind")
    kind = stated.one_of("problem kind", (*_READERS, *_LATER_KINDS))
    if kind in _LATER_KINDS:
        stated.fail(f"problems of kind {kind!r} come with a later version")
    return _READERS[kind](node, folder)


def _surface(node: Node, _folder: str) -> SurfaceSpec:
    members = node.members(["kind", "name"], ["parameters", "domain", "transform"])
    return SurfaceSpec(
        name=members["name"].text(),
        parameters=members["parameters"].numbers() if "parameters" in members else (),
        domain=_domain(members.get("domain")),
        transform=_transform(members["transform"]) if "transform" in members else Transform(),
    )


def _formula(node: Node, _folder: str) -> FormulaSpec:
    members = node.members(["kind", "expression"], ["parameters", "domain"])
    return FormulaSpec(
        expression=members["expression"].text(),
        parameters=members["parameters"].numbers() if "parameters" in members else (),
        domain=_domain(members.get("domain")),
    )


def _data(node: Node, folder: str) -> DataSpec:
    stated = node.member("model")
    if stated.one_of("model", (*_USUAL_LOSS, *_LATER_MODELS)) in _LATER_MODELS:
        stated.fail(f"the model {stated.value!r} comes with a later version")
    members = node.members(
        ["kind", "model", "data", "features", "target"], ["loss", "l2", "standardize", "domain"]
    )
    model = members["model"].value
    loss = members["loss"].one_of("loss", _LOSSES) if "loss" in members else _USUAL_LOSS[model]
    l2 = members["l2"].number() if "l2" in members else 0.0
    if l2 < 0:
        members["l2"].fail(f"must lie in [0, inf), got {l2:g}")
    return DataSpec(
        data=members["data"].text(),
        features=tuple(item.text() for item in members["features"].items()),
        target=members["target"].text(),
        model=model,
        loss=cast("Any", loss),
        l2=l2,
        standardize=members["standardize"].flag() if "standardize" in members else True,
        domain=_domain(members.get("domain")),
        folder=folder,
    )


_READERS: dict[str, Callable[[Node, str], ProblemSpec]] = {
    "surface": _surface,
    "formula": _formula,
    "data": _data,
}


def _domain(node: Node | None) -> Box | None:
    if node is None:
        return None
    axes = node.items()
    if not 1 <= len(axes) <= 2:
        node.fail(f"must have a pair [low, high] for each of one or two axes, got {len(axes)}")
    return tuple(_axis(axis) for axis in axes)


def _axis(node: Node) -> tuple[float, float]:
    low, high = (end.number() for end in node.items(2))
    if not low < high:
        node.fail(f"must have low < high, got [{low:g}, {high:g}]")
    return low, high


def _transform(node: Node) -> Transform:
    members = node.members(optional=["rotate", "stretch"])
    rotate = members["rotate"].number() if "rotate" in members else 0.0
    if "stretch" not in members:
        return Transform(rotate)
    x, y = (_positive(item) for item in members["stretch"].items(2))
    return Transform(rotate, (x, y))


def _positive(node: Node) -> float:
    number = node.number()
    if number <= 0:
        node.fail(f"must lie in (0, inf), got {number:g}")
    return number


def write_problem(spec: ProblemSpec, folder: Path | None, node: Node) -> dict[str, Any]:
    """Plain values for a file; in a file of ``folder`` its data set is named from there.

    Raises `SessionError`, at ``node``, for a table that no file can name.
    """
    values: dict[str, Any]
    match spec:
        case SurfaceSpec():
            values = {"kind": "surface", "name": spec.name}
            if spec.parameters:
                values["parameters"] = dict(spec.parameters)
        case FormulaSpec():
            values = {"kind": "formula", "expression": spec.expression}
            if spec.parameters:
                values["parameters"] = dict(spec.parameters)
        case DataSpec():
            values = {
                "kind": "data",
                "model": spec.model,
                "data": spec.data if folder is None else _named_from(folder, spec, node),
                "features": list(spec.features),
                "target": spec.target,
                "loss": spec.loss,
                "l2": spec.l2,
                "standardize": spec.standardize,
            }
    if spec.domain is not None:
        values["domain"] = [list(axis) for axis in spec.domain]
    if isinstance(spec, SurfaceSpec) and spec.transform != Transform():
        transform = spec.transform
        values["transform"] = {"rotate": transform.rotate, "stretch": list(transform.stretch)}
    return values


def _named_from(folder: Path, spec: DataSpec, node: Node) -> str:
    """The data set as a file in ``folder`` names it: relative where there is a way."""
    if spec.data in data_sets():
        return spec.data
    file = os.path.realpath(Path(spec.folder, spec.data))
    try:
        name = Path(os.path.relpath(file, os.path.realpath(folder))).as_posix()
    except ValueError:  # another drive
        name = Path(file).as_posix()
    if any(is_control(c) or category(c) == "Cs" for c in name):  # or half a character
        node.child("data", name).fail(
            f"{short(name)!r} cannot be named in a file: it holds a control character or is not Unicode"
        )
    return f"./{name}" if name in data_sets() else name
