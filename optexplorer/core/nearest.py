"""The nearest known name to one that is not known, for messages."""

from collections.abc import Iterable
from difflib import get_close_matches

_LONGEST = 60


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``, however unlike; None if nothing is known."""
    folded = {k.casefold(): k for k in known}
    found = get_close_matches(name[:100].casefold(), folded, n=1, cutoff=0.0)
    return folded[found[0]] if found else None


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The sentence for a name that is not known: "unknown optimizer 'adm'; the nearest is 'adam'"."""
    guess = nearest(name, known)
    return f"unknown {kind} {short(name)!r}" + (f"; the nearest is {short(guess)!r}" if guess else "")


def short(name: str) -> str:
    """A name cut to a length that fits a sentence."""
    return name if len(name) <= _LONGEST else name[: _LONGEST - 3] + "..."
