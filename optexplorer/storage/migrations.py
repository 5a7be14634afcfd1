"""Old experiment files, brought up to date.

To change the format: raise `VERSION`, add the step that turns a document of the version before
into the new one, and keep a real file of that version in ``tests/storage/samples``.
"""

from collections.abc import Callable
from typing import Any

from optexplorer.storage.node import Node

FORMAT = "optexplorer-experiment"
VERSION = 1

# From a document of the version that is the key to one of the next.
MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}


def migrate(document: Node) -> Node:
    """The document in today's format; refuses what is no experiment or comes from the future."""
    name = document.member("format")
    if name.value != FORMAT:
        name.fail(f"must be {FORMAT!r}: this is not an experiment file")
    stated = document.member("version")
    version = stated.whole(1, 2**31)
    if version > VERSION:
        stated.fail(f"is {version}, but this program reads versions up to {VERSION}; update it")
    value = document.value
    for step in range(version, VERSION):
        value = MIGRATIONS[step](value)
    return Node(value)
