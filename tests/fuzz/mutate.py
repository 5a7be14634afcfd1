"""New inputs from good ones: characters, words and whole pieces put in, taken out and exchanged."""

import copy
import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

# What has broken readers before, whatever the format.
ODD = (
    "", "\0", "\n", "\r", "\t", '"', "'", "\\", "\ufeff", "\ud800", "é", "²", "٣", "𝟙", "\u202e", "NaN",
    "Infinity", "-0", "1e999", "1e-999", "9" * 400, "0x10", "1_000", "true", "null", "__import__('os')",
    "__class__", "lambda", "eval", "exec", "{}", "[]", "()", "%s", "{0}", "../", "/dev/zero", "=1+1",
)  # fmt: skip


@dataclass(frozen=True)
class Mutator:
    """Good inputs, and words that mean something in them."""

    samples: Sequence[str]
    words: Sequence[str]

    def input(self, chance: random.Random) -> str:
        """One of the samples after one or more changes."""
        text = chance.choice(self.samples)
        for _ in range(min(1 + int(chance.expovariate(0.7)), 12)):
            text = self._change(text, chance)
        return text

    def _change(self, text: str, chance: random.Random) -> str:
        at = chance.randint(0, len(text))
        to = min(len(text), at + int(chance.expovariate(0.2)))
        kind = chance.random()
        if kind < 0.2:  # take out
            return text[:at] + text[to:]
        if kind < 0.55:  # a word, put in or instead of something
            return text[:at] + self._word(chance) + text[chance.choice((at, to)) :]
        if kind < 0.7:  # a piece again, up to many times
            times = chance.choice((2, 2, 3, 20, 300)) if len(text) < 4_000 else 2
            return text[:at] + text[at:to] * times + text[to:]
        if kind < 0.8:  # a piece of another sample
            other = chance.choice(self.samples)
            start = chance.randint(0, len(other))
            return text[:at] + other[start : start + int(chance.expovariate(0.05))] + text[to:]
        if kind < 0.9:  # other characters
            new = "".join(chr(chance.randrange(1, 0x250)) for _ in range(chance.randint(1, 3)))
            return text[:at] + new + text[to:]
        if kind < 0.95:  # opened and not closed, or too often
            return text[:at] + chance.choice("([{\"'-") * chance.choice((1, 40, 2_000)) + text[at:]
        return text[: chance.randint(0, len(text))]  # cut short

    def _word(self, chance: random.Random) -> str:
        if chance.random() < 0.3:
            return chance.choice(ODD)
        if chance.random() < 0.2:
            power = 10 ** chance.randint(0, 30)
            return repr(chance.choice((0, 1, -1, 2**63, power, chance.gauss(0.0, 1e3))))
        return chance.choice(self.words)


@dataclass(frozen=True)
class TreeMutator(Mutator):
    """The same for JSON, where mostly whole values are exchanged."""

    @cached_property
    def _trees(self) -> list[Any]:
        return [json.loads(text) for text in self.samples]

    @cached_property
    def _values(self) -> list[Any]:
        found = [value for tree in self._trees for _holder, _key, value in _places(tree)]
        return [
            *found,
            *ODD,
            None,
            True,
            False,
            0,
            -1,
            0.5,
            1e308,
            2**70,
            [],
            {},
            [0.0],
            [[0, 1]],
            [[1, 0]],
        ]

    @cached_property
    def _by_key(self) -> dict[str, list[Any]]:
        """What stands under a key in any of the samples."""
        found: dict[str, list[Any]] = {}
        for tree in self._trees:
            for _holder, key, value in _places(tree):
                if isinstance(key, str):
                    found.setdefault(key, []).append(value)
        return found

    def input(self, chance: random.Random) -> str:
        """One of the samples after one or more changes."""
        if chance.random() < 0.3:
            return super().input(chance)
        tree = copy.deepcopy(chance.choice(self._trees))
        for _ in range(1 + int(chance.expovariate(0.9))):
            holder, key, _value = chance.choice([*_places(tree)])
            kind = chance.random()
            if key in self._by_key and chance.random() < 0.5:
                holder[key] = copy.deepcopy(chance.choice(self._by_key[key]))
            elif kind < 0.15:
                del holder[key]
            elif kind < 0.3 and isinstance(holder, dict):
                holder[self._key(chance)] = copy.deepcopy(chance.choice(self._values))
            elif kind < 0.4 and isinstance(holder, list):
                holder.insert(key, copy.deepcopy(chance.choice(self._values)))
            elif kind < 0.5 and isinstance(holder[key], str):
                holder[key] = self._change(holder[key], chance)
            elif kind < 0.65 and isinstance(holder[key], int | float):
                holder[key] = chance.choice((-holder[key], holder[key] * 1e9, holder[key] / 1e9, 0))
            else:
                holder[key] = copy.deepcopy(chance.choice(self._values))
        text = json.dumps(tree)
        return self._change(text, chance) if chance.random() < 0.1 else text

    def _key(self, chance: random.Random) -> str:
        return chance.choice(self.words).strip('"')


def _places(value: Any) -> Iterator[tuple[Any, Any, Any]]:
    """(holder, key, value) of everything inside."""
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, child in inner:
        yield value, key, child
        if isinstance(child, dict | list):
            yield from _places(child)
