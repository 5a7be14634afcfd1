"""The nearest known name to one that is not known, for messages."""

from collections.abc import Iterable
from difflib import get_close_matches


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``, however unlike; None if nothing is known."""
    folded = {k.casefold(): k for k in known}
    found = get_close_matches(name[:100].casefold(), folded, n=1, cutoff=0.0)
    return folded[found[0]] if found else None


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The sentence for a name that is not known: "unknown optimizer 'adm'; the nearest is 'adam'"."""
    shown = name if len(name) <= 60 else name[:57] + "..."
    guess = nearest(name, known)
    return f"unknown {kind} {shown!r}" + (f"; the nearest is {guess!r}" if guess else "")
