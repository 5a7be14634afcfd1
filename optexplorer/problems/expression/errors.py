"""What is wrong with a formula, and where."""

from collections.abc import Iterable
from difflib import get_close_matches


class ExpressionError(ValueError):
    """One clear sentence about a formula that cannot be used.

    ``position`` is the 0-based character in the person's own text, ``length`` the number of
    characters meant, so that an editor can mark them.
    """

    def __init__(self, message: str, position: int = 0, length: int = 0) -> None:
        super().__init__(message)
        self.message = message
        self.position = position
        self.length = length


def hint(name: str, known: Iterable[str]) -> str:
    """``; did you mean sin?``, or nothing when no known name is close."""
    folded = {k.casefold(): k for k in known}
    matches = get_close_matches(name.casefold(), folded, n=1)
    return f"; did you mean {folded[matches[0]]}?" if matches else ""
