"""From the text of a file to plain JSON values, whatever the text is.

Size and nesting are checked before the parser sees the text. Numbers outside JSON (``NaN``) and
outside float64 pass as what they are, so that the message about them can say where they stand.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

import numpy as np

from optexplorer.core.nearest import short
from optexplorer.storage.errors import SessionError

MAX_BYTES = 20_000_000
MAX_DEPTH = 32

# The closing quote is optional, so that no text makes the search start over.
_STRING = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_LONGEST_WHOLE = 400  # digits; float64 ends at 309


def parse(text: str) -> Any:
    """The JSON value that ``text`` holds; raises `SessionError`."""
    if len(text) > MAX_BYTES:
        raise SessionError("", f"is too large: at most {MAX_BYTES // 1_000_000} MB are read")
    if _depth(text) > MAX_DEPTH:
        raise SessionError("", f"is nested more than {MAX_DEPTH} deep")
    try:
        return json.loads(text, object_pairs_hook=_members, parse_int=_whole)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise SessionError(
            "", f"is not valid JSON ({error.msg.removesuffix(' at')} at {where})"
        ) from None


def _depth(text: str) -> int:
    """How deep the brackets nest, those in strings left out."""
    bare = np.frombuffer(_STRING.sub("", text).encode("utf-8", "replace"), dtype=np.uint8)
    codes = np.zeros(256, dtype=np.int8)
    codes[[ord("["), ord("{")]] = 1
    codes[[ord("]"), ord("}")]] = -1
    return int(np.cumsum(codes[bare], dtype=np.int32).max(initial=0))


def _members(pairs: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    members: dict[str, Any] = {}
    for key, value in pairs:
        if key in members:
            raise SessionError("", f"the key {short(key)!r} is given twice in one object")
        members[key] = value
    return members


def _whole(digits: str) -> int | float:
    return int(digits) if len(digits) <= _LONGEST_WHOLE else float(digits)
