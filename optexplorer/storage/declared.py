"""Declared values (optimizers, schedules, gradients, ...) to and from a file, by declaration."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from optexplorer.core.around import AROUND, Wrapper
from optexplorer.core.declare import Declared, Parameter, SettingError
from optexplorer.core.escape import ESCAPES, Escape
from optexplorer.core.gradient import GRADIENTS, Clip, Gradient
from optexplorer.core.schedule import SCHEDULES, Schedule
from optexplorer.storage.errors import SessionError
from optexplorer.storage.node import Node

D = TypeVar("D", bound=Declared)


def read(kind: type[D], node: Node, members: Mapping[str, Node]) -> D:
    """A declared value from the members of the object ``node``, their names known already."""
    declarations = {p.name: p for p in kind.parameters()}
    values = {name: _setting(declarations[name], member) for name, member in members.items()}
    try:
        return kind.from_mapping(values)
    except SettingError as error:
        raise SessionError(node.child(error.name, None).path, error.message) from None


def _setting(parameter: Parameter, node: Node) -> Any:
    if parameter.kind == "nested":
        return _NESTED[parameter.name](node)
    if parameter.kind == "ints":
        node.items()
    try:
        return parameter.check(node.value)
    except SettingError as error:
        node.fail(error.message)


def read_settings(kind: type[D], node: Node) -> D:
    """A declared value from an object that holds its settings and nothing else."""
    return read(kind, node, node.members(optional=_names(kind)))


def _read_kind(what: str, known: Mapping[str, type[D]], node: Node) -> D:
    """A declared value from an object whose ``kind`` names its type."""
    kind = known[node.member("kind").one_of(f"{what} kind", known)]
    members = node.members(required=["kind"], optional=_names(kind))
    del members["kind"]
    return read(kind, node, members)


def read_schedule(node: Node) -> Schedule:
    """A schedule."""
    return _read_kind("schedule", SCHEDULES, node)


def read_gradient(node: Node) -> Gradient:
    """A gradient oracle."""
    return _read_kind("gradient", GRADIENTS, node)


def read_around(node: Node) -> tuple[Wrapper, ...]:
    """What stands around an optimizer, in order."""
    return tuple(_read_kind("wrapper", AROUND, item) for item in node.items())


def read_escape(node: Node) -> Escape:
    """An escape mode: ``kind`` and, where a kind has several, ``trigger`` name it."""
    kinds = {escape.kind for escape in ESCAPES.values()}
    kind = node.member("kind").one_of("escape kind", sorted(kinds))
    modes = {e.trigger: e for e in ESCAPES.values() if e.kind == kind}
    naming = ["kind"] if "" in modes else ["kind", "trigger"]
    trigger = node.member("trigger").one_of("trigger", modes) if "" not in modes else ""
    members = node.members(required=naming, optional=_names(modes[trigger]))
    for name in naming:
        del members[name]
    return read(modes[trigger], node, members)


def write_escape(escape: Escape) -> dict[str, Any]:
    """Its kind, its trigger and every setting, for a file."""
    trigger = {"trigger": escape.trigger} if escape.trigger else {}
    return {"kind": escape.kind} | trigger | settings(escape)


def _read_clip(node: Node) -> Clip | None:
    return None if node.value is None else read_settings(Clip, node)


_NESTED: dict[str, Callable[[Node], Declared | None]] = {
    "clip": _read_clip,
    "then": read_schedule,
}


def _names(kind: type[Declared]) -> list[str]:
    return [p.name for p in kind.parameters()]


def settings(value: Declared) -> dict[str, Any]:
    """Every setting of a declared value, for a file."""
    return {
        name: _plain(setting)
        for name, setting in value.to_mapping().items()
        if not (name == "clip" and setting is None)
    }


def with_kind(value: Declared) -> dict[str, Any]:
    """The kind and every setting of a schedule, a gradient or a wrapper, for a file."""
    return {"kind": value.key} | settings(value)


def _plain(setting: Any) -> Any:
    match setting:
        case Clip():
            return settings(setting)
        case Declared():
            return with_kind(setting)
        case tuple():
            return list(setting)
    return setting
