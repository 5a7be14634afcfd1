"""TeX to the parts of a formula."""

import re
from functools import lru_cache

from optexplorer.ui.typeset.tree import (
    Accent,
    Fenced,
    Fraction,
    Grid,
    Kind,
    Node,
    Root,
    Row,
    Scripts,
    Space,
    Symbol,
)

_PIECE = re.compile(r"\\[A-Za-z]+|\\.|\s+|.", re.DOTALL)
_GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "epsilon": "ε", "varepsilon": "ε",
    "zeta": "ζ", "eta": "η", "theta": "θ", "iota": "ι", "kappa": "κ", "lambda": "λ", "mu": "μ",
    "nu": "ν", "xi": "ξ", "pi": "π", "rho": "ρ", "sigma": "σ", "tau": "τ", "upsilon": "υ",
    "phi": "φ", "varphi": "φ", "chi": "χ", "psi": "ψ", "omega": "ω",
}  # fmt: skip
_CAPITALS = {
    "Gamma": "Γ", "Delta": "Δ", "Theta": "Θ", "Lambda": "Λ", "Xi": "Ξ", "Pi": "Π", "Sigma": "Σ",
    "Phi": "Φ", "Psi": "Ψ", "Omega": "Ω",
}  # fmt: skip
_SYMBOLS: dict[str, tuple[str, Kind]] = {
    "leftarrow": ("←", "relation"), "rightarrow": ("→", "relation"), "to": ("→", "relation"),
    "le": ("≤", "relation"), "leq": ("≤", "relation"), "ge": ("≥", "relation"),
    "geq": ("≥", "relation"), "ne": ("≠", "relation"), "neq": ("≠", "relation"),
    "sim": ("∼", "relation"), "in": ("∈", "relation"), "approx": ("≈", "relation"),
    "mid": ("|", "relation"), "cdot": ("⋅", "operator"), "odot": ("⊙", "operator"),
    "times": ("×", "operator"), "pm": ("±", "operator"), "circ": ("∘", "operator"),
    "bmod": ("mod", "operator"),
    "infty": ("∞", "ordinary"), "nabla": ("∇", "ordinary"), "partial": ("∂", "ordinary"),
    "ell": ("ℓ", "ordinary"), "top": ("⊤", "ordinary"), "prime": ("′", "ordinary"),
    "ast": ("∗", "ordinary"), "star": ("⋆", "ordinary"), "sum": ("∑", "ordinary"),
    "vdots": ("⋮", "ordinary"), "cdots": ("⋯", "ordinary"), "ldots": ("…", "ordinary"),
    "dots": ("…", "ordinary"), "langle": ("⟨", "open"), "rangle": ("⟩", "close"),
    "lVert": ("‖", "open"), "rVert": ("‖", "close"), "|": ("‖", "ordinary"),
    "lvert": ("|", "open"), "rvert": ("|", "close"), "{": ("{", "open"), "}": ("}", "close"),
    "%": ("%", "ordinary"),
}  # fmt: skip
_SPACES = {",": 1 / 6, ":": 2 / 9, ";": 5 / 18, "!": -1 / 6, " ": 1 / 4, "quad": 1.0, "qquad": 2.0}
_NAMES = ("max", "min", "ln", "log", "exp", "sin", "cos", "tan", "arg", "sup", "inf", "det")
_ACCENTS = {"hat": "ˆ", "widehat": "ˆ", "tilde": "˜", "dot": "˙", "bar": "", "overline": ""}
_PLAIN: dict[str, tuple[str, Kind]] = {
    "+": ("+", "operator"), "-": ("−", "operator"), "*": ("∗", "operator"), "/": ("/", "ordinary"),
    "=": ("=", "relation"), "<": ("<", "relation"), ">": (">", "relation"),
    "(": ("(", "open"), "[": ("[", "open"), ")": (")", "close"), "]": ("]", "close"),
    ",": (",", "comma"), "|": ("|", "ordinary"), "'": ("′", "ordinary"),
}  # fmt: skip
_FENCES = {
    r"\langle": "⟨", r"\rangle": "⟩", r"\|": "‖", r"\{": "{", r"\}": "}", ".": "",
}  # fmt: skip
_GRIDS = {"pmatrix": ("(", ")"), "bmatrix": ("[", "]"), "matrix": ("", ""), "cases": ("{", "")}


class UnknownTexError(ValueError):
    """The text uses a command that is not read."""


@lru_cache(maxsize=512)
def parse_tex(text: str) -> Row:
    """The parts of a formula; raises `UnknownTexError`."""
    reader = _Reader(_PIECE.findall(text))
    row = reader.row(())
    if reader.ahead:
        raise UnknownTexError(f"{reader.ahead!r} stands alone in {text!r}")
    return row


class _Reader:
    """Goes through the pieces once."""

    def __init__(self, pieces: list[str]) -> None:
        self._pieces = [*pieces, ""]  # the end
        self._at = 0

    @property
    def ahead(self) -> str:
        """The next piece; empty at the end."""
        return self._pieces[self._at]

    def _take(self) -> str:
        piece = self._pieces[self._at]
        if piece:
            self._at += 1
        return piece

    def row(self, ends: tuple[str, ...]) -> Row:
        """Everything up to one of these pieces, which stays."""
        parts: list[Node] = []
        while self.ahead and self.ahead not in ends and self.ahead != "}":
            if self.ahead.isspace():
                self._take()
                continue
            parts.append(self._scripted(self._part()))
        return Row(tuple(parts))

    def _scripted(self, base: Node) -> Node:
        found: dict[str, Node] = {}
        primes = ""
        while self.ahead in ("_", "^", "'"):
            mark = self._take()
            if mark == "'":
                primes += "′"
            else:
                found[mark] = self._argument()
        if primes:
            above = found.get("^")
            found["^"] = Row((Symbol(primes), *((above,) if above else ())))
        return Scripts(base, found.get("_"), found.get("^")) if found else base

    def _argument(self) -> Node:
        while self.ahead.isspace():
            self._take()
        return self._part()

    def _part(self) -> Node:
        piece = self._take()
        if piece == "{":
            return self._group("}")
        if piece.startswith("\\"):
            return self._command(piece[1:])
        if piece.isdigit() or piece == ".":
            while self.ahead.isdigit() or self.ahead == ".":
                piece += self._take()
            return Symbol(piece)
        if piece in _PLAIN:
            return Symbol(*_PLAIN[piece])
        return Symbol(_italic(piece))

    def _group(self, end: str) -> Row:
        row = self.row((end,))
        self._expect(end)
        return row

    def _expect(self, piece: str) -> None:
        if self._take() != piece:
            raise UnknownTexError(f"{piece!r} is missing")

    def _command(self, name: str) -> Node:
        if letter := _GREEK.get(name):
            return Symbol(_italic(letter))
        if letter := _CAPITALS.get(name):
            return Symbol(letter)
        if name in _SYMBOLS:
            return Symbol(*_SYMBOLS[name])
        if name in _SPACES:
            return Space(_SPACES[name])
        if name in _NAMES:
            return Symbol(name, name=True)
        if name in _ACCENTS:
            return Accent(_ACCENTS[name], self._argument())
        match name:
            case "frac" | "tfrac" | "dfrac":
                return Fraction(self._argument(), self._argument())
            case "sqrt":
                return Root(self._argument())
            case "text" | "mathrm" | "operatorname" | "mathbf" | "mathcal":
                return self._words(name)
            case "left":
                left = self._fence()
                body = self.row(("\\right",))
                self._expect("\\right")
                return Fenced(left, body, self._fence())
            case "big" | "Big" | "bigg" | "Bigg":
                fence = self._fence()
                return Symbol(fence, "open" if fence in "([{⟨" else "close", grows=True)
            case "begin":
                return self._grid()
        raise UnknownTexError(f"\\{name} is not read")

    def _raw(self) -> str:
        self._expect("{")
        text = ""
        while self.ahead != "}":
            if not self.ahead:
                raise UnknownTexError("'}' is missing")
            text += self._take()
        self._take()
        return text

    def _words(self, command: str) -> Symbol:
        text = self._raw()
        if command == "mathcal":
            text = "".join(_script(c) for c in text)
        return Symbol(text.replace("-", "‐"), name=command == "operatorname")

    def _fence(self) -> str:
        fence = self._take()
        return _FENCES.get(fence, fence)

    def _grid(self) -> Node:
        kind = self._raw()
        if kind not in _GRIDS:
            raise UnknownTexError(f"{kind} is not read")
        rows: list[list[Node]] = [[]]
        while True:
            rows[-1].append(self.row(("&", "\\\\", "\\end")))
            match self._take():
                case "\\\\":
                    rows.append([])
                case "\\end":
                    self._raw()
                    break
                case "":
                    raise UnknownTexError("\\end is missing")
        left, right = _GRIDS[kind]
        grid = Grid(tuple(tuple(cells) for cells in rows), left=kind == "cases")
        return Fenced(left, grid, right)


def _italic(letter: str) -> str:
    """A letter as the italic of mathematics; other characters as they are."""
    if letter == "h":
        return "ℎ"
    for first, last, italic in (("a", "z", 0x1D44E), ("A", "Z", 0x1D434), ("α", "ω", 0x1D6FC)):
        if first <= letter <= last:
            return chr(italic + ord(letter) - ord(first))
    return letter


def _script(letter: str) -> str:
    """A capital of the script alphabet."""
    irregular = {"B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ"}
    return irregular.get(letter) or chr(0x1D49C + ord(letter) - ord("A"))
