"""Cut a formula into tokens and check its structure, with a sentence for each mistake.

The rules of the language are few: operands and operators alternate, parentheses match, commas
stand between the arguments of a function. Checking them here gives errors at the right character
and keeps everything but plain arithmetic away from the parser that settles precedence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

from optexplorer.problems.expression.errors import ExpressionError, hint
from optexplorer.problems.expression.functions import FUNCTIONS

MAX_CHARACTERS = 10_000
MAX_TOKENS = 2_000
MAX_NESTING = 180  # open parentheses at once; Python's tokenizer ends at 200

Kind: TypeAlias = Literal["number", "name", "operator", "(", ")", ","]

_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<number>(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<name>[^\W\d²³][^\W²³]*)"
    r"|(?P<operator>\*\*|[-+*/^])"
    r"|(?P<mark>[(),])"
)

_ADVICE = {
    "=": "write only the right-hand side",
    "[": "use round parentheses",
    "{": "use round parentheses",
    "²": "write ^2",
    "³": "write ^3",
    "·": "write *",
    "×": "write *",
    "−": "write -",
}


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the text with the character it starts at."""

    kind: Kind
    text: str
    position: int

    def error(self, message: str) -> ExpressionError:
        """An error that marks this token."""
        return ExpressionError(message, self.position, len(self.text))


def shorten(text: str) -> str:
    """``text`` in quotes, cut to a length that fits a sentence."""
    return f"'{text}'" if len(text) <= 40 else f"'{text[:37]}...'"


def _cut(text: str) -> Iterator[Token]:
    position, count = 0, 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is None:
            raise ExpressionError(_unexpected(text[position]), position, 1)
        piece = match.group()
        if match.lastgroup != "space":
            count += 1
            if count > MAX_TOKENS:
                message = f"The formula is too long: it has more than {MAX_TOKENS:,} symbols."
                raise ExpressionError(message, position, len(piece))
            kind = piece if match.lastgroup == "mark" else match.lastgroup
            yield Token(kind, piece, position)  # type: ignore[arg-type]
        position = match.end()


def _unexpected(character: str) -> str:
    advice = f"; {_ADVICE[character]}" if character in _ADVICE else ""
    shown = character if character.isprintable() else f"U+{ord(character):04X}"
    return f"The character '{shown}' has no meaning in a formula{advice}."


def scan(text: str) -> list[Token]:
    """The tokens of a well-formed formula; raises `ExpressionError` otherwise."""
    if len(text) > MAX_CHARACTERS:
        message = f"The formula is too long: {len(text):,} characters, at most {MAX_CHARACTERS:,} fit."
        raise ExpressionError(message, MAX_CHARACTERS, len(text) - MAX_CHARACTERS)
    tokens = list(_cut(text))
    if not tokens:
        raise ExpressionError("The formula is empty.")
    _check(tokens, len(text))
    return tokens


def _check(tokens: list[Token], end: int) -> None:
    """Operands and operators alternate, parentheses match, commas stand in calls."""
    opened: list[tuple[Token, bool]] = []  # each open parenthesis, and whether it is a call's
    operand_next = True
    for i, token in enumerate(tokens):
        following = tokens[i + 1].kind if i + 1 < len(tokens) else None
        if operand_next:
            _check_operand(tokens, i)
            if token.kind == "(":
                opened.append((token, i > 0 and tokens[i - 1].kind == "name"))
                if len(opened) > MAX_NESTING:
                    limit = f"more than {MAX_NESTING} parentheses are open at once"
                    raise token.error(f"The formula is nested too deeply: {limit}.")
            elif token.kind == "number" or (token.kind == "name" and following != "("):
                operand_next = False
        elif token.kind == "operator":
            operand_next = True
        elif token.kind == ")":
            if not opened:
                raise token.error("This ')' closes nothing.")
            opened.pop()
        elif token.kind == ",":
            if not opened or not opened[-1][1]:
                raise token.error("A comma may only stand between the arguments of a function.")
            operand_next = True
        else:
            before = shorten(tokens[i - 1].text)
            message = f"An operator is missing between {before} and {shorten(token.text)}"
            raise token.error(f"{message}; write * for a product.")
    if operand_next:
        raise ExpressionError("The formula ends where a value should follow.", end)
    if opened:
        raise opened[-1][0].error("This '(' is never closed.")


def _check_operand(tokens: list[Token], i: int) -> None:
    """The token at ``i`` can begin a value."""
    token = tokens[i]
    if token.kind in (")", ","):
        raise token.error(f"A value is missing before '{token.text}'.")
    if token.kind == "operator" and token.text not in "+-":
        raise token.error(f"A value is missing before '{token.text}'.")
    if token.kind == "name":
        called = i + 1 < len(tokens) and tokens[i + 1].kind == "("
        if called and token.text not in FUNCTIONS:
            advice = hint(token.text, FUNCTIONS) or "; write * for a product."
            raise token.error(f"{shorten(token.text)} is not a function{advice}")
        if not called and token.text in FUNCTIONS:
            raise token.error(f"{token.text} is a function: write {token.text}(...).")
