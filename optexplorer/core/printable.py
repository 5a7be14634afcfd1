"""Text that takes one line, whatever somebody has put into it."""


def printable(text: str) -> str:
    """``text`` with line breaks and control characters written out, as ``\\n`` and ``\\x95``."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)
