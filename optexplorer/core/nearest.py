"""The nearest known name to one that is not known, for messages."""

from bisect import bisect_right
from collections.abc import Iterable
from difflib import get_close_matches
from itertools import accumulate

from optexplorer.core.printable import printable

_LONGEST = 60


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name most like ``name``, however unlike; None if nothing is known.

    Letters out of order are the likeliest slip: "adma" is "adam", though more of it is in "adamax".
    """
    folded = {k.casefold(): k for k in known}
    asked = name[:100].casefold()
    turned = [k for k in folded if len(k) == len(asked) and sorted(k) == sorted(asked)]
    found = turned or get_close_matches(asked, folded, n=1, cutoff=0.0)
    return folded[found[0]] if found else None


def unknown(kind: str, name: str, known: Iterable[str]) -> str:
    """The sentence for a name that is not known: "unknown optimizer 'adm'; the nearest is 'adam'"."""
    guess = nearest(name, known)
    return f"unknown {kind} {short(name)!r}" + (f"; the nearest is {short(guess)!r}" if guess else "")


def short(name: str) -> str:
    """A name cut to a length that fits a sentence, control characters counted as written out."""
    ends = list(accumulate(len(printable(c)) for c in name[: _LONGEST + 1]))
    if len(name) <= _LONGEST and (not ends or ends[-1] <= _LONGEST):
        return name
    return name[: bisect_right(ends, _LONGEST - 3)] + "..."
