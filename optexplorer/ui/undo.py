"""Undo is a list of values."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")
LIMIT = 500


@dataclass(frozen=True)
class Entry(Generic[T]):
    """A value and the edit that led to it."""

    value: T
    text: str
    visit: bool = False  # only something else that is in the same file is looked at


class UndoList(Generic[T]):
    """Values in the order they were made, and which of them is current."""

    def __init__(self, first: T) -> None:
        self._entries = [Entry(first, "")]
        self._at = 0
        self._saved: T | None = first
        self._visited = first  # from what the first entries turn, where that is forgotten
        self._gesture: object = None

    @property
    def current(self) -> T:
        """The value that counts."""
        return self._entries[self._at].value

    @property
    def undo_text(self) -> str | None:
        """What undo would take back; None where there is nothing."""
        return self._entries[self._at].text if self._at > 0 else None

    @property
    def redo_text(self) -> str | None:
        """What redo would do again."""
        later = self._at + 1
        return self._entries[later].text if later < len(self._entries) else None

    @property
    def dirty(self) -> bool:
        """Whether the current value differs from the one last saved, but for visits since."""
        at = self._at
        while self._entries[at].visit and at > 0 and self._entries[at].value != self._saved:
            at -= 1
        if self._saved is None or self._entries[at].value == self._saved:
            return self._saved is None
        return not (self._entries[at].visit and self._visited == self._saved)

    def push(self, value: T, text: str, gesture: object = None, *, visit: bool = False) -> None:
        """Make ``value`` current. Pushes in a row with one gesture (a drag) are one entry."""
        del self._entries[self._at + 1 :]
        if gesture is not None and gesture == self._gesture:
            self._entries[self._at] = Entry(value, text)
        else:
            self._entries.append(Entry(value, text, visit))
            gone, self._entries = self._entries[:-LIMIT], self._entries[-LIMIT:]
            self._visited = next((e.value for e in reversed(gone) if not e.visit), self._visited)
            self._at = len(self._entries) - 1
        self._gesture = gesture

    def undo(self) -> None:
        """Back by one entry."""
        self._at = max(self._at - 1, 0)
        self._gesture = None

    def redo(self) -> None:
        """Forward by one entry."""
        self._at = min(self._at + 1, len(self._entries) - 1)
        self._gesture = None

    def mark_saved(self, value: T | None = None) -> None:
        """That value, as a rule the current one, is what is on disk."""
        self._saved = self.current if value is None else value

    def mark_unsaved(self) -> None:
        """Nothing of this is on disk."""
        self._saved = None
