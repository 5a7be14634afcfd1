"""A JSON value and the path to it: reading a node checks it and names it in every complaint."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NoReturn

from optexplorer.core.nearest import short, unknown
from optexplorer.storage.errors import SessionError


@dataclass(frozen=True)
class Node:
    """A value of a file and where it stands in it."""

    value: Any
    path: str = ""

    def fail(self, message: str) -> NoReturn:
        """Refuse the value."""
        raise SessionError(self.path, message)

    def child(self, key: str, value: Any) -> "Node":
        """The node of a member."""
        return Node(value, f"{self.path}.{short(key)}" if self.path else short(key))

    def members(self, required: Iterable[str] = (), optional: Iterable[str] = ()) -> dict[str, "Node"]:
        """The members of an object that has all the required keys and none but the known."""
        known = (*required, *optional)
        value = self._object()
        for key in value:
            if key not in known:
                self.fail(unknown("key", key, known))
        for key in required:
            if key not in value:
                self.fail(f"the key {key!r} is missing")
        return {key: self.child(key, member) for key, member in value.items()}

    def member(self, key: str) -> "Node":
        """One member of an object that must have it, whatever else the object holds."""
        value = self._object()
        if key not in value:
            self.fail(f"the key {key!r} is missing")
        return self.child(key, value[key])

    def numbers(self) -> tuple[tuple[str, float], ...]:
        """The names and numbers of an object."""
        return tuple((key, self.child(key, v).number()) for key, v in self._object().items())

    def _object(self) -> dict[str, Any]:
        if not isinstance(self.value, dict):
            self.fail(f"must be an object, got {shown(self.value)}")
        return self.value

    def object(self) -> dict[str, Any]:
        """The plain values of an object, whatever it holds."""
        self._object()
        values: dict[str, Any] = self.plain()
        return values

    def items(self, length: int | None = None) -> list["Node"]:
        """The items of a list, of a certain length where one is given."""
        if not isinstance(self.value, list):
            self.fail(f"must be a list, got {shown(self.value)}")
        if length is not None and len(self.value) != length:
            self.fail(f"must have {length} {_plural('item', length)}, got {len(self.value)}")
        return [Node(v, f"{self.path}[{i}]") for i, v in enumerate(self.value)]

    def number(self) -> float:
        """A finite number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fail(f"must be a number, got {shown(self.value)}")
        try:
            number = float(self.value)
        except OverflowError:
            number = math.inf
        if not math.isfinite(number):
            self.fail(f"must be a finite number, got {shown(self.value)}")
        return number

    def whole(self, low: int, high: int) -> int:
        """A whole number from low to high."""
        value = self.value
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.fail(f"must be a whole number, got {shown(value)}")
        if not low <= value <= high:
            self.fail(f"must lie in [{low}, {high}], got {shown(value)}")
        if value != math.floor(value):
            self.fail(f"must be a whole number, got {shown(value)}")
        return int(value)

    def text(self) -> str:
        """A string of whole characters."""
        if not isinstance(self.value, str):
            self.fail(f"must be a string, got {shown(self.value)}")
        if any("\ud800" <= c <= "\udfff" for c in self.value):
            self.fail("holds half a character (a lone surrogate)")
        return self.value

    def flag(self) -> bool:
        """True or false."""
        if not isinstance(self.value, bool):
            self.fail(f"must be true or false, got {shown(self.value)}")
        return self.value

    def one_of(self, kind: str, known: Iterable[str]) -> str:
        """A known name; ``kind`` says of what."""
        known = tuple(known)
        name = self.text()
        if name not in known:
            self.fail(unknown(kind, name, known))
        return name

    def plain(self) -> Any:
        """The value as it is, once every number and string in it is sound."""
        match self.value:
            case dict():
                return {
                    Node(key, self.path).text(): self.child(key, v).plain()
                    for key, v in self.value.items()
                }
            case list():
                return [item.plain() for item in self.items()]
            case str():
                return self.text()
            case float():
                return self.number()
        return self.value


def shown(value: Any) -> str:
    """A value for a message: short, on one line, in JSON's words."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case dict():
            return "an object"
        case list():
            return "a list"
        case float():
            return f"{value:g}"
    return short(repr(value))


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + "s"
