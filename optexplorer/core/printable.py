"""Text that takes one line, whatever somebody has put into it."""

from unicodedata import category


def is_control(character: str) -> bool:
    """Whether it is none to be read (Unicode's Cc), as a line break or the end of a text in C."""
    return category(character) == "Cc"


def printable(text: str) -> str:
    """``text`` with line breaks and control characters written out, as ``\\n`` and ``\\x95``."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
