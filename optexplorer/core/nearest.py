"""The nearest known name to one that is not known, for messages."""

from collections.abc import Iterable
from difflib import SequenceMatcher, get_close_matches

_LONGEST = 60


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``, however unlike; None if nothing is known.

    Of names equally like it, the one with the same letters comes first: "adma" is "adam", not "adan".
    """
    folded = {k.casefold(): k for k in known}
    asked = name[:100].casefold()
    found = get_close_matches(asked, folded, n=5, cutoff=0.0)
    if not found:
        return None
    likeness = [SequenceMatcher(a=k, b=asked).ratio() for k in found]
    best = [k for k, ratio in zip(found, likeness, strict=True) if ratio == max(likeness)]
    return folded[next((k for k in best if sorted(k) == sorted(asked)), best[0])]


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The sentence for a name that is not known: "unknown optimizer 'adm'; the nearest is 'adam'"."""
    guess = nearest(name, known)
    return f"unknown {kind} {short(name)!r}" + (f"; the nearest is {short(guess)!r}" if guess else "")


def short(name: str) -> str:
    """A name cut to a length that fits a sentence."""
    return name if len(name) <= _LONGEST else name[: _LONGEST - 3] + "..."
