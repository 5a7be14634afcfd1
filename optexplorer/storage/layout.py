"""JSON laid out for people: the same bytes for the same value."""

import json
from typing import Any

_WIDTH = 100
_INDENT = 2


def layout(value: Any) -> str:
    """``value`` as JSON text that ends with a newline.

    The outermost object and lists of objects are spread over lines, a member or an item each; so
    is what would not fit on one line.
    """
    return _text(value, 0, _WIDTH) + "\n"


def _text(value: Any, indent: int, used: int) -> str:
    """``used`` characters of the line are taken by what stands before the value."""
    line = json.dumps(value, ensure_ascii=False, allow_nan=False)
    if not isinstance(value, dict | list) or not value:
        return line
    if used + len(line) < _WIDTH and not _holds_objects(value):
        return line
    inner = indent + _INDENT
    if isinstance(value, dict):
        opened, closed = "{}"
        names = [json.dumps(key, ensure_ascii=False) + ": " for key in value]
        parts = [
            name + _text(member, inner, inner + len(name))
            for name, member in zip(names, value.values(), strict=True)
        ]
    else:
        opened, closed = "[]"
        parts = [_text(item, inner, inner) for item in value]
    gap = "\n" + " " * inner
    return opened + gap + ("," + gap).join(parts) + "\n" + " " * indent + closed


def _holds_objects(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(item, dict) for item in value)
