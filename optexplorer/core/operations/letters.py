"""Names and symbols as TeX: ``beta1`` is β₁, ``m_hat`` is m̂, ``v_max`` has a subscript."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from optexplorer.core.declare import Parameter

_GREEK = (
    "alpha", "beta", "gamma", "delta", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
    "xi", "pi", "rho", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
)  # fmt: skip
_CAPITALS = ("Gamma", "Delta", "Theta", "Lambda", "Xi", "Pi", "Sigma", "Phi", "Psi", "Omega")
_HEADS = {name: rf"\{name}" for name in (*_GREEK, *_CAPITALS)} | {
    "eps": r"\varepsilon", "epsilon": r"\varepsilon", "lambd": r"\lambda", "rate": r"\eta",
}  # fmt: skip
_ACCENTS = {"hat": "hat", "bar": "bar", "tilde": "tilde"}
_COMBINING = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde"}
_LETTERS = "αβγδζηθικλμνξπρστυφχψω"  # in the order of _GREEK
_CHARACTERS = {letter: rf"\{name}" for letter, name in zip(_LETTERS, _GREEK, strict=True)} | {
    "ε": r"\varepsilon", "Δ": r"\Delta", "−": "-", "∇": r"\nabla ", "‖": r"\|", "ℓ": r"\ell",
}  # fmt: skip


def symbol_tex(symbol: str) -> str:
    """A declared symbol as TeX: ``β₁`` to ``\\beta_1``, ``η⁻`` to ``\\eta^-``, ``ḡ`` to ``\\bar g``."""
    pieces: list[list[str]] = []  # (where it stands, its characters)
    for character in symbol:
        tag, *codes = unicodedata.decomposition(character).split() or ("",)
        place = {"<sub>": "_", "<super>": "^"}.get(tag, "")
        if tag and not tag.startswith("<"):  # a letter and an accent in one
            base, mark = chr(int(tag, 16)), chr(int(codes[0], 16))
            pieces.append(["", rf"\{_COMBINING[mark]} {base}"])
            continue
        if character in _COMBINING:
            pieces[-1][1] = rf"\{_COMBINING[character]} {pieces[-1][1]}"
            continue
        plain = chr(int(codes[0], 16)) if place else character
        text = _CHARACTERS.get(plain, plain)
        if pieces and pieces[-1][0] == place != "":
            pieces[-1][1] += text
        else:
            pieces.append([place, text])
    return "".join(_scripted(place, _subscript(text)) if place else text for place, text in pieces)


def _scripted(place: str, text: str) -> str:
    return f"{place}{text}" if len(text) == 1 else f"{place}{{{text}}}"


def name_tex(name: str) -> str:
    """A name of the language as TeX; one that is a symbol already, like ``β₁ᵗ``, by its characters."""
    if not name.isascii():
        return symbol_tex(name)
    head, *rest = name.split("_")
    matched = re.fullmatch(r"(.*?)(\d*)", head)
    assert matched  # noqa: S101  (matches every text)
    letters, digits = matched.groups()
    base = _HEADS.get(letters) or (letters if len(letters) == 1 else rf"\mathrm{{{letters}}}")
    below = [digits] if digits else []
    for part in rest:
        if part in _ACCENTS:
            base = rf"\{_ACCENTS[part]} {base}"
        elif part == "prime":
            base += "'"
        else:
            below.append(_subscript(part))
    return base + _scripted("_", ",".join(below)) if below else base


def _subscript(part: str) -> str:
    if part in ("max", "min"):
        return rf"\{part}"
    return _HEADS.get(part) or (rf"\mathrm{{{part}}}" if part.isalpha() and part[1:] else part)


@dataclass(frozen=True)
class Notation:
    """How one optimizer writes: its letters, and the names that live longer than one update."""

    letters: Mapping[str, str]
    lasting: frozenset[str]
    objective: str = "f"  # what an update asks about, TeX

    def letter(self, name: str) -> str:
        """The TeX of a name."""
        return self.letters.get(name) or name_tex(name)


def notation(parameters: Iterable[Parameter], lasting: Iterable[str]) -> Notation:
    """Declared symbols for hyper-parameters; ``lasting`` names the states and memories."""
    letters = {p.name: symbol_tex(p.symbol) for p in parameters if p.symbol}
    letters["rate"] = letters.get("learning_rate", r"\eta")
    names = set(lasting)
    families = {matched[1] for n in names if (matched := re.fullmatch(r"(.*\D)\d+", n))}
    return Notation(letters, frozenset(names | families | {"x", "g"}))
